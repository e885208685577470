"""Why PostgreSQL could not be reached, in a sentence that says what to mend.

What the server or the driver says is quoted only where it cannot quote the URL, which has a password in it.
"""

import socket
import ssl

import asyncpg
from tortoise.exceptions import DBConnectionError

#: What may come of asking for a connection; anything else is a fault of ours.
NO_CONNECTION = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    DBConnectionError,
    ValueError,
)

_NOBODY = "The database cannot be reached; check the host and port in MYSAY_DATABASE_URL, and that PostgreSQL is running there."
_NOT_TAKEN = (
    "PostgreSQL does not take what stands after the '?' in MYSAY_DATABASE_URL ({said}): take it out. "
    "TLS is asked for with sslmode=require or sslmode=verify-full."
)
#: The first that fits tells.
_TOLD: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (
        asyncpg.InvalidPasswordError,
        (
            "PostgreSQL refuses that user or password: check both in MYSAY_DATABASE_URL, where '@', ':', '/', '?', '#' and '%' in them are "
            "written %40, %3A, %2F, %3F, %23 and %25; a password that is not there comes from PGPASSWORD or ~/.pgpass."
        ),
    ),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        (
            "PostgreSQL does not let that user in ({said}): check the user in MYSAY_DATABASE_URL, and that pg_hba.conf on the server "
            "has a line for the user, the database and this machine."
        ),
    ),
    (
        (asyncpg.InvalidCatalogNameError, DBConnectionError),
        "PostgreSQL has no database of that name: check the end of MYSAY_DATABASE_URL, or make it there with 'createdb'.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "PostgreSQL does not let that user into the database ({said}): make the user its owner.",
    ),
    (
        asyncpg.TooManyConnectionsError,
        "PostgreSQL has no connection left: raise max_connections there, or end what holds them.",
    ),
    (asyncpg.CannotConnectNowError, "PostgreSQL is just starting or stopping: try again in a moment."),
    ((asyncpg.SyntaxOrAccessError, asyncpg.ObjectNotInPrerequisiteStateError, asyncpg.DataError), _NOT_TAKEN),
    (
        asyncpg.TargetServerAttributeNotMatched,
        "None of the servers in MYSAY_DATABASE_URL takes writing: promote one, or see why the first is away.",
    ),
    (
        ssl.SSLError,
        "The TLS with PostgreSQL failed ({said}): check its certificate, and sslmode and sslrootcert in MYSAY_DATABASE_URL.",
    ),
    (
        (asyncpg.ClientConfigurationError, ValueError),
        (
            "MYSAY_DATABASE_URL is not as PostgreSQL's are written: postgres://user:password@host:port/name, with %40 for an '@' in the "
            "password and so on; sslmode is disable, prefer, require, verify-ca or verify-full, and its certificates must be there."
        ),
    ),
    (
        socket.gaierror,
        (
            "The host in MYSAY_DATABASE_URL is not known here: check its name, and that an '@' or '/' in the password before it is "
            "written %40 or %2F."
        ),
    ),
    ((ConnectionRefusedError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError), _NOBODY),
    (
        ConnectionError,  # as such only where TLS was asked for and refused
        (
            "PostgreSQL has no TLS, and sslmode in MYSAY_DATABASE_URL asks for it: switch 'ssl' on there, or take sslmode out if "
            "the line between is safe."
        ),
    ),
)


def why(error: BaseException) -> str:
    """The sentence for an error that came of asking for a connection."""
    return next((told for kinds, told in _TOLD if isinstance(error, kinds)), _NOBODY).format(said=error)
