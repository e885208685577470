"""Counts the responses that an import makes, by the hundred thousand answers at once.

All that is counted of a new response is known before the transaction, but for the period: where a response
counts is decided inside it, as for any other. So it is laid ready, and then comes in by a statement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveys.roster.records import Change, ResponseRecord
from surveys.storage.codes import SKIPPED, CodeKind, Word, numbers, require_standing
from surveys.storage.packing import packed_in_sql
from surveys.storage.roster_staging import Sheet
from surveys.storage.statements import write
from surveys.storage.tallying import PAIRS, Cell, Counted, Laid, cells, numbered
from surveys.storage.work import Work

_COLUMNS = ("response_id", "area", "age_band", "question", "option", "cell")
_LIKE = "SELECT response_id, area, age_band, question, option, option AS cell FROM counted_answer"
_PLACED = "FROM {} AS s JOIN response r ON r.id = s.response_id WHERE r.period IS NOT NULL"
_COUNT = f"""INSERT INTO counted_answer (response_id, period, area, age_band, question, option, cell)
SELECT s.response_id, r.period, s.area, s.age_band, s.question, s.option, {packed_in_sql(period="r.period", of="s.")}
{_PLACED} AND s.question IS NOT NULL"""
_TALLY = f"SELECT r.period, s.cell, COUNT(*) {_PLACED} GROUP BY r.period, s.cell"


async def lay_ready(changes: Iterable[Change[ResponseRecord]]) -> tuple[Sheet, Laid]:
    """What is counted of those responses that are new. The words in it are given their numbers now."""
    new = [change for change in changes if change.before is None]
    codes = await write(numbers(_words(change.record for change in new)))
    places: dict[Cell, int] = {}
    sheet = Sheet(_LIKE, _COLUMNS, [row for change in new for row in _rows(change, codes, places)])
    return sheet, Laid(frozenset(str(change.id) for change in new), lambda: _counted(sheet, tuple(places), codes))


def _counted(sheet: Sheet, every: Sequence[Cell], codes: Mapping[Word, int]) -> Work[Counter[Cell]]:
    """Write what is counted of the responses on a sheet, which have been placed; what the tally grows by."""
    yield from require_standing(codes)
    yield _COUNT.format(sheet.name), ()
    rows = yield _TALLY.format(sheet.name), ()
    return Counter({every[cell]._replace(period=period): responses for period, cell, responses in rows})


def _words(records: Iterable[ResponseRecord]) -> Mapping[CodeKind, Iterable[str]]:
    areas, bands, questions, options = set(), set(), {each for pair in PAIRS for each in pair}, set()
    for record in records:
        areas.add(record.area or "")
        bands.add(record.age_band or "")
        for question, code in _given(record):
            questions.add(question)
            options.add(code)
    return {"area": areas, "age_band": bands, "question": questions, "option": options - {""}}


def _rows(change: Change[ResponseRecord], codes: Mapping[Word, int], places: dict[Cell, int]) -> Iterator[list[object]]:
    """What the tally of this response alone comes to, without its period; ``places`` numbers the cells.

    A pair of questions is in the tally only: as a row of the sheet it has no question.
    """
    record, response = change.record, str(change.id)
    place = (0, codes["area", record.area or ""], codes["age_band", record.age_band or ""])
    counted = [
        Counted(change.id, *place, codes["question", question], codes["option", code] if code else SKIPPED)
        for question, code in _given(record)
    ]
    for cell, times in cells(counted, numbered(codes)).items():
        single = (cell.question, cell.option) if not cell.other_question else (None, None)
        yield from [[response, *place[1:], *single, places.setdefault(cell, len(places))]] * times


def _given(record: ResponseRecord) -> Iterator[tuple[str, str]]:
    """(question, option), for each option that was given; no option is a skip. Typed answers are not counted."""
    for question, given in record.answers.items():
        if given.skipped or given.codes:
            for code in given.codes.split("|"):
                yield f"{record.questionnaire}.{question}", code
