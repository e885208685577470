"""The tables. Names, contact handles, external ids and typed answers are sealed before they get here.

``*_hash`` columns hold keyed hashes, for looking up what is sealed; ``*_sealed`` columns hold
:class:`surveys.storage.vault.Vault` ciphertext bound to table, row and column. Row ids are ours,
so that they exist for that binding before the insert. Unique keys are ``unique`` or
``unique_together`` because Tortoise does not create ``Meta.constraints`` on a new table.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Secret(Model):
    """Keys that must outlive the rotation of the data keys, sealed by them: the key of the hashes."""

    name = fields.CharField(32, primary_key=True)
    value_sealed = fields.TextField()

    class Meta:
        table = "secret"


class Staff(Model):
    """IROs, QA leads, duty workers, administrators."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    email_hash = fields.CharField(64, unique=True)
    email_sealed = fields.TextField()
    name_sealed = fields.TextField(null=True)
    role = fields.CharField(8)
    area = fields.CharField(120, null=True)
    fte = fields.CharField(16, null=True)
    employment = fields.CharField(16, null=True)
    starts: dt.date | None = fields.DateField(null=True)
    ends: dt.date | None = fields.DateField(null=True)
    disabled_at: dt.datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "staff"


class Child(Model):
    """A child or young person in care, or who has left."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    ref_hash = fields.CharField(64, unique=True)
    ref_sealed = fields.TextField()
    date_of_birth: dt.date = fields.DateField()
    area = fields.CharField(120)
    service = fields.CharField(120, null=True)
    uasc = fields.BooleanField(null=True)
    first_name_sealed = fields.TextField(null=True)
    language = fields.CharField(35, null=True)
    easy_read = fields.BooleanField(default=False)
    iro: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "surveys.Staff", null=True, on_delete=fields.RESTRICT, related_name="children"
    )
    iro_id: UUID | None
    care_started: dt.date | None = fields.DateField(null=True)
    notified_on: dt.date | None = fields.DateField(null=True)
    care_ended: dt.date | None = fields.DateField(null=True, db_index=True)
    leaving_code = fields.CharField(8, null=True)
    legal_status = fields.CharField(16, null=True)
    placement = fields.CharField(16, null=True)

    class Meta:
        table = "child"


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
    key, id and ``generation``; only hashes are kept, to find the row.
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
    ``option`` 0 is a skip), so one covering index answers every breakdown.
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

    class Meta:
        table = "counted_answer"
        indexes = (Index(fields=("question", "period", "area", "age_band", "option")), Index(fields=("response_id",)))


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
        # In the order in which figures are read, by quarter or by area: then nothing has to be sorted.
        unique_together = (("question", "other_question", "period", "area", "option", "other_option", "age_band"),)


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


class Alert(Model):
    """A young person needs someone: raised with the answer, listed until acknowledged."""

    id = fields.IntField(primary_key=True)
    response: fields.ForeignKeyRelation[Response] = fields.ForeignKeyField(
        "surveys.Response", on_delete=fields.CASCADE, related_name="alerts", db_index=True
    )
    response_id: UUID
    cause = fields.CharField(10)
    question = fields.CharField(60, null=True)
    raised_at: dt.datetime = fields.DatetimeField()
    acknowledged_at: dt.datetime | None = fields.DatetimeField(null=True, db_index=True)

    class Meta:
        table = "alert"


class TelegramAccount(Model):
    """The one Telegram account bound to a child. ``invitation`` is the one its chat is about now."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    child: fields.OneToOneRelation[Child] = fields.OneToOneField(
        "surveys.Child", on_delete=fields.CASCADE, related_name="telegram"
    )
    child_id: UUID
    account_hash = fields.CharField(64, unique=True)
    chat_sealed = fields.TextField()
    invitation: fields.ForeignKeyNullableRelation[Invitation] = fields.ForeignKeyField(
        "surveys.Invitation", null=True, on_delete=fields.SET_NULL, related_name="chats"
    )
    invitation_id: UUID | None
    prompt_message: int | None = fields.BigIntField(null=True)
    bound_at: dt.datetime = fields.DatetimeField()
    blocked_at: dt.datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "telegram_account"


class Received(Model):
    """Inputs already applied, by key ("bot:update_id"): an input applies at most once."""

    key = fields.CharField(80, primary_key=True)
    at: dt.datetime = fields.DatetimeField()

    class Meta:
        table = "received"


class Failing(Model):
    """Inputs that could not be applied, by key, and how often they were tried: put aside after some tries."""

    key = fields.CharField(80, primary_key=True)
    tries = fields.IntField(default=0)
    at: dt.datetime = fields.DatetimeField()

    class Meta:
        table = "failing"


class Mark(Model):
    """Moments to come back to, by name: when Telegram last reached us, since when questions may be lost."""

    name = fields.CharField(40, primary_key=True)
    at: dt.datetime = fields.DatetimeField()

    class Meta:
        table = "mark"


class Outgoing(Model):
    """What must be sent and cannot be derived: reminders, alert mails. At least once.

    ``key`` makes a second queueing of the same thing impossible.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    key = fields.CharField(120, unique=True)
    kind = fields.CharField(12)
    subject: UUID | None = fields.UUIDField(null=True)
    state = fields.CharField(8)
    attempts = fields.IntField(default=0)
    not_before: dt.datetime = fields.DatetimeField()
    queued_at: dt.datetime = fields.DatetimeField()

    class Meta:
        table = "outgoing"
        indexes = (Index(fields=("state", "not_before")),)


class Audit(Model):
    """Who did what to whom, without content."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid4)
    at: dt.datetime = fields.DatetimeField()
    actor = fields.CharField(80)
    action = fields.CharField(40)
    subject = fields.CharField(100)
    reason_sealed = fields.TextField(null=True)

    class Meta:
        table = "audit"


class Erasure(Model):
    """A child who was erased, by the keyed hash of their id: so that an older backup, restored, is erased again."""

    ref_hash = fields.CharField(64, primary_key=True)
    erased_on: dt.date = fields.DateField()

    class Meta:
        table = "erasure"
