"""What ``mysay doctor`` looks at. Each look gives findings; one that must be mended says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from config import authority as authorities
from config.addresses import is_plain
from config.authority import Authority, HelpLine
from config.settings import SHIPPED_AUTHORITY, Settings, SettingsError
from mysay.findings import Finding, fine, noted, to_mend
from mysay.house import House
from mysay.precautions import precautions
from mysay.surroundings import surroundings
from surveys.errors import SurveyError
from surveys.plurals import many
from surveys.service.alert_route import addresses, unopened
from surveys.service.alerts import unacknowledged
from surveys.service.context import Service
from surveys.service.mailing import answers
from surveys.storage import outgoing
from surveys.storage.database import require_writable
from surveys.storage.models import Response
from surveys.storage.urls import is_sqlite

if TYPE_CHECKING:
    from bot.inquiring import Hook

#: A help line's number is to be looked at again after so many days.
_CHECKED_DAYS = 365
_CLOCK_SECONDS = 60


async def examine(house: House) -> AsyncIterator[Finding]:
    """Look at everything, as far as one can get: without settings there is nothing more to look at."""
    try:
        settings, authority = house.settings, house.authority
        yield fine(f"The settings are complete; the authority is {authority.name}.")
        variants = sum(len(house.library.variants(id_)) for id_ in house.library.ids)
        yield fine(f"{len(house.library.ids)} questionnaires in {variants} variants have no problem.")
    except (SettingsError, SurveyError) as error:
        for line in str(error).splitlines():
            yield to_mend(line)
        return
    sample = () if house.fixed else _as_shipped(authority)
    for finding in (*sample, *_help_lines(authority.help_lines, house), *precautions(settings)):
        yield finding
    async for finding in _inside(house):
        yield finding
    yield await _telegram(settings)


def _as_shipped(authority: Authority) -> Iterator[Finding]:
    """What is still the sample's, which is made up and which nobody here has checked."""
    shipped = authorities.read(SHIPPED_AUTHORITY)
    untouched = [line.name for line in authority.help_lines if line in shipped.help_lines]
    if authority.name == shipped.name:
        yield to_mend(
            f"{authority.name} is the made-up authority that mysay ships with, and nobody has checked its help lines for you: "
            "copy its authority.toml, write your own names and help lines into the copy, and set MYSAY_AUTHORITY_FILE to it."
        )
    elif untouched:
        yield to_mend(
            f"The date on which {' and '.join(untouched)} was checked is still the sample's: ring the number, and put the "
            "day you did in the authority's file."
        )


def _help_lines(lines: tuple[HelpLine, ...], house: House) -> Iterator[Finding]:
    today = house.clock.today()
    for line in (line for line in lines if line.checked > today and not house.fixed):
        yield to_mend(
            f"{line.name} was checked on {line.checked:%d/%m/%Y}, says the authority's file, which is still to come: ring the "
            "number, and put the day you did there."
        )
    for line in (line for line in lines if line.checked < today - timedelta(days=_CHECKED_DAYS)):
        yield to_mend(
            f"The number of {line.name} was last checked on {line.checked:%d/%m/%Y}, over a year ago: ring it, and "
            "put today's date in the authority's file."
        )
    yield noted(f"{len(lines)} help lines are shown to young people: {_named(lines)}.")


def _named(lines: tuple[HelpLine, ...]) -> str:
    return "; ".join(f"{line.name}, {line.contact}, checked on {line.checked:%d/%m/%Y}" for line in lines)


async def _inside(house: House) -> AsyncIterator[Finding]:
    """The database, and what only it can tell."""
    try:
        async with house.opened() as service:
            yield fine("The database answers, its schema is current, and the keys fit it.")
            yield await _takes_writing(house)
            async for finding in surroundings(house.settings.database_url, service.clock):
                yield finding
            yield await _clock(house, service)
            yield await _alert_route(house, service)
            if unread := await unopened(service):
                yield _unread(unread)
            yield _calls(await unacknowledged())
            if await outgoing.held():
                yield to_mend("Reminders are held since a backup was restored: 'mysay restore --release' lets them go.")
    except SurveyError as error:
        yield to_mend(str(error))


async def _takes_writing(house: House) -> Finding:
    try:
        await require_writable(house.settings.database_url)
    except SurveyError as error:
        return to_mend(str(error))
    return fine("The database takes writing.")


