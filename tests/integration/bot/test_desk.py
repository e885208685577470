"""What the desk does with what is heard, over a real database."""

import re
from collections import Counter
from datetime import date

import pytest

from bot.buttons import Button, Press, packed, unpacked
from bot.calls import Call, Clear, Delete, Edit, Leave, Note, Page, Send
from bot.read import Command, Crowd, Left, Tapped, Typed, Wordless
from bot.respond import Desk
from bot.screen import Screen
from surveys.conversation.replies import Action, Reply
from surveys.meters import DATABASE
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Alert, Answer, Child, Invitation, Response, Review, TelegramAccount
from surveys.storage.sessions import ON_ITS_WAY
from tests.support import people
from tests.support.phones import Phone, begun, button, page, payload

SKIP = "Skip"


async def kept() -> list[tuple[str, str, str]]:
    """What is stored of answers, in their order."""
    return [(row.question, row.state, row.codes) for row in await Answer.all().order_by("revision")]


def used() -> Counter[str]:
    """How often the database was asked something, or given something to keep, so far."""
    found = (re.fullmatch(r'\S+_count{work="(\w+)"} (\d+)', line) for line in DATABASE.samples())
    return Counter({line[1]: int(line[2]) for line in found if line})


def first_option(shown: Page) -> str:
    return shown.rows[0][0][1]


