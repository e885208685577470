"""Building the demonstration: its own settings, keys and database, and the county's files, imported like any."""

import base64
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from analysis import render, views
from config import settings
from config.settings import SHIPPED_AUTHORITY
from mysay.demo import files, place
from mysay.demo.quarters import QUARTERS
from mysay.demo.sample import Sample, sample
from mysay.house import House
from mysay.leadership import sole_server
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.inviting import Invited, Round, invite
from surveys.service.selecting import Selection
from surveys.storage.migrating import migrate

DATABASE = place.FOLDER / "mysay.db"
FILES = place.FOLDER / "files"
#: The same county as its SSDA903 return; it is not imported, but can be.
RETURN = place.FOLDER / "903"
AUTHORITY = place.FOLDER / "authority.toml"
#: The quarter that the demonstration reports.
PERIOD = QUARTERS[-1].period
_DUE_WITHIN = 28


@dataclass(frozen=True, slots=True)
class Built:
    """The demonstration, ready: its report so far, and who has been invited to what."""

    report: str
    invited: tuple[Invited, ...]
    county: Sample


def emptied(host: str, port: int) -> House:
    """Clear the demonstration's folder and settle its keys; the house it will be.

    Raises:
        Refused: it is being served.
    """
    if DATABASE.is_file():
        with sole_server(_url()):
            shutil.rmtree(place.FOLDER)
    place.FOLDER.mkdir(exist_ok=True, mode=0o700)
    shutil.copyfile(SHIPPED_AUTHORITY, AUTHORITY)
    place.SETTINGS.touch(mode=0o600)
    place.SETTINGS.write_text(_settings(host, port), encoding="utf-8")
    return House(settings.read(place.environment()), place.NOW)


async def built(house: House, progress: Callable[[str], None]) -> Built:
    """Make the county, import its files, invite its young people, and report."""
    progress("Making the database …")
    await migrate(house.settings.database_url, house.vault)
    progress("Making up a county …")
    county = sample(house.library)
    files.write(FILES, county)
    files.write_return(RETURN, county)
    async with house.opened() as service:
        await import_files(service, [FILES], progress=progress)
        progress("Inviting …")
        going = await _invite(service)
        report = await views.report(service, PERIOD)
    return Built(render.rendered(report, "md"), going.invited, county)


async def _invite(service: Service) -> Round:
    """Everybody whose review is due soon, and those who left lately."""
    return await invite(service, Selection(due_within=_DUE_WITHIN, leavers=True), bot_name=_no_bot)


async def _no_bot() -> None:
    """The demonstration has no Telegram."""


def _url() -> str:
    return f"sqlite://{DATABASE.as_posix()}"


def _settings(host: str, port: int) -> str:
    """Keys of this demonstration's own: they open nothing else."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    written = {
        "DATABASE_URL": _url(),
        "DATA_KEYS": f"demo:{key}",
        "SECRET_KEY": secrets.token_urlsafe(36),
        "AUTHORITY_FILE": AUTHORITY.as_posix(),
        "HOST": host,
        "PORT": str(port),
    }
    return "".join(f"MYSAY_{name}={value}\n" for name, value in written.items())