async def _clock(house: House, service: Service) -> Finding:
    if house.fixed:
        return noted(f"The clock stands still on {service.clock.today():%d/%m/%Y}: a demonstration.")
    now = service.clock.now()
    # Not the imported ones: a form of today counts as completed at noon, which may be still to come.
    latest = await Response.filter(ref_hash=None).order_by("-touched_at").first()
    there = await _database_now(house.settings.database_url)
    if abs((now - there).total_seconds()) > _CLOCK_SECONDS:
        return to_mend(f"This machine's clock and the database's are {abs(now - there)} apart; set them right.")
    if latest and latest.touched_at > now + timedelta(seconds=_CLOCK_SECONDS):
        return to_mend("An answer was given after what this machine takes for now; set its clock right.")
    return fine(f"It is {now.astimezone(service.clock.zone):%d/%m/%Y %H:%M} in {service.clock.zone}.")


async def _database_now(url: str) -> datetime:
    """The database's own clock; an SQLite file has none but ours."""
    if is_sqlite(url):
        return datetime.now(UTC)
    rows = await get_connection("default").execute_query_dict("SELECT CURRENT_TIMESTAMP AS now")
    now: datetime = rows[0]["now"]
    return now


async def _alert_route(house: House, service: Service) -> Finding:
    to, server = await addresses(service), house.settings.smtp_url
    if server and to and not await answers(server):
        return to_mend(
            "The mail server does not answer, so nobody hears of calls for help: check MYSAY_SMTP_URL, its user and "
            "password, and that this machine may reach it."
        )
    odd = [each for each in to if not is_plain(each)]
    if server and odd:
        return to_mend(
            f"Many mail servers refuse {', '.join(odd)}, so calls for help may not arrive there: disable that member of staff, "
            "and add them with an address of plain letters ('mysay staff disable', 'mysay staff add')."
        )
    if server and to:
        return fine(f"Calls for help are mailed to {many(len(to), 'address', 'addresses')}.")
    missing = [
        *([] if server else ["set MYSAY_SMTP_URL to a mail server"]),
        *([] if to else ["add somebody on duty ('mysay staff add EMAIL --role duty') or alert_emails"]),
    ]
    return to_mend(
        "NO ROUTE FOR CALLS FOR HELP: a young person who asks for help reaches nobody by themselves, and is told so. "
        f"To mend it, {' and '.join(missing)}. Until then somebody must watch 'mysay alerts'."
    )


def _unread(members: int) -> Finding:
    return to_mend(
        f"Calls for help are not mailed to {many(members, 'member')} of staff on duty, whose address was changed or moved "
        "in the database: restore a backup, or disable them and add them again ('mysay staff disable', 'mysay staff add')."
    )


def _calls(waiting: int) -> Finding:
    if waiting:
        return to_mend(f"{many(waiting, 'call')} for help not acknowledged yet: run 'mysay alerts'.")
    return fine("No call for help is waiting.")


async def _telegram(settings: Settings) -> Finding:
    token, api_url = settings.telegram_token, settings.telegram_api_url
    if token is None:
        return noted("Telegram is off: MYSAY_TELEGRAM_TOKEN is not set. The web pages do everything.")
    from bot.inquiring import hook
    from bot.transport import bot_name

    name, found = await bot_name(token, api_url), await hook(token, api_url)
    if name is None or found is None:
        return to_mend(
            "Telegram does not answer to the token: check MYSAY_TELEGRAM_TOKEN, and that this machine may reach "
            f"{api_url}."
        )
    return way_in(settings, name, found)


def way_in(settings: Settings, name: str, hook: Hook) -> Finding:
    """Whether updates come to where this installation looks for them, as Telegram tells of the bot of that name."""
    from bot.webhook import PATH

    wanted = f"{settings.base_url}{PATH}" if settings.telegram_webhook_secret else ""
    if hook.address not in {wanted, ""}:
        return to_mend(
            f"Telegram sends what is written to @{name} elsewhere, to {hook.address}: another installation uses this token. "
            "Stop that, or take a bot of its own for each; 'serve' sets the address anew when it starts."
        )
    if hook.address != wanted:
        return noted(f"Telegram knows the bot as @{name}; 'serve' will tell it to post to {wanted} when it starts.")
    if hook.failed_at and hook.waiting:
        return to_mend(
            f"Telegram cannot deliver {many(hook.waiting, 'update')} to {wanted}; it last failed on "
            f"{hook.failed_at.astimezone(settings.zone):%d/%m/%Y at %H:%M}: {hook.failed_because}"
        )
    return fine(f"Telegram knows the bot as @{name}; messages come {'by webhook' if wanted else 'by asking it'}.")
