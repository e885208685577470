"""Puts the rows of responses together: what each form says by itself, before it is known whom it is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.questionnaire.library import Library
from surveys.roster import answers
from surveys.roster.cells import Unreadable
from surveys.roster.problems import Place, Problems
from surveys.roster.records import Given
from surveys.roster.rows import Row

#: What every row of a response says alike.
_HEAD = ("questionnaire", "completed_on", "child", "review", "area", "age_band", "language", "channel")


@dataclass(frozen=True, slots=True)
class Paper:
    """One response as its rows give it. Where it is not ``sound``, that has been said, and ``answers`` lack something."""

    ref: str
    place: Place
    head: Mapping[str, Any]
    answers: Mapping[str, Given]
    sound: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads responses."""

    library: Library
    problems: Problems

    def read(self, rows: list[Row]) -> list[Paper]:
        """All rows of one response_id are that response. Those of a questionnaire that is not known are left out.

        Rows are let go of as they are put together, and the list is empty then: there may be many.
        """
        of: dict[str, list[Row]] = defaultdict(list)
        broken: set[str] = set()
        for row in rows:
            ref = row.given.get("ref")
            if ref and row.broken:
                broken.add(ref)
            if ref and not ({"question", "questionnaire"} - row.given.keys()):
                of[ref].append(row)
        rows.clear()
        papers = (self._paper(ref, of.pop(ref), complete=ref not in broken) for ref in list(of))
        return [paper for paper in papers if paper]

    def _paper(self, ref: str, rows: Sequence[Row], *, complete: bool) -> Paper | None:
        head = self._head(rows)
        if head["questionnaire"] not in self.library.ids:
            known = ", ".join(self.library.ids)
            self._say(rows[0], f"questionnaire '{head['questionnaire']}' is not known; known are {known}.")
            return None
        if head.get("review") and self.library.about(head["questionnaire"]) != "review":
            self._say(
                rows[0], f"{head['questionnaire']} is not about a review; leave review_id empty and give child_id."
            )
        given = self._answers(head["questionnaire"], rows)
        return Paper(ref, rows[0].place, head, given, sound=complete and len(given) == len(rows))

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

    def _answers(self, questionnaire: str, rows: Sequence[Row]) -> dict[str, Given]:
        """What the rows answer, by question, but for those that do not fit."""
        given: dict[str, Given] = {}
        for row in rows:
            try:
                given[row.given["question"]] = self._answer(questionnaire, row, given)
            except Unreadable as error:
                self._say(row, f"{error}.")
        return given

    def _answer(self, questionnaire: str, row: Row, earlier: Mapping[str, Given]) -> Given:
        known, question = self.library.known(questionnaire), row.given["question"]
        if question not in known:
            listed = ", ".join(known)
            raise Unreadable(f"question '{question}' is not one of {questionnaire}; its questions are {listed}")
        if question in earlier:
            raise Unreadable(f"question '{question}' is there twice in response '{row.given['ref']}'")
        try:
            return answers.read(known[question], row.given.get("answer"))
        except Unreadable as error:
            raise Unreadable(f"answer {error}") from None

    def _say(self, row: Row, sentence: str) -> None:
        self.problems.at(row.place, sentence)
