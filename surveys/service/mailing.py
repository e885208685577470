"""Mail to duty staff when a young person calls for help: that there is a call, never what was said."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from surveys.crashpoint import crashpoint
from surveys.meters import MAILS
from surveys.service.alert_route import addresses
from surveys.service.context import Service
from surveys.service.escalating import alert_of, queue_mails
from surveys.storage import outgoing
from surveys.storage.models import Alert, Outgoing
from surveys.storage.outgoing import Sort, State

log = logging.getLogger(__name__)

#: A mail server that fails is tried again after 1, 2, 4 … minutes, never more than this apart: somebody waits.
_LONGEST_WAIT_MINUTES = 5
#: For being let in, for a mail, and for parting.
_TIMEOUT_SECONDS = 20.0


async def mail_alerts(service: Service, smtp_url: str) -> int:
    """Mail every call for help that has not been mailed yet. How many calls went out.

    A server that fails is a line in the log and another try later; the call stays listed meanwhile.
    """
    to = await addresses(service)
    if not to:
        return 0
    await queue_mails(service)
    sent = 0
    for row in await outgoing.waiting(Sort.ALERT, now=service.clock.now()):  # by now those just queued are due
        sent += await _send(service, smtp_url, row, to)
    return sent


async def _send(service: Service, smtp_url: str, row: Outgoing, to: tuple[str, ...]) -> bool:
    number, again = alert_of(row.key)
    alert = await Alert.get_or_none(id=number, acknowledged_at=None)
    if alert is None:
        await outgoing.settle(row.id, State.DROPPED)
        return False
    others = service.authority.escalation_emails if again else ()
    everyone = dict.fromkeys((*to, *others))
    reached = [await _reached(service, smtp_url, alert, each, again=again) for each in everyone].count(True)
    if not reached:
        wait = timedelta(minutes=min(2 ** min(row.attempts, 10), _LONGEST_WAIT_MINUTES))
        await outgoing.put_off(row, until=service.clock.now() + wait)
        return False
    crashpoint("mail-sent")
    await outgoing.settle(row.id, State.SENT)
    crashpoint("mail-settled")
    log.info("alert mailed", extra={"alert": alert.id, "again": again, "reached": reached, "of": len(everyone)})
    return True


async def _reached(service: Service, smtp_url: str, alert: Alert, address: str, *, again: int) -> bool:
    """Mail one person, by themselves: whatever is wrong with their address keeps nobody else from their mail."""
    try:
        async with _server(smtp_url) as server, asyncio.timeout(_TIMEOUT_SECONDS):
            await server.send_message(_mail(service, alert, address, again=again), recipients=[address])
    except Exception as error:  # noqa: BLE001  # the next one's mail is no less urgent for it
        MAILS.add("failed")
        log.warning("alert mail failed", extra={"alert": alert.id, "error": type(error).__name__})
        return False
    MAILS.add("sent")
    return True


def _mail(service: Service, alert: Alert, address: str, *, again: int) -> EmailMessage:
    raised = alert.raised_at.astimezone(service.clock.zone)
    still, reminder = (
        ("still ", f"NOBODY HAS ACKNOWLEDGED THIS YET. It is mail number {again + 1}.\n\n") if again else ("", "")
    )
    mail = EmailMessage()
    mail["From"] = service.authority.mail_from
    mail["To"] = address
    mail["Date"] = localtime(service.clock.now())
    mail["Message-ID"] = make_msgid(domain=service.authority.mail_from.rpartition("@")[2])
    mail["Subject"] = f"mysay: call {alert.id} is {still}waiting for someone"
    mail.set_content(
        f"{reminder}A young person needs someone to get in touch (call {alert.id}, {raised:%d/%m/%Y at %H:%M}).\n\n"
        "To see who it is, run: mysay alerts\n"
        f"Once somebody is seeing to it, run: mysay alerts --ack {alert.id}\n\n"
        "This message leaves out names and what was said on purpose. Please do not add them in a reply.\n"
    )
    return mail


async def answers(smtp_url: str) -> bool:
    """Whether the mail server lets us in; nothing is mailed."""
    try:
        async with _server(smtp_url):
            return True
    except (aiosmtplib.SMTPException, OSError):
        return False


@asynccontextmanager
async def _server(smtp_url: str) -> AsyncIterator[aiosmtplib.SMTP]:
    """The mail server, once it has let us in. Whoever is told to end meanwhile goes without a farewell.

    The time is kept out here: the library keeps its own with asyncio.wait_for, which loses a cancellation that comes
    together with an answer before Python 3.12.
    """
    where: SplitResult = urlsplit(smtp_url)
    secure = where.scheme == "smtps"
    server = aiosmtplib.SMTP(
        hostname=where.hostname,
        port=where.port or (465 if secure else 25),
        username=unquote(where.username) if where.username else None,
        password=unquote(where.password) if where.password else None,
        use_tls=secure,
        timeout=None,
    )
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await server.connect()
        yield server
        with suppress(aiosmtplib.SMTPException, TimeoutError):  # the mail is on its way however they part
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await server.quit()
    finally:
        server.close()
