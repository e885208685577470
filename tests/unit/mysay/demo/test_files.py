"""The made-up county's files, counted here by other means than the program's own."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from mysay.demo import files
from mysay.demo.place import NOW
from mysay.demo.quarters import QUARTERS, Quarter
from mysay.demo.sample import sample
from surveys.questionnaire.library import Library

FIRST, LAST = date(2014, 1, 1), date(2014, 3, 31)
HELPFUL = {"very", "quite"}

Row = Mapping[str, str]


@dataclass(frozen=True)
class County:
    folder: Path
    staff: list[Row]
    children: dict[str, Row]
    reviews: dict[str, Row]
    answers: list[Row]

    def forms(self, questionnaire: str) -> dict[str, dict[str, str]]:
        forms: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.answers:
            if row["questionnaire"] == questionnaire:
                forms[row["response_id"]][row["question"]] = row["answer"]
        return forms

    def held(self, first: date, last: date) -> set[str]:
        return {
            id_ for id_, row in self.reviews.items() if row["status"] == "held" and first <= day(row["date"]) <= last
        }

    def consulted(self, first: date, last: date) -> list[dict[str, str]]:
        held = self.held(first, last)
        by_response = {row["response_id"]: row["review_id"] for row in self.answers if row["review_id"]}
        forms = self.forms("consultation")
        return [forms[response] for response, review in by_response.items() if review in held]

    def offered(self, first: date, last: date) -> set[str]:
        return {
            id_
            for id_, row in self.children.items()
            if row["care_ended"]
            and first <= day(row["care_ended"]) <= last
            and row["leaving_code"] not in {"X1", "E2", "E3"}
            and age(row["date_of_birth"], row["care_ended"]) >= 8
        }

    def interviewed(self, first: date, last: date) -> list[dict[str, str]]:
        offered = self.offered(first, last)
        forms = self.forms("exit_interview")
        by_response = {row["response_id"]: row["child_id"] for row in self.answers if row["response_id"] in forms}
        return [forms[response] for response, child in by_response.items() if child in offered]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, library: Library) -> County:
    folder = tmp_path_factory.mktemp("county")
    files.write(folder, sample(library))
    return County(
        folder,
        rows(folder / "staff.csv"),
        {row["child_id"]: row for row in rows(folder / "children.csv")},
        {row["review_id"]: row for row in rows(folder / "reviews.csv")},
        rows(folder / "responses.csv"),
    )


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  # a date has no zone


def age(born: str, on: str) -> int:
    birth, then = day(born), day(on)
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


def said(forms: list[dict[str, str]], question: str, yes: set[str]) -> tuple[int, int]:
    """(how many said yes, how many answered)"""
    given = [form[question] for form in forms if form.get(question)]
    return sum(answer in yes for answer in given), len(given)


def test_the_last_quarter_has_the_published_consultation(county: County) -> None:
    forms = county.consulted(FIRST, LAST)
    assert (len(forms), len(county.held(FIRST, LAST))) == (151, 1251)
    assert said(forms, "understand_plan", {"all", "some"}) == (127, 151)
    assert said(forms, "know_how_to_complain", {"yes"}) == (103, 151)
    assert said(forms, "know_pledge", {"know"}) == (23, 151)
    assert said(forms, "want_to_chair", {"all", "some"}) == (9, 151)


def test_the_last_quarter_has_the_published_exit_interviews(county: County) -> None:
    forms = county.interviewed(FIRST, LAST)
    often = {"always", "mostly"}
    assert (len(forms), len(county.offered(FIRST, LAST))) == (10, 50)
    assert said(forms, "understood_plan", {"all", "some"}) == (10, 10)
    assert sum(form["gave_views"] in often and form["views_considered"] in often for form in forms) == 9
    assert said(forms, "iro_kept_eye", {"yes", "sometimes"}) == (8, 10)
    assert said(forms, "iro_helpful", HELPFUL) == (6, 10)
    assert said(forms, "social_worker_helpful", HELPFUL) == (9, 10)
    assert said(forms, "carer_helpful", HELPFUL) == (8, 10)
    assert said(forms, "support_after_care", {"difficult", "very_difficult"}) == (7, 10)


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.id)
def test_every_quarter_comes_to_what_was_planned_for_it(county: County, quarter: Quarter) -> None:
    start, end = quarter.period.start, quarter.period.end
    chaired = Counter(county.reviews[review]["child_chaired"] for review in county.held(start, end))
    assert len(county.held(start, end)) == quarter.held
    assert (chaired["part"], chaired["whole"]) == quarter.chaired
    assert len(county.consulted(start, end)) == quarter.consultation.responses
    assert len(county.offered(start, end)) == quarter.leavers
    assert len(county.interviewed(start, end)) == quarter.interviews.responses
    for question, yes, counted in zip(
        ("understand_plan", "know_how_to_complain", "know_pledge", "want_to_chair"),
        ({"all", "some"}, {"yes"}, {"know"}, {"all", "some"}),
        quarter.consultation.yes,
        strict=True,
    ):
        assert said(county.consulted(start, end), question, yes)[0] == counted


def test_some_leavers_are_not_offered_an_interview(county: County) -> None:
    left = [row for row in county.children.values() if row["care_ended"] and FIRST <= day(row["care_ended"]) <= LAST]
    codes = Counter(row["leaving_code"] for row in left)
    assert (codes["X1"], codes["E2"], codes["E3"]) == (2, 1, 1)
    assert sum(age(row["date_of_birth"], row["care_ended"]) < 8 for row in left) == 34


def test_those_in_care_are_as_many_as_planned(county: County) -> None:
    in_care = [row for row in county.children.values() if not row["care_ended"]]
    assert (len(in_care), sum(row["uasc"] == "yes" for row in in_care)) == (1842, 218)
    assert sum(row["role"] == "iro" for row in county.staff) == 22


def test_nothing_has_happened_after_the_demonstrations_day_and_enough_is_still_to_come(county: County) -> None:
    today = NOW.date()
    planned = [row for row in county.reviews.values() if row["status"] == "planned"]
    assert all(day(row["date"]) < today for row in county.reviews.values() if row["status"] == "held")
    assert all(date.fromisoformat(row["completed_on"]) < today for row in county.answers)
    assert all(day(row["care_ended"]) < today for row in county.children.values() if row["care_ended"])
    assert all(today <= day(row["date"]) <= date(2014, 4, 30) for row in planned)
    soon = Counter(
        min(age(county.children[row["child_id"]]["date_of_birth"], row["date"]) // 4, 4)
        for row in planned
        if day(row["date"]) <= LAST
    )
    assert all(soon[band] >= 2 for band in (1, 2, 3, 4))


def test_nobody_is_in_care_before_they_are_born_or_reviewed_outside_it(county: County) -> None:
    for row in county.children.values():
        assert day(row["date_of_birth"]) < day(row["care_started"]) <= day(row["notified_on"])
        assert not row["care_ended"] or day(row["care_started"]) < day(row["care_ended"])
    for row in county.reviews.values():
        child = county.children[row["child_id"]]
        assert day(child["care_started"]) < day(row["date"])
        assert not child["care_ended"] or day(row["date"]) < day(child["care_ended"])
        assert age(child["date_of_birth"], row["date"]) < 18


def test_one_response_to_a_review_and_no_name_that_could_be_anybodys(county: County) -> None:
    pairs = {(row["response_id"], row["review_id"]) for row in county.answers if row["review_id"]}
    names = {row["first_name"] for row in county.children.values()} - {""}
    assert len(pairs) == len({review for _, review in pairs})
    assert all(name.startswith("Sample ") for name in names)
    assert all(row["email"].endswith("@westmarsh.example") for row in county.staff)


def test_the_same_county_every_time(county: County, library: Library, tmp_path: Path) -> None:
    files.write(tmp_path, sample(library))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in county.folder.iterdir()
    }


def test_nobody_made_up_needs_a_person_at_once(county: County, library: Library) -> None:
    concerns = {
        (questionnaire, item.id): set(item.concern)
        for questionnaire in library.ids
        for item in library.known(questionnaire).values()
    }
    worrying = [row for row in county.answers if row["answer"] in concerns[row["questionnaire"], row["question"]]]
    assert worrying == []
