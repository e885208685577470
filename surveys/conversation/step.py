"""Where a conversation stands after a turn, as every channel shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.conversation.effects import Effect, Explain
from surveys.conversation.engine import current, progress
from surveys.conversation.session import Session, Status
from surveys.questionnaire.definition import Question, Questionnaire

_KINDS: dict[Status, Literal["question", "finished", "stopped"]] = {
    Status.WAITING: "question",
    Status.FINISHED: "finished",
    Status.ON_PAPER: "finished",
    Status.STOPPED: "stopped",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The question now open (None when finished or stopped), progress, and what is to be said first."""

    kind: Literal["question", "finished", "stopped"]
    question: Question | None
    revision: int
    done: int
    of: int
    explains: tuple[Explain, ...]


def step(questionnaire: Questionnaire, session: Session, effects: Sequence[Effect] = ()) -> Step:
    """The step that a session stands at, with what the last turn had to say."""
    done, of = progress(questionnaire, session)
    return Step(
        kind=_KINDS[session.status],
        question=current(questionnaire, session) if session.status is Status.WAITING else None,
        revision=session.revision,
        done=done,
        of=of,
        explains=tuple(effect for effect in effects if isinstance(effect, Explain)),
    )
