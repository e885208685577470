"""What has become of an invitation. :func:`move` is the only way from one outcome to another."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Outcome(StrEnum):
    """Where an invitation stands. ``PARTIAL`` has dealt with a question at least; ``STARTED`` has only agreed."""

    INVITED = "invited"
    REACHED = "reached"
    STARTED = "started"
    PARTIAL = "partial"
    COMPLETED = "completed"
    DECLINED = "declined"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    LAPSED = "lapsed"


class Event(StrEnum):
    """What happens to an invitation.

    ``ANSWERED`` includes a skip; ``RESUMED`` is a return after a stop; ``CLOSED`` is the last day gone
    by, or the review cancelled; ``FINISHED`` includes a paper form that took the place of the session;
    ``VOIDED`` is the response taken out as a trial or mistake, which gives the young person their turn.
    """

    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    OPENED = "opened"
    AGREED = "agreed"
    ANSWERED = "answered"
    FINISHED = "finished"
    DECLINED = "declined"
    STOPPED = "stopped"
    RESUMED = "resumed"
    CLOSED = "closed"
    RENEWED = "renewed"
    VOIDED = "voided"


def _all_to(outcome: Outcome, *, but: frozenset[Outcome] = frozenset()) -> Mapping[Outcome, Outcome]:
    return {each: outcome for each in Outcome if each not in but | {Outcome.COMPLETED}}


#: Nothing has come from the young person yet, as far as anyone knows.
_SILENT = (Outcome.INVITED, Outcome.UNREACHABLE, Outcome.LAPSED)
_REACHED = dict.fromkeys(_SILENT, Outcome.REACHED)

#: What each event changes; an outcome that is not named stays. Lapsed is not the end: a review that is
#: put off opens its link again. Nobody who said no is moved by anything but their own doing.
_MOVES: Mapping[Event, Mapping[Outcome, Outcome]] = MappingProxyType(
    {
        Event.DELIVERED: _REACHED,
        Event.UNDELIVERABLE: {Outcome.INVITED: Outcome.UNREACHABLE},
        Event.OPENED: _REACHED,
        Event.AGREED: _all_to(Outcome.STARTED, but=frozenset({Outcome.PARTIAL})),
        Event.ANSWERED: _all_to(Outcome.PARTIAL),
        Event.FINISHED: _all_to(Outcome.COMPLETED),
        Event.DECLINED: _all_to(Outcome.DECLINED),
        Event.STOPPED: _all_to(Outcome.STOPPED, but=frozenset({Outcome.DECLINED})),
        Event.RESUMED: {Outcome.STOPPED: Outcome.PARTIAL},
        Event.CLOSED: dict.fromkeys((Outcome.INVITED, Outcome.REACHED, Outcome.STARTED), Outcome.LAPSED),
        Event.VOIDED: dict.fromkeys(Outcome, Outcome.INVITED),
        Event.RENEWED: dict.fromkeys((Outcome.LAPSED, Outcome.UNREACHABLE), Outcome.INVITED),
    }
)

#: They have asked to be left alone.
_NO = frozenset({Outcome.DECLINED, Outcome.STOPPED})

#: Those who may be reminded while their link works: everybody who has neither finished nor asked to be left
#: alone. Lapsed is among them, for the link of a review that was put off.
REMINDABLE = frozenset(Outcome) - _NO - {Outcome.COMPLETED}


def move(outcome: Outcome, event: Event) -> Outcome:
    """The outcome after an event; one that means nothing here changes nothing. Only a void undoes completed."""
    return _MOVES[event].get(outcome, outcome)


def taken_out(outcome: Outcome, *, before_paper: Outcome | None = None) -> Outcome:
    """The outcome when what completed it is voided: whoever had said no before a paper form came has still said so."""
    return before_paper if before_paper in _NO else move(outcome, Event.VOIDED)
