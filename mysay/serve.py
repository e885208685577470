"""One process that serves: web pages, Telegram where it is set up, the clock and the alert mails."""

import asyncio
import errno
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from bot.app import Telegram, telegram
from bot.webhook import PATH as WEBHOOK_PATH
from config.settings import TELEGRAM_API, Settings
from mysay.duties import again_and_again, in_background
from mysay.house import House
from mysay.lag import watch_lag
from mysay.leadership import lead, serving
from surveys.errors import Refused
from surveys.service import alert_route
from surveys.service.alerts import unacknowledged
from surveys.service.context import Service
from surveys.service.mailing import mail_alerts
from surveys.service.reminding import remind_on_the_day
from surveys.storage import outgoing
from surveys.storage.database import SERVING
from surveys.storage.standing import ready
from web.access import Access, Route
from web.app import application
from web.connection import runner

log = logging.getLogger(__name__)

_MAIL_SECONDS = 10.0
#: What a page promises of an adult is true within so long; one small statement each time.
_ROUTE_SECONDS = 2.0
_CLOCK_SECONDS = 60.0


async def serve(house: House, *, announce: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop; what was acknowledged is committed whenever that happens.

    ``announce`` is called once the port is open.

    Raises:
        Refused: the database is old, held by another server, or the port is taken.
    """
    settings = house.settings
    async with AsyncExitStack() as stack:
        hold = await stack.enter_async_context(serving(settings.database_url))
        service = await stack.enter_async_context(house.opened(patience=SERVING))
        await _complain(service)
        bot = await stack.enter_async_context(_telegram(settings, service))
        app = application(service, ready=ready, more=_webhook(bot))
        port = await stack.enter_async_context(_listening(settings, app))
        stop = _stop_signal()
        leading = lead(settings.database_url, _duties(settings, service, bot))
        # Leading or not: every server makes promises.
        look_out = again_and_again(lambda: alert_route.see(service), _ROUTE_SECONDS)
        await stack.enter_async_context(in_background(leading, look_out, watch_lag(), first=port.aclose))
        announce()
        await _until_told(stop, hold)
        log.info("stopping")


@asynccontextmanager
async def _telegram(settings: Settings, service: Service) -> AsyncIterator[Telegram | None]:
    """The bot, where there is a token for one. A Bot API server of one's own may not know message protection."""
    if settings.telegram_token is None:
        yield None
        return
    bot = telegram(
        service,
        token=settings.telegram_token,
        api_url=settings.telegram_api_url,
        webhook_secret=settings.telegram_webhook_secret,
        protect=settings.telegram_api_url == TELEGRAM_API,
    )
    try:
        yield bot
    finally:
        await bot.close()


def _webhook(bot: Telegram | None) -> tuple[Route, ...]:
    handler = bot.webhook.handle if bot and bot.webhook else _nobody_posts
    return (Route("POST", WEBHOOK_PATH, handler, Access.TELEGRAM),)


async def _nobody_posts(_request: web.Request) -> web.Response:
    """Without a webhook's secret in the settings no secret is the right one."""
    return web.Response(status=HTTPStatus.UNAUTHORIZED)


async def _complain(service: Service) -> None:
    """Say loudly what would leave a young person unheard."""
    if not service.route.open:
        log.error(
            "calls for help reach nobody by themselves: set MYSAY_SMTP_URL and somebody to mail, or watch "
            "'mysay alerts'"
        )
    waiting = await unacknowledged()
    if waiting:
        log.error("calls for help are waiting: run 'mysay alerts'", extra={"waiting": waiting})
    if await outgoing.held():
        log.warning("reminders are held since a backup was restored: 'mysay restore --release' lets them go")


@asynccontextmanager
async def _listening(settings: Settings, app: web.Application) -> AsyncIterator[AsyncExitStack]:
    """The port is open for the length of the block, or until what this gives is closed."""
    async with AsyncExitStack() as port:
        running = runner(app)
        await running.setup()
        port.push_async_callback(running.cleanup)
        await _open_port(running, settings)
        log.info("listening", extra={"host": settings.host, "port": settings.port})
        yield port


async def _open_port(running: web.AppRunner, settings: Settings) -> None:
    site = web.TCPSite(running, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise Refused(_not_open(settings, error)) from error


def _not_open(settings: Settings, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {settings.port} on {settings.host} is taken; choose another with MYSAY_PORT."
        case errno.EACCES:
            return f"Port {settings.port} is not for everybody to open; choose one from 1024 with MYSAY_PORT."
        case _:
            return f"{settings.host} is no address of this machine; set MYSAY_HOST to one, such as 127.0.0.1."


def _stop_signal() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    return stop


async def _until_told(stop: asyncio.Event, hold: asyncio.Task[None]) -> None:
    """Wait for the signal to stop.

    Raises:
        Refused: the hold on the database was lost, which ends serving as well.
    """
    told = asyncio.create_task(stop.wait())
    await asyncio.wait([told, hold], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if hold.done():
        log.error("the hold on the database was lost: stopping")
        hold.result()


def _duties(settings: Settings, service: Service, bot: Telegram | None) -> Callable[[], Awaitable[None]]:
    """What the leader does, side by side, until cancelled."""
    smtp_url = settings.smtp_url

    async def duties() -> None:
        async with asyncio.TaskGroup() as together:
            together.create_task(again_and_again(lambda: remind_on_the_day(service), _CLOCK_SECONDS))
            together.create_task(again_and_again(lambda: alert_route.say_who_waits(service), _CLOCK_SECONDS))
            if smtp_url:
                together.create_task(again_and_again(lambda: mail_alerts(service, smtp_url), _MAIL_SECONDS))
            if bot:
                await bot.start()
                together.create_task(bot.run_polling())
                together.create_task(bot.run_delivery())

    return duties
