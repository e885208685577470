"""Flood control: so many messages a second to everybody, so many to one chat."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from tests.support.botapi.refusals import too_many


@dataclass(slots=True)
class Flood:
    """``overall`` and ``chat`` are the most messages within any second; one that is refused does not count.

    ``told`` makes a chat be refused until a moment, whatever it was sent before.
    """

    now: Callable[[], float]
    overall: int = 30
    chat: int = 1
    told: dict[int, float] = field(default_factory=dict)
    _sent: deque[float] = field(default_factory=deque)
    _by_chat: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def hold(self, chat: int, seconds: float) -> None:
        """Refuse whatever is sent to a chat for so long."""
        self.told[chat] = self.now() + seconds

    def admit(self, chat: int) -> None:
        """Count a message, or raise the refusal of one too many."""
        now = self.now()
        waits = [
            self.told.get(chat, now) - now,
            _wait(self._by_chat[chat], self.chat, now),
            _wait(self._sent, self.overall, now),
        ]
        if max(waits) > 0:
            raise too_many(ceil(max(waits)))
        self._by_chat[chat].append(now)
        self._sent.append(now)


def _wait(sent: deque[float], most: int, now: float) -> float:
    """How long until one more fits within a second."""
    while sent and sent[0] <= now - 1:
        sent.popleft()
    return sent[0] + 1 - now if len(sent) >= most else 0
