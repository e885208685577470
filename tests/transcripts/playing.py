"""Conversations as text: what the young person does after ``>``, what follows below it, one effect a line.

``> tap CODE``, ``> tap CODE CODE`` at a question with several choices, ``> type WORDS``, ``> skip``,
``> back``, ``> stop``, ``> help`` and ``> come back`` are to the question that is open. ``> late N
QUESTION: tap CODE`` is to another one, as it was at revision N.
"""

from dataclasses import replace
from typing import assert_never
from uuid import UUID

from surveys.conversation import engine
from surveys.conversation.effects import Ask, Effect, Explain, Finish, Pause, RaiseConcern, Record, Stale, Withdraw
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session
from surveys.conversation.typed import typed
from surveys.questionnaire.definition import Condition, Kind, Option, Question, Questionnaire

_FEELINGS = (Option("good", "Good"), Option("so_so", "So-so"), Option("bad", "Bad"))
_SAFE = (Option("always", "Always"), Option("mostly", "Mostly"), Option("never", "Never"))
_PEOPLE = (Option("family", "My family"), Option("friend", "A friend"), Option("nobody", "Nobody"))

QUESTIONNAIRE = Questionnaire(
    "small",
    "any",
    "en",
    (
        Question("feel", Kind.SCALE, "How do you feel?", _FEELINGS),
        Question("why", Kind.TEXT, "Why is that?", when=(Condition("feel", ("bad", "so_so")),), high=40),
        Question("safe", Kind.CHOICE, "Do you feel safe?", _SAFE, concern=("never",)),
        Question("people", Kind.CHOICES, "Who should come?", _PEOPLE),
        Question("moves", Kind.NUMBER, "How often have you moved?", low=0, high=50),
        Question("since", Kind.DATE, "Since when?", when=(Condition("people", ("family", "friend")),)),
    ),
)

START = Session(UUID(int=0))


def played(transcript: str) -> str:
    """The transcript with what really follows each thing done, in place of what it says."""
    session, lines = START, list[str]()
    for line in transcript.splitlines():
        if line.startswith("> "):
            session, effects = done(session, line.removeprefix("> "))
            lines += [line, *(_told(session, effect) for effect in effects), ""]
        elif line.startswith("#"):
            lines += [line, ""]
    return "\n".join(lines)


def done(session: Session, what: str) -> engine.Advance:
    """What one thing done leads to."""
    if what in {"begin", "come back"}:
        return engine.begin(QUESTIONNAIRE, session)
    return engine.advance(QUESTIONNAIRE, session, _reply(session, what))


def _reply(session: Session, what: str) -> Reply:
    if what.startswith("late "):
        head, _, rest = what.removeprefix("late ").partition(": ")
        revision, _, question = head.partition(" ")
        return replace(_to(QUESTIONNAIRE.by_id[question], rest), revision=int(revision))
    question_now = engine.current(QUESTIONNAIRE, session)
    if question_now is None:
        return replace(_to(QUESTIONNAIRE.questions[0], what), to=None, revision=session.revision)
    return replace(_to(question_now, what), revision=session.revision)


def _to(question: Question, what: str) -> Reply:
    verb, _, words = what.partition(" ")
    if verb == "type":
        return Reply(question.id, 0, typed(question, words))
    if verb != "tap":
        return Reply(question.id, 0, action=Action(verb))
    return Reply(question.id, 0, tuple(words.split()) if question.kind is Kind.CHOICES else words)


def _told(session: Session, effect: Effect) -> str:
    if isinstance(effect, Ask | Explain):
        return _said(session, effect)
    if isinstance(effect, Record | Withdraw | RaiseConcern):
        return _stored(effect)
    names = {Stale: "too late for that", Finish: "finished", Pause: "stopped"}
    return names[type(effect)]


def _said(session: Session, effect: Ask | Explain) -> str:
    match effect:
        case Ask(question):
            done, of = engine.progress(QUESTIONNAIRE, session)
            return f"ask {question.id} ({done} of {of}, revision {session.revision})"
        case Explain(key, args):
            return " ".join((f"say {key}", *(f"{name}={value}" for name, value in args)))
        case _:
            assert_never(effect)


def _stored(effect: Record | Withdraw | RaiseConcern) -> str:
    match effect:
        case Record(question, codes, text, skipped):
            return f"keep {question}: " + ("skipped" if skipped else ", ".join(codes) if codes else f"“{text}”")
        case Withdraw(question):
            return f"withdraw {question}"
        case RaiseConcern(cause, question):
            return f"alert: {cause} at {question}"
        case _:
            assert_never(effect)
