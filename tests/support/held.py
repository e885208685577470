"""A child about whom everything there can be is held, each word of it found nowhere else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from surveys.conversation.replies import Action, Reply
from surveys.questionnaire.definition import Kind
from surveys.service import answering, binding, reminding
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage.models import Alert, Child
from tests.support import people


@dataclass(frozen=True, slots=True)
class Words:
    """What names or quotes a child; each begins with the same mark, so that none hides in another's."""

    mark: str

    def __call__(self, what: str) -> str:
        """The child's word for something."""
        return f"{self.mark}-{what}"

    @property
    def everything(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(map(self, ("id", "name", "review", "typed", "reason")))


async def held(service: Service, words: Words, *, number: int, review_on: date = date(2014, 3, 31)) -> Child:
    """A child of sixteen with a finished consultation, an acknowledged call for help, a Telegram account, a reminder."""
    child = await people.child(service, words("id"), date_of_birth=date(1997, 5, 1))
    sealed = service.vault.seal(words("name"), table="child", row=child.id, column="first_name")
    await Child.filter(id=child.id).update(first_name_sealed=sealed)
    review = await people.review(service, child, words("review"), date=review_on)
    invitation = await people.invited(service, child, review)
    payload = service.vault.telegram_payload(invitation.id, 1)
    await binding.bind(service, payload, number=number, chat=number)
    await reminding.remind(service, telegram=True)
    await finished(service, invitation.id, words("typed"))
    await Alert.all().update(acknowledged_at=service.clock.now())
    await remember(service, Deed("qa", "void", about("child", child.id), words("reason")))
    return await Child.get(id=child.id)


async def finished(service: Service, invitation: UUID, typed: str) -> UUID:
    """Answer everything: the last option, or these words, after asking for help once. The session's id."""
    turn = await answering.agree(service, invitation, "web")
    first = turn.step.question
    help_now = Reply(first.id if first else None, turn.step.revision, action=Action.HELP)
    turn = await answering.reply(service, turn.session.id, help_now, channel="web")
    while (question := turn.step.question) is not None:
        value: str | None = typed if question.kind is Kind.TEXT else None
        if question.kind in {Kind.CHOICE, Kind.SCALE}:
            value = question.options[0].code
        action = Action.SKIP if value is None else Action.ANSWER
        given = Reply(question.id, turn.step.revision, value, action)
        turn = await answering.reply(service, turn.session.id, given, channel="web")
    return turn.session.id
