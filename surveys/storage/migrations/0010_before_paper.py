from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_packed")]

    operations = [
        ops.AddField(model_name="Invitation", name="before_paper", field=fields.CharField(max_length=12, null=True))
    ]
