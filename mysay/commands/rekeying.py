"""``mysay rekey``."""

import asyncio
import sys

import click

from mysay.actor import actor
from mysay.cli import Cli
from mysay.house import House
from mysay.leadership import nobody_serves
from surveys.plurals import many
from surveys.service import rekeying
from surveys.service.rekeying import Rekeyed


@click.command(epilog="Example: MYSAY_DATA_KEYS=k2:…,k1:… mysay rekey")
@click.option(
    "--links", is_flag=True, help="MYSAY_SECRET_KEY was changed: end every old link and derive new ones from it."
)
@click.pass_obj
def rekey(cli: Cli, *, links: bool) -> None:
    """Seal everything that is stored with the first of MYSAY_DATA_KEYS, and say which keys may then be removed.

    Put the new key first, keep the old ones behind it, restart 'mysay serve' with that, then run this. Children
    may answer meanwhile. It may be stopped at any moment and run again.

    For a new MYSAY_SECRET_KEY stop 'mysay serve', set the key, run this with --links, and start it again.
    """
    if links:
        cli.warn()
        ended = asyncio.run(_relink(cli.house))
        click.echo(f"{many(ended, 'link')} ended, with codes and sessions. 'mysay invite' prints the new ones.")
        return
    values = 0

    def tell(more: int) -> None:
        nonlocal values
        values += more
        if sys.stderr.isatty():
            click.echo(f"\r{many(values, 'value')} sealed anew", nl=False, err=True)

    done = cli.run(lambda service: rekeying.rekey(service, actor=actor(), progress=tell))
    if values and sys.stderr.isatty():
        click.echo(err=True)
    click.echo(told(done))


async def _relink(house: House) -> int:
    async with nobody_serves(house.settings.database_url), house.opened(any_links=True) as service:
        return await rekeying.relink(service, actor=actor())


def told(done: Rekeyed) -> str:
    """What was sealed anew, and which keys are needed no more, in lines."""
    sealed = f"{many(done.values, 'value was', 'values were')} sealed anew with key '{done.first}'"
    if done.still_used:
        names = ", ".join(f"'{name}' ({values})" for name, values in done.still_used.items())
        first = f"{sealed}, but others were written meanwhile with {names}: restart 'mysay serve' with the new order of keys"
        lines = [f"{first}, then run this again."]
    else:
        lines = [f"{sealed}, which has sealed everything that is stored now."]
    for name in done.removable:
        lines.append(
            f"Key '{name}' may leave MYSAY_DATA_KEYS; keep a copy for as long as you keep backups made before now."
        )
    return "\n".join(lines)
