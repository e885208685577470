"""What figures are counted from."""

from __future__ import annotations

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from surveys.storage.models.asking import Response


class Code(Model):
    """Small integers for words that figures count by: areas, age bands, questions, options."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(10)
    word = fields.CharField(200)

    class Meta:
        table = "code"
        unique_together = (("kind", "word"),)


class CountedAnswer(Model):
    """One row per option given (or skip) in a response that counts: what figures are counted from.

    Every column but the key is a small integer from :class:`Code` (``period`` is its own integer;
    ``option`` 0 is a skip). ``cell`` is question, period, area and option as one number (:mod:`surveys.storage.packing`),
    so one narrow index counts every quarter and area without sorting. Age bands are told apart in the :class:`Tally`.
    """

    id = fields.BigIntField(primary_key=True)
    response: fields.ForeignKeyRelation[Response] = fields.ForeignKeyField(
        "surveys.Response", on_delete=fields.CASCADE, related_name="counted"
    )
    response_id: UUID
    period = fields.IntField()
    area = fields.IntField()
    age_band = fields.IntField()
    question = fields.IntField()
    option = fields.IntField()
    cell: int | None = fields.BigIntField(null=True)

    class Meta:
        table = "counted_answer"
        indexes = (Index(fields=("cell",)), Index(fields=("response_id",)))


class Tally(Model):
    """How many counted responses gave an option, or a pair of options to two questions: added up.

    Always what counting the rows of :class:`CountedAnswer` would come to. Without a second question
    ``other_question`` and ``other_option`` are 0; in a pair, an option of -1 is a question not asked.
    """

    id = fields.BigIntField(primary_key=True)
    period = fields.IntField()
    area = fields.IntField()
    age_band = fields.IntField()
    question = fields.IntField()
    option = fields.IntField()
    other_question = fields.IntField(default=0)
    other_option = fields.IntField(default=0)
    responses = fields.IntField()

    class Meta:
        table = "tally"
        # Areas and age bands last, over which figures are added up: then nothing has to be sorted, by quarter or by area.
        unique_together = (("question", "other_question", "period", "option", "other_option", "area", "age_band"),)


class PrintedFigure(Model):
    """A figure printed for a period before mysay, from a history file."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    period = fields.IntField()
    indicator = fields.CharField(80)
    count: int | None = fields.IntField(null=True)
    base: int | None = fields.IntField(null=True)
    percent = fields.CharField(20, null=True)
    low = fields.CharField(20, null=True)
    high = fields.CharField(20, null=True)
    source = fields.TextField(null=True)
    year = fields.BooleanField(default=False)

    class Meta:
        table = "printed_figure"
        unique_together = (("period", "year", "indicator"),)


class Bygone(Model):
    """A review, or a leaving, whose record retention deleted: what rates of its quarter are over, for good.

    ``about`` is "review" or "leaving". ``counts`` is 1 for a review that was held and for a leaver of eight or over;
    of a review, ``offered`` is how many consultations were, and ``reviewed`` is 1 for one of each child's in its quarter.
    The keyed hash is that of the review's id, or of the child's who left: a record that an import brings back
    must not count twice. Nothing else of a person is here, and no row leads to another.
    """

    id = fields.BigIntField(primary_key=True)
    about = fields.CharField(8)
    ref_hash = fields.CharField(64)
    period = fields.IntField(db_index=True)
    counts = fields.IntField(default=0)
    offered = fields.IntField(default=0)
    reviewed = fields.IntField(default=0)

    class Meta:
        table = "bygone"
        unique_together = (("about", "ref_hash", "period"),)
