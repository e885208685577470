"""``mysay migrate``."""

import asyncio

import click

from mysay.cli import Cli
from surveys.storage import migrating


@click.command()
@click.pass_obj
def migrate(cli: Cli) -> None:
    """Bring the database's schema up to date; make the database when there is none.

    For example: mysay migrate
    """
    asyncio.run(migrating.migrate(cli.house.settings.database_url, cli.house.vault))
    click.echo("The database is up to date.")
