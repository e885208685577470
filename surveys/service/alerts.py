"""Calls for help: listed until somebody acknowledges them. What was said is never here."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from surveys.errors import Refused
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage.database import transaction
from surveys.storage.models import Alert, Review, Staff
from surveys.storage.refs import child_ref, if_readable, review_ref, staff_name

log = logging.getLogger(__name__)

#: The databases number calls no higher, and fall over any number beyond.
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A young person who needs someone. ``cause`` is help (they asked) or answer (they gave one that needs a person).

    ``unreadable`` names those of child, review and IRO that were changed or moved in the database.
    """

    id: int
    raised_at: datetime
    cause: str
    child_id: str | None
    review_id: str | None
    iro: str | None
    unreadable: tuple[str, ...] = ()


async def waiting(service: Service) -> tuple[Call, ...]:
    """The calls that nobody has acknowledged, oldest first. Their IRO is the review's, else the child's."""
    rows = await Alert.filter(acknowledged_at=None).order_by("raised_at", "id").prefetch_related("response__child")
    reviews = await _reviews(rows)
    staff = {each.id: each for each in await Staff.filter(id__in=_iros(rows, reviews.values()))}
    return tuple(_call(service, row, reviews, staff) for row in rows)


async def unacknowledged() -> int:
    """How many calls for help nobody has acknowledged."""
    return await Alert.filter(acknowledged_at=None).count()


async def called_since(session: UUID, moment: datetime) -> bool:
    """Whether a call came from this session since then that nobody has acknowledged."""
    return await Alert.filter(response_id=session, raised_at__gte=moment, acknowledged_at=None).exists()


async def acknowledge(service: Service, alert: int, *, actor: str) -> None:
    """Somebody is seeing to it.

    Raises:
        Refused: there is no such call, or it was acknowledged before.
    """
    none = Refused(f"There is no call {alert} that waits; 'mysay alerts' lists those that do.")
    if not 0 < alert <= _HIGHEST:
        raise none
    async with transaction():
        taken = await Alert.filter(id=alert, acknowledged_at=None).update(acknowledged_at=service.clock.now())
        if not taken:
            raise none
        await remember(service, Deed(actor, "acknowledge", about("alert", alert)))
    log.info("alert acknowledged", extra={"alert": alert})


async def _reviews(rows: Iterable[Alert]) -> dict[UUID, Review]:
    """The reviews that the responses are about, or now serve."""
    wanted = {key for row in rows for key in (_about(row),) if key}
    return {review.id: review for review in await Review.filter(id__in=wanted)}


def _about(row: Alert) -> UUID | None:
    return row.response.counts_for_id or row.response.review_id


def _iros(rows: Iterable[Alert], reviews: Iterable[Review]) -> set[UUID]:
    of_children = (row.response.child.iro_id for row in rows if row.response.child)
    return {iro for iro in (*(review.iro_id for review in reviews), *of_children) if iro}


def _call(service: Service, row: Alert, reviews: dict[UUID, Review], staff: dict[UUID, Staff]) -> Call:
    child, key = row.response.child, _about(row)
    review = reviews[key] if key else None
    iro, vault = (review and review.iro_id) or (child and child.iro_id), service.vault
    child_id = if_readable(lambda: child_ref(vault, child)) if child else None
    review_id = if_readable(lambda: review_ref(vault, review)) if review else None
    name = if_readable(lambda: staff_name(vault, staff[iro])) if iro else None
    there = {"child": (child, child_id), "review": (review, review_id), "iro": (iro, name)}
    return Call(
        id=row.id,
        raised_at=row.raised_at,
        cause=row.cause,
        child_id=child_id,
        review_id=review_id,
        iro=name,
        unreadable=tuple(what for what, (held, opened) in there.items() if held and opened is None),
    )
