"""``mysay subject-access``, ``mysay erase`` and ``mysay purge``: what children may ask for, and what is kept no longer."""

from pathlib import Path

import click

from mysay import telling
from mysay.actor import actor
from mysay.cli import Cli
from surveys.errors import Refused
from surveys.plurals import many
from surveys.service import erasing, purging
from surveys.service import subject_access as accessing
from surveys.service.erasing import Erased
from surveys.service.private_files import private_file


@click.command("subject-access", epilog="Example: mysay subject-access C-207 -o what-is-held.html")
@click.argument("child")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, readable=False, path_type=Path),
    required=True,
    help="The file to write: a page, or JSON if its name ends with .json.",
)
@click.pass_obj
def subject_access(cli: Cli, *, child: str, output: Path) -> None:
    """Write out everything that is held about CHILD, to be handed to them. That it was done is kept in the audit."""
    form = telling.structure if output.suffix == ".json" else telling.page
    with private_file(output) as unfinished:
        held = cli.run(lambda service: accessing.everything_about(service, child, actor=actor()))
        unfinished.write_text(form(held), encoding="utf-8")
    click.echo(f"What is held about child {child} is in {output}, which only you can read.", err=True)


@click.command(epilog="Example: mysay erase C-207 --reason 'asked for on 3 March, letter in the case file'")
@click.argument("child")
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept, sealed, in the audit. Name nobody in it.")
@click.pass_obj
def erase(cli: Cli, *, child: str, reason: str) -> None:
    """Delete everything about CHILD: who they are, their reviews, links and answers. It cannot be taken back.

    Figures are counted anew without them. Leave them out of the files you import from now on.
    """
    erased = cli.run(lambda service: erasing.erase(service, child, reason=reason, actor=actor()))
    click.echo(_told(erased))
    _require_overwritten(traces=erased.traces)


@click.command(epilog="Example: mysay purge --dry-run")
@click.option("--dry-run", is_flag=True, help="Say what would go, and delete nothing.")
@click.pass_obj
def purge(cli: Cli, *, dry_run: bool) -> None:
    """Delete what has been kept for as long as the authority's file allows ('retention' in it).

    Meant to be run every night; running it again changes nothing.
    """
    purged = cli.run(lambda service: purging.purge(service, actor=actor(), dry_run=dry_run))
    click.echo("Would go:" if dry_run else "Gone:")
    for number, what in purged.lines:
        click.echo(f"{number:>8} {what}")
    _require_overwritten(traces=purged.traces)


def _require_overwritten(*, traces: bool) -> None:
    if traces:
        raise Refused(
            "That is done, but traces of what was deleted remain in the database's files: another program goes on reading "
            "what was there before. End it (a backup or a report that hangs, a database browser), and run 'mysay purge', "
            "which overwrites them."
        )


def _told(erased: Erased) -> str:
    parts = [
        many(erased.reviews, "review"),
        many(erased.invitations, "invitation"),
        f"{many(erased.responses, 'response')} with {many(erased.answers, 'answer')}",
        *(["their Telegram account"] if erased.telegram else []),
    ]
    lines = [f"Erased: the child, {', '.join(parts)}."]
    if erased.periods:
        names = ", ".join(period.id for period in erased.periods)
        lines.append(f"Figures of {names} are now without them; reports that were printed stay as they are.")
    lines.append("Backups made before now still hold them until you delete those; 'mysay restore' erases them again.")
    return "\n".join(lines)
