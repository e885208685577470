"""A consultation's answers, as its IRO reads them before the review. Every reading is audited."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from surveys.age import age_on
from surveys.conversation.session import Status
from surveys.errors import Refused
from surveys.invitation.due import CONSULTATION
from surveys.questionnaire.definition import Given, Question, Questionnaire
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage.called import called, hashes, require_own
from surveys.storage.database import one_moment
from surveys.storage.given import SKIPPED, WITHDRAWN, codes_of
from surveys.storage.models import Answer, Response, Review
from surveys.storage.refs import UNREAD, child_ref, if_readable, response_ref, review_ref, shown
from surveys.storage.vault import SealBroken
from surveys.storage.versions import version


@dataclass(frozen=True, slots=True)
class Said:
    """What a young person gave to one question, in the words they saw, or (``typed``) in their own, unless they are ``lost``."""

    prompt: str
    answers: tuple[str, ...]
    typed: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One consultation. ``skipped`` was shown and passed over; ``not_asked`` was never shown.

    ``response_id`` is what it can be voided by.
    """

    response_id: str
    child_id: str
    review_id: str
    review_on: date
    variant: str
    channel: str
    finished_on: date | None
    said: tuple[Said, ...]
    skipped: tuple[str, ...]
    not_asked: tuple[str, ...]

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What was changed or moved in the database, and is not shown."""
        ids = {
            "the child's id": self.child_id,
            "the review's id": self.review_id,
            "the response's id": self.response_id,
        }
        lost = (f"what was typed to '{said.prompt}'" for said in self.said if said.lost)
        return (*(what for what, value in ids.items() if value == UNREAD), *lost)


async def read(service: Service, review_id: str, *, actor: str) -> Consultation:
    """What the young person said before this review. An unfinished one is shown as far as it goes.

    Raises:
        Refused: there is no such review, or nothing has been answered.
    """
    async with one_moment():
        review = await _review(service, review_id)
        response = await _response(review)
        given = await _latest(response) if response else {}
        if response is None or not given:
            raise Refused(f"Nobody has answered the consultation for review '{review_id}' yet.")
        asked = await _questionnaire(service, review, response)
    await remember(service, Deed(actor, "read answers", about("review", review.id)))
    return _consultation(service, review, response, asked, given)


async def _review(service: Service, review_id: str) -> Review:
    review = await called(Review.all().select_related("child"), hashes(service.vault, "review", review_id))
    if review is None:
        raise Refused(f"There is no review '{review_id}'; import it first.")
    with suppress(SealBroken):  # what cannot be opened is named beside the rest
        require_own(service.vault, review)
    return review


async def _response(review: Review) -> Response | None:
    """The response that serves this review now; else the one that was asked about it, even unfinished."""
    serving = await Response.filter(counts_for_id=review.id, voided_at=None, status=Status.FINISHED).first()
    if serving:
        return serving
    asked = Response.filter(questionnaire=CONSULTATION, review_id=review.id, voided_at=None)
    return await asked.exclude(status=Status.ON_PAPER).order_by("-touched_at").first()


async def _latest(response: Response) -> dict[str, Answer]:
    """What holds for each question: its latest answer, unless that was withdrawn."""
    rows = await Answer.filter(response_id=response.id).order_by("revision")
    latest = {row.question: row for row in rows}
    return {question: row for question, row in latest.items() if row.state != WITHDRAWN}


async def _questionnaire(service: Service, review: Review, response: Response) -> Questionnaire:
    """Exactly what was asked; for a form from elsewhere, our present wording for the child's age."""
    if response.version_id is not None:
        return await version(response.version_id)
    age = age_on(review.child.date_of_birth, review.date)
    variants = service.library.variants(CONSULTATION)
    variant = service.library.variant_for(CONSULTATION, age, easy_read=review.child.easy_read) or variants[0].id
    return service.library.resolve(CONSULTATION, variant, response.language)


def _consultation(
    service: Service, review: Review, response: Response, asked: Questionnaire, given: Mapping[str, Answer]
) -> Consultation:
    questions = (*asked.questions, *_from_other_variants(service, asked, given))
    answered = [question for question in questions if question.id in given]
    finished = response.status == Status.FINISHED
    not_asked = [question for question in questions if question.id not in given]
    if not finished:
        not_asked = [question for question in not_asked if question not in _still_to_come(asked, given)]
    return Consultation(
        response_id=shown(lambda: response_ref(service.vault, response)),
        child_id=shown(lambda: child_ref(service.vault, review.child)),
        review_id=shown(lambda: review_ref(service.vault, review)),
        review_on=review.date,
        variant=asked.variant,
        channel=response.channel,
        finished_on=response.completed_on if finished else None,
        said=tuple(_said(service, asked, each, given[each.id]) for each in answered if given[each.id].state != SKIPPED),
        skipped=tuple(each.prompt for each in answered if given[each.id].state == SKIPPED),
        not_asked=tuple(each.prompt for each in not_asked),
    )


def _still_to_come(asked: Questionnaire, given: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The path as it stands: what is on it and has no answer yet may still be asked."""
    return asked.path({name: Given(codes_of(row.codes), row.state == SKIPPED) for name, row in given.items()})


def _from_other_variants(service: Service, asked: Questionnaire, given: Iterable[str]) -> list[Question]:
    """A form from elsewhere may have asked what this variant does not: the words of a variant that does."""
    found = {each.id: each for questionnaire in _every_variant(service, asked) for each in questionnaire.questions}
    return [found[name] for name in given if name not in asked.by_id and name in found]


def _every_variant(service: Service, asked: Questionnaire) -> Iterator[Questionnaire]:
    """The youngest last, so that in a mapping their plain words win."""
    variants = reversed(service.library.variants(CONSULTATION))
    return (service.library.resolve(CONSULTATION, variant.id, asked.language) for variant in variants)


def _said(service: Service, asked: Questionnaire, question: Question, row: Answer) -> Said:
    if (sealed := row.text_sealed) is not None:
        text = if_readable(lambda: service.vault.open(sealed, table="answer", row=row.id, column="text"))
        return Said(question.prompt, (UNREAD if text is None else text,), typed=True, lost=text is None)
    offered = {option.code: option.label for option in question.options}
    codes = codes_of(row.codes)
    labels = offered if offered.keys() >= set(codes) else _labels_anywhere(service, asked, question.id) | offered
    return Said(question.prompt, tuple(labels.get(code, code) for code in codes))


def _labels_anywhere(service: Service, asked: Questionnaire, question: str) -> dict[str, str]:
    """A form from elsewhere may have offered what this variant does not."""
    alike = (each.by_id[question] for each in _every_variant(service, asked) if question in each.by_id)
    return {option.code: option.label for each in alike for option in each.options}
