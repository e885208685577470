"""``mysay staff add``, ``mysay staff disable`` and ``mysay unbind``."""

import click

from mysay.actor import actor
from mysay.cli import Cli
from surveys.service import staffing
from surveys.service.staffing import ROLES, Member, Role


@click.group()
def staff() -> None:
    """Staff by hand; 'mysay import' takes whole lists.

    For example: mysay staff add a.name@council.example --role duty
    """


@staff.command(epilog="Example: mysay staff add a.name@council.example --role duty --name 'A Name'")
@click.argument("email")
@click.option(
    "--role", type=click.Choice(ROLES), required=True, help="What they do; calls for help are mailed to duty."
)
@click.option("--name", help="Their name, as others know them.")
@click.pass_obj
def add(cli: Cli, *, email: str, role: Role, name: str | None) -> None:
    """Add a member of staff, or change the role and name of one who is known."""
    member = Member(email=email, role=role, name=name)
    new = cli.run(lambda service: staffing.add(service, member, actor=actor()))
    click.echo(f"{email} is {'added' if new else 'brought up to date'} as {role}.")


@staff.command(epilog="Example: mysay staff disable a.name@council.example")
@click.argument("email")
@click.pass_obj
def disable(cli: Cli, *, email: str) -> None:
    """Shut a member of staff out. 'staff add' lets them in again."""
    cli.run(lambda service: staffing.disable(service, email, actor=actor()))
    click.echo(f"{email} is disabled.")


@click.command(epilog="Example: mysay unbind C-207")
@click.argument("child")
@click.pass_obj
def unbind(cli: Cli, *, child: str) -> None:
    """Take the Telegram account off CHILD: the next account that opens their link is theirs instead.

    For a lost or changed phone. To end a link that somebody else has, run 'mysay invite --renew'.
    """
    cli.run(lambda service: staffing.unbind(service, child, actor=actor()))
    click.echo(f"The Telegram account of child {child} is unbound.")
