"""Plans responses: paper forms keyed by a worker, or another system's export, one row per answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from surveys.age import age_on
from surveys.conversation.session import UNFINISHED, Status
from surveys.invitation.outcomes import Outcome
from surveys.roster.ledger import UNKNOWN, Workings
from surveys.roster.papers import Paper
from surveys.roster.plan import Matter, Online
from surveys.roster.problems import Place
from surveys.roster.records import ChildRecord, Kept, ResponseRecord, ReviewRecord


@dataclass(frozen=True, slots=True)
class _About:
    """Whom and what a form is about, as far as it says."""

    review: Kept[ReviewRecord] | None
    child: Kept[ChildRecord] | None

    @property
    def day(self) -> date | None:
        """The day that decides the age band: the review's, or that of leaving."""
        if self.review:
            return self.review.record.date
        return self.child.record.care_ended if self.child else None

    def __str__(self) -> str:
        if self.review:
            return f"review '{self.review.record.ref}'"
        return f"child '{self.child.record.ref}'" if self.child else "nobody"


class Forms:
    """The responses of one import being planned."""

    def __init__(self, work: Workings) -> None:
        self._work = work
        self._reviews: dict[UUID, tuple[str, Place]] = {}
        self._leavings: dict[tuple[UUID, str, bool], tuple[str, Place]] = {}
        self._named: dict[str, str] = {}
        self._here: frozenset[str] = frozenset()
        self.replaced: list[Online] = []
        self.asked: dict[Matter, Online | None] = {}
        self.not_applied: list[str] = []
        self.twice: list[str] = []
        self.cut_loose: list[Place] = []

    def plan(self, papers: Iterable[Paper]) -> None:
        """Lay the forms over what is stored."""
        every = tuple(papers)
        self._here = frozenset(paper.ref for paper in every)
        self._named = {paper.ref: paper.head["review"] for paper in every if paper.head.get("review")}
        for paper in every:
            self._plan(paper)

    def _plan(self, paper: Paper) -> None:
        about = self._about(paper)
        if about is None or not paper.sound:
            return
        if paper.ref in self._work.stored.voided:
            self.not_applied.append(f"response {paper.ref}: it was voided; a corrected form needs an id of its own")
            return
        if about.review and not self._first_for(about.review, paper):
            return
        if about.child and self._is_exit(paper.head["questionnaire"]):
            self._look_for_another(about.child, paper)
        if paper.ref in self._work.stored.cut_loose:
            self._work.responses.name(paper.ref)
            self.cut_loose.append(paper.place)
            return
        online = self._online(paper.head["questionnaire"], about)
        if online and online.status == Status.FINISHED:
            self.not_applied.append(f"response {paper.ref}: {about} was answered online, and that counts")
            return
        self._lay(paper, about)
        if online and (online.status in UNFINISHED or online.outcome != Outcome.COMPLETED):
            self.replaced.append(online)

    def _about(self, paper: Paper) -> _About | None:
        """The review and the child that a form names; None where one is not right."""
        work = self._work
        review_ref, child_ref = paper.head.get("review"), paper.head.get("child")
        review = work.reviews.get(review_ref)
        if review_ref and not work.reviews.knows(review_ref):
            work.problems.at(paper.place, UNKNOWN["review"].format(review_ref))
        child = work.child(paper.place, child_ref) if child_ref else None
        if (review_ref and review is None) or (child_ref and child is None):
            return None
        if review and child and review.record.child != child.id:
            work.problems.at(paper.place, f"review '{review_ref}' is not a review of child '{child_ref}'.")
            return None
        return _About(review, child or (work.children.by_id(review.record.child) if review else None))

    def _first_for(self, review: Kept[ReviewRecord], paper: Paper) -> bool:
        """Whether no other form is about this review, in this import or stored."""
        ref = paper.ref
        earlier = self._reviews.setdefault(review.id, (ref, paper.place))
        stored = self._work.stored.forms.get(review.id)
        if earlier[0] != ref:
            other = f"response '{earlier[0]}' ({earlier[1]})"
        elif stored is not None and stored != ref and self._named.get(stored, review.record.ref) == review.record.ref:
            other = f"response '{stored}', which was imported before"
        else:
            return True
        self._work.problems.at(
            paper.place, f"response '{ref}' is about review '{review.record.ref}', and so is {other}; leave one."
        )
        return False

    def _look_for_another(self, child: Kept[ChildRecord], paper: Paper) -> None:
        """Note another exit interview about the same leaving of this child, in this import or stored: both count."""
        questionnaire, before = paper.head["questionnaire"], _before_care(child.record, paper.head["completed_on"])
        first = self._leavings.setdefault((child.id, questionnaire, before), (paper.ref, paper.place))
        stored = (
            f"response '{form.ref}', which was imported before"
            for form in self._work.stored.unreviewed.get(child.id, ())
            if form.ref not in self._here
            and (form.questionnaire, _before_care(child.record, form.completed_on)) == (questionnaire, before)
        )
        other = next(stored, None) if first[0] == paper.ref else f"response '{first[0]}' ({first[1]})"
        if other is not None:
            self.twice.append(
                f"{paper.place}: response '{paper.ref}' is about child '{child.record.ref}' leaving care, and so is {other}; "
                "both count."
            )

    def _is_exit(self, questionnaire: str) -> bool:
        return self._work.rules.library.about(questionnaire) == "leaving"

    def _online(self, questionnaire: str, about: _About) -> Online | None:
        """What was asked online about the same review, or about the same leaving."""
        matter: Matter | None = None
        if about.review:
            matter = (about.review.id, None)
        elif about.child and about.day and self._is_exit(questionnaire):
            matter = (about.child.id, about.day)
        if matter is None:
            return None
        return self.asked.setdefault(matter, self._work.stored.online.get(matter))

    def _lay(self, paper: Paper, about: _About) -> None:
        told = {name: value for name, value in paper.head.items() if value is not None} | {
            "ref": paper.ref,
            "answers": paper.answers,
            "review": about.review.id if about.review else None,
            "child": about.child.id if about.child else None,
        }
        stored = self._work.responses.get(paper.ref)
        if stored is None or (stored.record.child, stored.record.review) != (told["child"], told["review"]):
            told = {**self._frozen(paper.head, about), **told}
        self._work.responses.lay(paper.ref, told, ResponseRecord)

    def _frozen(self, head: Mapping[str, Any], about: _About) -> dict[str, Any]:
        """Who this was about, as it stands now: later moves do not change what was counted."""
        if about.child is None:
            return dict.fromkeys(("area", "service", "age_band", "iro", "uasc"))
        who, day = about.child.record, about.day or head["completed_on"]
        return {
            "area": who.area, "service": who.service, "uasc": who.uasc,
            "age_band": self._work.rules.library.band(head["questionnaire"], age_on(who.date_of_birth, day)),
            "iro": (about.review.record.iro if about.review else None) or who.iro,
        }  # fmt: skip  # what is copied, then what is worked out


def _before_care(child: ChildRecord, day: date) -> bool:
    """Whether a day lies before the care that a child is in or has left: what was said then is about an earlier leaving."""
    return child.care_started is not None and day < child.care_started
