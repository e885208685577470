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

#: What is said in the place of what was changed or moved in the database.
_UNREADABLE = {
    "child": "the child's id cannot be read",
    "review": "the review's id cannot be read",
    "iro": "the IRO's name cannot be read",
}
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
    broken = [str(call.id) for call in waiting if call.unreadable]
    if broken:
        click.echo(
            f"Something about {', '.join(broken)} cannot be opened with the keys in MYSAY_DATA_KEYS. It was changed or moved in "
            "the database: look into it, and restore a backup.",
            err=True,
        )
        click.get_current_context().exit(1)


def _line(service: Service, call: Call) -> str:
    when = call.raised_at.astimezone(service.clock.zone)
    named = {
        "child": f"child {call.child_id}" if call.child_id else "no child named",
        "review": f"review {call.review_id}" if call.review_id else "no review",
        "iro": f"IRO {call.iro}" if call.iro else "no IRO",
    }
    child, review, iro = (_UNREADABLE[what] if what in call.unreadable else told for what, told in named.items())
    return f"{call.id}\t{when:%d/%m/%Y %H:%M}\t{_CAUSES.get(call.cause, call.cause)}\t{child}\t{review}\t{iro}"


def _json(service: Service, waiting: Sequence[Call]) -> str:
    return json.dumps([_row(service, call) for call in waiting], ensure_ascii=False, indent=2)


def _row(service: Service, call: Call) -> dict[str, object]:
    """``unreadable`` is there only where something is."""
    row = asdict(call) | {"raised_at": call.raised_at.astimezone(service.clock.zone).isoformat()}
    return {name: value for name, value in row.items() if name != "unreadable" or value}
