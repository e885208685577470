"""Taking out a trial or mistaken response: it leaves the figures at once and stays on record."""

from uuid import UUID

from surveys.conversation.session import Status
from surveys.errors import Refused
from surveys.invitation.outcomes import Outcome, taken_out
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.service.exporting import pseudonym
from surveys.storage.called import called, hashes, require_own
from surveys.storage.counting import recount
from surveys.storage.database import transaction
from surveys.storage.invitations import replace_link
from surveys.storage.models import Invitation, Response


async def void(service: Service, response: str, *, reason: str, actor: str) -> bool:
    """Void a response, finished or not, named by the id it was imported with, its own id, or what an export calls it.

    Whether it came by a link: that one is replaced, since somebody else may hold it, and the questions begin afresh.

    Raises:
        Refused: there is no such response, it was voided before, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why with --reason: the audit keeps it.")
    async with transaction():
        row = await _find(service, response)
        if row.voided_at is not None:
            raise Refused(
                f"Response '{response}' was voided on {service.clock.day_of(row.voided_at):%d/%m/%Y} already."
            )
        await Response.filter(id=row.id).update(voided_at=service.clock.now(), invitation_id=None)
        await _give_back(row)
        if row.invitation_id is not None:
            await replace_link(service.vault, row.invitation_id)
        await recount([row.id])
        await remember(service, Deed(actor, "void", about("response", row.id), reason.strip()))
        return row.invitation_id is not None


async def was_taken_out(session: UUID) -> bool:
    """Whether this session's response was voided."""
    return await Response.exists(id=session, voided_at__isnull=False)


async def _give_back(voided: Response) -> None:
    """The invitation waits for its young person again: whoever tried it out has not used it up.

    Nor has a mistaken paper form: what it closed goes on where it was left, and whoever had asked to be left alone
    before it came still is.
    """
    invitation = await _invitation(voided)
    if invitation is None:
        return
    if voided.status == Status.ON_PAPER:  # the paper form stands, and whatever was said before it is taken out
        await Invitation.filter(id=invitation.id).update(before_paper=None)
        return
    if await Response.exists(invitation_id=invitation.id, status=Status.FINISHED):
        return
    before = Outcome(invitation.before_paper) if invitation.before_paper else None
    outcome = taken_out(Outcome(invitation.outcome), before_paper=before)
    status = Status.STOPPED if outcome is Outcome.STOPPED else Status.WAITING
    await Response.filter(invitation_id=invitation.id, status=Status.ON_PAPER).update(status=status)
    await Invitation.filter(id=invitation.id).update(outcome=outcome, before_paper=None)


async def _invitation(voided: Response) -> Invitation | None:
    """The invitation a response came by, or the one whose place a paper form took."""
    if voided.invitation_id is not None or voided.child_id is None:
        return await Invitation.get_or_none(id=voided.invitation_id)
    same_matter = {"questionnaire": voided.questionnaire, "child_id": voided.child_id, "review_id": voided.review_id}
    return await Invitation.filter(**same_matter, outcome=Outcome.COMPLETED).order_by("-issued_on").first()


async def _find(service: Service, response: str) -> Response:
    row = await called(Response.all(), hashes(service.vault, "response", response))
    if row is None and (own := _uuid(response)):
        row = await Response.get_or_none(id=own)
    row = row or await _exported(service, response)
    if row is None:
        raise Refused(
            f"There is no response '{response}'; give its response_id, what 'mysay answers' or 'mysay subject-access' says, "
            "or what 'mysay export responses' calls it."
        )
    require_own(service.vault, row)
    return row


async def _exported(service: Service, name: str) -> Response | None:
    """The response that an export calls so."""
    ids = await Response.all().values_list("id", flat=True)
    found = next((each for each in ids if pseudonym(service.vault, UUID(str(each))) == name), None)
    return await Response.get(id=found) if found else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
