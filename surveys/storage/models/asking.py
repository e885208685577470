"""What is asked and what is given: reviews, questionnaires, invitations, responses, answers."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from surveys.storage.models.people import Child, Staff


class Review(Model):
    """A statutory review of a child's care plan."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    ref_hash = fields.CharField(64, unique=True)
    ref_sealed = fields.TextField()
    child: fields.ForeignKeyRelation[Child] = fields.ForeignKeyField(
        "surveys.Child", on_delete=fields.RESTRICT, related_name="reviews", db_index=True
    )
    child_id: UUID
    date: dt.date = fields.DateField(db_index=True)
    iro: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "surveys.Staff", null=True, on_delete=fields.RESTRICT, related_name="reviews"
    )
    iro_id: UUID | None
    status = fields.CharField(10)
    participation = fields.CharField(3, null=True)
    child_chaired = fields.CharField(5, null=True)
    chaired_by_iro = fields.BooleanField(null=True)
    due_by: dt.date | None = fields.DateField(null=True)

    class Meta:
        table = "review"


class QuestionnaireVersion(Model):
    """A resolved questionnaire under its digest, exactly as it was asked."""

    digest = fields.CharField(64, primary_key=True)
    questionnaire = fields.CharField(40)
    variant = fields.CharField(20)
    language = fields.CharField(35)
    body = fields.TextField()

    class Meta:
        table = "questionnaire_version"


class Invitation(Model):
    """One questionnaire owed to one child for one matter: a review, or leaving care.

    ``subject`` ("review:UUID" or "leaving:UUID:DATE") makes a second invitation for the same matter
    impossible. The link's token, the typed code and the Telegram payload are derived from the secret
    key, id and ``generation``; only hashes are kept, to find the row. ``before_paper`` is the outcome whose place a
    paper form has taken, for when that form is voided.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    questionnaire = fields.CharField(40)
    child: fields.ForeignKeyRelation[Child] = fields.ForeignKeyField(
        "surveys.Child", on_delete=fields.RESTRICT, related_name="invitations", db_index=True
    )
    child_id: UUID
    review: fields.ForeignKeyNullableRelation[Review] = fields.ForeignKeyField(
        "surveys.Review", null=True, on_delete=fields.RESTRICT, related_name="invitations", db_index=True
    )
    review_id: UUID | None
    subject = fields.CharField(100)
    generation = fields.IntField(default=1)
    token_hash = fields.CharField(64, unique=True)
    code_hash = fields.CharField(64, unique=True)
    telegram_hash = fields.CharField(64, unique=True)
    outcome = fields.CharField(12)
    before_paper = fields.CharField(12, null=True)
    issued_on: dt.date = fields.DateField()
    reminded_on: dt.date | None = fields.DateField(null=True)
    reminders = fields.IntField(default=0)

    class Meta:
        table = "invitation"
        unique_together = (("questionnaire", "subject"),)


class Response(Model):
    """What one child gave to one questionnaire: a live session, or an imported form.

    A live response has an invitation and moves through ``status``; an imported one has ``ref_hash``
    and is finished from the start. ``review`` is what was asked about; ``counts_for`` is the review
    it serves now (the next planned one when the first was cancelled). ``period`` (year * 4 + quarter
    - 1 of the financial year) is set while the response counts in figures; ``uncounted`` says why it
    does not. Area to UASC are frozen at completion. One that is ``detached_on`` a day belongs to no
    child any more and stays in its period.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    questionnaire = fields.CharField(40)
    version: fields.ForeignKeyNullableRelation[QuestionnaireVersion] = fields.ForeignKeyField(
        "surveys.QuestionnaireVersion", null=True, on_delete=fields.RESTRICT, related_name="responses", db_index=True
    )
    version_id: str | None
    invitation: fields.OneToOneNullableRelation[Invitation] = fields.OneToOneField(
        "surveys.Invitation", null=True, on_delete=fields.RESTRICT, related_name="response"
    )
    invitation_id: UUID | None
    ref_hash = fields.CharField(64, null=True, unique=True)
    ref_sealed = fields.TextField(null=True)
    child: fields.ForeignKeyNullableRelation[Child] = fields.ForeignKeyField(
        "surveys.Child", null=True, on_delete=fields.RESTRICT, related_name="responses", db_index=True
    )
    child_id: UUID | None
    review: fields.ForeignKeyNullableRelation[Review] = fields.ForeignKeyField(
        "surveys.Review", null=True, on_delete=fields.RESTRICT, related_name="responses", db_index=True
    )
    review_id: UUID | None
    counts_for: fields.ForeignKeyNullableRelation[Review] = fields.ForeignKeyField(
        "surveys.Review", null=True, on_delete=fields.RESTRICT, related_name="served_by", db_index=True
    )
    counts_for_id: UUID | None
    status = fields.CharField(10)
    revision = fields.IntField(default=0)
    revisiting = fields.CharField(60, null=True)
    channel = fields.CharField(20)
    language = fields.CharField(35)
    started_at: dt.datetime = fields.DatetimeField()
    touched_at: dt.datetime = fields.DatetimeField()
    completed_at: dt.datetime | None = fields.DatetimeField(null=True)
    completed_on: dt.date | None = fields.DateField(null=True)
    area = fields.CharField(120, null=True)
    service = fields.CharField(120, null=True)
    age_band = fields.CharField(10, null=True)
    iro: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "surveys.Staff", null=True, on_delete=fields.RESTRICT, related_name="responses", db_index=True
    )
    iro_id: UUID | None
    uasc = fields.BooleanField(null=True)
    period: int | None = fields.IntField(null=True)
    uncounted = fields.CharField(20, null=True)
    voided_at: dt.datetime | None = fields.DatetimeField(null=True)
    detached_on: dt.date | None = fields.DateField(null=True)

    class Meta:
        table = "response"
        indexes = (
            Index(fields=("questionnaire", "period")),
            Index(fields=("questionnaire", "period", "area", "age_band")),
        )


class Answer(Model):
    """What was given to one question at one revision, never updated, so that history stays.

    ``state`` is answered, skipped or withdrawn; the latest revision of a question is the one that
    holds. ``codes`` are option codes joined by ``|``; typed answers are sealed.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    response: fields.ForeignKeyRelation[Response] = fields.ForeignKeyField(
        "surveys.Response", on_delete=fields.CASCADE, related_name="answers"
    )
    response_id: UUID
    question = fields.CharField(60)
    revision = fields.IntField()
    state = fields.CharField(10)
    codes = fields.TextField(default="")
    text_sealed = fields.TextField(null=True)
    given_at: dt.datetime = fields.DatetimeField()

    class Meta:
        table = "answer"
        unique_together = (("response", "question", "revision"),)
