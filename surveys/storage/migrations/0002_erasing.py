from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_first")]

    operations = [
        ops.CreateModel(
            name="Erasure",
            fields=[
                ("ref_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("erased_on", fields.DateField()),
            ],
            options={
                "table": "erasure",
                "app": "surveys",
                "pk_attr": "ref_hash",
                "table_description": "A child who was erased, by the keyed hash of their id: so that an older backup, restored, is erased again.",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="Response", name="detached_on", field=fields.DateField(null=True)),
    ]
