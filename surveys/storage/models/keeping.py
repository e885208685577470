"""What is kept about the keeping itself: keys, who did what, and who was erased."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model


class Secret(Model):
    """Keys that must outlive the rotation of the data keys, sealed by them: the key of the hashes."""

    name = fields.CharField(32, primary_key=True)
    value_sealed = fields.TextField()

    class Meta:
        table = "secret"


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
    """A child who was erased, by the keyed hash of their id: so that an older backup, restored, is erased again.

    When that was last; the moment is not known of erasures from before it was kept.
    """

    ref_hash = fields.CharField(64, primary_key=True)
    erased_on: dt.date = fields.DateField()
    erased_at: dt.datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "erasure"
