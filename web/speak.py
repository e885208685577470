"""What a turn has to say, for a page or for JSON. Every effect has its branch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

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
from surveys.conversation.reading import TEXT_LIMIT
from surveys.questionnaire.definition import Kind, Question
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.saying import says


@dataclass(frozen=True, slots=True)
class Said:
    """A turn in a channel's terms: was the reply stale, was an answer saved, was help asked for, and in what words."""

    stale: bool = False
    saved: bool = False
    helped: bool = False
    explains: tuple[Explain, ...] = ()


def said(effects: Sequence[Effect]) -> Said:
    """Everything that the effects of one turn have to say."""
    heard = Said()
    for effect in effects:
        heard = _hear(heard, effect)
    return heard


def _hear(heard: Said, effect: Effect) -> Said:
    match effect:
        case Stale():
            return replace(heard, stale=True)
        case Record():
            return replace(heard, saved=not effect.skipped)
        case Explain():
            return replace(heard, explains=(*heard.explains, effect))
        case RaiseConcern():
            return replace(heard, helped=heard.helped or effect.cause is Cause.HELP)
        case Ask() | Finish() | Pause() | Withdraw():
            return heard  # the step shows where the session stands; a withdrawn answer is not spoken of
        case _:
            assert_never(effect)


def step_json(service: Service, turn: Turn, *, anew: bool = True) -> dict[str, Any]:
    """The step of a turn, exactly as docs/interface.md has it.

    Where the step is shown ``anew``, the question's hint is said before it: it may be that an answer cannot stay secret.
    """
    step = turn.step
    beside = _beside(service, turn) if anew else []
    return {
        "kind": step.kind,
        "question": _question_json(step.question) if step.question else None,
        "revision": step.revision,
        "progress": {"done": step.done, "of": step.of},
        "says": [*says(service, turn.questionnaire, said(turn.effects).explains), *beside],
    }


def _beside(service: Service, turn: Turn) -> list[str]:
    """What a page would show beside the question, or in place of one."""
    step, asked = turn.step, turn.questionnaire
    if step.question is not None:
        return [step.question.hint] if step.question.hint else []
    say = service.library.catalogue(asked.language).say
    return [say(ending(turn), asked.id, asked.variant)]


def ending(turn: Turn) -> str:
    """The name of the words for the end, or a stop."""
    if turn.on_paper:
        return "finished-on-paper"
    return "finished-body" if turn.step.kind == "finished" else "stopped-body"


def most(question: Question) -> int | None:
    """The greatest number, or for text the most characters."""
    return question.high or TEXT_LIMIT if question.kind is Kind.TEXT else question.high


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "prompt": question.prompt,
        "options": [{"code": option.code, "label": option.label} for option in question.options],
        "optional": True,
        "min": question.low,
        "max": most(question),
    }
