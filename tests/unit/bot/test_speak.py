"""What turns lead to, as calls: nothing that was tapped or typed stays, and a locked screen gives nothing away."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from bot import speak
from bot.calls import Call, Clear, Delete, Edit, Note, Page, Send
from bot.speak import Place
from surveys.conversation import engine
from surveys.conversation.replies import Action, Reply, Value
from surveys.conversation.session import Session, Status
from surveys.questionnaire.definition import Condition, Given, Kind, Option, Question, Questionnaire
from surveys.service.answering import Turn
from surveys.service.context import AlertRoute, Service
from surveys.service.opening import Opened

OPTIONS = (Option("yes", "Yes"), Option("never", "Never, really never"))
MADE = Questionnaire(
    "consultation",
    "12-15",
    "en",
    (
        Question("safe", Kind.CHOICE, "Safe?", OPTIONS, hint="Where you live.", concern=("never",)),
        Question("why", Kind.TEXT, "Why?", when=(Condition("safe", ("yes",)),)),
        Question("who", Kind.CHOICES, "Who?", OPTIONS),
    ),
)
TAPPED = Place(prompt=5, query="q", tapped=5)
TYPED = Place(prompt=5, typed=8)
GIVES_AWAY = re.compile(r"\b(care|iro|review|social worker|council|foster|plan)\b", re.IGNORECASE)


def turn(*replies: tuple[Action, Value]) -> Turn:
    """The turn after these replies, each to the question then open."""
    session, effects = engine.begin(MADE, Session(UUID(int=1)))
    for action, value in replies:
        question = engine.current(MADE, session)
        said = Reply(question.id if question else None, session.revision, value, action)
        session, effects = engine.advance(MADE, session, said)
    return Turn(UUID(int=2), 1, MADE, session, effects)


def yes(more: Value = "yes") -> tuple[Action, Value]:
    return Action.ANSWER, more


def pages(calls: tuple[Call, ...]) -> list[Page]:
    return [call.page for call in calls if isinstance(call, Send | Edit)]


def test_a_tap_turns_its_message_into_the_next_question(offline: Service) -> None:
    calls = speak.speak(offline, turn(yes()), TAPPED)
    assert [type(call) for call in calls] == [Note, Edit]
    assert calls[0] == Note("q")
    assert pages(calls)[0].text == "1 of 3 done\n\nWhy?\n\nType your answer and send it."


def test_typed_words_go_and_the_next_question_comes_below(offline: Service) -> None:
    calls = speak.speak(offline, turn(yes(), yes("because")), TYPED)
    assert [type(call) for call in calls] == [Delete, Send, Clear]
    assert (calls[0], calls[2]) == (Delete(8), Clear(5))
    assert pages(calls)[0].text == "2 of 3 done\n\nWho?\n\nTap the ones you want, then tap Done."


def test_words_that_do_not_fit_stay_and_the_question_says_why(offline: Service) -> None:
    calls = speak.speak(offline, turn(yes("perhaps")), TYPED)
    assert [type(call) for call in calls] == [Edit]
    assert pages(calls)[0].text == (
        "Please choose one of the answers shown.\n\n0 of 2 done\n\nSafe?\n\nWhere you live."
    )


def test_an_old_button_is_told_in_a_note_and_the_open_question_shown(offline: Service) -> None:
    late = replace(turn(yes()), effects=engine.advance(MADE, turn(yes()).session, Reply("safe", 0, "never"))[1])
    calls = speak.speak(offline, late, Place(prompt=9, query="q", tapped=5))
    assert [(type(call), getattr(call, "message", None)) for call in calls] == [(Note, None), (Edit, 9), (Clear, 5)]
    assert calls[2] == Clear(5, stays=True)  # it may be words by now
    assert calls[0] == Note("q", "That was an earlier message. This is where you are now:")
    assert "Why?" in pages(calls)[0].text


def test_help_stays_readable_above_the_question(offline: Service) -> None:
    calls = speak.speak(offline, turn((Action.HELP, None)), TAPPED)
    assert [type(call) for call in calls] == [Note, Edit, Send]
    lines, question = pages(calls)
    assert all(line.contact in lines.text for line in offline.authority.help_lines)
    assert ("999" in lines.text, lines.rows) == (True, ())
    assert "Safe?" in question.text


def test_an_answer_that_alarms_brings_the_help_lines_too(offline: Service) -> None:
    lines, question = pages(speak.speak(offline, turn(yes("never")), TAPPED))
    concern = offline.library.catalogue().say("concern", "consultation", "12-15")
    assert (offline.authority.help_lines[0].contact in lines.text, "Who?" in question.text) == (True, True)
    assert (concern in lines.text, question.text.startswith(concern)) == (False, True)  # it would tell what was said


@pytest.mark.parametrize("route", [True, False])
def test_help_before_the_first_question_is_whom_to_ring_and_the_introduction_again(
    offline: Service, route: bool
) -> None:
    told, resolved = replace(offline, route=AlertRoute(open=route)), offline.library.resolve("consultation", "16-17")
    opened = Opened(UUID(int=2), UUID(int=3), 1, resolved, 9, begun=False, finished=False, on_paper=False)
    calls, say = speak.help_first(told, opened, TAPPED), offline.library.catalogue().say
    assert [type(call) for call in calls] == [Note, Edit, Send]
    lines, intro = pages(calls)
    assert all(line.contact in lines.text for line in offline.authority.help_lines)
    assert (lines.rows, lines.text.endswith(say("telegram-help-first"))) == ((), True)
    assert say("help-adult-will-read") not in lines.text
    assert [label for row in intro.rows for label, _ in row] == [say("agree"), say("decline"), say("help")]


def test_words_that_crossed_with_a_tap_are_told_so(offline: Service) -> None:
    late = replace(turn(yes()), effects=engine.advance(MADE, turn(yes()).session, Reply("safe", 0, "never"))[1])
    told = pages(speak.speak(offline, late, TYPED))[0].text
    assert told.startswith(offline.library.catalogue().say("telegram-came-before"))


def test_coming_back_is_welcomed_where_a_locked_screen_shows_it(offline: Service) -> None:
    session = replace(turn(yes()).session, status=Status.STOPPED)
    back = Turn(UUID(int=2), 1, MADE, *engine.begin(MADE, session))
    shown = pages(speak.speak(offline, back, Place()))[0]
    assert (shown.lead, "Welcome" in shown.text) == (offline.library.catalogue().say("telegram-resume"), False)


@pytest.mark.parametrize("route", [True, False])
def test_an_adult_is_promised_only_where_one_is_told(offline: Service, route: bool) -> None:
    told = replace(offline, route=AlertRoute(open=route))
    lines = pages(speak.speak(told, turn((Action.HELP, None)), TAPPED))[0].text
    say = offline.library.catalogue().say
    assert (say("help-adult-will-read") in lines, say("help-no-adult") in lines) == (route, not route)


def test_the_end_has_no_buttons(offline: Service) -> None:
    ended = turn(yes(), yes("because"), yes(("yes",)))
    assert [page.rows for page in pages(speak.speak(offline, ended, TAPPED))] == [()]
    stopped = turn((Action.STOP, None))
    assert [page.rows for page in pages(speak.speak(offline, stopped, Place(prompt=5)))] == [()]


def test_ticks_are_shown(offline: Service) -> None:
    asked = speak.standing(turn(yes(), yes("because")))
    labels = [label for row in pages(speak.speak(offline, asked, TAPPED, mask=0b10))[0].rows for label, _ in row]
    assert labels[:3] == ["☐ Yes", "☑ Never, really never", "Done"]


def test_where_a_conversation_stands_is_asked_ended_or_paused(offline: Service) -> None:
    texts = [pages(speak.speak(offline, speak.standing(each), TAPPED))[0].text for each in (
        turn(), turn((Action.STOP, None)), turn(yes("never"), yes(("yes",))))]  # fmt: skip
    say = offline.library.catalogue().say
    assert texts == ["0 of 2 done\n\nSafe?\n\nWhere you live.", say("telegram-stop"), say("telegram-finished")]


def test_what_is_sent_anew_gives_nothing_away_on_a_locked_screen(offline: Service) -> None:
    for id_ in offline.library.ids:
        for variant in offline.library.variants(id_):
            resolved = offline.library.resolve(id_, variant.id)
            opened = Opened(UUID(int=2), UUID(int=3), 1, resolved, 9, begun=False, finished=False, on_paper=False)
            begun, effects = engine.begin(resolved, Session(UUID(int=1)))
            turns = [Turn(UUID(int=2), 1, resolved, begun, effects)]
            for question in resolved.questions:
                skipped = {each.id: Given(skipped=True) for each in resolved.questions if each is not question}
                turns.append(speak.standing(replace(turns[0], session=replace(begun, given=skipped))))
            calls = [*speak.introduction(offline, opened, Place()), *speak.reminder(offline, opened)]
            for each in turns:
                for lead in ("", "telegram-resume", "telegram-away", "telegram-not-text", "telegram-next"):
                    calls += speak.speak(offline, each, Place(prompt=1), lead=lead)
            shown = [call.page.anew[:100] for call in calls if isinstance(call, Send)]
            assert [text for text in shown if GIVES_AWAY.search(text)] == []
