"""``mysay migrate``."""

import asyncio

import click

from mysay.cli import Cli
from surveys.storage import migrating
from surveys.storage.urls import named


@click.command()
@click.pass_obj
def migrate(cli: Cli) -> None:
    """Bring the database's schema up to date; make the database when there is none.

    For example: mysay migrate
    """
    url = cli.house.settings.database_url
    asyncio.run(migrating.migrate(url, cli.house.vault))
    cli.warn()
    click.echo(f"The database is up to date: {named(url)}.")
