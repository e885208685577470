"""``mysay import``: staff, children, reviews, responses, history and the SSDA903 return, from files."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mysay.cli import Cli
from surveys.plurals import many
from surveys.roster.plan import Plan
from surveys.roster.records import Change
from surveys.service import importing
from surveys.service.importing import Imported, quiet

#: How many changed records a dry run names, of each kind.
_NAMED = 20


@click.command("import", epilog="Example: mysay import returns/2013-14-Q4 --dry-run")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(readable=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--confirm-leavers", is_flag=True, help="It is right that more than 5% of children leave by this import.")
@click.pass_obj
def import_files(cli: Cli, paths: tuple[Path, ...], *, dry_run: bool, confirm_leavers: bool) -> None:
    """Import files, or all those in a folder: all of them or nothing.

    Each is recognised by its header: staff, children, reviews, responses, history, or the Header, Episodes,
    Reviews and UASC files of the SSDA903 return. Importing the same files again changes nothing.
    """
    with _uncollected():
        done = cli.run(
            lambda service: importing.import_files(
                service, paths, dry_run=dry_run, confirm_leavers=confirm_leavers, progress=_progress()
            )
        )
    for line in told(done):
        click.echo(line)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: rows by the hundred thousand would be gone through again and again, and none of them is."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def told(done: Imported) -> Iterator[str]:
    """What an import did, in lines."""
    for name, (label, rows) in done.files.items():
        yield f"{name}: {label}, {many(rows, 'row')}"
    if done.ignored:
        yield f"Ignored: {'; '.join(done.ignored)}."
    for label, tally in done.plan.tallies.items():
        yield f"{label}: {tally.new} new, {tally.changed} changed, {tally.unchanged} unchanged"
    yield from (f"Not applied: {each}." for each in done.plan.not_applied)
    yield from (f"Warning: {each}" for each in done.plan.warnings)
    if done.plan.replaced:
        invitations = many(len(done.plan.replaced), "invitation")
        yield f"Paper forms take the place of {invitations} not yet finished online."
    yield from _outcome(done)


def _outcome(done: Imported) -> Iterator[str]:
    if done.plan.is_empty:
        stored = not done.plan.not_applied and any(tally.unchanged for tally in done.plan.tallies.values())
        yield "Nothing changed: all of it is stored already." if stored else "Nothing was changed."
    elif done.dry_run:
        yield from _would_change(done.plan)
        yield "This was a dry run: nothing was written."
    else:
        yield "Imported."


def _would_change(plan: Plan) -> Iterator[str]:
    """The stored records that would change and in what, never with a child's name or words."""
    kinds: tuple[tuple[str, Sequence[Change[Any]]], ...] = (
        ("staff", plan.staff),
        ("child", plan.children),
        ("review", plan.reviews),
        ("response", plan.responses),
        ("printed figure", plan.figures),
    )
    for label, changes in kinds:
        yield from _named(
            f"{label} {each.before.ref}: {', '.join(each.changed_fields)}" for each in changes if each.before
        )


def _named(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from (f"Would change {line}" for line in every[:_NAMED])
    if len(every) > _NAMED:
        yield f"and {len(every) - _NAMED} more."


def _progress() -> Callable[[str], None]:
    """What the import is at, on a terminal; nothing where the output is piped."""
    return (lambda stage: click.echo(stage, err=True)) if sys.stderr.isatty() else quiet
