"""Telegram as one part of the running service: what ``serve`` starts, mounts and closes."""

import logging
from dataclasses import dataclass, field
from itertools import chain, repeat

from telegram import BotCommand
from telegram.error import TelegramError

from bot import deliver
from bot.outages import Outages
from bot.pacing import Pacer, Timing
from bot.performing import Manner
from bot.polling import Polling
from bot.read import KINDS
from bot.respond import Desk
from bot.strangers import Strangers
from bot.transport import BotApi
from bot.updates import Updates
from bot.voice import Voice
from bot.webhook import PATH, Watch, Webhook
from surveys.ending import end_if_cancelled
from surveys.service.context import Service

log = logging.getLogger(__name__)

_PATIENCE_SECONDS = (1, 2, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """The bot of one running service. ``webhook`` answers the webhook's route; None where updates are polled."""

    service: Service
    api: BotApi
    updates: Updates
    outages: Outages
    webhook: Webhook | None
    _secret: str | None = field(repr=False)

    async def start(self) -> None:
        """Tell Telegram where updates go, as often as it takes, and take up what was interrupted."""
        for wait in chain(_PATIENCE_SECONDS, repeat(_PATIENCE_SECONDS[-1])):
            try:
                await self._settle()
                break
            except TelegramError as error:
                log.warning("telegram not reached", extra={"error": type(error).__name__})
                end_if_cancelled()
                await self.timing.sleep(wait)
        await self.outages.started()

    async def run_polling(self) -> None:
        """Poll until cancelled; where there is a webhook, watch over it instead."""
        if self.webhook is None:
            await Polling(self.api, self.updates, self.outages.reached, self.timing).run()
        else:
            await Watch(self.api, self.outages.reached, self.timing).run()

    async def run_delivery(self) -> None:
        """Send what is queued, until cancelled."""
        await deliver.run(self.service, self.updates.voice, self.outages)

    @property
    def timing(self) -> Timing:
        """The clock that it waits by."""
        return self.updates.voice.manner.timing

    async def close(self) -> None:
        """Say what is being said to its end, and close the connections."""
        await self.updates.drain()
        await self.api.close()

    async def _settle(self) -> None:
        bot = self.api.bot
        if self.webhook is None:
            await bot.delete_webhook()
        else:
            address = f"{self.service.base_url}{PATH}"
            await bot.set_webhook(address, secret_token=self._secret, allowed_updates=KINDS)
            info = await bot.get_webhook_info()
            if info.url != address or set(info.allowed_updates or KINDS) != set(KINDS):
                log.error("webhook not as set", extra={"allowed": list(info.allowed_updates or ())})
        say = self.service.library.catalogue().say
        await bot.set_my_commands([BotCommand(name, say(f"command-{name}")) for name in ("start", "help", "stop")])


def telegram(
    service: Service,
    *,
    token: str,
    api_url: str,
    webhook_secret: str | None = None,
    protect: bool = True,
    timing: Timing | None = None,
) -> Telegram:
    """The bot for a service. ``protect`` keeps messages from being forwarded or saved."""
    api, timing = BotApi(token, api_url), timing or Timing()
    voice = Voice(service, api, Manner(protect=protect, timing=timing), Pacer(timing))
    updates = Updates(Desk(service, Strangers(timing.now)), voice)
    return Telegram(
        service=service,
        api=api,
        updates=updates,
        outages=Outages(service, voice),
        webhook=Webhook(webhook_secret, updates) if webhook_secret else None,
        _secret=webhook_secret,
    )
