"""A consultation as a page: whole, and nothing that was typed can act."""

from datetime import date

from mysay.showing import html, markdown
from surveys.service.answers import Consultation, Said

SHOWN = Consultation(
    response_id="P-1",
    child_id="C1",
    review_id="R_1",
    review_on=date(2014, 4, 10),
    variant="8-11",
    channel="web",
    finished_on=date(2014, 3, 28),
    said=(
        Said("How do you feel?", ("Happy", "Tired")),
        Said("Anything else?", ("<script>alert(1)</script>\n# *Not* a title\x1b[2J",), typed=True),
    ),
    skipped=("Who should come?",),
    not_asked=(),
)


def test_markdown_quotes_what_was_typed_and_lets_none_of_it_act() -> None:
    assert markdown(SHOWN) == (
        "# Before the review on 10/04/2014\n\n"
        "- Child: C1\n- Review: R\\_1\n- Response: P-1\n- Questionnaire: 8-11, by web\n- Finished on 28/03/2014\n\n"
        "## How do you feel?\n\n- Happy\n- Tired\n\n"
        "## Anything else?\n\n> \\<script\\>alert(1)\\</script\\>  \n> \\# \\*Not\\* a title\N{REPLACEMENT CHARACTER}\\[2J\n\n"
        "## Skipped\n\n- Who should come?\n"
    )


def test_html_is_escaped_and_whole() -> None:
    page = html(SHOWN)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert [text in page for text in ("R_1", "P-1", "Happy", "Who should come?", "Not asked")] == [True] * 4 + [False]
