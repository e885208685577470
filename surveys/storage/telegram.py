"""Telegram accounts and their chats in the database. Account numbers are hashed, chats sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q, Subquery

from surveys.conversation.session import Asked, Status
from surveys.invitation.outcomes import Event
from surveys.storage import outcomes, seen
from surveys.storage.database import transaction
from surveys.storage.models import Response, TelegramAccount
from surveys.storage.seen import Seen
from surveys.storage.sessions import ON_ITS_WAY
from surveys.storage.statements import Row, day_of, one, read, uuid_of, write
from surveys.storage.vault import Vault
from surveys.storage.work import Many, Work, marks

_TABLE, _PURPOSE = "telegram_account", "telegram_account"
_BIND = """INSERT INTO telegram_account
(id, child_id, account_hash, chat_sealed, invitation_id, bound_at, asked_from) VALUES ($1, $2, $3, $4, $5, $6, 0)"""
_MOVE_ON = "UPDATE telegram_account SET invitation_id = $1, chat_sealed = $2, blocked_at = NULL WHERE id = $3"
_COLUMNS = ("id", "child_id", "invitation_id", "chat_sealed", "prompt_message", "blocked_at", "asked_from", "in_a_row")
_ACCOUNT = ", ".join(f"t.{column}" for column in _COLUMNS)
_SETTING_OUT = f"UPDATE telegram_account SET asked_from = {ON_ITS_WAY} WHERE id = $1 AND asked_from IS NULL"  # noqa: S608  # our own words
_SHOWN = """UPDATE telegram_account SET prompt_message = $1,
asked_from = CASE WHEN (asked_from IS NULL OR asked_from < 0)
AND COALESCE((SELECT r.revision FROM response r WHERE r.id = $3) = $4, TRUE) THEN $1 ELSE asked_from END
WHERE id = $2 AND COALESCE(prompt_message, 0) = $5 RETURNING id"""
#: The message is the one that had the buttons: another may have them by now.
_CHANGED = """UPDATE telegram_account SET asked_from = ABS(prompt_message)
WHERE id = $1 AND asked_from < 0 AND (SELECT r.revision FROM response r WHERE r.id = $2) = $3"""
#: Accounts that are looked at together: always as many places, some for the same one, so that it is one statement.
_AT_ONCE = 50
_STANDING = f"""SELECT t.id, t.prompt_message, r.id, r.revision FROM telegram_account t
LEFT JOIN response r ON r.invitation_id = t.invitation_id WHERE t.id IN ({marks(_AT_ONCE)})"""  # noqa: S608  # places for values
#: The other sign, and the same message: whoever saw it before finds that somebody has.
_TAKEN = (
    "UPDATE telegram_account SET prompt_message = -prompt_message WHERE id = $1 AND prompt_message = $2 RETURNING id"
)
_NOTHING_SHOWN = "UPDATE telegram_account SET prompt_message = NULL WHERE id = $1 AND prompt_message = $2 RETURNING id"
_ACCOUNTS = f"SELECT {_ACCOUNT} FROM telegram_account t"  # noqa: S608  # our own words
_WIDTH = len(_COLUMNS)
_CHAT = f"""SELECT {_ACCOUNT}, {seen.COLUMNS} FROM telegram_account t LEFT JOIN invitation i ON i.id = t.invitation_id
{seen.JOINS} WHERE t.account_hash = $1 ORDER BY a.revision"""  # noqa: S608  # as above


@dataclass(frozen=True, slots=True)
class Account:
    """A bound account. ``invitation`` is what its chat is about now; ``prompt`` the message with the buttons.

    What is typed after ``asked_from`` is meant for the open question; None where that was not shown yet. ``in_a_row``
    where the numbers of messages are known to tell what came first. ``seen`` is the prompt as it was kept when this was read. Whoever spoke is answered in the chat they spoke in;
    where the one that is kept is, :func:`chat_number` opens.
    """

    id: UUID
    child: UUID
    invitation: UUID | None
    chat_sealed: str
    prompt: int | None
    blocked: bool
    asked_from: int | None = 0
    in_a_row: bool = False
    seen: int | None = None


class Chat(NamedTuple):
    """An account, and what its chat is about."""

    account: Account
    about: Seen | None


class Standing(NamedTuple):
    """The message with a chat's buttons, and where the session stands that the chat is about."""

    prompt: int | None
    asked: Asked | None


def chat_number(vault: Vault, account: Account) -> int:
    """Telegram's number of the account's chat. Raises SealBroken where it was tampered with."""
    return int(vault.open(account.chat_sealed, table=_TABLE, row=account.id, column="chat"))


async def chat_of(vault: Vault, number: int) -> Chat | None:
    """The chat of the account with this number of Telegram's, if it is bound to a child: all in one read."""
    rows = await read(_CHAT, _hash(vault, number))
    if not rows:
        return None
    account = _account(rows[0][:_WIDTH])
    return Chat(account, seen.seen_in([row[_WIDTH:] for row in rows]) if account.invitation else None)


async def account_of(vault: Vault, number: int) -> Account | None:
    """The account with this number of Telegram's, if it is bound to a child."""
    rows = await read(f"{_ACCOUNTS} WHERE account_hash = $1", _hash(vault, number))
    return _account(rows[0]) if rows else None


async def account_of_child(child: UUID) -> Account | None:
    """The account bound to a child, if there is one."""
    rows = await read(f"{_ACCOUNTS} WHERE child_id = $1", child)
    return _account(rows[0]) if rows else None


