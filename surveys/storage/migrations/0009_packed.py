from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

# As surveys.storage.packing has it now; a migration stays what it was.
_PACKED = """
    UPDATE counted_answer
    SET cell = ((CAST(question AS BIGINT) * 2048 + period - 7168) * 16384 + area) * 2048 + option
    WHERE question < 2048 AND period BETWEEN 7168 AND 9215 AND area < 16384 AND option < 2048"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_texts")]

    operations = [
        ops.RemoveIndex("CountedAnswer", fields=["question", "period", "area", "option"]),
        ops.AddField(model_name="CountedAnswer", name="cell", field=fields.BigIntField(null=True)),
        ops.RunSQL(_PACKED),
        ops.AddIndex("CountedAnswer", Index(fields=("cell",))),
    ]
