"""The made-up responses: consultations before reviews and exit interviews, as many of each answer as was planned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from mysay.demo.children import TODAY, Child
from mysay.demo.filling import SKIPPED, fill
from mysay.demo.quarters import CONSULTED, INTERVIEWED, QUARTERS, Answers, Quarter
from mysay.demo.reviews import Review
from surveys.age import age_on
from surveys.questionnaire.definition import Questionnaire
from surveys.questionnaire.library import Library

_YOUNG = range(4, 8)
_CHANNELS = (("web", 70), ("paper", 30))
#: Codes that count as yes, codes that do not, and those of people whom the question does not concern.
_HELPFUL = (("very", "quite"), ("not_very", "not_at_all"), ("did_not_have_one",))
_CODES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "understand_plan": (("all", "all", "some"), ("not_really", "not_at_all", "not_seen"), ()),
    "know_how_to_complain": (("yes",), ("not_sure", "no"), ()),
    "know_pledge": (("know",), ("heard", "no", "no"), ()),
    "want_to_chair": (("all", "some", "some"), ("no", "no", "not_sure"), ()),
    "understood_plan": (("all", "some"), ("no",), ()),
    "able_to_give_views": (("always", "mostly"), ("sometimes",), ()),
    "iro_kept_eye": (("yes", "yes", "sometimes"), ("no", "dont_know"), ()),
    "iro_helpful": _HELPFUL,
    "social_worker_helpful": _HELPFUL,
    "carer_helpful": _HELPFUL,
    "support_difficult": (("difficult", "very_difficult"), ("easy", "very_easy"), ("did_not_need", "too_soon")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A finished form: the rows of responses.csv that share its id."""

    id: str
    questionnaire: str
    child: Child
    review: Review | None = None
    completed_on: date
    channel: str
    answers: Mapping[str, str]


def everything(
    children: Sequence[Child], reviews: Sequence[Review], library: Library, chance: Random
) -> list[Response]:
    """Every response of every quarter."""
    ids = (f"F-{number:05}" for number in count(1))
    return [
        response
        for quarter in QUARTERS
        for response in (
            *_consultations(quarter, reviews, library, chance, ids),
            *_interviews(quarter, children, library, chance, ids),
        )
    ]


def _consultations(
    quarter: Quarter, reviews: Sequence[Review], library: Library, chance: Random, ids: Iterator[str]
) -> Iterator[Response]:
    answers, period = quarter.consultation, quarter.period
    held = [each for each in reviews if each.status == "held" and period.start <= each.day <= period.end]
    chosen = [
        *chance.sample([each for each in held if each.age in _YOUNG], answers.young),
        *chance.sample([each for each in held if each.age > _YOUNG[-1]], answers.responses - answers.young),
    ]
    forms = [_form(library, "consultation", each.child, each.age) for each in chosen]
    settled = _settled(CONSULTED, answers, forms, chance)
    for review, form, says in zip(chosen, forms, settled, strict=True):
        day = max(review.day - timedelta(days=chance.randrange(1, 10)), review.child.started)
        yield Response(
            id=next(ids), questionnaire=form.id, child=review.child, review=review, completed_on=day,
            channel=_channel(chance), answers=fill(form, says, on=day, chance=chance),
        )  # fmt: skip  # one thought


def _interviews(
    quarter: Quarter, children: Sequence[Child], library: Library, chance: Random, ids: Iterator[str]
) -> Iterator[Response]:
    answers, period = quarter.interviews, quarter.period
    left = [
        each for each in children if each.offered_interview and each.ended and period.start <= each.ended <= period.end
    ]
    chosen = chance.sample(left, answers.responses)
    forms = [_form(library, "exit_interview", each, age_on(each.born, each.ended or TODAY)) for each in chosen]
    for child, form, says in zip(chosen, forms, _settled(INTERVIEWED, answers, forms, chance), strict=True):
        day = min((child.ended or TODAY) + timedelta(days=chance.randrange(2, 30)), TODAY - timedelta(days=1))
        yield Response(
            id=next(ids), questionnaire=form.id, child=child, completed_on=day, channel=_channel(chance),
            answers=fill(form, _apart(says), on=day, chance=chance),
        )  # fmt: skip  # one thought


def _form(library: Library, questionnaire: str, child: Child, age: int) -> Questionnaire:
    variant = library.variant_for(questionnaire, age, easy_read=child.easy_read)
    return library.resolve(questionnaire, variant or "")


def _settled(
    names: Sequence[str], answers: Answers, forms: Sequence[Questionnaire], chance: Random
) -> list[dict[str, str]]:
    """For each form, the answers to the questions that figures count: as many of each as the quarter shall have."""
    settled: list[dict[str, str]] = [{} for _ in forms]
    for name, yes, skipped in zip(names, answers.yes, answers.skipped, strict=False):
        asked = [says for says, form in zip(settled, forms, strict=True) if _has(form, name)]
        said = _said(name, (yes, answers.set_aside.get(name, 0), skipped), len(asked), chance)
        for says, code in zip(asked, said, strict=True):
            says[name] = code
    return settled


def _has(form: Questionnaire, name: str) -> bool:
    return name in form.by_id or name in {"able_to_give_views", "support_difficult"}


def _said(name: str, counts: tuple[int, int, int], asked: int, chance: Random) -> list[str]:
    yes, aside, skipped = counts
    counted, others, not_theirs = _CODES[name]
    said = [
        *chance.choices(counted, k=yes),
        *chance.choices(not_theirs or (SKIPPED,), k=aside),
        *[SKIPPED] * skipped,
        *chance.choices(others, k=asked - yes - aside - skipped),
    ]
    chance.shuffle(said)
    return said


def _apart(says: Mapping[str, str]) -> dict[str, str]:
    """Two of the figures have questions under other names: one is asked in two."""
    apart = {name: code for name, code in says.items() if name not in {"able_to_give_views", "support_difficult"}}
    views = says["able_to_give_views"]
    return apart | {
        "gave_views": "mostly" if views == "sometimes" else "always",
        "views_considered": views,
        "support_after_care": says["support_difficult"],
    }


def _channel(chance: Random) -> str:
    return chance.choices([name for name, _ in _CHANNELS], [share for _, share in _CHANNELS])[0]
