"""The command line. Exit codes: 0 done; 1 the input was refused; 2 wrong usage; 3 a fault."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import click

from config import settings
from config.settings import SettingsError
from mysay import corefiles, logs
from surveys.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from mysay.house import House
    from surveys.questionnaire.library import Library
    from surveys.service.context import Service

T = TypeVar("T")

#: Command -> the module of mysay.commands that has it, imported only when it is used.
COMMANDS: Mapping[str, str] = {
    "alerts": "alerts",
    "answers": "answers",
    "backup": "keeping",
    "demo": "demonstrating",
    "doctor": "doctor",
    "erase": "rights",
    "export": "export",
    "import": "importing",
    "invite": "inviting",
    "migrate": "migrating",
    "purge": "rights",
    "questionnaires": "questionnaires",
    "rekey": "rekeying",
    "remind": "inviting",
    "report": "reports",
    "restore": "keeping",
    "serve": "serving",
    "staff": "staff",
    "subject-access": "rights",
    "unbind": "staff",
    "void": "export",
}


@dataclass
class Cli:
    """What a command is given: how to open the house, the real one or the demonstration's.

    ``looked`` once it has looked for calls that wait, or could not.
    """

    demo: bool = False
    looked: bool = field(default=False, init=False)

    @cached_property
    def house(self) -> House:
        """The house that the settings describe. Raises SettingsError with everything wrong in them."""
        from mysay.demo import place
        from mysay.house import House

        if self.demo:
            return House(settings.read(place.environment()), place.NOW)
        return House(settings.read(settings.environment()))

    def library(self) -> Library:
        """The authority's questionnaires; works without keys or a database. Raises DefinitionError."""
        from config import authority as authorities
        from mysay.demo import place
        from surveys.questionnaire.library import Library

        environ = place.environment() if self.demo else settings.environment()
        authority = authorities.read(settings.authority_file(environ))
        return Library.load(authority.questionnaires, authority.wording, authority)

    def run(self, work: Callable[[Service], Awaitable[T]], *, warn: bool = True) -> T:
        """Open the house, say in red if anyone is waiting for a person, do the work, and close it."""
        return asyncio.run(self._run(work, warn=warn))

    async def _run(self, work: Callable[[Service], Awaitable[T]], *, warn: bool) -> T:
        self.looked = True
        async with self.house.opened() as service:
            if warn:
                await _warn_of_alerts()
            return await work(service)

    def warn(self) -> None:
        """Say so where a command needs no house, or has just put one up; nothing where no database tells."""
        self.looked = True
        with suppress(SettingsError, Refused):
            asyncio.run(self._warn())

    async def _warn(self) -> None:
        from surveys.storage.database import connected, require_there
        from surveys.storage.migrating import require_current_schema

        url = self.house.settings.database_url
        require_there(url)
        async with connected(url):
            await require_current_schema(url)
            await _warn_of_alerts()


async def _warn_of_alerts() -> None:
    """Say in red, on stderr, that young people are waiting for someone."""
    from surveys.service.alerts import unacknowledged

    waiting = await unacknowledged()
    if waiting:
        who = "1 call for help has" if waiting == 1 else f"{waiting} calls for help have"
        click.secho(f"{who} not been acknowledged: run 'mysay alerts'.", fg="red", bold=True, err=True)


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"mysay.commands.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, "import_files" if cmd_name == "import" else cmd_name.replace("-", "_"))
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. One that was refused before it had looked for calls that wait looks all the same."""
        try:
            return super().invoke(ctx)
        except Refused:
            if isinstance(ctx.obj, Cli) and not ctx.obj.looked:
                ctx.obj.warn()
            raise


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--demo", is_flag=True, help="Work on the demonstration's database, with its clock.")
@click.version_option(package_name="mysay")
@click.pass_context
def cli(ctx: click.Context, *, demo: bool) -> None:
    """Hears children and young people in care, and writes what they said into the quarterly report.

    For example: mysay --demo report 2013-14-Q4
    """
    if sys.stdout is None and ctx.invoked_subcommand != "serve":  # what is printed would be lost without a word
        raise Refused("Standard output is closed, so what there is to say could not be written; nothing was done.")
    ctx.obj = Cli(demo=demo)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    corefiles.forbid()
    logs.in_sentences()
    sys.exit(_code(arguments))


def _code(arguments: Sequence[str] | None) -> int:
    try:
        result = cli.main(arguments, prog_name="mysay", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Refused, SettingsError) as error:
        click.echo(str(error), err=True)
        return 1
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 1
    except Exception as error:  # noqa: BLE001  # the last line of defence: a code, and no words of anybody's
        outside = _outside(error, arguments)
        click.echo(outside or _fault(error), err=True)
        return 1 if outside else 3
    return result if isinstance(result, int) else 0


def _outside(error: Exception, arguments: Sequence[str] | None) -> str | None:
    """What to do about something that went wrong outside of mysay."""
    if isinstance(error, UnicodeEncodeError) and not _is_text(arguments):
        return "What was typed is not text that can be read; type it in UTF-8."
    return _unwritten(error) if isinstance(error, OSError) else None


def _unwritten(error: OSError) -> str | None:
    """Whether it was the printing that broke: a full disk, where the output goes to a file."""
    *_, (last, _) = traceback.walk_tb(error.__traceback__)
    if last.f_code is not click.echo.__code__:
        return None
    _let_go_of_output()
    return f"What there is to say could not be written: {error.strerror}. What was to be changed may have been all the same."


def _let_go_of_output() -> None:
    """What is left to be printed goes nowhere: it would fail once more at the end, with a code and words of Python's own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_text(arguments: Sequence[str] | None) -> bool:
    """Whether the command line is text: of bytes that are none, Python makes letters that no database takes."""
    return all(each.encode(errors="ignore").decode() == each for each in arguments or sys.argv[1:])


def _fault(error: Exception) -> str:
    """What broke and where, without the message: a database's may quote a name. A broken seal is told in its own words."""
    from surveys.storage.vault import SealBroken

    if isinstance(error, SealBroken):
        return f"{error} It was changed or moved in the database: look into it, and restore a backup."
    places = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(
        (
            "A fault in mysay; please report these lines, they hold no personal data:",
            *places,
            f"  {type(error).__module__}.{type(error).__qualname__}",
        )
    )
