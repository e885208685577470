"""The people: staff, and the children they look after."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model


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
