"""``mysay demo``."""

import socket
import sys

import click

from mysay import logs, loop
from mysay.demo import building
from mysay.demo.guide import guide
from mysay.house import House
from mysay.serve import serve
from surveys.errors import Refused

_HOST = "127.0.0.1"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8080,
    envvar="PORT",
    show_default=True,
    show_envvar=True,
    help="Where to listen.",
)
@click.option("--build-only", is_flag=True, help="Build it and print its report, but do not serve it.")
def demo(*, port: int, build_only: bool) -> None:
    """Build a made-up county afresh in .demo/, print its report, and serve it.

    For example: mysay demo --port 9000
    """
    if not build_only:
        _require_free(port)
    loop.run(_demonstrate(building.emptied(_HOST, port), build_only=build_only))


def _require_free(port: int) -> None:
    """Say so before anything is built anew: the port may be held by a demonstration that still runs."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise Refused(
                f"Port {port} is taken, perhaps by a demonstration that still runs: stop that, or choose another port "
                "with PORT=9000 make demo."
            ) from error


async def _demonstrate(house: House, *, build_only: bool) -> None:
    built = await building.built(house, _progress)
    click.echo(built.report)
    sys.stdout.flush()
    words = guide(built, house.settings.base_url)
    if build_only:
        click.echo(words)
        return
    logs.to_stderr()
    await serve(house, announce=lambda: _announce(words, house.settings.base_url))


def _announce(words: str, base_url: str) -> None:
    click.echo(f"{words}\n\nServing on {base_url} until you press Ctrl+C.")
    sys.stdout.flush()


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        click.echo(step, err=True)
