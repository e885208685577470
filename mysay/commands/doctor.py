"""``mysay doctor``."""

import asyncio

import click

from config.settings import SettingsError
from mysay.cli import Cli
from mysay.examining import examine
from mysay.findings import Finding, Verdict
from mysay.house import House

_COLOURS = {Verdict.FINE: "green", Verdict.NOTE: None, Verdict.MEND: "red"}


@click.command(epilog="Example: mysay doctor")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look over settings, questionnaires, database, keys, clock, Telegram and the route for calls for help.

    Says what to mend, and ends with 1 if there is anything.
    """
    cli = ctx.ensure_object(Cli)
    try:
        house = cli.house
    except SettingsError as error:
        findings = [Finding(Verdict.MEND, problem) for problem in error.problems]
    else:
        findings = asyncio.run(_all(house))
    for each in findings:
        click.secho(f"{each.verdict:<5} {each.text}", fg=_COLOURS[each.verdict], bold=each.verdict is Verdict.MEND)
    ctx.exit(int(any(each.verdict is Verdict.MEND for each in findings)))


async def _all(house: House) -> list[Finding]:
    return [finding async for finding in examine(house)]
