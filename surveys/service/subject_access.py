"""Everything held about a child, as a plain structure in words: for a request of theirs to see it.

Row ids, hashes, and links that would open a questionnaire are left out: they say nothing about anybody. Of what was
given online there is the id, by which it can be voided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from surveys.errors import Refused
from surveys.period import Period
from surveys.questionnaire.definition import Questionnaire
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage import belongings
from surveys.storage.belongings import Belongings
from surveys.storage.called import called, hashes, require_own
from surveys.storage.database import one_moment
from surveys.storage.given import codes_of
from surveys.storage.models import Answer, Audit, Child, Invitation, Response, Review, Staff
from surveys.storage.refs import child_ref, response_ref, review_ref, staff_name
from surveys.storage.versions import versions

SCHEMA = "mysay-subject-access/1"

#: Names to what is held: text, numbers, yes and no, days, moments of the authority's zone, lists and more of the same.
Held = Mapping[str, Any]


async def everything_about(service: Service, child_id: str, *, actor: str) -> Held:
    """Everything held about a child; that somebody had it written out is audited.

    Raises:
        Refused: there is no such child, or another is stored under this id.
    """
    async with one_moment():
        child = await called(Child.all(), hashes(service.vault, "child", child_id))
        if child is None:
            raise Refused(f"There is no child '{child_id}'; check the id.")
        require_own(service.vault, child)
        theirs = await belongings.of(child)
        telling = _Telling(service, theirs, await _staff(service, theirs), await _asked(service, theirs))
    await remember(service, Deed(actor, "subject access", about("child", child.id)))
    return telling.everything()


async def _staff(service: Service, theirs: Belongings) -> dict[UUID, str]:
    responsible = (
        theirs.child.iro_id,
        *(row.iro_id for row in theirs.reviews),
        *(row.iro_id for row in theirs.responses),
    )
    ids = {iro for iro in responsible if iro}
    return {row.id: staff_name(service.vault, row) for row in await Staff.filter(id__in=ids)}


async def _asked(service: Service, theirs: Belongings) -> dict[UUID, Questionnaire]:
    """What each response answers: exactly what was asked, or for a form from elsewhere our own wording."""
    asked = await versions({row.version_id for row in theirs.responses if row.version_id})
    return {row.id: asked[row.version_id] if row.version_id else _own_wording(service, row) for row in theirs.responses}


def _own_wording(service: Service, response: Response) -> Questionnaire:
    variants = [variant.id for variant in service.library.variants(response.questionnaire)]
    variant = response.age_band if response.age_band in variants else variants[-1]
    return service.library.resolve(response.questionnaire, variant, response.language)


@dataclass(frozen=True, slots=True)
class _Telling:
    """The rows about a child, with what is needed to say them in words."""

    service: Service
    theirs: Belongings
    staff: Mapping[UUID, str]
    asked: Mapping[UUID, Questionnaire]

    def everything(self) -> Held:
        theirs = self.theirs
        return {
            "schema": SCHEMA,
            "authority": self.service.authority.name,
            "made_at": self._moment(self.service.clock.now()),
            "child": self._child(theirs.child),
            "reviews": [self._review(row) for row in theirs.reviews],
            "invitations": [self._invitation(row) for row in theirs.invitations],
            "responses": [self._response(row) for row in theirs.responses],
            "calls_for_help": [
                {
                    "raised_at": self._moment(row.raised_at),
                    "because": {"help": "asked for help", "answer": "gave an answer that needs someone"}[row.cause],
                    "question": row.question,
                    "acknowledged_at": self._moment(row.acknowledged_at),
                }
                for row in theirs.alerts
            ],
            "telegram": self._telegram(),
            "messages": [
                {"kind": row.kind, "state": row.state, "queued_at": self._moment(row.queued_at)}
                for row in theirs.outgoing
            ],
            "what_was_done": [self._deed(row) for row in theirs.audit],
        }

    def _child(self, child: Child) -> Held:
        sealed = child.first_name_sealed
        name = self.service.vault.open(sealed, table="child", row=child.id, column="first_name") if sealed else None
        columns = ("date_of_birth", "area", "service", "uasc", "language", "easy_read", "care_started", "notified_on")
        more = ("care_ended", "leaving_code", "legal_status", "placement")
        return {
            "child_id": child_ref(self.service.vault, child),
            "first_name": name,
            **{column: getattr(child, column) for column in (*columns, *more)},
            "iro": self._name(child.iro_id),
        }

    def _review(self, review: Review) -> Held:
        columns = ("date", "status", "participation", "child_chaired", "chaired_by_iro", "due_by")
        return {
            "review_id": review_ref(self.service.vault, review),
            **{column: getattr(review, column) for column in columns},
            "iro": self._name(review.iro_id),
        }

    def _invitation(self, row: Invitation) -> Held:
        columns = ("questionnaire", "outcome", "before_paper", "issued_on", "reminders", "reminded_on")
        return {column: getattr(row, column) for column in columns}

    def _response(self, row: Response) -> Held:
        columns = (
            "questionnaire",
            "status",
            "channel",
            "language",
            "completed_on",
            "area",
            "service",
            "age_band",
            "uasc",
        )
        return {
            "response_id": response_ref(self.service.vault, row),
            **{column: getattr(row, column) for column in columns},
            "iro": self._name(row.iro_id),
            "started_at": self._moment(row.started_at),
            "touched_at": self._moment(row.touched_at),
            "counts_in": Period.from_number(row.period).id if row.period is not None else None,
            "does_not_count_because": row.uncounted,
            "voided_at": self._moment(row.voided_at),
            "answers": self._answers(row),
        }

    def _answers(self, response: Response) -> list[Held]:
        rows = [row for row in self.theirs.answers if row.response_id == response.id]
        latest = {row.question: row.id for row in rows}
        asked = self.asked[response.id]
        return [{**self._answer(asked, row), "holds": latest[row.question] == row.id} for row in rows]

    def _answer(self, asked: Questionnaire, row: Answer) -> Held:
        question = asked.by_id.get(row.question)
        labels = {option.code: option.label for option in question.options} if question else {}
        sealed, vault = row.text_sealed, self.service.vault
        typed = vault.open(sealed, table="answer", row=row.id, column="text") if sealed else None
        return {
            "question": question.prompt if question else row.question,
            "given": [labels.get(code, code) for code in codes_of(row.codes)],
            "typed": typed,
            "state": row.state,
            "given_at": self._moment(row.given_at),
        }

    def _telegram(self) -> Held | None:
        row = self.theirs.account
        if row is None:
            return None
        chat = self.service.vault.open(row.chat_sealed, table="telegram_account", row=row.id, column="chat")
        return {"chat": chat, "bound_at": self._moment(row.bound_at), "blocked_at": self._moment(row.blocked_at)}

    def _deed(self, row: Audit) -> Held:
        sealed, vault = row.reason_sealed, self.service.vault
        reason = vault.open(sealed, table="audit", row=row.id, column="reason") if sealed else None
        kind = row.subject.partition(":")[0]
        return {"at": self._moment(row.at), "by": row.actor, "what": f"{row.action}: {kind}", "reason": reason}

    def _name(self, iro: UUID | None) -> str | None:
        return self.staff[iro] if iro else None

    def _moment(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.service.clock.zone) if moment else None
