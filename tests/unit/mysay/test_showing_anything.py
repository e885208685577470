"""Whatever a young person typed is shown as text: it cannot act as markup, nor steer a terminal."""

from datetime import date

import pytest

from mysay import showing
from surveys.service.answers import Consultation, Said
from tests.support.paging import parsed
from tests.support.words import KEPT


def consultation(words: str) -> Consultation:
    return Consultation(
        response_id="P-1",
        child_id="C1",
        review_id="R1",
        review_on=date(2014, 3, 31),
        variant="13-15",
        channel="web",
        finished_on=None,
        said=(Said("What would you change?", (words,), typed=True),),
        skipped=(),
        not_asked=(),
    )


@pytest.mark.parametrize("words", KEPT, ids=ascii)
def test_a_page_for_an_iro_shows_them_as_text(words: str) -> None:
    page, plain = (parsed(showing.html(consultation(each))) for each in (words, "plain"))
    assert (page.elements, words in page.text) == (plain.elements, True)


@pytest.mark.parametrize("words", KEPT, ids=ascii)
def test_on_a_terminal_they_are_a_quotation_and_nothing_else(words: str) -> None:
    shown, plain = (showing.markdown(consultation(each)) for each in (words, "plain"))
    head, _, tail = plain.partition("> plain")
    assert shown.startswith(f"{head}> ")
    assert shown.endswith(tail)
    quotation = shown.removeprefix(head).removesuffix(tail)
    assert {line[:2] for line in quotation.split("\n")} == {"> "}
    assert [letter for letter in quotation if letter in "\x1b\x07\x7f\x85\N{RIGHT-TO-LEFT OVERRIDE}"] == []
    assert "<script>" not in quotation.replace("\\<", "")
