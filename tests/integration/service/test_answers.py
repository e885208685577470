"""A consultation's answers for its IRO."""

from datetime import date

import pytest

from mysay.showing import html, markdown
from surveys.conversation.replies import Action, Reply
from surveys.errors import Refused
from surveys.service.answering import Turn, agree, reply
from surveys.service.answers import Consultation, Said, read
from surveys.service.context import Service
from surveys.service.voiding import void
from surveys.storage.models import Audit, Response, Review
from tests.support import people as rows
from tests.support.cast import People

DAY = date(2014, 4, 10)


async def say(
    service: Service, turn: Turn, value: str | tuple[str, ...] | None, action: Action = Action.ANSWER
) -> Turn:
    question = turn.step.question
    given = Reply(question.id if question else None, turn.session.revision, value, action)
    return await reply(service, turn.session.id, given, channel="web")


async def begun(service: Service, people: People) -> Turn:
    child = await people.child("C1")
    invitation = await rows.invited(service, child, await people.review("R1", child, DAY))
    return await agree(service, invitation.id, "web")


def first(turn: Turn) -> tuple[str, str, str, str]:
    question = turn.step.question
    assert question is not None
    return question.id, question.prompt, question.options[0].code, question.options[0].label


async def test_an_unfinished_consultation_is_shown_as_far_as_it_goes(service: Service, people: People) -> None:
    turn = await begun(service, people)
    _, prompt, code, label = first(turn)
    turn = await say(service, turn, code)
    second = turn.step.question
    assert second is not None
    await say(service, turn, None, Action.SKIP)
    found = await read(service, "R1", actor="iro")
    assert (found.said, found.skipped, found.finished_on) == ((Said(prompt, (label,)),), (second.prompt,), None)
    assert (found.child_id, found.review_id, found.review_on, found.variant) == ("C1", "R1", DAY, "8-11")


async def test_a_finished_one_keeps_said_skipped_and_not_asked_apart(service: Service, people: People) -> None:
    turn = await begun(service, people)
    _, prompt, code, label = first(turn)
    turn = await say(service, turn, code)
    while turn.step.kind == "question":
        turn = await say(service, turn, None, Action.SKIP)
    found = await read(service, "R1", actor="iro")
    everything = {question.prompt for question in turn.questionnaire.questions}
    assert found.said == (Said(prompt, (label,)),)
    assert set(found.skipped) | set(found.not_asked) == everything - {prompt}
    assert set(found.skipped) & set(found.not_asked) == set()
    assert found.finished_on == date(2014, 3, 28)
    assert found.not_asked  # follow-ups that a skip does not open


async def test_reading_is_audited_and_an_empty_or_unknown_review_is_refused(service: Service, people: People) -> None:
    turn = await begun(service, people)
    with pytest.raises(Refused, match=r"^Nobody has answered the consultation for review 'R1' yet\.$"):
        await read(service, "R1", actor="iro")
    with pytest.raises(Refused, match=r"^There is no review 'R2'; import it first\.$"):
        await read(service, "R2", actor="iro")
    await say(service, turn, None, Action.SKIP)
    await read(service, "R1", actor="iro")
    review = await Review.get()
    assert await Audit.all().values_list("actor", "action", "subject") == [
        ("iro", "read answers", f"review:{review.id}")
    ]


async def test_a_voided_response_is_not_shown(service: Service, people: People) -> None:
    turn = await begun(service, people)
    await say(service, turn, None, Action.SKIP)
    await void(service, str((await Response.get()).id), reason="a trial", actor="qa")
    with pytest.raises(Refused, match=r"^Nobody has answered"):
        await read(service, "R1", actor="iro")


SHOWN = Consultation(
    child_id="C1",
    review_id="R_1",
    review_on=DAY,
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
        "- Child: C1\n- Review: R\\_1\n- Questionnaire: 8-11, by web\n- Finished on 28/03/2014\n\n"
        "## How do you feel?\n\n- Happy\n- Tired\n\n"
        "## Anything else?\n\n> \\<script\\>alert(1)\\</script\\>  \n> \\# \\*Not\\* a title\N{REPLACEMENT CHARACTER}\\[2J\n\n"
        "## Skipped\n\n- Who should come?\n"
    )


def test_html_is_escaped_and_whole() -> None:
    page = html(SHOWN)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert [text in page for text in ("R_1", "Happy", "Who should come?", "Not asked")] == [True, True, True, False]
