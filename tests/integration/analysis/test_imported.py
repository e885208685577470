"""Whole made-up councils, imported from files and counted again here from the files' own rows."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis import views
from analysis.render import as_json
from surveys.period import Period
from surveys.service.context import Service
from surveys.service.importing import import_files

Row = dict[str, str]
#: indicator -> (yes options, all options, options outside the base)
CONSULTATION = {
    "understand_plan": ({"all", "some"}, ["all", "some", "not_really", "not_at_all", "not_seen"], set[str]()),
    "know_how_to_complain": ({"yes"}, ["yes", "not_sure", "no"], set[str]()),
    "know_pledge": ({"know"}, ["know", "heard", "no"], set[str]()),
    "want_to_chair": ({"all", "some"}, ["all", "some", "no", "not_sure"], set[str]()),
}
SUPPORT = ["very_easy", "easy", "difficult", "very_difficult", "did_not_need", "too_soon"]
HELPFUL = ["very", "quite", "not_very", "not_at_all", "did_not_have_one"]
EXIT = {
    "iro_helpful": ({"very", "quite"}, HELPFUL, {"did_not_have_one"}),
    "support_after_care": ({"difficult", "very_difficult"}, SUPPORT, {"did_not_need", "too_soon"}),
}
PERIODS = (
    Period(2012, 4),
    Period(2013, 1),
    Period(2013, 2),
    Period(2013, 3),
    Period(2013, 4),
    Period(2012),
    Period(2013),
)


@dataclass
class Council:
    """Children, reviews and responses as rows of import files."""

    random: Random
    children: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    #: (questionnaire, the day that decides the period or None, what was given)
    forms: list[tuple[str, date | None, Row]] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)

    def grow(self, children: int) -> None:
        for number in range(children):
            born = date(1996, 1, 1) + timedelta(days=self.random.randrange(6000))
            left = date(2012, 4, 1) + timedelta(days=self.random.randrange(720)) if self.random.random() < 0.4 else None
            code = self.random.choice(["", "E4", "E13", "X1", "E2", "E3"]) if left else ""
            child = {"child_id": f"C{number}", "date_of_birth": born.isoformat(), "area": "North"}
            self.children.append({**child, "care_ended": left.isoformat() if left else "", "leaving_code": code})
            if left and self.random.random() < 0.6:
                counts = age(born, left) >= 8 and code not in ("X1", "E2", "E3")
                self._answer("exit_interview", EXIT, left if counts else None, left, {"child_id": f"C{number}"})
            self._review(f"C{number}")

    def _review(self, child: str) -> None:
        day = date(2013, 1, 1) + timedelta(days=self.random.randrange(450))
        review = {"review_id": f"R{child}", "child_id": child, "date": day.strftime("%d/%m/%Y")}
        self.reviews.append({**review, "status": self.random.choice(["held", "held", "planned"])})
        if self.random.random() < 0.6:
            self._answer("consultation", CONSULTATION, day, day, {"child_id": child, "review_id": f"R{child}"})

    def _answer(self, about: str, items: dict[str, Any], counts_on: date | None, day: date, whose: Row) -> None:
        given = {}
        for question, (_, options, _) in items.items():
            if self.random.random() < 0.85:
                given[question] = self.random.choice([*options, ""])
        if given:
            self.forms.append((about, counts_on, given))
            response = {"response_id": f"F{len(self.forms)}", "questionnaire": about, "completed_on": day.isoformat()}
            self.responses += [{**response, **whose, "question": q, "answer": a} for q, a in given.items()]

    def write(self, folder: Path) -> None:
        columns = ("response_id", "questionnaire", "completed_on", "child_id", "review_id", "question", "answer")
        _write(folder / "children.csv", list(self.children[0]), self.children)
        _write(folder / "reviews.csv", list(self.reviews[0]), self.reviews)
        _write(folder / "responses.csv", columns, self.responses)

    def expected(self, period: Period, about: str, question: str, rules: Any) -> tuple[int, int, int, int]:
        """(count, base, skipped, not asked), one form after the other."""
        yes, _, outside = rules
        forms = [
            given for what, day, given in self.forms if what == about and day and period.start <= day <= period.end
        ]
        answers = [given[question] for given in forms if given.get(question)]
        in_base = [each for each in answers if each not in outside]
        skipped = sum(given.get(question) == "" for given in forms)
        return (
            sum(each in yes for each in in_base),
            len(in_base),
            skipped,
            sum(question not in given for given in forms),
        )

    def rates(self, period: Period) -> dict[str, tuple[int, int]]:
        def within(day: date | None) -> bool:
            return day is not None and period.start <= day <= period.end

        held = sum(within(day_of(each["date"])) and each["status"] == "held" for each in self.reviews)
        left = sum(within(day_of(each["care_ended"])) and is_leaver(each) for each in self.children)
        forms = [about for about, day, _ in self.forms if within(day)]
        return {
            "consultation.response": (forms.count("consultation"), held),
            "exit_interview.response": (forms.count("exit_interview"), left),
        }


def age(born: date, day: date) -> int:
    return next(
        years for years in range(120) if (day.year - years - 1, day.month, day.day) < (born.year, born.month, born.day)
    )


def day_of(written: str) -> date | None:
    if "/" in written:
        day, month, year = written.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(written) if written else None


def is_leaver(child: Row) -> bool:
    left, born = day_of(child["care_ended"]), day_of(child["date_of_birth"])
    return bool(left and born and age(born, left) >= 8 and child["leaving_code"] not in ("X1", "E2", "E3"))


def _write(file: Path, columns: Iterable[str], rows: list[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fieldnames=list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


async def figures(service: Service, period: Period) -> dict[str, dict[str, Any]]:
    document = as_json.document(await views.report(service, period))
    surveys = document["sections"][0]["surveys"]
    return {figure["id"]: figure for each in surveys for figure in (each["response"], *each["indicators"])}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_figure_is_what_the_files_add_up_to(service: Service, tmp_path: Path, seed: int) -> None:
    council = Council(Random(seed))
    council.grow(120)
    council.write(tmp_path)
    await import_files(service, [tmp_path])
    for period in PERIODS:
        found = await figures(service, period)
        shown = {
            name: (each["count"], each["base"], each["skipped"], each["not_asked"]) for name, each in found.items()
        }
        for name, rate in council.rates(period).items():
            assert shown[name] == (*rate, 0, 0)
        for question, rules in CONSULTATION.items():
            assert shown[f"consultation.{question}"] == council.expected(period, "consultation", question, rules)
        helpful = council.expected(period, "exit_interview", "iro_helpful", EXIT["iro_helpful"])
        difficult = council.expected(period, "exit_interview", "support_after_care", EXIT["support_after_care"])
        assert (shown["exit_interview.iro_helpful"], shown["exit_interview.support_difficult"]) == (helpful, difficult)


async def test_every_interval_and_change_is_what_statsmodels_says(service: Service, tmp_path: Path) -> None:
    council = Council(Random(4))
    council.grow(120)
    council.write(tmp_path)
    await import_files(service, [tmp_path])
    found = await figures(service, Period(2013, 4))
    before = await figures(service, Period(2013, 3))
    compared = [(each, before[name]) for name, each in found.items() if each["percent"] is not None]
    assert len(compared) > 6
    for now, then in compared:
        low, high = proportion_confint(now["count"], now["base"], method="wilson")
        assert now["interval"] == pytest.approx([100 * low, 100 * high], abs=1e-9)
        shares = (now["count"], now["base"], then["count"], then["base"])
        if then["percent"] is not None:
            low, high = confint_proportions_2indep(*shares, method="newcomb", compare="diff")
            assert now["distinguishable"] is bool(low > 0 or high < 0)
            change = 100 * (now["count"] / now["base"] - then["count"] / then["base"])
            assert now["change_pp"] == pytest.approx(change, abs=1e-9)


async def test_history_gives_way_to_what_was_answered(service: Service, tmp_path: Path) -> None:
    council = Council(Random(5))
    council.grow(60)
    council.write(tmp_path)
    rows = [
        {"period": "2013-14-Q3", "indicator": "consultation.know_pledge", "count": "1", "base": "2", "percent": "50"},
        {"period": "2011-12-Q4", "indicator": "consultation.know_pledge", "percent": "41.5%"},
        {"period": "2011-12", "indicator": "consultation.know_pledge", "count": "30", "base": "90"},
    ]
    _write(tmp_path / "history.csv", ["period", "indicator", "count", "base", "percent"], rows)
    await import_files(service, [tmp_path])
    q3, q4, year = [
        (await figures(service, each))["consultation.know_pledge"]
        for each in (Period(2013, 3), Period(2011, 4), Period(2011))
    ]
    live = council.expected(Period(2013, 3), "consultation", "know_pledge", CONSULTATION["know_pledge"])
    assert live[1] > 0
    assert (q3["count"], q3["base"]) == live[:2]
    assert (q4["count"], q4["base"], q4["percent"], q4["interval"], q4["status"]) == (None, None, 42, None, "shown")
    assert (year["count"], year["base"], year["percent"]) == (30, 90, 33)
    low, high = proportion_confint(30, 90, method="wilson")
    assert year["interval"] == pytest.approx([100 * low, 100 * high], abs=1e-9)
