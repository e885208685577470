"""``mysay alerts``."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from mysay.actor import actor
from mysay.cli import Cli
from surveys.service import alerts as calls
from surveys.service.alerts import Call
from surveys.service.context import Service

_CAUSES = {"help": "asked for help", "answer": "gave an answer that needs someone"}


@click.command(epilog="Example: mysay alerts --ack 3")
@click.option("--ack", type=int, metavar="ID", help="Somebody is seeing to this one; take it off the list.")
@click.option("--json", "as_json", is_flag=True, help="Print a list for a program.")
@click.pass_obj
def alerts(cli: Cli, *, ack: int | None, as_json: bool) -> None:
    """List the young people who are waiting for someone, oldest first. What they said is not shown."""

    async def work(service: Service) -> tuple[Sequence[Call], str]:
        if ack is not None:
            await calls.acknowledge(service, ack, actor=actor())
        waiting = await calls.waiting(service)
        return waiting, _json(service, waiting) if as_json else "\n".join(_line(service, call) for call in waiting)

    waiting, text = cli.run(work, warn=False)
    if ack is not None:
        click.echo(f"Call {ack} is acknowledged.", err=True)
    if as_json:
        click.echo(text)
    elif waiting:
        click.secho(text, fg="red", bold=True)
    else:
        click.echo("No call for help is waiting.")


def _line(service: Service, call: Call) -> str:
    when = call.raised_at.astimezone(service.clock.zone)
    review = f"review {call.review_id}" if call.review_id else "no review"
    iro = f"IRO {call.iro}" if call.iro else "no IRO"
    child = f"child {call.child_id}" if call.child_id else "no child named"
    return f"{call.id}\t{when:%d/%m/%Y %H:%M}\t{_CAUSES.get(call.cause, call.cause)}\t{child}\t{review}\t{iro}"


def _json(service: Service, waiting: Sequence[Call]) -> str:
    rows = [asdict(call) | {"raised_at": call.raised_at.astimezone(service.clock.zone).isoformat()} for call in waiting]
    return json.dumps(rows, ensure_ascii=False, indent=2)
