"""What holds of the engine for every questionnaire and any sequence of replies."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from hypothesis import given

from surveys.conversation.effects import (
    Ask,
    Cause,
    Effect,
    Explain,
    Finish,
    Pause,
    RaiseConcern,
    Record,
    Stale,
    Withdraw,
)
from surveys.conversation.engine import advance, begin, current, progress, said_before
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session, Status
from surveys.questionnaire.definition import Condition, Given, Kind, Option, Question, Questionnaire
from tests.unit.surveys.conversation.questionnaires import CONVERSATIONS, START, questionnaires, reply

Made = list[tuple[int, Action, object]]
Turns = list[tuple[Reply, Session, tuple[Effect, ...]]]


def converse(questionnaire: Questionnaire, made: Made) -> Turns:
    """The turns that these replies lead to, each to the question then open; a stop is followed by coming back."""
    session, _ = begin(questionnaire, START)
    turns: Turns = []
    for each in made:
        if session.status is Status.STOPPED:
            session, _ = begin(questionnaire, session)
        said = reply(current(questionnaire, session), session, each)
        session, effects = advance(questionnaire, session, said)
        turns.append((said, session, effects))
    return turns


def steps(turns: Turns) -> Iterator[tuple[Session, Reply, Session, tuple[Effect, ...]]]:
    """Each turn with the session before it."""
    sessions = [START, *(session for _, session, _ in turns)]
    for (before, after), (said, _, effects) in zip(pairwise(sessions), turns, strict=True):
        yield before, said, after, effects


@given(questionnaires(), CONVERSATIONS)
def test_what_was_recorded_and_not_withdrawn_is_what_the_session_has(questionnaire: Questionnaire, made: Made) -> None:
    kept: dict[str, Given] = {}
    for _, session, effects in converse(questionnaire, made):
        for effect in effects:
            if isinstance(effect, Record):
                kept[effect.question] = Given(effect.codes, effect.skipped)
            if isinstance(effect, Withdraw):
                del kept[effect.question]
        assert session.given == kept


@given(questionnaires(), CONVERSATIONS)
def test_nothing_off_the_path_is_kept_and_a_skip_has_no_codes(questionnaire: Questionnaire, made: Made) -> None:
    for _, session, _ in converse(questionnaire, made):
        path = {question.id for question in questionnaire.path(session.given)}
        assert set(session.given) <= path
        assert [each for each in session.given.values() if each.skipped and each.codes] == []


@given(questionnaires(), CONVERSATIONS)
def test_a_late_reply_changes_nothing(questionnaire: Questionnaire, made: Made) -> None:
    for before, said, after, effects in steps(converse(questionnaire, made)):
        late = said.revision != before.revision or before.status is Status.FINISHED
        assert (Stale() in effects) == late
        if late:
            assert (after.given, after.revision, after.revisiting) == (before.given, before.revision, before.revisiting)


@given(questionnaires(), CONVERSATIONS)
def test_revisions_count_what_was_kept_and_the_steps_back(questionnaire: Questionnaire, made: Made) -> None:
    for before, said, after, effects in steps(converse(questionnaire, made)):
        stepped_back = said.action is Action.BACK and not {Stale(), Explain("first-question")} & set(effects)
        kept = any(isinstance(effect, Record) for effect in effects)
        assert after.revision - before.revision == kept + stepped_back


@given(questionnaires(), CONVERSATIONS)
def test_every_turn_ends_in_a_question_the_end_or_a_pause(questionnaire: Questionnaire, made: Made) -> None:
    for _, session, effects in converse(questionnaire, made):
        question = current(questionnaire, session)
        expected = Pause() if session.status is Status.STOPPED else Ask(question) if question else Finish()
        assert effects[-1] == expected
        assert sum(isinstance(effect, Ask | Finish | Pause) for effect in effects) == 1


@given(questionnaires(), CONVERSATIONS)
def test_help_is_always_heard_and_moves_nothing(questionnaire: Questionnaire, made: Made) -> None:
    for before, said, after, effects in steps(converse(questionnaire, made)):
        if said.action is Action.HELP:
            assert [type(effect) for effect in effects if not isinstance(effect, Stale)][:2] == [RaiseConcern, Explain]
            assert after.given == before.given


@given(questionnaires(), CONVERSATIONS)
def test_a_call_for_help_that_comes_again_later_is_about_the_question_it_was_made_at(
    questionnaire: Questionnaire, made: Made
) -> None:
    for before, _, after, _ in steps(converse(questionnaire, made)):
        if question := current(questionnaire, before):
            call = Reply(question.id, before.revision, action=Action.HELP)
            _, effects = advance(questionnaire, after, call)
            assert RaiseConcern(Cause.HELP, question.id) in effects


@given(questionnaires(), CONVERSATIONS)
def test_what_a_paper_form_took_the_place_of_is_over_and_hears_nothing_but_help(
    questionnaire: Questionnaire, made: Made
) -> None:
    for said, session, _ in converse(questionnaire, made):
        on_paper = replace(session, status=Status.ON_PAPER)
        after, effects = advance(questionnaire, on_paper, said)
        called = said.action is Action.HELP
        assert (after, effects[0], effects[-1]) == (on_paper, Stale(), Finish())
        assert (RaiseConcern(Cause.HELP, said.to) in effects, Explain("moved-on") in effects) == (called, False)
        assert begin(questionnaire, on_paper) == (on_paper, (Finish(),))
        done, of = progress(questionnaire, on_paper)
        assert done == of


@given(questionnaires(), CONVERSATIONS)
def test_skipping_always_comes_to_an_end(questionnaire: Questionnaire, made: Made) -> None:
    turns = converse(questionnaire, made)
    session = begin(questionnaire, turns[-1][1] if turns else START)[0]
    for _ in questionnaire.questions:
        question = current(questionnaire, session)
        if question:
            session, _ = advance(questionnaire, session, Reply(question.id, session.revision, action=Action.SKIP))
    assert (session.status, current(questionnaire, session)) == (Status.FINISHED, None)
    done, of = progress(questionnaire, session)
    assert done == of


@given(questionnaires(), CONVERSATIONS)
def test_an_answer_somebody_must_hear_about_is_heard_about_each_time(questionnaire: Questionnaire, made: Made) -> None:
    for before, said, _, effects in steps(converse(questionnaire, made)):
        kept = [effect for effect in effects if isinstance(effect, Record)]
        grave = [each.question for each in kept if set(questionnaire.by_id[each.question].concern) & set(each.codes)]
        raised = [
            effect.question for effect in effects if isinstance(effect, RaiseConcern) and effect.cause == "answer"
        ]
        assert raised == grave
        held = Stale() in effects and repeats_a_grave_answer(questionnaire, before, said)
        assert (Explain("concern") in effects) == (bool(grave) or held), said


def repeats_a_grave_answer(questionnaire: Questionnaire, session: Session, said: Reply) -> bool:
    """Whether this says again what the session has from it, and somebody was told of it."""
    given = session.given.get(said.to or "")
    codes = said.value if isinstance(said.value, tuple) else (said.value,)
    if given is None or said.action is not Action.ANSWER or sorted(map(str, codes)) != sorted(given.codes):
        return False
    return bool(set(questionnaire.by_id[said.to or ""].concern) & set(given.codes))


def test_an_answer_that_comes_again_shows_the_lines_again_and_another_one_does_not() -> None:
    unsafe = Question("safe", Kind.SCALE, "Safe?", (Option("always", "A"), Option("never", "N")), concern=("never",))
    questionnaire = Questionnaire("q", "v", "en", (unsafe, Question("more", Kind.TEXT, "More?", ())))
    session, _ = begin(questionnaire, START)
    answer = Reply("safe", session.revision, "never")
    moved, first = advance(questionnaire, session, answer)
    asked = Ask(questionnaire.by_id["more"])
    assert first == (Record("safe", ("never",)), RaiseConcern(Cause.ANSWER, "safe"), Explain("concern"), asked)
    again = (Stale(), Explain("moved-on"), Explain("concern"), asked)
    assert advance(questionnaire, moved, answer) == (moved, again)
    assert said_before(questionnaire, moved, answer) == (Explain("concern"), asked)
    for other in (
        Reply("safe", 0, "always"),
        Reply("safe", 0, action=Action.SKIP),
        Reply("more", 0, "never"),
        Reply(None, 0),
    ):
        assert advance(questionnaire, moved, other) == (moved, (Stale(), Explain("moved-on"), asked))
        assert said_before(questionnaire, moved, other) == ()
    assert said_before(questionnaire, moved, Reply(None, 0, action=Action.HELP)) == (Explain("help"), asked)


def test_an_answer_that_is_changed_takes_back_what_followed_from_it() -> None:
    well = Question("well", Kind.CHOICE, "Well?", (Option("yes", "Y"), Option("no", "N")))
    what = Question("what", Kind.TEXT, "What?", when=(Condition("well", ("no",)),))
    questionnaire = Questionnaire("q", "v", "en", (well, what, Question("last", Kind.TEXT, "Last?")))
    said = (
        Reply("well", 0, "no"),
        Reply("what", 1, "much"),
        Reply("last", 2, action=Action.BACK),
        Reply("what", 3, action=Action.BACK),
        Reply("well", 4, "yes"),
    )
    session, effects = begin(questionnaire, START)
    for each in said:
        session, effects = advance(questionnaire, session, each)
    assert effects == (Record("well", ("yes",)), Withdraw("what"), Ask(questionnaire.by_id["last"]))
    assert session == Session(START.id, 5, given={"well": Given(("yes",))})
