"""The rows that figures are counted from, each in the period that its response counts in.

One function places responses, by the rules of :mod:`surveys.storage.placing`; it is run inside the
transaction of whatever touched them: a completion, an import, a moved or cancelled review, a changed
leaving date, a void. Running it again changes nothing, so the rows always equal a recount.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from surveys.period import Period
from surveys.storage.codes import SKIPPED, Word, numbers
from surveys.storage.given import ANSWERED, codes_of
from surveys.storage.given import SKIPPED as PASSED_OVER
from surveys.storage.holding import hold
from surveys.storage.moving import by_way, move
from surveys.storage.packing import packed
from surveys.storage.parts import parts
from surveys.storage.placing import Child, Key, Place, Response, Review, places
from surveys.storage.statements import day_of, write
from surveys.storage.tallying import PAIRS, Cell, Counted, Laid, add, cells, numbered
from surveys.storage.work import Many, Work, marks

#: What holds of a question in a response: no codes is a skip.
Gave = tuple[Key, str, tuple[str, ...]]
_RESPONSES = """SELECT id, questionnaire, child_id, review_id, status, completed_on, area, age_band, period, uncounted,
counts_for_id, voided_at, detached_on FROM response"""
_CHILDREN = "SELECT id, date_of_birth, care_ended, leaving_code FROM child"
_REVIEWS = "SELECT id, child_id, date, status FROM review"
_ANSWERS = "SELECT response_id, question, state, codes FROM answer"
_COUNTED = "SELECT response_id, period, area, age_band, question, option FROM counted_answer"
_PLACE = "UPDATE response SET counts_for_id = $1, period = $2, uncounted = $3 WHERE id = $4"
_FORGET = "DELETE FROM counted_answer WHERE response_id = $1"
_COUNT = """INSERT INTO counted_answer (response_id, period, area, age_band, question, option, cell)
VALUES ($1, $2, $3, $4, $5, $6, $7)"""


async def recount(response_ids: Iterable[UUID], laid: Laid | None = None, *, moved: Iterable[UUID] = ()) -> None:
    """Carry out :func:`recounted`, in the transaction that is under way or one of its own."""
    named, moved = sorted(response_ids), sorted(moved)
    # Two who count by what they cannot see of each other yet would both be wrong. Who answers holds their response already.
    await hold("response", {*named, *moved}, "FOR NO KEY UPDATE")
    await write(recounted(named, laid, moved))


def recounted(response_ids: Iterable[UUID], laid: Laid | None = None, moved: Iterable[UUID] = ()) -> Work[None]:
    """Place these responses, and all others of the same children, and rewrite what is counted from them.

    Those that have ``moved``, and the others, say what they said: where they only go from one quarter to another, their
    rows go with them. The tally is added to once, at the end: cells are locked in one order, and for as short as can be.
    """
    every = [*response_ids]
    named, apart = {str(each) for each in every}, laid.responses if laid else ()
    every += [each for each in moved if str(each) not in named]
    differences: Counter[Cell] = Counter()
    going: list[tuple[Response, Response]] = []
    for part in parts(every):
        before = yield from _with_siblings(part)
        after = yield from _place_all(before)
        pairs = [pair for pair in zip(before, after, strict=True) if str(pair[0].id) not in apart]
        anew = [now for was, now in pairs if str(now.id) in named or None in {was.period, now.period}]
        differences.update((yield from _rewrite(anew)))
        going += [pair for pair in pairs if str(pair[0].id) not in named]
    differences.update((yield from move(by_way(going))))
    if laid:
        differences.update((yield from laid.counted()))
    yield from add(differences)


def _place_all(responses: Collection[Response]) -> Work[list[Response]]:
    keys = {each.child for each in responses if each.child}
    children, reviews = (yield from _children(keys)), (yield from _reviews(keys))
    where = places(responses, children, reviews)
    placed = [_placed(response, where[response.id]) for response in responses]
    moved = [after for before, after in zip(responses, placed, strict=True) if after != before]
    if moved:
        yield Many(_PLACE, [(each.counts_for, each.period, each.uncounted, each.id) for each in moved])
    return placed


def _placed(response: Response, place: Place) -> Response:
    period = Period.of(place.day).number if place.day else None
    return response._replace(counts_for=place.review, period=period, uncounted=place.reason)


def _with_siblings(keys: Collection[Key]) -> Work[list[Response]]:
    """These responses, and all others of the same children."""
    those = f"SELECT child_id FROM response WHERE id IN ({marks(len(keys))})"  # noqa: S608  # places for values
    sql = f"{_RESPONSES} WHERE id IN ({marks(len(keys))}) UNION {_RESPONSES} WHERE child_id IN ({those})"
    rows = (yield sql, tuple(keys)) if keys else ()
    return [Response(*row)._replace(completed_on=day_of(row[5])) for row in rows]


def _children(keys: Collection[Key]) -> Work[dict[Key, Child]]:
    rows = (yield f"{_CHILDREN} WHERE id IN ({marks(len(keys))})", tuple(keys)) if keys else ()
    return {id_: Child(day_of(born) or date.min, day_of(ended), code) for id_, born, ended, code in rows}


def _reviews(children: Collection[Key]) -> Work[dict[Key, list[Review]]]:
    found: dict[Key, list[Review]] = defaultdict(list)
    where = f"WHERE child_id IN ({marks(len(children))}) ORDER BY date, id"
    rows = (yield f"{_REVIEWS} {where}", tuple(children)) if children else ()
    for id_, child, day, status in rows:
        found[child].append(Review(id_, child, day_of(day) or date.min, status))
    return found


def _rewrite(responses: Collection[Response]) -> Work[Counter[Cell]]:
    """Write what is counted from these responses now, where that is not what stands; the tally's difference."""
    counted = {each.id: each for each in responses if each.period is not None}
    given = yield from _given(counted)
    codes = yield from _codes(counted, given)
    standing, due = (yield from _standing(responses)), _due(counted, given, codes)
    moved = {row.response for row in ((standing - due) + (due - standing))}
    if gone := moved & {row.response for row in standing}:
        yield Many(_FORGET, [(one,) for one in gone])
    if come := [row for row in due.elements() if row.response in moved]:
        yield Many(_COUNT, [(*row, packed(row.question, row.period, row.area, row.option)) for row in come])
    pairs = numbered(codes)
    difference = cells(due.elements(), pairs)
    difference.subtract(cells(standing.elements(), pairs))
    return difference


