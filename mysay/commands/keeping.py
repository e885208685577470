"""``mysay backup`` and ``mysay restore``."""

import asyncio
from pathlib import Path

import click

from mysay import restoring
from mysay.actor import actor
from mysay.cli import Cli
from mysay.restoring import Restored
from surveys.plurals import many
from surveys.service import backing_up
from surveys.service.context import Service
from surveys.storage import outgoing
from surveys.storage.archive import Facts

_FILE = click.Path(dir_okay=False, readable=False, path_type=Path)


@click.command(epilog="Example: mysay backup -o /backup/mysay-2026-11-23.zip")
@click.option("-o", "--output", type=_FILE, required=True, help="The file to write.")
@click.pass_obj
def backup(cli: Cli, *, output: Path) -> None:
    """Write the whole database, as it stands now, to one file. Children may answer meanwhile.

    Names and typed words in it are sealed; the keys are not in it. Keep the two apart, and both safe.
    """
    url = cli.house.settings.database_url
    manifest = cli.run(lambda service: backing_up.back_up(service, url, output, actor=actor()))
    click.echo(f"{_rows(manifest.facts)} are in {output}, which only you can read.")
    click.echo("MYSAY_DATA_KEYS and MYSAY_SECRET_KEY are not in it: keep a copy of them, somewhere else.")


@click.command(epilog="Example: mysay restore /backup/mysay-2026-11-23.zip, then mysay restore --release")
@click.argument("file", type=_FILE, required=False)
@click.option("--replace", is_flag=True, help="Put it in the place of a database that has something in it.")
@click.option(
    "--erasures",
    type=_FILE,
    multiple=True,
    metavar="BACKUP",
    help="A newer backup, whose list of erased children is to be applied too; may be repeated.",
)
@click.option("--release", is_flag=True, help="Let reminders go again, once you have looked at what was restored.")
@click.pass_obj
def restore(cli: Cli, *, file: Path | None, replace: bool, erasures: tuple[Path, ...], release: bool) -> None:
    """Put the backup FILE back. It is checked first, and restored whole or not at all.

    Children who were erased since it was made are erased again. Reminders are held until --release.
    """
    if release == (file is not None):
        raise click.UsageError("Give the backup's FILE, or --release to let reminders go.")
    if file is None:
        click.echo(f"Reminders go out again; {many(cli.run(_release), 'is', 'are')} waiting.")
        return
    restored = asyncio.run(restoring.restore(cli.house, file, over=replace, newer=erasures, actor=actor()))
    cli.warn()
    click.echo(_told(restored))


async def _release(_: Service) -> int:
    return await outgoing.release()


def _rows(facts: Facts) -> str:
    return f"{many(sum(facts.tables.values()), 'row')} of {many(len(facts.tables), 'table')}"


def _told(restored: Restored) -> str:
    lines = [f"Restored what there was on {restored.manifest.made_at}: {_rows(restored.manifest.facts)}."]
    if gone := restored.again.children:
        again, have = many(gone, "child who was", "children who were"), "has" if gone == 1 else "have"
        lines.append(f"{again} erased since then {have} been erased again.")
    if calls := restored.again.calls:
        went = many(calls, "call for help that was", "calls for help that were")
        lines.append(
            f"{went} waiting in the backup went with them. Nobody is erased before their calls are acknowledged: if you do "
            "not know of that, ask whoever erased them."
        )
    lines.append(
        "Look at it ('mysay doctor', 'mysay alerts', a report of a past quarter), and import anew what came since."
    )
    lines.append(
        "Reminders are held, and no question is put again on Telegram after an outage: 'mysay restore --release' lets both go "
        "on. Mails about calls for help go out all the same."
    )
    return "\n".join(lines)
