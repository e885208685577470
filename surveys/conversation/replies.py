"""What a young person can do at a question, whichever channel it came through."""

from dataclasses import dataclass
from enum import StrEnum

#: Native value of an answer: a code, codes, text, a number, an ISO date; None for other actions.
Value = str | int | float | tuple[str, ...] | None


class Action(StrEnum):
    """The five things that can be done."""

    ANSWER = "answer"
    SKIP = "skip"
    BACK = "back"
    STOP = "stop"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. It names the question and revision it answers, so that a stale one is known as such."""

    to: str | None
    revision: int
    value: Value = None
    action: Action = Action.ANSWER