def _standing(responses: Collection[Response]) -> Work[Counter[Counted]]:
    keys = tuple(each.id for each in responses)
    rows = (yield f"{_COUNTED} WHERE response_id IN ({marks(len(keys))})", keys) if keys else ()
    return Counter(Counted(*row) for row in rows)


def _codes(counted: Mapping[Key, Response], given: Iterable[Gave]) -> Work[Mapping[Word, int]]:
    """The numbers of all words that these answers are counted by.

    Of every pair too: what stands of a response may be of another questionnaire than it now is.
    """
    asked = {_question(counted[one], name) for one, name, _ in given}
    return (
        yield from numbers(
            {
                "question": asked.union(*PAIRS),
                "area": {each.area or "" for each in counted.values()},
                "age_band": {each.age_band or "" for each in counted.values()},
                "option": {code for _, _, options in given for code in options},
            }
        )
    )


def _due(counted: Mapping[Key, Response], given: Iterable[Gave], codes: Mapping[Word, int]) -> Counter[Counted]:
    return Counter(
        Counted(
            response=one,
            period=counted[one].period or 0,
            area=codes["area", counted[one].area or ""],
            age_band=codes["age_band", counted[one].age_band or ""],
            question=codes["question", _question(counted[one], name)],
            option=codes["option", code] if code else SKIPPED,
        )
        for one, name, options in given
        for code in options or ("",)
    )


def _question(response: Response, name: str) -> str:
    return f"{response.questionnaire}.{name}"


def _given(counted: Collection[Key]) -> Work[list[Gave]]:
    """As it stands now. Typed answers are not counted here."""
    where = f"WHERE response_id IN ({marks(len(counted))}) ORDER BY revision"
    rows = (yield f"{_ANSWERS} {where}", tuple(counted)) if counted else ()
    latest = {(one, name): (state, codes) for one, name, state, codes in rows}
    return [
        (one, name, codes_of(codes))
        for (one, name), (state, codes) in latest.items()
        if state == PASSED_OVER or (state == ANSWERED and codes)
    ]
