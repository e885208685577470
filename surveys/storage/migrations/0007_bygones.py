from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_narrower")]

    operations = [
        ops.CreateModel(
            name="Bygone",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("about", fields.CharField(max_length=8)),
                ("ref_hash", fields.CharField(max_length=64)),
                ("period", fields.IntField(db_index=True)),
                ("counts", fields.IntField(default=0)),
                ("offered", fields.IntField(default=0)),
                ("reviewed", fields.IntField(default=0)),
            ],
            options={
                "table": "bygone",
                "app": "surveys",
                "unique_together": (("about", "ref_hash", "period"),),
                "pk_attr": "id",
                "table_description": "A review, or a leaving, whose record retention deleted: what rates of its quarter are over, for good.",
            },
            bases=["Model"],
        )
    ]
