"""``mysay answers``."""

import click

from mysay import showing
from mysay.actor import actor
from mysay.cli import Cli
from surveys.service import answers as reading

_FORMS = {"md": showing.markdown, "html": showing.html}


@click.command(epilog="Example: mysay answers R-1042 --format html > before-the-review.html")
@click.argument("review")
@click.option("--format", "form", type=click.Choice(list(_FORMS)), default="md", show_default=True)
@click.pass_obj
def answers(cli: Cli, *, review: str, form: str) -> None:
    """Show what a child said before REVIEW, for their IRO. That it was read is kept in the audit.

    What was skipped and what was not asked stand apart. Exit interviews are never shown.
    """
    consultation = cli.run(lambda service: reading.read(service, review, actor=actor()))
    click.echo(_FORMS[form](consultation), nl=False)
    if broken := consultation.unreadable:
        click.echo(
            f"Left out is {', '.join(broken)}: it cannot be opened with the keys in MYSAY_DATA_KEYS. It was changed or moved in "
            "the database: look into it, and restore a backup.",
            err=True,
        )
        click.get_current_context().exit(1)
