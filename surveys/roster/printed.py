"""Plans history: figures printed for quarters before mysay."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from surveys.period import Period
from surveys.roster.ledger import Workings
from surveys.roster.records import FigureRecord, Kept, ResponseRecord
from surveys.roster.rows import Row


def plan_figures(work: Workings, rows: Iterable[Row]) -> None:
    """Lay the history files over what is stored."""
    for row in rows:
        if not row.broken:
            ref = FigureRecord(period=row.given["period"], indicator=row.given["indicator"]).ref
            work.figures.lay(ref, row.given, FigureRecord)


def doubtful(rows: Iterable[Row]) -> Iterator[str]:
    """A warning for each share below one per cent: a workbook keeps 12% as 0.12, and says so only in the cell's format."""
    for row in rows:
        share = row.given.get("percent")
        if share and 0 < Decimal(share) < 1:
            yield (
                f"{row.place}: percent {share} is taken as {share}%. If the cell shows another number with a % sign, "
                "write that number instead."
            )


def overlaps(work: Workings, rows: Iterable[Row]) -> Iterator[str]:
    """A warning for each printed figure for which this import brings answers of young people too."""
    live = {
        (kept.record.questionnaire, question, period.number)
        for kept in work.responses
        for period in _periods(work, kept)
        for question in ("", *kept.record.answers)
    }
    for row in rows:
        indicator, period = row.given.get("indicator", ""), row.given.get("period")
        questions = work.rules.indicators.get(indicator)
        if questions is None or period is None:
            continue
        asked = [
            (indicator.partition(".")[0], question, number)
            for question in questions or {""}
            for number in period.numbers
        ]
        if any(each in live for each in asked):
            yield (
                f"{row.place}: this import also brings responses of {period.id} for {indicator}; "
                "figures are counted from these, and the printed one is kept beside them."
            )


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
