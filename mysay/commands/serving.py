"""``mysay serve``."""

import click

from mysay import logs, loop
from mysay.cli import Cli
from mysay.serve import serve as serve_house


@click.command()
@click.pass_obj
def serve(cli: Cli) -> None:
    """Serve the web pages, Telegram where it is set up, and the clock, in one process.

    For example: mysay serve
    """
    logs.to_stderr()
    loop.run(serve_house(cli.house, announce=loop.settle))
