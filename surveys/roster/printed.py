"""Plans history: figures printed for quarters before mysay."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from surveys.invitation.due import Meeting, is_leaver
from surveys.period import Period
from surveys.questionnaire.bank import About
from surveys.roster.arithmetic import contradictions
from surveys.roster.ledger import Workings
from surveys.roster.records import ChildRecord, FigureRecord, Kept, ResponseRecord, ReviewRecord
from surveys.roster.rows import Row

#: What a figure is counted from: the questionnaire, the question ("" for how many responded), the quarter.
_Live = tuple[str, str, int]
#: How many stored figures a warning names.
_NAMED = 10


def plan_figures(work: Workings, rows: Iterable[Row]) -> None:
    """Lay the history files over what is stored."""
    for row in rows:
        if not row.broken:
            ref = FigureRecord(period=row.given["period"], indicator=row.given["indicator"]).ref
            work.figures.lay(ref, row.given, FigureRecord)


def doubtful(rows: Iterable[Row]) -> Iterator[str]:
    """A warning for numbers that contradict each other, and for each share below one per cent: a workbook keeps 12% as
    0.12, and says so only in the cell's format.
    """
    for row in rows:
        share = row.given.get("percent")
        if share and 0 < Decimal(share) < 1:
            yield (
                f"{row.place}: percent {share} is taken as {share}%. If the cell shows another number with a % sign, "
                "write that number instead."
            )
        yield from (f"{row.place}: {sentence}" for sentence in contradictions(row))


def overlaps(work: Workings, rows: Iterable[Row]) -> Iterator[str]:
    """A warning for each printed figure for which this import brings what the same figure is counted from."""
    said, based = set(_responses(work)), set(_bases(work, work.reviews.named, work.children.named))
    for row in rows:
        indicator, period = row.given.get("indicator", ""), row.given.get("period")
        if indicator not in work.rules.indicators or period is None:
            continue
        counted = _counted(work, indicator, period)
        if counted & said:
            yield (
                f"{row.place}: this import also brings responses of {period.id} for {indicator}; "
                "figures are counted from these, and the printed one is kept beside them."
            )
        elif counted & based:
            yield (
                f"{row.place}: this import also brings {_base(work, indicator)} of {period.id}; {indicator} is counted "
                "over these, with the responses there are, and the printed one is kept beside it."
            )


def displaced(work: Workings, rows: Iterable[Row]) -> Iterator[str]:
    """A warning of the response rates printed and stored before that this import brings a base of their own for."""
    reviews = (Kept(each.id, each.record) for each in work.reviews.changes)
    children = (Kept(each.id, each.record) for each in work.children.changes)
    based = set(_bases(work, reviews, children))
    told = {(row.given.get("indicator"), row.given.get("period")) for row in rows}
    stored = sorted(
        f"{record.indicator} of {record.period.id}"
        for record in (kept.record for kept in work.figures)
        if (record.indicator, record.period) not in told and _counted(work, record.indicator, record.period) & based
    )
    if stored:
        more = f" and {len(stored) - _NAMED} more" if len(stored) > _NAMED else ""
        yield (
            f"this import brings held reviews or leavers of quarters with printed figures: {', '.join(stored[:_NAMED])}{more}. "
            "Each is counted over these, with the responses there are, and the printed one is kept beside it."
        )


def _counted(work: Workings, indicator: str, period: Period) -> set[_Live]:
    """What an indicator of a quarter, or of the quarters of a year, is counted from."""
    questions = work.rules.indicators.get(indicator) or {""}
    return {(indicator.partition(".")[0], question, number) for question in questions for number in period.numbers}


def _base(work: Workings, indicator: str) -> str:
    about = work.rules.library.about(indicator.partition(".")[0])
    return "held reviews" if about == "review" else "leavers"


def _responses(work: Workings) -> Iterator[_Live]:
    for kept in work.responses:
        for period in _periods(work, kept):
            given = (question for question, given in kept.record.answers.items() if not given.skipped)
            yield from ((kept.record.questionnaire, question, period.number) for question in ("", *given))


def _bases(
    work: Workings, reviews: Iterable[Kept[ReviewRecord]], children: Iterable[Kept[ChildRecord]]
) -> Iterator[_Live]:
    """Where response rates are counted from these, even if nobody responded."""
    of: dict[About, list[str]] = {"review": [], "leaving": []}
    for questionnaire in work.rules.library.ids:
        of[work.rules.library.about(questionnaire)].append(questionnaire)
    held = (kept.record.date for kept in reviews if kept.record.status == Meeting.HELD)
    known = (kept.record for kept in children)
    left = (each.care_ended for each in known if is_leaver(each.date_of_birth, each.care_ended, each.leaving_code))
    days: Mapping[About, Iterator[date | None]] = {"review": held, "leaving": left}
    for about, each in days.items():
        numbers = {Period.of(day).number for day in each if day}
        yield from ((questionnaire, "", number) for questionnaire in of[about] for number in numbers)


def _periods(work: Workings, kept: Kept[ResponseRecord]) -> Iterator[Period]:
    """The quarter in which a response counts, as far as the import itself can tell."""
    record = kept.record
    review, child = work.reviews.by_id(record.review), work.children.by_id(record.child)
    if review:
        yield Period.of(review.record.date)
    elif work.rules.library.about(record.questionnaire) == "review" or child is None:
        yield Period.of(record.completed_on)
    elif child.record.care_ended:
        yield Period.of(child.record.care_ended)
