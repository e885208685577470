"""The line before one chat: who has their turn after whom, and which question has begun to be shown there."""

import asyncio
from dataclasses import dataclass, field

from bot.calls import Calls, Edit, Saying, Send, asked_in
from surveys.conversation.session import Asked

#: How long a typed text waits for a question that is just being shown, look after look.
_SHOWING_LOOKS = (0.01, 0.04, 0.1, 0.2)


@dataclass(slots=True, weakref_slot=True, eq=False)
class Line:
    """The line before one chat: one at a time, in the order they came. ``said`` counts those who had their turn.

    ``owed`` counts the answers that are being composed, or wait for their turn. ``decided`` is the question that comes
    next as it was decided here, and ``begun`` the last one that anything here began to send; ``showing`` while one is
    being sent, or a message changed to it, and ``keeping`` is held while that is being kept. ``latest`` is the last thing
    that was said about its buttons.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    said: int = 0
    owed: int = 0
    decided: Asked | None = None
    begun: Asked | None = None
    showing: bool = False
    keeping: asyncio.Lock = field(default_factory=asyncio.Lock)
    latest: Saying | None = None

    def sets_out(self, left: Calls) -> None:
        """These calls are made next. A new message may be seen at once; one that is changed, when Telegram has said so."""
        self.begun = asked_in(tuple(call for call in left if isinstance(call, Send))) or self.begun
        self.showing = any(isinstance(call, Send | Edit) and call.page.asks for call in left)

    def arrived(self, made: Calls) -> None:
        """These calls were made."""
        self.begun, self.showing = asked_in(made) or self.begun, False

    def over(self) -> None:
        """It was said, or never will be."""
        self.showing = False

    async def shown(self) -> None:
        """Give a question that is just being shown a moment; and where it was, keeping that as long as it takes."""
        for seconds in _SHOWING_LOOKS:
            if not self.showing:
                break
            await asyncio.sleep(seconds)
        async with self.keeping:
            return


@dataclass(frozen=True, slots=True)
class Since:
    """When an answer was composed: in whose line, after how many others, ``at`` what second, and what was ``tapped``."""

    line: Line
    said: int
    at: float
    tapped: int | None = None

    @property
    def is_overtaken(self) -> bool:
        """Whether something else was said to the chat since."""
        return self.said != self.line.said

    def decide(self, asks: Asked | None, stood: Asked | None) -> None:
        """Note the question that comes next, if it is another than ``stood`` there."""
        if asks and asks != stood:
            self.line.decided = asks

    def unseen(self, begun: Asked | None) -> Asked | None:
        """The question that was decided and not shown, where ``begun`` had begun to be shown when the input came."""
        return None if self.line.decided == begun else self.line.decided
