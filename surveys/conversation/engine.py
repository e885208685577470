"""The conversation as a pure function: session and reply in, session and effects out.

The next question is derived from the definition and what has been given; nothing but a question gone
back to is remembered. A reply to anything but the current question and revision changes nothing.
"""

from dataclasses import replace
from types import MappingProxyType

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
from surveys.conversation.reading import read
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import ENDED, Session, Status
from surveys.questionnaire.definition import Given, Question, Questionnaire

Advance = tuple[Session, tuple[Effect, ...]]

#: What is said before the first question, in this order.
INTRODUCTION = ("intro-who-asks", "intro-who-reads", "intro-skip", "intro-safety", "intro-help")


def current(questionnaire: Questionnaire, session: Session) -> Question | None:
    """The question that a reply must be to; None once finished, here or on paper."""
    if session.status in ENDED:
        return None
    if session.revisiting:
        return questionnaire.by_id[session.revisiting]
    open_ones = (question for question in questionnaire.walk(session.given) if question.id not in session.given)
    return next(open_ones, None)


def progress(questionnaire: Questionnaire, session: Session) -> tuple[int, int]:
    """Questions dealt with, and questions on the path as it stands; a paper form has dealt with all of them."""
    path = questionnaire.path(session.given)
    dealt_with = (session.status is Status.ON_PAPER or question.id in session.given for question in path)
    return sum(dealt_with), len(path)


def ask(questionnaire: Questionnaire, session: Session) -> tuple[Effect, ...]:
    """The effects that ask where a session stands: its open question, or that it has stopped or ended."""
    question = current(questionnaire, session)
    if session.status is Status.STOPPED:
        return (Pause(),)
    return (Finish(),) if question is None else (Ask(question),)


def begin(questionnaire: Questionnaire, session: Session) -> Advance:
    """Begin, or come back to, a session: the young person has agreed."""
    if session.status in ENDED:
        return session, (Finish(),)
    said = [Explain(key) for key in INTRODUCTION] if not session.revision else [Explain("welcome-back")]
    resumed = replace(session, status=Status.WAITING)
    return resumed, (*said, *ask(questionnaire, resumed))


def advance(questionnaire: Questionnaire, session: Session, reply: Reply) -> Advance:
    """Apply one reply. A call for help is heard whatever else is stale about it."""
    question = current(questionnaire, session)
    stale = _stale(question, session, reply)
    if reply.action is Action.HELP:
        return session, (
            *(Stale(),) * stale,
            RaiseConcern(Cause.HELP, _called_from(questionnaire, question, reply)),
            Explain("help"),
            *ask(questionnaire, session),
        )
    if stale or question is None:
        once_more = _lines_once_more(questionnaire, session, reply)
        moved_on = (Explain("moved-on"),) * (session.status is not Status.ON_PAPER)
        return session, (Stale(), *moved_on, *once_more, *ask(questionnaire, session))
    match reply.action:
        case Action.ANSWER:
            return _answer(questionnaire, session, question, reply)
        case Action.SKIP:
            return _record(questionnaire, session, Record(question.id, skipped=True))
        case Action.BACK:
            return _back(questionnaire, session, question)
        case Action.STOP:
            return replace(session, status=Status.STOPPED), (Pause(),)


def said_before(questionnaire: Questionnaire, session: Session, reply: Reply) -> tuple[Effect, ...]:
    """What is said to an input that has been applied already: who can be rung, if it led to that; nothing else."""
    once_more = _lines_once_more(questionnaire, session, reply)
    return (*once_more, *ask(questionnaire, session)) if once_more else ()


def _lines_once_more(questionnaire: Questionnaire, session: Session, reply: Reply) -> tuple[Effect, ...]:
    """Who can be rung, for a reply that has been heard: what was said to it may have been lost on the way out."""
    if reply.action is Action.HELP:
        return (Explain("help"),)
    question, given = questionnaire.by_id.get(reply.to or ""), session.given.get(reply.to or "")
    if question is None or given is None or reply.action is not Action.ANSWER:
        return ()
    taken = read(question, reply.value)
    held = isinstance(taken, Record) and taken.codes == given.codes
    return (Explain("concern"),) if held and not set(question.concern).isdisjoint(given.codes) else ()


def _called_from(questionnaire: Questionnaire, question: Question | None, reply: Reply) -> str | None:
    """The question whose button called: sent again when the session has gone on, it is still the same call."""
    if reply.to in questionnaire.by_id:
        return reply.to
    return question.id if question else None


def _stale(question: Question | None, session: Session, reply: Reply) -> bool:
    waiting_for = (question.id if question else None, session.revision)
    return session.status is not Status.WAITING or (reply.to, reply.revision) != waiting_for


def _answer(questionnaire: Questionnaire, session: Session, question: Question, reply: Reply) -> Advance:
    taken = read(question, reply.value)
    if isinstance(taken, Explain):
        return session, (taken, Ask(question))
    return _record(questionnaire, session, taken)


def _back(questionnaire: Questionnaire, session: Session, question: Question) -> Advance:
    path = [each.id for each in questionnaire.path(session.given)]
    earlier = path[
        : path.index(question.id)
    ]  # all given: the open question is the first that is not, or was gone back to
    if not earlier:
        return session, (Explain("first-question"), Ask(question))
    moved = replace(session, revision=session.revision + 1, revisiting=earlier[-1])
    return moved, ask(questionnaire, moved)


def _record(questionnaire: Questionnaire, session: Session, record: Record) -> Advance:
    """Keep what was given, withdraw what no longer applies, and go on."""
    given = {**session.given, record.question: Given(record.codes, record.skipped)}
    on_path = {question.id for question in questionnaire.path(given)}
    withdrawn = [each.id for each in questionnaire.questions if each.id in given and each.id not in on_path]
    kept = MappingProxyType({name: each for name, each in given.items() if name in on_path})
    moved = replace(session, revision=session.revision + 1, given=kept, revisiting=None)
    left = (record, *map(Withdraw, withdrawn), *_concern(questionnaire, record))
    following = current(questionnaire, moved)
    if following is None:
        return replace(moved, status=Status.FINISHED), (*left, Finish())
    return moved, (*left, Ask(following))


def _concern(questionnaire: Questionnaire, record: Record) -> tuple[Effect, ...]:
    """An answer that its question names as one a person must hear about."""
    if set(questionnaire.by_id[record.question].concern).isdisjoint(record.codes):
        return ()
    return RaiseConcern(Cause.ANSWER, record.question), Explain("concern")
