"""A mail server that keeps what it is given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.programs import free_port


@dataclass(slots=True)
class Mailbox:
    """Where it is, and what came."""

    url: str
    mails: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the library's name
        """Take a mail."""
        self.mails.append(envelope)
        return "250 kept"


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """The server for the length of the block."""
    port = free_port()
    box = Mailbox(f"smtp://127.0.0.1:{port}")
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
