from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_tally")]

    operations = [
        ops.CreateModel(
            name="Failing",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("tries", fields.IntField(default=0)),
                ("at", fields.DatetimeField()),
            ],
            options={
                "table": "failing",
                "app": "surveys",
                "pk_attr": "key",
                "table_description": "Inputs that could not be applied, by key, and how often they were tried: put aside after some tries.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mark",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("at", fields.DatetimeField()),
            ],
            options={
                "table": "mark",
                "app": "surveys",
                "pk_attr": "name",
                "table_description": "Moments to come back to, by name: when Telegram last reached us, since when questions may be lost.",
            },
            bases=["Model"],
        ),
    ]
