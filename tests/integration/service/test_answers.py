"""A consultation's answers for its IRO."""

from datetime import date

import pytest

from surveys.conversation.replies import Action, Reply
from surveys.errors import Refused
from surveys.service.answering import Turn, agree, reply
from surveys.service.answers import Said, read
from surveys.service.context import Service
from surveys.service.voiding import void
from surveys.storage.counting import recount
from surveys.storage.models import Answer, Audit, Child, Response, Review
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
    while turn.step.kind == "question":
        turn = await say(service, turn, None, Action.SKIP)
    await void(service, str((await Response.get()).id), reason="a trial", actor="qa")
    with pytest.raises(Refused, match=r"^Nobody has answered"):
        await read(service, "R1", actor="iro")


async def test_an_answer_that_was_changed_is_shown_as_it_is_now(service: Service, people: People) -> None:
    turn = await begun(service, people)
    _, prompt, code, _ = first(turn)
    options = turn.step.question.options if turn.step.question else ()
    turn = await say(service, await say(service, turn, code), None, Action.BACK)
    await say(service, turn, options[-1].code)
    assert (await read(service, "R1", actor="iro")).said == (Said(prompt, (options[-1].label,)),)


async def test_what_a_paper_form_took_the_place_of_is_not_shown(service: Service, people: People) -> None:
    turn = await begun(service, people)
    await say(service, turn, first(turn)[2])
    await Response.all().update(status="closed")  # and the form has been moved to another review since
    with pytest.raises(Refused, match=r"^Nobody has answered the consultation for review 'R1' yet\.$"):
        await read(service, "R1", actor="iro")


async def test_a_paper_form_is_shown_in_our_words_even_what_this_age_is_not_asked(
    service: Service, people: People
) -> None:
    child = await people.child("C1", date(2008, 6, 1))  # five: asked in the simplest words
    review = await people.review("R1", child, DAY, status="held")
    given = {"feel_safe": "mostly", "know_pledge": "", "feel_today": "gone", "who_comes": "family|advocate"}
    await rows_of_paper(service, review, given)
    found = await read(service, "R1", actor="iro")
    ours = service.library.resolve("consultation", "4-7").by_id
    older = service.library.resolve("consultation", "8-11").by_id
    label = {(each.id, option.code): option.label for each in older.values() for option in each.options}
    assert {said.prompt: said.answers for said in found.said} == {
        ours["feel_safe"].prompt: (label["feel_safe", "mostly"],),  # their own variant does not offer it
        ours["feel_today"].prompt: ("gone",),  # nobody is offered it any more: it stands as it is
        older["who_comes"].prompt: (label["who_comes", "family"], label["who_comes", "advocate"]),
    }
    assert (found.skipped, found.channel) == ((older["know_pledge"].prompt,), "paper")


@pytest.mark.parametrize(("easy_read", "variant"), [(True, "easy-read"), (False, "12-15")])
async def test_a_paper_form_is_in_the_words_for_the_age_on_the_review_s_day_or_in_easy_read(
    service: Service, people: People, *, easy_read: bool, variant: str
) -> None:
    child = await people.child("C1", date(2002, 4, 1))
    await Child.all().update(easy_read=easy_read)
    await rows_of_paper(service, await people.review("R1", child, DAY, status="held"), {"feel_safe": "mostly"})
    assert (await read(service, "R1", actor="iro")).variant == variant


async def test_what_was_said_before_a_cancelled_review_is_read_before_the_next(
    service: Service, people: People
) -> None:
    child = await people.child("C1")
    cancelled = await people.review("R1", child, date(2014, 3, 1), status="cancelled")
    await people.review("R2", child, DAY)
    await rows_of_paper(service, cancelled, {"feel_safe": "always"})
    by_next, by_own = await read(service, "R2", actor="iro"), await read(service, "R1", actor="iro")
    assert (by_next.review_id, by_own.review_id, by_next.said) == ("R2", "R1", by_own.said)


async def rows_of_paper(service: Service, review: Review, answers: dict[str, str]) -> Response:
    """An imported form, counted."""
    at = service.clock.now()
    response = await Response.create(
        questionnaire="consultation",
        child_id=review.child_id,
        review_id=review.id,
        status="finished",
        channel="paper",
        language="en",
        started_at=at,
        touched_at=at,
        completed_on=service.clock.today(),
    )
    for revision, (question, code) in enumerate(answers.items()):
        state = "answered" if code else "skipped"
        await Answer.create(
            response_id=response.id, question=question, revision=revision, state=state, codes=code, given_at=at
        )
    await recount([response.id])
    return response
