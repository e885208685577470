"""``mysay report``."""

from pathlib import Path

import click

from analysis import render, views
from analysis.sections import Report
from mysay.cli import Cli
from surveys.errors import Refused
from surveys.period import Period
from surveys.service.context import Service
from surveys.service.private_files import private_file


@click.command()
@click.argument("period")
@click.option("--section", type=click.Choice(["views"]), default="views", show_default=True, expose_value=False)
@click.option("--audience", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@click.option("--format", "form", type=click.Choice(list(render.FORMS)), default="md", show_default=True)
@click.option("--themes", is_flag=True, help="Also look for what free text is about: hints only, and slower.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, readable=False, path_type=Path),
    help="Write to a file that only you can read.",
)
@click.pass_obj
def report(cli: Cli, *, period: str, audience: str, form: str, themes: bool, output: Path | None) -> None:
    """Report what young people said in PERIOD, a quarter such as 2013-14-Q4 or a year such as 2013-14.

    For example: mysay report 2013-14-Q4 --format html -o views.html
    """
    wanted = Period.parse(period)
    if audience == "public":
        raise Refused(
            "A public report would have to hide small numbers, and that is not built yet: use --audience internal."
        )

    async def work(service: Service) -> Report:
        return await views.report(service, wanted, themes=themes)

    _write(render.rendered(cli.run(work), form), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    with private_file(output) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="")
