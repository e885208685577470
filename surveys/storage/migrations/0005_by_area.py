from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_outages")]

    operations = [
        ops.RemoveIndex("CountedAnswer", fields=["question", "period", "area", "age_band", "option"]),
        ops.AddIndex("CountedAnswer", Index(fields=("question", "period", "area", "option", "age_band"))),
    ]
