"""``mysay doctor``."""

import asyncio
from pathlib import Path

import click

from config import settings
from config.settings import SettingsError
from mysay.cli import Cli
from mysay.examining import examine
from mysay.findings import Finding, Verdict, to_mend
from mysay.house import House
from mysay.precautions import written

_COLOURS = {Verdict.FINE: "green", Verdict.NOTE: None, Verdict.MEND: "red"}


@click.command(epilog="Example: mysay doctor")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look over settings, questionnaires, database, keys, clock, Telegram and the route for calls for help.

    Says what to mend, and ends with 1 if there is anything.
    """
    cli = ctx.ensure_object(Cli)
    try:
        around = [] if cli.demo else [*written(settings.environment(), Path.cwd())]
        findings = [*around, *_within(cli)]
    except SettingsError as error:
        findings = _told(error)
    for each in findings:
        click.secho(f"{each.verdict:<5} {each.text}", fg=_COLOURS[each.verdict], bold=each.verdict is Verdict.MEND)
    ctx.exit(int(any(each.verdict is Verdict.MEND for each in findings)))


def _within(cli: Cli) -> list[Finding]:
    try:
        house = cli.house
    except SettingsError as error:
        return _told(error)
    return asyncio.run(_all(house))


def _told(error: SettingsError) -> list[Finding]:
    return [to_mend(problem) for problem in error.problems]


async def _all(house: House) -> list[Finding]:
    return [finding async for finding in examine(house)]
