"""T's table: that of S, as the ORM sees it."""

from tortoise import fields
from tortoise.models import Model


class Answer(Model):
    """One option given."""

    id = fields.IntField(primary_key=True, source_field="rowid")
    question = fields.IntField()
    period = fields.IntField()
    area = fields.IntField()
    option = fields.IntField()

    class Meta:
        table = "answer"
