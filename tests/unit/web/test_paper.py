"""Pages: what somebody typed is text on them and nothing else, and every text they use is there."""

from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree, rmtree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.authority import Authority
from surveys.clock import Clock
from surveys.conversation.step import Step
from surveys.questionnaire.definition import Kind, Question
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.vault import Vault
from web.paper import TEMPLATES, Paper

TEXT = Question(id="q", kind=Kind.TEXT, prompt="?", hint="…")


@pytest.fixture(scope="module")
def paper(vault: Vault, library: Library, authority: Authority) -> Paper:
    return Paper(_service(vault, library, authority))


def _service(vault: Vault, library: Library, authority: Authority) -> Service:
    clock = Clock(ZoneInfo("Europe/London"))
    return Service(vault=vault, library=library, authority=authority, clock=clock, base_url="http://mysay.example")


class Elements(HTMLParser):
    """The elements of a page, and what is in its text field."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.field = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_data(self, data: str) -> None:
        if self.names[-1:] == ["textarea"]:
            self.field += data


def asked(paper: Paper, typed: str) -> Elements:
    step = Step("question", TEXT, 0, 0, 1, ())
    values = {"day": "", "month": "", "year": "", "values": [], "value": typed}
    page = paper.page("question", step=step, question=TEXT, most=9, form="f", problems=[typed], notes=[], typed=values)
    return Elements(str(page.text))


@given(st.text() | st.sampled_from(['</textarea><script>alert("x")</script>', "\"' onfocus=x", "<!--", "{{ 7 * 7 }}"]))
def test_what_was_typed_is_never_more_than_text(paper: Paper, typed: str) -> None:
    assert asked(paper, typed).names == asked(paper, "").names


@given(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"])))
def test_what_was_typed_is_in_the_field_to_be_mended(paper: Paper, typed: str) -> None:
    # A page's first line break in the field is the template's own; what follows the field is one too.
    assert asked(paper, typed).field.split("\n", 1)[1].startswith(typed)


@pytest.mark.parametrize(("low", "high", "how"), [(0, 9, "A number from 0 to 9."), (None, None, "Your answer")])
def test_a_number_is_asked_for_with_its_limits(paper: Paper, low: int | None, high: int | None, how: str) -> None:
    question = Question(id="q", kind=Kind.NUMBER, prompt="How many?", low=low, high=high)
    step = Step("question", question, 3, 2, 5, ())
    typed = {"day": "", "month": "", "year": "", "values": [], "value": "ten"}
    page = paper.page("question", step=step, question=question, most=high, form="f", problems=[], notes=[], typed=typed)
    shown = str(page.text)
    assert (how in shown, 'inputmode="decimal" value="ten"' in shown, "2 of 5 done" in shown) == (True, True, True)


def test_pages_in_arabic_run_from_right_to_left(vault: Vault, authority: Authority, tmp_path: Path) -> None:
    for language in ("en", "ar"):
        copytree(authority.wording / "en", tmp_path / language)
    library = Library.load(authority.questionnaires, tmp_path, authority)
    questionnaire = library.resolve("consultation", "8-11", "ar")
    page = Paper(_service(vault, library, authority)).page("declined", questionnaire=questionnaire, address="/s/x")
    assert '<html lang="ar" dir="rtl">' in str(page.text)


def test_an_upgrade_beside_it_changes_no_page(
    paper: Paper, vault: Vault, library: Library, authority: Authority, tmp_path: Path
) -> None:
    templates = copytree(TEMPLATES, tmp_path / "templates")
    old = Paper(_service(vault, library, authority), templates)
    rmtree(templates)
    questionnaire = library.resolve("consultation", "8-11")
    said = [each.page("declined", questionnaire=questionnaire, address="/s/x").text for each in (old, paper)]
    assert said == [said[1]] * 2


@pytest.mark.parametrize(("variant", "large"), [("4-7", True), ("easy-read", True), ("8-11", False), ("16-17", False)])
def test_the_youngest_and_easy_readers_get_larger_pages(
    paper: Paper, library: Library, variant: str, *, large: bool
) -> None:
    questionnaire = library.resolve("consultation", variant)
    page = paper.page("declined", questionnaire=questionnaire, address="/s/x")
    assert ('class="large"' in str(page.text)) == large


@pytest.mark.parametrize("template", ["root", "closed", "again", "missing", "code"])
def test_pages_for_strangers_say_nothing_of_care(paper: Paper, template: str) -> None:
    text = str(paper.page(template, problem="", form="", elsewhere=False).text).lower()
    assert [word for word in ("in care", "review", "social worker", "looked after", "council") if word in text] == []
