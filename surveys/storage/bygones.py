"""What rates are over stays what it was when retention deletes the records that it was counted from."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from tortoise.expressions import Q

from surveys.age import age_on
from surveys.invitation.due import CONSULTATION, CONSULTATION_AGE, Meeting, is_leaver
from surveys.period import Period
from surveys.storage.belongings import Belongings
from surveys.storage.models import Bygone, Child, Review


async def keep(theirs: Belongings) -> None:
    """Keep what a child's reviews and leaving count in bases, in the transaction that deletes their records.

    A record that was deleted before and has been imported again counts as it is now. Whoever came back into care
    and leaves again has left twice.
    """
    every = list(_bygones(theirs))
    for each in every:
        before = Bygone.filter(about=each.about, ref_hash=each.ref_hash)
        await (before.filter(period=each.period) if each.about == "leaving" else before).delete()
    await Bygone.bulk_create(every)


async def forget(theirs: Belongings) -> None:
    """Take a child who is erased out of the bases too, where an import had brought them back."""
    await Bygone.filter(
        Q(about="leaving", ref_hash=theirs.child.ref_hash)
        | Q(about="review", ref_hash__in=[review.ref_hash for review in theirs.reviews])
    ).delete()


def _bygones(theirs: Belongings) -> Iterator[Bygone]:
    child = theirs.child
    if child.care_ended:
        counts = int(is_leaver(child.date_of_birth, child.care_ended, child.leaving_code))
        period = Period.of(child.care_ended).number
        yield Bygone(about="leaving", ref_hash=child.ref_hash, period=period, counts=counts)
    offered = [each.review_id for each in theirs.invitations if each.questionnaire == CONSULTATION]
    for period, reviews in groupby(theirs.reviews, lambda review: Period.of(review.date).number):
        yield from _of_a_quarter(child, period, list(reviews), offered)


def _of_a_quarter(
    child: Child, period: int, reviews: Sequence[Review], offered: Sequence[UUID | None]
) -> Iterator[Bygone]:
    first = next((each.id for each in reviews if _is_of_a_reviewed_child(child, each)), None)
    for review in reviews:
        yield Bygone(
            about="review",
            ref_hash=review.ref_hash,
            period=period,
            counts=int(review.status == Meeting.HELD),
            offered=offered.count(review.id),
            reviewed=int(review.id == first),
        )


def _is_of_a_reviewed_child(child: Child, review: Review) -> bool:
    return review.status == Meeting.HELD and age_on(child.date_of_birth, review.date) >= CONSULTATION_AGE
