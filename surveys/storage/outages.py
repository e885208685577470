"""Telling an outage of the database, which passes, from a fault of ours, which does not."""

import socket
import sqlite3
from collections.abc import Iterator

import asyncpg
from tortoise.exceptions import DBConnectionError, TransactionManagementError

_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
#: SQLite's codes for a file that is locked, full or out of reach just now.
_SQLITE = _LOCKED | frozenset(
    {sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
)
#: Nobody there, or nobody there who takes writing, or anything from us, just now.
UNREACHABLE = (
    ConnectionRefusedError,
    socket.gaierror,
    asyncpg.ClientConfigurationError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.CannotConnectNowError,
    asyncpg.TargetServerAttributeNotMatched,
    DBConnectionError,
)
#: A connection that is gone or refused, a server that stops or starts, one that does not take writing yet or any more, no
#: room, a transaction to be tried again.
_PASSING = (
    *UNREACHABLE,
    OSError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process stood still, and had lost what it held when it went on
    asyncpg.InternalClientError,  # what it says of a connection that was ended between two words
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    TransactionManagementError,
)
#: What comes of waiting for as long as whoever serves is ready to.
_IN_VAIN = (TimeoutError, asyncpg.LockNotAvailableError)


def is_outage(error: BaseException) -> bool:
    """Whether this came of a database that cannot be reached or written to just now; what it undid can be tried again."""
    return any(isinstance(each, _PASSING) or _is_sqlite_outage(each) for each in _chain(error))


def waited_in_vain(error: BaseException) -> bool:
    """Whether this came of others who hold what was wanted, or of a server that says nothing: it is no fault of the input's."""
    return any(isinstance(each, _IN_VAIN) for each in _chain(error))


def is_locked(error: BaseException) -> bool:
    """Whether this came of an SQLite file, or rows, that another program holds locked."""
    return any(
        _sqlite_code(each) in _LOCKED or isinstance(each, asyncpg.LockNotAvailableError) for each in _chain(error)
    )


def is_full(error: BaseException) -> bool:
    """Whether this came of a disk, or a database, that has no room left."""
    return any(
        _sqlite_code(each) == sqlite3.SQLITE_FULL or isinstance(each, asyncpg.DiskFullError) for each in _chain(error)
    )


def is_forbidden(error: BaseException) -> bool:
    """Whether this came of a PostgreSQL user who may not do what was asked."""
    return any(isinstance(each, asyncpg.InsufficientPrivilegeError) for each in _chain(error))


def is_read_only(error: BaseException) -> bool:
    """Whether this came of a database that may be read and not written."""
    return any(
        _sqlite_code(each) == sqlite3.SQLITE_READONLY or isinstance(each, asyncpg.ReadOnlySQLTransactionError)
        for each in _chain(error)
    )


def is_damaged(error: BaseException) -> bool:
    """Whether this came of an SQLite file that is damaged, or is none."""
    return any(_sqlite_code(each) in _DAMAGED for each in _chain(error))


def _is_sqlite_outage(error: BaseException) -> bool:
    return _sqlite_code(error) in _SQLITE


def _sqlite_code(error: BaseException) -> int:
    """SQLite's own code of an error, without what extends it; 0 for what is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
