"""The report's forms, each read back by something that is not ours."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import wording
from analysis.cautions import cautions, not_over
from analysis.render import FORMS, as_csv, rendered
from analysis.sections import Aside, Comments, Report
from surveys.period import Period
from tests.unit.analysis.reports import Q4, report

EXPECTED = Path(__file__).parent / "expected"
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Reads a page and holds it to its nesting."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, content) for name, content in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"td", "th"}.isdisjoint(self.open):
            self.cells[-1] += data

    def values(self, tag: str, name: str) -> list[str | None]:
        return [content for of, called, content in self.attributes if (of, called) == (tag, name)]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_markdown_reads_as_agreed() -> None:
    assert rendered(report(), "md") == (EXPECTED / "report.md").read_text(encoding="utf-8")


def test_markdown_shows_a_name_as_it_is() -> None:
    named = replace(report(), authority="<b>A*B_C|D#</b>")
    assert rendered(named, "md").startswith("# \\<b\\>A\\*B\\_C\\|D\\#\\</b\\>: IRO Service\n")


def test_the_page_is_whole_and_fetches_nothing() -> None:
    page = Page(rendered(report(), "html"))
    assert page.open == []
    assert {name for _, name, _ in page.attributes} & {"src", "href", "action", "onload"} == set()
    assert page.values("html", "lang") == ["en-GB"]


def test_the_page_has_every_figure_in_a_table() -> None:
    built = report()
    survey = built.sections[0].surveys[0]
    expected = [*wording.columns(Q4)]
    for figure in (survey.response, *survey.indicators):
        expected += wording.row(figure, Q4)
    assert Page(rendered(built, "html")).cells == expected


def test_every_chart_says_the_same_in_words() -> None:
    assert Page(rendered(report(), "html")).values("svg", "aria-label") == [
        "Consultation responses: 13%, 160 of 1251; 95% interval 11% to 15%; 13% (160 of 1251) in 2013-14-Q3",
        "Know their plan: 84%, 127 of 151; 95% interval 77% to 89%; 60% (90 of 150) in 2013-14-Q3",
        "Are worried: 20%, 20 of 100; 95% interval 13% to 29%; 22% (22 of 102) in 2013-14-Q3",
        "Would like to chair: 30%, 3 of 10; 95% interval 11% to 60%",
    ]


def test_bars_are_as_long_as_their_shares() -> None:
    widths = Page(rendered(report(), "html")).values("rect", "width")
    assert widths[1::2] == ["12.79", "84.11", "20.00", "30.00"]
    assert set(widths[::2]) == {"100"}


def test_names_on_the_page_are_text() -> None:
    page = rendered(replace(report(), authority="<script>alert(1)</script>"), "html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("period", [Q4, Period(2013), Period(2015, 1)])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_takes_any_period(form: str, period: Period) -> None:
    text = rendered(report(period=period, aside=Aside()), form)
    assert period.id in text
    assert text.endswith("\n")


def test_csv_has_a_row_for_each_figure_and_each_count_beside_them() -> None:
    found = rows(rendered(report(), "csv"))
    assert [(row["id"], row["count"], row["base"], row["percent"]) for row in found] == [
        ("consultation.response", "160", "1251", "13"),
        ("consultation.know_plan", "127", "151", "84"),
        ("consultation.worried", "20", "100", "20"),
        ("consultation.chair", "3", "10", "30"),
        ("consultation.partial", "3", "", ""),
        ("consultation.uncounted", "1", "", ""),
        ("consultation.comments.change", "12", "", ""),
        ("consultation.caution", "", "", ""),
        ("consultation.caution", "", "", ""),
    ]
    survey = report().sections[0].surveys[0]
    assert [row["label"] for row in found if row["id"] == "consultation.caution"] == list(cautions(survey))


def test_json_has_what_is_in_no_figure_and_what_to_bear_in_mind() -> None:
    running = report(made_on=date(2014, 3, 1))
    survey = json.loads(rendered(running, "json"))["sections"][0]["surveys"][0]
    assert list(survey) == ["id", "response", "indicators", "partial", "uncounted", "comments", "cautions"]
    assert (survey["partial"], survey["uncounted"]) == (3, {"voided": 1})
    assert survey["comments"] == [{"question": "change", "prompt": "=What should change?", "written": 12}]
    assert survey["cautions"] == [*not_over(running), *cautions(running.sections[0].surveys[0])]


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_quarter_that_goes_on_is_said_to_before_anything_else(form: str) -> None:
    text = rendered(report(made_on=date(2014, 3, 1)), form)
    assert text.index(not_over(report(made_on=date(2014, 3, 1)))[0]) < text.index("160 consultation responses")


def test_csv_carries_the_same_numbers_as_json() -> None:
    document = json.loads(rendered(report(), "json"))
    survey = document["sections"][0]["surveys"][0]
    figures = {figure["id"]: figure for figure in (survey["response"], *survey["indicators"])}
    for row in rows(rendered(report(), "csv"))[: len(figures)]:
        figure = figures[row["id"]]
        assert [row["low"], row["high"]] == [str(bound) for bound in figure["interval"]]
        assert row["change_pp"] == ("" if figure["change_pp"] is None else str(figure["change_pp"]))
        assert (row["direction"], row["skipped"], row["not_asked"]) == (
            figure["direction"] or "",
            str(figure["skipped"]),
            str(figure["not_asked"]),
        )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_csv_acts_as_a_formula(start: str) -> None:
    aside = Aside(comments=(Comments(question="change", prompt=f"{start}cmd|x", written=1),))
    built: Report = replace(report(aside=aside), authority=f"{start}1+1")
    found = rows(as_csv.render(built))
    assert {row["authority"] for row in found} == {f"'{start}1+1"}
    assert [row["label"] for row in found if row["id"] == "consultation.comments.change"] == [f"'{start}cmd|x"]


def test_a_fall_stays_a_number_in_csv() -> None:
    worried = rows(rendered(report(), "csv"))[2]
    assert float(worried["change_pp"]) == pytest.approx(-1.5686274509803921, abs=1e-12)
