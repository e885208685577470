from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_before_paper")]

    operations = [ops.AddField(model_name="Erasure", name="erased_at", field=fields.DatetimeField(null=True))]
