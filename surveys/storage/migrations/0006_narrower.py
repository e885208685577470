from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

_COLUMNS = "question, other_question, period, option, other_option, area, age_band, responses"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_by_area")]

    operations = [
        ops.RemoveIndex("CountedAnswer", fields=["question", "period", "area", "option", "age_band"]),
        ops.AddIndex("CountedAnswer", Index(fields=("question", "period", "area", "option"))),
        # SQLite cannot take a unique key from a table: the table is made anew, its rows in the order of their new key.
        ops.RunSQL(f"CREATE TEMPORARY TABLE tally_until_now AS SELECT {_COLUMNS} FROM tally"),  # noqa: S608  # our own names only
        ops.DeleteModel("Tally"),
        ops.CreateModel(
            name="Tally",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("period", fields.IntField()),
                ("area", fields.IntField()),
                ("age_band", fields.IntField()),
                ("question", fields.IntField()),
                ("option", fields.IntField()),
                ("other_question", fields.IntField(default=0)),
                ("other_option", fields.IntField(default=0)),
                ("responses", fields.IntField()),
            ],
            options={
                "table": "tally",
                "app": "surveys",
                "unique_together": (
                    ("question", "other_question", "period", "option", "other_option", "area", "age_band"),
                ),
                "pk_attr": "id",
                "table_description": "How many counted responses gave an option, or a pair of options to two questions: added up.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            [
                f"INSERT INTO tally ({_COLUMNS}) SELECT {_COLUMNS} FROM tally_until_now ORDER BY {_COLUMNS}",  # noqa: S608  # our own names only
                "DROP TABLE tally_until_now",
            ]
        ),
    ]
