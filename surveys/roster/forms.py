"""Plans responses: paper forms keyed by a worker, or another system's export, one row per answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from surveys.age import age_on
from surveys.roster import answers
from surveys.roster.cells import Unreadable
from surveys.roster.ledger import Workings
from surveys.roster.plan import Matter, Online
from surveys.roster.problems import Place
from surveys.roster.records import ChildRecord, Given, Kept, ResponseRecord, ReviewRecord
from surveys.roster.rows import Row

#: What every row of a response says alike.
_HEAD = ("questionnaire", "completed_on", "child", "review", "area", "age_band", "language", "channel")
_FINISHED = "finished"
_UNFINISHED = frozenset({"waiting", "stopped"})
_COMPLETED = "completed"


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
        self._named: dict[str, str] = {}
        self.replaced: list[Online] = []
        self.not_applied: list[str] = []

    def plan(self, rows: Collection[Row]) -> None:
        """Lay the forms over what is stored. All rows of one response_id are that response."""
        forms: dict[str, list[Row]] = defaultdict(list)
        broken: dict[str, None] = {}
        for row in rows:
            ref = row.given.get("ref")
            if ref and row.broken:
                broken[ref] = None
            if ref and not ({"question", "questionnaire"} - row.given.keys()):
                forms[ref].append(row)
        self._named = {row.given.get("ref", ""): row.given["review"] for row in rows if row.given.get("review")}
        for ref, of_one in forms.items():
            self._plan_form(ref, of_one, complete=ref not in broken)

    def _plan_form(self, ref: str, rows: Sequence[Row], *, complete: bool) -> None:
        head = self._head(rows)
        if head["questionnaire"] not in self._work.rules.library.ids:
            known = ", ".join(self._work.rules.library.ids)
            self._say(rows[0], f"questionnaire '{head['questionnaire']}' is not known; known are {known}.")
            return
        given = self._answers(head["questionnaire"], rows)
        about = self._about(rows[0], head)
        if given is None or about is None or not complete:
            return
        if about.review and not self._first_for(about.review, ref, rows[0].place):
            return
        online = self._online(head["questionnaire"], about)
        if online and online.status == _FINISHED:
            self.not_applied.append(f"response {ref}: {about} was answered online, and that counts")
            return
        self._lay(ref, head, given, about)
        if online and (online.status in _UNFINISHED or online.outcome != _COMPLETED):
            self.replaced.append(online)

    def _head(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What the rows of a response say alike; a cell left empty agrees with anything."""
        head: dict[str, Any] = {}
        for row in rows:
            for name in _HEAD:
                if name not in row.given:
                    continue
                value = row.given[name]
                if head.get(name) is None:
                    head[name] = value
                elif value is not None and value != head[name]:
                    self._say(
                        row,
                        f"{name} is not what {rows[0].place} says of response '{row.given['ref']}'; make them alike.",
                    )
        return head

    def _answers(self, questionnaire: str, rows: Sequence[Row]) -> dict[str, Given] | None:
        """What the rows answer, by question; None where any of them does not fit."""
        given: dict[str, Given] = {}
        sound = True
        for row in rows:
            try:
                given[row.given["question"]] = self._answer(questionnaire, row, given)
            except Unreadable as error:
                sound = False
                self._say(row, f"{error}.")
        return given if sound else None

    def _answer(self, questionnaire: str, row: Row, earlier: Mapping[str, Given]) -> Given:
        known, question = self._work.rules.library.known(questionnaire), row.given["question"]
        if question not in known:
            listed = ", ".join(known)
            raise Unreadable(f"question '{question}' is not one of {questionnaire}; its questions are {listed}")
        if question in earlier:
            raise Unreadable(f"question '{question}' is there twice in response '{row.given['ref']}'")
        try:
            return answers.read(known[question], row.given.get("answer"))
        except Unreadable as error:
            raise Unreadable(f"answer {error}") from None

    def _about(self, row: Row, head: Mapping[str, Any]) -> _About | None:
        """The review and the child that a form names; None where one is not right."""
        work = self._work
        review_ref, child_ref = head.get("review"), head.get("child")
        review = work.reviews.get(review_ref)
        if review_ref and not work.reviews.knows(review_ref):
            self._say(row, f"review '{review_ref}' is not known; import the review first, or together with this.")
        child = work.child(row, child_ref) if child_ref else None
        if (review_ref and review is None) or (child_ref and child is None):
            return None
        if review and work.rules.library.about(head["questionnaire"]) != "review":
            self._say(row, f"{head['questionnaire']} is not about a review; leave review_id empty and give child_id.")
            return None
        if review and child and review.record.child != child.id:
            self._say(row, f"review '{review_ref}' is not a review of child '{child_ref}'.")
            return None
        return _About(review, child or (work.children.by_id(review.record.child) if review else None))

    def _first_for(self, review: Kept[ReviewRecord], ref: str, place: Place) -> bool:
        """Whether no other form is about this review, in this import or stored."""
        earlier = self._reviews.setdefault(review.id, (ref, place))
        stored = self._work.stored.forms.get(review.id)
        if earlier[0] != ref:
            other = f"response '{earlier[0]}' ({earlier[1]})"
        elif stored is not None and stored != ref and self._named.get(stored, review.record.ref) == review.record.ref:
            other = f"response '{stored}', which was imported before"
        else:
            return True
        self._work.problems.at(
            place, f"response '{ref}' is about review '{review.record.ref}', and so is {other}; leave one."
        )
        return False

    def _online(self, questionnaire: str, about: _About) -> Online | None:
        """What was asked online about the same review, or about the same leaving."""
        matter: Matter | None = None
        if about.review:
            matter = (about.review.id, None)
        elif about.child and about.day and self._work.rules.library.about(questionnaire) == "leaving":
            matter = (about.child.id, about.day)
        return self._work.stored.online.get(matter) if matter else None

    def _lay(self, ref: str, head: Mapping[str, Any], given: Mapping[str, Given], about: _About) -> None:
        told = {name: value for name, value in head.items() if value is not None} | {
            "ref": ref,
            "answers": given,
            "review": about.review.id if about.review else None,
            "child": about.child.id if about.child else None,
        }
        stored = self._work.responses.get(ref)
        if stored is None or (stored.record.child, stored.record.review) != (told["child"], told["review"]):
            told = {**self._frozen(head, about), **told}
        self._work.responses.lay(ref, told, ResponseRecord)

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

    def _say(self, row: Row, sentence: str) -> None:
        self._work.problems.at(row.place, sentence)
