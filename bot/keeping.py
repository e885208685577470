"""What is kept of a chat's screen while something is said to it: which message has the buttons, and since when."""

import asyncio
import logging
from dataclasses import dataclass, field
from uuid import UUID

from bot.calls import Calls, Clear, Edit, Saying, Send, asked_in
from surveys.conversation.session import Asked
from surveys.crashpoint import crashpoint
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: How long a change waits to be kept, for others to be kept with it.
_TOGETHER_SECONDS = 0.2


@dataclass(slots=True)
class Changes:
    """Messages that have been changed to a question: what is typed is meant for it from then on.

    They are kept a moment later, those of many chats in one commit. If this process ends before, the question counts as
    not shown, and what is typed for it has to be typed once more.
    """

    _due: dict[UUID, Asked] = field(default_factory=dict)
    _keeping: asyncio.Task[None] | None = None

    def note(self, account: UUID, asks: Asked) -> None:
        """The message with the buttons of this account's chat asks this now."""
        self._due[account] = asks
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._soon())

    async def keep(self) -> None:
        """Keep those that wait, now. A failure is logged, and they wait on."""
        due, self._due = self._due, {}
        if not due:
            return
        try:
            await telegram.changed(due)
        except Exception as error:  # noqa: BLE001  # whatever keeps the database from answering
            self._due = {**due, **self._due}
            log.warning("not kept what messages show", extra={"error": type(error).__name__})

    async def _soon(self) -> None:
        await asyncio.sleep(_TOGETHER_SECONDS)
        await self.keep()


async def sets_out(account: Account, left: Calls) -> None:
    """Keep that a question is about to be shown by a new message, before it is: what is typed could be its answer.

    Of one that a message will be changed to, that is kept with the answer that leads to it.
    """
    if asked_in(tuple(call for call in left if isinstance(call, Send))):
        await telegram.setting_out(account.id)
        crashpoint("question-setting-out")


async def arrived(account: Account, saying: Saying, changes: Changes) -> None:
    """Keep where the buttons are: where they were, unless that message was dealt with or others were shown."""
    shown, asks = saying.prompt, asked_in(saying.made)
    if shown is None:
        dealt_with = {call.message for call in saying.made if isinstance(call, Edit | Clear)}
        if account.prompt in dealt_with:
            await telegram.nothing_shown(account.id)
    elif shown != account.prompt:
        await telegram.shown(account.id, shown, asks)
    elif asks:
        changes.note(account.id, asks)
