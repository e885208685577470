"""``mysay invite`` and ``mysay remind``."""

import json
from collections.abc import Iterable
from dataclasses import asdict

import click

from mysay.cli import Cli
from surveys.service import inviting, reminding
from surveys.service.context import Service
from surveys.service.inviting import Invited, Round
from surveys.service.reminding import Reminder, Reminding
from surveys.service.selecting import UNREADABLE, Selection


@click.command(epilog="Example: mysay invite --due-within 14 --json")
@click.option("--due-within", type=click.IntRange(0, 3660), metavar="DAYS", help="Planned reviews due within DAYS.")
@click.option("--review", "reviews", multiple=True, metavar="ID", help="This review, whenever it is; may be repeated.")
@click.option("--leavers", is_flag=True, help="Those who left care in the last 90 days and gave no exit interview.")
@click.option("--renew", is_flag=True, help="Replace links and codes: the old ones stop working, the answers stay.")
@click.option("--dry-run", is_flag=True, help="Store nothing; a link that is not there yet is shown as -.")
@click.option("--json", "as_json", is_flag=True, help="Print a list for a program.")
@click.pass_obj
def invite(
    cli: Cli,
    *,
    due_within: int | None,
    reviews: tuple[str, ...],
    leavers: bool,
    renew: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Print a link and a code for everybody who is to be asked, and say who is left out and why.

    Without a selector: children whose planned review is within 28 days, today included. Asking again
    prints the same links. A line is: child, review, questionnaire, link, code, Telegram link.
    """
    selection = Selection(due_within=due_within, reviews=reviews, leavers=leavers)

    async def work(service: Service) -> Round:
        return await inviting.invite(service, selection, bot_name=lambda: _bot_name(cli), renew=renew, dry_run=dry_run)

    done = cli.run(work)
    click.echo(_json(done.invited)) if as_json else _print(done.invited)
    for each in done.left_out:
        about = f"review {each.review_id}" if each.review_id else "leaving care"
        click.echo(f"Not invited: child {each.child_id}, {about}: {each.reason}.", err=True)
    _sum_up(done, dry_run=dry_run)
    click.get_current_context().exit(int(done.unreadable))


@click.command(epilog="Example: mysay remind --dry-run")
@click.option("--dry-run", is_flag=True, help="Send nothing; show who would be reminded.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print a list for a program, those reminded by Telegram included."
)
@click.pass_obj
def remind(cli: Cli, *, dry_run: bool, as_json: bool) -> None:
    """Remind those who have not finished: by Telegram where an account is bound, else they are listed.

    Messages go out while 'mysay serve' runs, within the sending hours, one a day to each at most. Nobody
    is reminded who finished, stopped or said no thanks. A line is: child, review, questionnaire, link, code.
    """
    telegram = cli.house.settings.telegram_token is not None

    async def work(service: Service) -> Reminding:
        return await reminding.remind(service, telegram=telegram, dry_run=dry_run)

    done = cli.run(work)
    if as_json:
        click.echo(_reminding_json(done))
    else:
        click.echo("".join(f"{_line(each)}\n" for each in done.by_hand), nl=False)
    would = "Would remind" if dry_run else "Reminding"
    click.echo(f"{would} {len(done.by_telegram)} by Telegram; {len(done.by_hand)} listed to remind yourself.", err=True)
    if done.unreadable:
        click.echo(f"Not everybody is named: {UNREADABLE}.", err=True)
        click.get_current_context().exit(1)


async def _bot_name(cli: Cli) -> str | None:
    """The bot's name, asked of Telegram; a name that does not come costs the Telegram links only."""
    settings = cli.house.settings
    if settings.telegram_token is None:
        return None
    from bot.transport import bot_name

    name = await bot_name(settings.telegram_token, settings.telegram_api_url)
    if name is None:
        click.echo("Telegram did not say what the bot is called, so no Telegram links are given.", err=True)
    return name


def _json(invited: Iterable[Invited]) -> str:
    return json.dumps([asdict(each) for each in invited], ensure_ascii=False, indent=2)


def _reminding_json(done: Reminding) -> str:
    rows = [
        {**asdict(each), "by": by}
        for by, those in (("telegram", done.by_telegram), ("hand", done.by_hand))
        for each in those
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _print(invited: Iterable[Invited]) -> None:
    for each in invited:
        click.echo(_line(each) + (f"\t{each.telegram_link}" if each.telegram_link else ""))


def _line(each: Invited | Reminder) -> str:
    cells = (each.child_id, each.review_id, each.questionnaire, each.link, each.code)
    return "\t".join(cell or "-" for cell in cells)


def _sum_up(done: Round, *, dry_run: bool) -> None:
    would = "Would invite" if dry_run else "Invited"
    click.echo(f"{would} {len(done.invited)}; {len(done.left_out)} left out.", err=True)
