"""A session: where one young person stands in one questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from surveys.questionnaire.definition import Given


class Status(StrEnum):
    """Waiting for a reply, paused by the young person, or done; ``ON_PAPER`` when a paper form took its place."""

    WAITING = "waiting"
    STOPPED = "stopped"
    FINISHED = "finished"
    ON_PAPER = "closed"


#: There is more to ask.
UNFINISHED = frozenset({Status.WAITING, Status.STOPPED})
#: Nothing more is asked.
ENDED = frozenset({Status.FINISHED, Status.ON_PAPER})

#: A question as it stands: the session, and its revision.
Asked = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Session:
    """What the engine needs to know; the next question is derived, never stored.

    ``given`` maps question ids to what was given; ``revisiting`` is an answered question that the
    young person went back to. ``revision`` counts accepted answers, skips and backs.
    """

    id: UUID
    revision: int = 0
    status: Status = Status.WAITING
    given: Mapping[str, Given] = field(default_factory=dict)
    revisiting: str | None = None

    @property
    def asked(self) -> Asked:
        """What its open question is known by, where there is one."""
        return self.id, self.revision
