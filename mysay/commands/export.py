"""``mysay export responses`` and ``mysay void``."""

import io
from pathlib import Path
from typing import TextIO

import click

from mysay.actor import actor
from mysay.cli import Cli
from surveys.period import Period
from surveys.plurals import many
from surveys.service import exporting, voiding


@click.group()
def export() -> None:
    """Tables for other programs.

    For example: mysay export responses 2013-14-Q4 -o responses.csv
    """


@export.command(epilog="Example: mysay export responses 2013-14-Q4 -o responses.csv")
@click.argument("period")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, readable=False, allow_dash=True, path_type=Path),
    required=True,
    help="The file to write; - for standard output.",
)
@click.pass_obj
def responses(cli: Cli, *, period: str, output: Path) -> None:
    """Write the answers that count in PERIOD as CSV, a row for each, under pseudonyms.

    No name, id, date of birth or typed words are in it; few children in an area can still be recognised,
    so keep it as safe as the answers themselves.
    """
    wanted = Period.parse(period)
    to_stdout = output == Path("-")
    table = io.StringIO(
        newline=""
    )  # whoever reads at the other end may take their time: the database is let go of before
    place: Path | TextIO = table if to_stdout else output
    number = cli.run(lambda service: exporting.export_responses(service, wanted, place, actor=actor()))
    click.echo(table.getvalue(), nl=False)
    what, are = many(number, "response"), "is" if number == 1 else "are"
    click.echo(f"{what} of {wanted.id} {are} in {'the table' if to_stdout else output}.", err=True)


@click.command(epilog="Example: mysay void PAPER-31 --reason 'keyed twice'")
@click.argument("response")
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept, sealed, in the audit.")
@click.pass_obj
def void(cli: Cli, *, response: str, reason: str) -> None:
    """Take a trial or mistaken RESPONSE out of all figures, finished or not.

    It is named by its response_id, which 'mysay answers' and 'mysay subject-access' say, or by what 'mysay export
    responses' calls it. A link that it came by ends: 'mysay invite' prints the new one, and the questions begin afresh.
    """
    replaced = cli.run(lambda service: voiding.void(service, response, reason=reason, actor=actor()))
    click.echo(f"Response {response} counts no more.")
    if replaced:
        click.echo("The link it came by opens nothing any more; 'mysay invite' prints the new one.")