async def test_agreeing_begins_and_a_tap_is_kept(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    calls = await phone.taps(first_option(shown))
    assert [type(call) for call in calls] == [Note, Edit]
    assert (await kept(), (await Response.get()).channel) == ([("feel_today", "answered", "very_happy")], "telegram")
    assert (await Invitation.get(id=invitation.id)).outcome == "partial"


async def test_an_answer_takes_one_read_and_one_write(desk: Desk, phone: Phone, invitation: Invitation) -> None:
    shown = page(await phone.taps(first_option(await begun(phone, invitation))))
    tap, before = Tapped(phone.sender, "query", 5, first_option(shown)), used()
    await desk.respond(tap, desk.tapped(tap), once="bot:1", screen=Screen())
    assert (used() - before, len(await kept())) == (Counter(read=1, write=1), 2)


async def test_no_thanks_is_declined_and_can_be_thought_over(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    intro = page(await phone.starts(payload(service, invitation)))
    told = page(await phone.taps(button(intro.rows, "No thanks")))
    assert (told.rows, (await Invitation.get(id=invitation.id)).outcome) == ((), "declined")
    assert (await begun(phone, invitation)).rows
    assert (await Invitation.get(id=invitation.id)).outcome == "started"


async def test_the_same_tap_twice_is_one_answer(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    first = page(await phone.taps(first_option(shown)))
    calls = await phone.taps(first_option(shown))
    assert (page(calls).rows, isinstance(calls[0], Note) and bool(calls[0].text), len(await kept())) == (
        first.rows,
        True,
        1,
    )


async def test_an_update_that_comes_again_shows_where_it_led_and_changes_nothing(
    phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    first = await phone.taps(first_option(shown), once="bot:77")
    assert page(await phone.taps(first_option(shown), once="bot:77")).rows == page(first).rows
    await phone.types("1", once="bot:78")
    await phone.types("1", once="bot:78")
    assert [question for question, _, _ in await kept()] == ["feel_today", "home_feel"]


def _pages(calls: tuple[Call, ...]) -> list[Page]:
    return [call.page for call in calls if isinstance(call, Send | Edit)]


def _texts(calls: tuple[Call, ...]) -> list[str]:
    return [each.text for each in _pages(calls)]


async def test_a_call_for_help_that_comes_again_shows_its_lines_again(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    tap = button(shown.rows, "I need help now")
    first, again = await phone.taps(tap, once="bot:77"), await phone.taps(tap, once="bot:77")
    assert (_texts(again), [alert.cause for alert in await Alert.all()]) == (_texts(first), ["help"])
    assert [each.again for each in _pages(again)] == [False, True]  # its lines are said, its question asked once


async def test_a_text_too_long_stays_in_the_chat_and_its_rest_is_no_answer(
    phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    while "Type your answer" not in shown.text:
        shown = page(await phone.taps(button(shown.rows, SKIP)))
    pieces = [Typed(phone.sender, 901, "word " * 800, 60), Typed(phone.sender, 903, "and that is all", 62)]
    first, second = [await phone.hears(piece) for piece in pieces]  # 902 was another chat's: they share their numbers
    assert not any(isinstance(call, Delete) for call in first)
    assert ("is still in the chat" in page(first).text, second) == (True, ())
    shorter = await phone.hears(Typed(phone.sender, 904, "all in a few words", 90))
    assert Delete(904) in shorter
    assert ("answered", "all in a few words") in [
        (row.state, phone.desk.service.vault.open(row.text_sealed, table="answer", row=row.id, column="text"))
        for row in await Answer.filter(text_sealed__isnull=False)
    ]


async def test_an_answer_that_raised_an_alert_and_comes_again_shows_its_lines_again(
    phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    for _ in range(2):
        shown = page(await phone.taps(button(shown.rows, SKIP)))
    never = next(data for row in shown.rows for label, data in row if "never" in label.lower())
    told = [await phone.taps(never, once=once) for once in ("bot:77", "bot:77", "bot:78")]  # redelivered; tapped again
    words = [[call.page.text for call in calls if isinstance(call, Edit)] for calls in told]
    assert words == [words[0]] * 3
    assert "0800 1111" in words[0][0]
    assert [(alert.cause, alert.question) for alert in await Alert.all()] == [("answer", "feel_safe")]
    assert await kept() == [
        ("feel_today", "skipped", ""),
        ("home_feel", "skipped", ""),
        ("feel_safe", "answered", "never"),
    ]


async def test_an_old_button_changes_nothing(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    following = page(await phone.taps(button(shown.rows, SKIP)))
    for old in ("Skip", "Back"):
        assert page(await phone.taps(button(shown.rows, old))).rows == following.rows
    assert await kept() == [("feel_today", "skipped", "")]


async def test_back_corrects(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    following = page(await phone.taps(first_option(shown)))
    before = page(await phone.taps(button(following.rows, "Back")))
    await phone.taps(before.rows[0][1][1])
    assert await kept() == [("feel_today", "answered", "very_happy"), ("feel_today", "answered", "happy")]


async def test_forged_and_foreign_buttons_only_show_where_it_stands(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    ours = unpacked(service.vault, first_option(shown))
    assert ours is not None
    foreign = packed(service.vault, Button(Press.OPTION, invitation.id, ours.revision, ours.question, 0))
    for data in ("", "rubbish", first_option(shown)[:-2] + "AA", foreign):
        assert page(await phone.taps(data)).rows == shown.rows
    assert await kept() == []


async def test_typing_is_as_good_as_tapping(phone: Phone, invitation: Invitation) -> None:
    await begun(phone, invitation)
    calls = await phone.types("ok")
    assert [type(call) for call in calls][:2] == [Delete, Send]
    await phone.types("2")
    assert await kept() == [("feel_today", "answered", "ok"), ("home_feel", "answered", "happy")]


async def test_typing_what_does_not_fit_keeps_nothing(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    for wrong in ("👍", "7", "\ud800", "a\0b", "x" * 4096):
        told = page(await phone.types(wrong))
        assert (told.rows, wrong in told.anew) == (shown.rows, False)
    assert await kept() == []


async def test_what_is_not_text_is_asked_again_and_stays(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    calls = await phone.hears(Wordless(phone.sender, 31))
    assert ([call for call in calls if isinstance(call, Delete)], page(calls).rows) == ([], shown.rows)
    assert page(calls).anew.startswith("Sorry, I can only read words and taps")


async def test_begun_on_the_web_and_gone_on_with_here(service: Service, phone: Phone, invitation: Invitation) -> None:
    turn = await answering.agree(service, invitation.id, "web")
    assert turn.step.question is not None
    given = Reply(turn.step.question.id, 0, action=Action.SKIP)
    await answering.reply(service, turn.session.id, given, channel="web")
    shown = page(await phone.starts(payload(service, invitation)))
    await phone.taps(button(shown.rows, SKIP))
    turn = await answering.look_at_invitation(service, invitation.id)
    assert (turn.session.revision, [state for _, state, _ in await kept()]) == (2, ["skipped", "skipped"])


async def test_gone_on_with_on_the_web_in_between(service: Service, phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    turn = await answering.look_at_invitation(service, invitation.id)
    await answering.reply(service, turn.session.id, Reply("feel_today", 0, action=Action.SKIP), channel="web")
    told = page(await phone.taps(first_option(shown)))
    assert ("where you live" in told.text, await kept()) == (True, [("feel_today", "skipped", "")])


async def test_help_raises_an_alert_and_shows_who_to_ring(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    calls = await phone.taps(button(shown.rows, "I need help now"))
    lines = next(call.page for call in calls if isinstance(call, Edit))
    assert (lines.rows, "999" in lines.text, page(calls).rows) == ((), True, shown.rows)
    assert [(alert.cause, alert.question) for alert in await Alert.all()] == [("help", "feel_today")]


async def test_the_help_command_explains_and_alerts_nobody(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    calls = await phone.commands(Command.HELP)
    assert (page(calls).rows, await Alert.all().count()) == (shown.rows, 0)
    assert "999" in next(call.page.text for call in calls if isinstance(call, Send))


async def test_stopping_pauses_and_start_goes_on(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    stopped = page(await phone.commands(Command.STOP))
    assert (stopped.rows, (await Invitation.get(id=invitation.id)).outcome) == ((), "stopped")
    assert page(await phone.taps(first_option(shown))).rows == ()
    assert page(await phone.commands(Command.STOP)).rows == ()
    assert page(await phone.starts()).rows == shown.rows
    assert await kept() == []


async def test_stopping_before_it_began_ends_reminders(service: Service, phone: Phone, invitation: Invitation) -> None:
    await phone.starts(payload(service, invitation))
    await phone.commands(Command.STOP)
    assert (await Invitation.get(id=invitation.id)).outcome == "declined"


async def test_start_in_the_middle_shows_where_it_stands(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    following = page(await phone.taps(button(shown.rows, SKIP)))
    assert page(await phone.starts()).rows == following.rows
    assert len(await kept()) == 1


async def test_a_link_that_ends_in_the_middle_ends_kindly(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    await Review.filter(id=invitation.review_id).update(date=date(2014, 3, 27))
    for calls in (await phone.taps(first_option(shown)), await phone.types("ok"), await phone.starts()):
        assert page(calls) == Page("There is nothing for you to answer just now.")
    assert await kept() == []


async def test_a_stranger_hears_one_neutral_thing_a_day(phone: Phone) -> None:
    told = page(await phone.types("who is this?"))
    assert told == Page("Hello! To start, tap the link you were given, or the button that came with it.")
    assert [await phone.types("hello?"), await phone.hears(Wordless(phone.sender, 2))] == [(), ()]
    assert page(await phone.starts()) == told


async def test_a_stranger_who_asks_for_help_gets_who_can_be_rung_each_time(phone: Phone) -> None:
    for _ in range(12):
        told = page(await phone.commands(Command.HELP))
    assert (told.text.startswith("Hello! To start"), "0800 1111" in told.text) == (True, True)


async def test_groups_are_left(phone: Phone) -> None:
    assert await phone.hears(Crowd(-100)) == (Leave(),)


async def test_blocking_the_bot_is_kept_until_they_write_again(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    await phone.starts(payload(service, invitation))
    await Invitation.filter(id=invitation.id).update(outcome="invited")
    await phone.hears(Left(phone.sender))
    assert (await TelegramAccount.get()).blocked_at == service.clock.now()
    assert (await Invitation.get(id=invitation.id)).outcome == "unreachable"
    await phone.starts()
    assert (await TelegramAccount.get()).blocked_at is None


async def test_somebody_elses_blocking_changes_nothing(
    phone: Phone, other_phone: Phone, invitation: Invitation
) -> None:
    await begun(phone, invitation)
    assert await other_phone.hears(Left(other_phone.sender)) == ()
    assert (await TelegramAccount.get()).blocked_at is None


async def test_ticking_keeps_nothing_before_done(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    while not any(label == "Done" for row in shown.rows for label, _ in row):
        shown = page(await phone.taps(button(shown.rows, SKIP)))
    before = len(await kept())
    ticked = page(await phone.taps(shown.rows[0][0][1]))
    ticked = page(await phone.taps(ticked.rows[1][0][1]))
    ticked = page(await phone.taps(ticked.rows[0][0][1]))
    assert ([row[0][0][0] for row in ticked.rows[:3]], len(await kept())) == (["☐", "☑", "☐"], before)
    empty = page(await phone.taps(button(shown.rows, "Done")))
    assert empty.text.startswith("Choose at least one answer")
    await phone.taps(button(ticked.rows, "Done"))
    assert [state for _, state, _ in await kept()] == ["skipped"] * before + ["answered"]
    assert page(await phone.taps(ticked.rows[0][0][1])).text != ticked.text


@pytest.mark.parametrize("prompt", [None, 4])
async def test_the_old_prompt_goes_when_there_is_one(phone: Phone, invitation: Invitation, prompt: int | None) -> None:
    await begun(phone, invitation)
    await TelegramAccount.all().update(prompt_message=prompt)
    calls = await phone.types("ok")
    assert [call for call in calls if isinstance(call, Clear)] == ([Clear(prompt)] if prompt else [])


@pytest.mark.parametrize("words", ["OK, let's start", "ok let’s start!", "1"])
async def test_agreeing_may_be_typed(service: Service, phone: Phone, invitation: Invitation, words: str) -> None:
    await phone.starts(payload(service, invitation))
    assert button(page(await phone.types(words)).rows, SKIP)


async def test_declining_may_be_typed_and_anything_else_shows_the_introduction_again(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    intro = page(await phone.starts(payload(service, invitation)))
    assert page(await phone.types("who is this?")) == intro
    assert page(await phone.hears(Wordless(phone.sender, 3))) == intro
    assert page(await phone.taps("rubbish")) == intro
    await phone.types("no thanks")
    assert (await Invitation.get(id=invitation.id)).outcome == "declined"


async def test_a_button_of_a_questionnaire_that_has_closed_shows_the_open_one(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    old = await begun(phone, invitation)
    await Review.filter(id=invitation.review_id).update(date=date(2014, 3, 27))
    child = await Child.get(id=invitation.child_id)
    later = await people.invited(service, child, await people.review(service, child, "R-2"))
    current = await begun(phone, later)
    assert page(await phone.taps(first_option(old))).rows == current.rows
    assert await kept() == []


async def test_of_two_open_ones_the_chat_is_about_the_one_last_touched(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    first = await begun(phone, invitation)
    child = await Child.get(id=invitation.child_id)
    later = await people.invited(service, child, await people.review(service, child, "R-2"))
    await begun(phone, later)
    await phone.taps(button(first.rows, SKIP))
    await phone.types("2")
    answered = await Response.get(invitation_id=invitation.id)
    assert [row.response_id for row in await Answer.all()] == [answered.id, answered.id]


async def test_what_comes_after_the_end_is_not_said_to_be_kept(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    first = button(shown.rows, "Really good")
    turn = await answering.look_at_invitation(service, invitation.id)
    while turn.step.question:
        given = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        turn = await answering.reply(service, turn.session.id, given, channel="web")
    for calls in (await phone.types("please help me"), await phone.taps(first)):
        assert not [call for call in calls if isinstance(call, Delete)]
        assert page(calls).text.startswith("What came just now is not kept")
        assert "/help" in page(calls).text


async def test_a_tap_keeps_that_the_question_it_leads_to_is_yet_to_be_shown(
    service: Service, desk: Desk, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    marks: set[int | None] = set()
    for number in range(12):
        tap = Tapped(phone.sender, "query", 5, button(shown.rows, "Skip"))
        shown = page((await desk.respond(tap, desk.tapped(tap), once=f"bot:{number}", screen=Screen())).calls)
        marks.add((await TelegramAccount.get()).asked_from)
        await TelegramAccount.all().update(asked_from=5)
    assert marks == {ON_ITS_WAY}


async def test_the_last_answer_tapped_twice_is_not_said_to_be_lost(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    first = button(shown.rows, "Really good")
    await phone.taps(first)
    turn = await answering.look_at_invitation(service, invitation.id)
    while turn.step.question:
        given = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        turn = await answering.reply(service, turn.session.id, given, channel="web")
    assert page(await phone.taps(first)).text.startswith("All done.")
