"""Who is to be invited, and why somebody is not: the selection put against what is stored."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveys.age import age_on
from surveys.errors import Refused
from surveys.invitation import due
from surveys.invitation.links import Matter, is_open
from surveys.invitation.outcomes import Outcome
from surveys.service.context import Service
from surveys.storage import invitations
from surveys.storage.called import hashes, require_own
from surveys.storage.invitations import Wanted
from surveys.storage.models import Child, Invitation, Review
from surveys.storage.refs import UNREAD, child_ref, review_ref, shown
from surveys.storage.vault import SealBroken, Vault

#: Why somebody is not invited whose id, or whose review's, was changed or moved in the database.
UNREADABLE = "an id cannot be opened with the keys in MYSAY_DATA_KEYS; look into it, and restore a backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Who is to be invited. ``due_within`` is a number of calendar days; ``reviews`` are review ids."""

    due_within: int | None = None
    reviews: tuple[str, ...] = ()
    leavers: bool = False

    @property
    def days(self) -> int | None:
        """Reviews due within so many days are wanted: the default where nothing is selected."""
        nothing = self.due_within is None and not self.reviews and not self.leavers
        return due.DUE_WITHIN_DAYS if nothing else self.due_within


@dataclass(frozen=True, slots=True)
class Case:
    """A child and a matter on the way to an invitation. ``reason`` is why there is none."""

    wanted: Wanted
    child: Child
    review: Review | None
    reason: str | None

    def child_id(self, vault: Vault) -> str:
        """The authority's id of the child."""
        return shown(lambda: child_ref(vault, self.child))

    def review_id(self, vault: Vault) -> str | None:
        """The authority's id of the review, where the matter is one."""
        review = self.review
        return shown(lambda: review_ref(vault, review)) if review else None

    def unless_unreadable(self, vault: Vault) -> "Case":
        """The same, but for one whom nobody could hand the link to."""
        unread = UNREAD in {self.child_id(vault), self.review_id(vault)}
        return replace(self, reason=UNREADABLE) if unread else self


async def select(service: Service, selection: Selection, *, renew: bool) -> list[Case]:
    """Everybody selected, each once, reviews by date and then leavers.

    Raises:
        Refused: a review that is named does not exist, or nobody can be asked about it.
    """
    named = await _named_reviews(service, selection.reviews)
    cases = await _review_cases(service, named)
    cases = await _with_open_links(cases) if renew else cases
    _refuse(service.vault, [case for case in cases if case.reason is not None])
    if selection.days is not None:
        found = await invitations.reviews_between(*due.window(service.clock.today(), selection.days))
        cases += await _review_cases(service, [review for review in found if review not in named])
    if selection.leavers:
        cases += await _leaver_cases(service, renew=renew)
    cases = await _with_open_links(cases) if renew else cases
    return [case.unless_unreadable(service.vault) for case in cases]


async def _named_reviews(service: Service, ids: Iterable[str]) -> list[Review]:
    by_hash = {hash_: id_ for id_ in ids for hash_ in hashes(service.vault, "review", id_)}
    found = await invitations.reviews_called(by_hash) if by_hash else []
    unknown = set(by_hash.values()) - {by_hash[review.ref_hash] for review in found}
    if unknown:
        raise Refused("\n".join(f"There is no review '{id_}'; import it first." for id_ in sorted(unknown)))
    for review in found:
        with suppress(SealBroken):  # what cannot be opened is told of below, with who else it concerns
            require_own(service.vault, review)
    return found


async def _review_cases(service: Service, reviews: Sequence[Review]) -> list[Case]:
    answered = await invitations.reviews_answered([review.id for review in reviews])
    return [_review_case(service, review, answered=review.id in answered) for review in reviews]


def _review_case(service: Service, review: Review, *, answered: bool) -> Case:
    child = review.child
    subject = invitations.review_subject(review.id)
    reason = due.why_no_consultation(
        _facts(child),
        due.Review(date=review.date, status=review.status, answered=answered),
        today=service.clock.today(),
    ) or _no_variant(service, due.CONSULTATION, child, review.date)
    return Case(Wanted(due.CONSULTATION, child.id, review.id, subject), child, review, reason)


async def _leaver_cases(service: Service, *, renew: bool) -> list[Case]:
    today = service.clock.today()
    leavers = await invitations.leavers_between(today - timedelta(days=due.LEAVERS_DAYS), today)
    interviewed = await invitations.children_interviewed([child.id for child in leavers])
    cases = [
        _leaver_case(service, child, child.care_ended, answered=child.id in interviewed)
        for child in leavers
        if child.care_ended
    ]
    before = {} if renew else await invitations.issued([case.wanted.subject for case in cases])
    return [_unless_expired(case, before.get(case.wanted.subject), today) for case in cases]


def _leaver_case(service: Service, child: Child, left: date, *, answered: bool) -> Case:
    reason = due.why_no_exit_interview(_facts(child), answered=answered) or _no_variant(
        service, due.EXIT_INTERVIEW, child, left
    )
    wanted = Wanted(due.EXIT_INTERVIEW, child.id, None, invitations.leaving_subject(child.id, left))
    return Case(wanted, child, None, reason)


def _unless_expired(case: Case, row: Invitation | None, today: date) -> Case:
    if case.reason or row is None or is_open(Matter(issued_on=row.issued_on), today=today):
        return case
    return replace(case, reason="the link has expired; --renew makes a new one")


async def _with_open_links(cases: list[Case]) -> list[Case]:
    """Renewing ends an old link, also where answers to another review have made a new one needless."""
    answered = [case.wanted.subject for case in cases if case.reason == due.ANSWERED]
    before = await invitations.issued(answered)
    still_open = {subject for subject, row in before.items() if row.outcome != Outcome.COMPLETED}
    return [replace(case, reason=None) if case.wanted.subject in still_open else case for case in cases]


def _facts(child: Child) -> due.Child:
    return due.Child(born=child.date_of_birth, care_ended=child.care_ended, leaving_code=child.leaving_code)


def _no_variant(service: Service, questionnaire: str, child: Child, day: date) -> str | None:
    age = age_on(child.date_of_birth, day)
    if service.library.variant_for(questionnaire, age, easy_read=child.easy_read) is None:
        return f"aged {age}, for which no variant of {questionnaire} is written"
    return None


def _refuse(vault: Vault, cases: Sequence[Case]) -> None:
    if cases:
        raise Refused(
            "\n".join(
                f"Review {case.review_id(vault)} of child {case.child_id(vault)}: {case.reason}." for case in cases
            )
        )
