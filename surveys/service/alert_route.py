"""The route by which a call for help reaches a person by itself: who is mailed, and whether anybody is just now."""

import logging
from collections.abc import Iterable, Iterator
from functools import partial

from config.addresses import is_plain
from surveys.conversation.effects import Effect, Explain
from surveys.service.alerts import unacknowledged
from surveys.service.context import Service
from surveys.service.saying import PROMISING
from surveys.storage.models import Staff
from surveys.storage.refs import if_readable, staff_email
from surveys.storage.vault import SealBroken

log = logging.getLogger(__name__)


async def addresses(service: Service) -> tuple[str, ...]:
    """Where calls for help are mailed: the authority's addresses and the duty staff's, each once."""
    return tuple(dict.fromkeys((*service.authority.alert_emails, *_opened(service, await _on_duty()))))


async def unopened(service: Service) -> int:
    """How many of the staff on duty are not mailed because their address was changed or moved in the database."""
    duty = await _on_duty()
    return sum(if_readable(partial(staff_email, service.vault, each)) is None for each in duty)


async def _on_duty() -> list[Staff]:
    return await Staff.filter(role="duty", disabled_at=None).order_by("id")


def _opened(service: Service, duty: Iterable[Staff]) -> Iterator[str]:
    """One that cannot be opened keeps nobody else from being mailed."""
    for each in duty:
        try:
            yield staff_email(service.vault, each)
        except SealBroken:
            log.exception("the address of a member of staff on duty cannot be opened", extra={"staff": str(each.id)})


async def see(service: Service) -> None:
    """See whether there is somebody to mail. Nobody is promised an adult who could not be looked up.

    An address that not every mail server takes is mailed too, but promises nothing. An error of the database's is the caller's.
    """
    route = service.route
    try:
        route.open = route.mails and any(is_plain(each) for each in await addresses(service))
    except Exception:
        route.open = False  # the words that follow must be true
        raise


async def look(service: Service) -> bool:
    """The same where something goes on whatever comes of it. Whether it could be seen."""
    try:
        await see(service)
    except Exception:  # whatever it was, nobody is promised anything
        log.exception("who is on duty could not be looked up")
        return False
    return True


async def look_before_telling(service: Service, effects: Iterable[Effect]) -> None:
    """Look again where what happened is told along with who will read it: staff may have come or gone since."""
    if any(isinstance(effect, Explain) and effect.key in PROMISING for effect in effects):
        await look(service)


async def say_who_waits(service: Service) -> None:
    """A warning in the log while somebody has called for help, and an error while nobody is mailed.

    Who is on duty is looked up for it: an outage closes the route, and is no reason to ring anybody up once it is over.
    """
    waiting = await unacknowledged()
    if not waiting or not (service.route.open or await look(service)):
        return
    if service.route.open:
        log.warning("calls for help wait: see to them with 'mysay alerts'", extra={"waiting": waiting})
    else:
        log.error(
            "calls for help wait and nobody is mailed: see to them with 'mysay alerts', then run 'mysay doctor'",
            extra={"waiting": waiting},
        )