async def bind(vault: Vault, number: int, chat: int, *, child: UUID, invitation: UUID, now: datetime) -> bool:
    """Bind an account to a child, or move its chat on to this invitation; False when either is bound elsewhere.

    The unique keys of account and child decide between two at once, never a look beforehand.
    """
    account, hashed = uuid4(), _hash(vault, number)
    try:
        await write(one(_BIND, account, child, hashed, _sealed(vault, account, chat), invitation, now))
    except IntegrityError:
        rows = await read(f"{_ACCOUNTS} WHERE account_hash = $1 AND child_id = $2", hashed, child)
        if not rows:
            return False
        account = uuid_of(rows[0][0])
        await write(one(_MOVE_ON, invitation, _sealed(vault, account, chat), account))
    return True


async def setting_out(account: UUID) -> None:
    """Keep that the open question is on its way, if it was not shown before."""
    await write(one(_SETTING_OUT, account))


async def shown(account: Account, message: int, asks: Asked | None = None) -> bool:
    """Keep that this message has the buttons now; False where another has them than had when the account was read.

    What is typed counts from the message that is known to have shown the open question first, however often it is put
    again. Where the session that it ``asks`` has moved on, its question is not the open one.
    """
    return bool(await write(one(_SHOWN, message, account.id, *(asks or (None, None)), account.seen or 0)))


async def changed(shown: Mapping[UUID, Asked | None]) -> dict[UUID, Standing]:
    """Keep of accounts that the message with the buttons asks this question now, all in one commit.

    How they stand after it: another process may have shown them something else meanwhile.
    """
    return await write(_changed(shown))


def _changed(shown: Mapping[UUID, Asked | None]) -> Work[dict[UUID, Standing]]:
    """Rows are locked in one order, whoever else does so."""
    accounts = sorted(shown)
    yield Many(_CHANGED, [(account, *asks) for account in accounts if (asks := shown[account])])
    standing: dict[UUID, Standing] = {}
    for start in range(0, len(accounts), _AT_ONCE):
        some = accounts[start : start + _AT_ONCE]
        rows = yield _STANDING, (*some, *some[-1:] * (_AT_ONCE - len(some)))
        standing |= {uuid_of(account): _standing(*row) for account, *row in rows}
    return standing


def _standing(prompt: int | None, session: Any, revision: int) -> Standing:
    return Standing(prompt and abs(prompt), (uuid_of(session), revision) if session else None)


async def numbered_in_a_row(account: UUID) -> None:
    """Keep that this chat's messages are numbered as they come, hers and ours in one row."""
    await write(one("UPDATE telegram_account SET in_a_row = TRUE WHERE id = $1", account))


async def nothing_shown(account: Account) -> bool:
    """Keep that the message with the buttons has none now; False where another has them than when the account was read."""
    return bool(await write(one(_NOTHING_SHOWN, account.id, account.seen)))


async def taken(account: Account) -> bool:
    """Take the message with the buttons for changing it, though no answer led to that; False where others had a hand on it."""
    return bool(await write(one(_TAKEN, account.id, account.seen)))


async def turn_to(account: UUID, invitation: UUID) -> None:
    """The account's chat is about this invitation now."""
    await write(one("UPDATE telegram_account SET invitation_id = $1 WHERE id = $2", invitation, account))


async def reachable(account: UUID) -> None:
    """The account writes to us again."""
    await TelegramAccount.filter(id=account).update(blocked_at=None)


async def unreachable(account: UUID, now: datetime) -> None:
    """The account has blocked us: nothing more is sent, and its invitation may be out of reach."""
    async with transaction():
        await TelegramAccount.filter(id=account).update(blocked_at=now)
        row = await TelegramAccount.get_or_none(id=account)
        if row and row.invitation_id:
            await outcomes.keep(row.invitation_id, Event.UNDELIVERABLE)


async def born(child: UUID) -> date:
    """A child's date of birth."""
    ((day,),) = await read("SELECT date_of_birth FROM child WHERE id = $1", child)
    return day_of(day) or date.min


async def mid_conversation(
    *, since: datetime, until: datetime, idle: bool = False, child: UUID | None = None
) -> list[Account]:
    """Accounts with a question's buttons before them, in a session that moved last between the two moments.

    One that is finished has none any more, unless its last message never got there. ``idle`` takes in those that wait
    since before; ``child`` leaves out all others.
    """
    moved = Q(status__in=[Status.WAITING, Status.FINISHED], touched_at__gte=since)
    going = Response.filter(
        *([Q(child_id=child)] if child else []),
        moved | Q(status=Status.WAITING) if idle else moved,
        touched_at__lte=until,
        invitation_id__isnull=False,
    ).values("invitation_id")
    rows = await TelegramAccount.filter(
        invitation_id__in=Subquery(going), prompt_message__isnull=False, blocked_at__isnull=True
    ).values_list(*_COLUMNS)
    return [_account(row) for row in rows]


async def takes_writes() -> bool:
    """Whether the database can be written to now: it tells a fault of an input from one of the database."""
    try:
        async with transaction():
            await TelegramAccount.exists()
    except Exception:  # noqa: BLE001  # whatever it is that the database raises, it cannot be written to
        return False
    return True


def _account(row: Row) -> Account:
    account, child, invitation, sealed, prompt, blocked_at, asked_from, in_a_row = row
    about = uuid_of(invitation) if invitation else None
    held = (blocked_at is not None, asked_from, bool(in_a_row), prompt)
    return Account(uuid_of(account), uuid_of(child), about, sealed, prompt and abs(prompt), *held)


def _sealed(vault: Vault, row: UUID, chat: int) -> str:
    return vault.seal(str(chat), table=_TABLE, row=row, column="chat")


def _hash(vault: Vault, number: int) -> str:
    return vault.hash(_PURPOSE, str(number))
