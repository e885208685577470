from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

# Both questions of the pair have numbers, or neither.
_NUMBERS = """
    INSERT INTO code (kind, word)
    SELECT 'question', wanted.word FROM (SELECT 'exit_interview.gave_views' AS word UNION ALL SELECT 'exit_interview.views_considered') AS wanted
    WHERE EXISTS (SELECT 1 FROM code k WHERE k.kind = 'question' AND k.word IN ('exit_interview.gave_views', 'exit_interview.views_considered'))
      AND NOT EXISTS (SELECT 1 FROM code k WHERE k.kind = 'question' AND k.word = wanted.word)"""

_SINGLE = """
    INSERT INTO tally (period, area, age_band, question, option, other_question, other_option, responses)
    SELECT period, area, age_band, question, option, 0, 0, COUNT(*) FROM counted_answer
    GROUP BY question, period, area, age_band, option"""

_PAIRED = """
    INSERT INTO tally (period, area, age_band, question, option, other_question, other_option, responses)
    SELECT period, area, age_band, question, option, other_question, other_option, COUNT(*) FROM (
        SELECT c.period, c.area, c.age_band, a.id AS question, b.id AS other_question,
               COALESCE(MAX(CASE WHEN c.question = a.id THEN c.option END), -1) AS option,
               COALESCE(MAX(CASE WHEN c.question = b.id THEN c.option END), -1) AS other_option
        FROM counted_answer c
        JOIN code a ON a.kind = 'question' AND a.word = 'exit_interview.gave_views'
        JOIN code b ON b.kind = 'question' AND b.word = 'exit_interview.views_considered'
        WHERE c.question IN (a.id, b.id) GROUP BY c.response_id, c.period, c.area, c.age_band, a.id, b.id
    ) AS by_response GROUP BY period, area, age_band, question, option, other_question, other_option"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_erasing")]

    operations = [
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
                    ("question", "other_question", "period", "area", "option", "other_option", "age_band"),
                ),
                "pk_attr": "id",
                "table_description": "How many counted responses gave an option, or a pair of options to two questions: added up.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(model_name="Response", index=Index(fields=("questionnaire", "period", "area", "age_band"))),
        # Statement by statement; a tally of what is counted already.
        ops.RunSQL([_NUMBERS, _SINGLE, _PAIRED]),
    ]
