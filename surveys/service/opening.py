"""What a link leads to, before anything is agreed: nothing is used up or changed by looking."""

import hmac
import logging
from dataclasses import dataclass
from uuid import UUID

from surveys.age import age_on
from surveys.conversation.session import ENDED, Status
from surveys.errors import UnknownInvitation
from surveys.invitation.links import is_open
from surveys.invitation.outcomes import Outcome
from surveys.questionnaire.definition import Questionnaire
from surveys.service.context import Service
from surveys.storage.seen import By, Seen, seen
from surveys.storage.vault import Vault, normal_code
from surveys.storage.versions import version

log = logging.getLogger(__name__)

#: What a link, a code and a payload are made from again, to see that the row found is their own.
_MADE = {By.TOKEN: Vault.token, By.CODE: Vault.code, By.TELEGRAM: Vault.telegram_payload}


@dataclass(frozen=True, slots=True)
class Opened:
    """An open invitation, as its link shows it before anything is agreed.

    ``questions`` is the length of the path before any answer; ``begun`` whether there is a session. One that was
    answered ``on_paper`` is finished, begun or not.
    """

    invitation: UUID
    child: UUID
    generation: int
    questionnaire: Questionnaire
    questions: int
    begun: bool
    finished: bool
    on_paper: bool


async def open_link(service: Service, token: str) -> Opened:
    """Look at what a web link leads to. Nothing is used up or changed.

    Raises:
        UnknownInvitation: no such link, or it has closed.
    """
    return await _opened(service, await _its_own(service, By.TOKEN, "token", token))


async def open_code(service: Service, code: str) -> Opened:
    """Look at what a typed code leads to. Raises as :func:`open_link`."""
    return await _opened(service, await _its_own(service, By.CODE, "code", normal_code(code)))


async def open_payload(service: Service, payload: str) -> Opened:
    """Look at what the payload of a Telegram link leads to. Raises as :func:`open_link`."""
    return await _opened(service, await _its_own(service, By.TELEGRAM, "telegram", payload))


async def open_invitation(service: Service, invitation: UUID) -> Opened:
    """Look at an invitation that is known already. Raises as :func:`open_link`."""
    return await _opened(service, await found_open(service, By.INVITATION, invitation))


async def found_open(service: Service, by: By, value: object) -> Seen:
    """The invitation that this names, while its link works. Raises as :func:`open_link`."""
    found = await seen(by, value)
    if found is None or not is_open(found.matter, today=service.clock.today()):
        raise UnknownInvitation
    return found


def at_first(outcome: str) -> Status:
    """How a session begins: where an invitation is completed and no session did that, a paper form has."""
    return Status.ON_PAPER if outcome == Outcome.COMPLETED else Status.WAITING


async def asked(service: Service, found: Seen) -> Questionnaire:
    """The questionnaire of the session that was begun, or the one that would be now."""
    return await version(found.stored.version) if found.stored else _resolved(service, found)


def _resolved(service: Service, found: Seen) -> Questionnaire:
    day = found.matter.review_date or found.care_ended or service.clock.today()
    variant = service.library.variant_for(found.questionnaire, age_on(found.born, day), easy_read=found.easy_read)
    if variant is None:
        raise UnknownInvitation
    return service.library.resolve(found.questionnaire, variant, found.language or "en")


async def _its_own(service: Service, by: By, purpose: str, came: str) -> Seen:
    """The open invitation that this was made for; a hash that was moved in the database leads to another's."""
    found = await found_open(service, by, service.vault.hash(purpose, came))
    made = _MADE[by](service.vault, found.invitation, found.generation)
    if not hmac.compare_digest(made.encode(), came.encode(errors="surrogatepass")):
        log.error(
            "the hash of a link or code leads to another's invitation", extra={"invitation": str(found.invitation)}
        )
        raise UnknownInvitation
    return found


async def _opened(service: Service, found: Seen) -> Opened:
    questionnaire = await asked(service, found)
    status = found.stored.session.status if found.stored else at_first(found.outcome)
    return Opened(
        found.invitation,
        found.child,
        found.generation,
        questionnaire,
        len(questionnaire.path({})),
        begun=found.stored is not None,
        finished=status in ENDED,
        on_paper=status is Status.ON_PAPER,
    )
