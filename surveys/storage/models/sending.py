"""What comes in and goes out: calls for help, chats, inputs, and what waits to be sent."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from surveys.storage.models.asking import Invitation, Response
from surveys.storage.models.people import Child


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
    """The one Telegram account bound to a child. ``invitation`` is the one its chat is about now.

    ``prompt_message`` has the buttons, whichever its sign: that changes where a replica puts the message right.
    ``asked_from`` is the message from which on what is typed is meant for the open question, because it was shown there first: below nought while that message is on its way, or is being changed to it,
    as far as is known, and null before it is.
    ``in_a_row`` once something typed had a higher number than the question before it.
    """

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
    asked_from: int | None = fields.BigIntField(null=True, default=0)
    in_a_row = fields.BooleanField(null=True)
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
