"""What was given, from the tally and from the rows: the same."""

from collections import Counter
from datetime import date

from analysis import indicators
from analysis.given import given
from analysis.indicators import Asked, Indicator
from surveys.period import Period
from surveys.storage import tallying
from surveys.storage.models import CountedAnswer, Response, Tally
from tests.integration.analysis.conftest import Records

Q4 = Period(2013, 4).number
IN_Q4 = date(2014, 2, 3)


def _indicator(id_: str, *questions: str) -> Indicator:
    asked = tuple(Asked(id=question, yes=frozenset({"always"})) for question in questions)
    return Indicator(id=id_, label="", says="", base_is="", reading="good", questions=asked)


async def _interview(records: Records, answers: dict[str, str], **frozen: str) -> None:
    child = await records.child(ended=IN_Q4)
    response = await records.response("exit_interview", answers, child=child)
    await Response.filter(id=response.id).update(**frozen)


async def test_a_pair_and_three_questions_are_counted_by_response(records: Records) -> None:
    """Also where a row has no number of its own (see surveys.storage.packing)."""
    await _interview(records, {"gave_views": "always", "views_considered": "never", "iro_kept_eye": "yes"})
    await _interview(records, {"gave_views": "", "iro_kept_eye": "no"})
    await _interview(records, {"iro_kept_eye": "no"})
    await records.settle()
    await CountedAnswer.filter(option=0).update(cell=None)
    pair = _indicator("exit_interview.pair", "gave_views", "views_considered")
    turned = _indicator("exit_interview.turned", "views_considered", "gave_views")
    three = _indicator("exit_interview.three", "gave_views", "views_considered", "iro_kept_eye")
    assert await given([pair, turned, three], [Q4]) == {
        (pair.id, Q4): Counter({("always", "never"): 1, ("", None): 1}),
        (turned.id, Q4): Counter({("never", "always"): 1, (None, ""): 1}),
        (three.id, Q4): Counter({("always", "never", "yes"): 1, ("", None, "no"): 1, (None, None, "no"): 1}),
    }


async def test_two_indicators_may_ask_the_same_question(records: Records) -> None:
    await _interview(records, {"gave_views": "always"})
    await records.settle()
    asked = [_indicator(f"exit_interview.{name}", "gave_views") for name in ("one", "other")]
    assert await given(asked, [Q4]) == {(each.id, Q4): Counter({("always",): 1}) for each in asked}


async def test_areas_and_age_bands_are_added_up(records: Records) -> None:
    """The tally keeps them apart."""
    for place in ({"area": "North", "age_band": "8-11"}, {"area": "North", "age_band": "12-15"}, {"area": "South"}):
        await _interview(records, {"gave_views": "always", "iro_kept_eye": "yes"}, **place)
    await records.settle()
    one = _indicator("exit_interview.one", "gave_views")
    both = _indicator("exit_interview.both", "gave_views", "iro_kept_eye")
    found = await given([one, both], [Q4])
    assert found == {(one.id, Q4): Counter({("always",): 3}), (both.id, Q4): Counter({("always", "yes"): 3})}
    assert {type(number) for counts in found.values() for number in counts.values()} == {int}
    assert await Tally.filter(responses=1).count() == await Tally.all().count() == 9


def test_the_tally_holds_every_pair_that_a_shipped_indicator_takes_together() -> None:
    surveys = indicators.read("views", pledge="Pledge")
    several = [each for survey in surveys for each in survey.indicators if len(each.questions) > 1]
    taken = {tuple(f"{each.id.partition('.')[0]}.{asked.id}" for asked in each.questions) for each in several}
    assert taken == set(tallying.PAIRS)
