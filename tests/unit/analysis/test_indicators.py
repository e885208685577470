"""The shipped indicators: promised ids, and options that the questionnaires really have."""

import pytest

from analysis import bases, indicators
from analysis.indicators import Asked, Base, Survey
from config.authority import ResponseBase
from surveys.period import Period
from surveys.questionnaire.library import Library

SURVEYS = indicators.read("views", pledge="Promise")
Q4, YEAR = Period(2013, 4), Period(2013)
PRINTED = "the base of the printed report"
REVIEWED = "aged 4 or over who had a review"
LEFT = "aged 8 or over who left care"


def test_the_promised_indicators_and_their_yes_sets() -> None:
    found = {
        each.id: [(asked.id, sorted(asked.yes), sorted(asked.excluded)) for asked in each.questions]
        for survey in SURVEYS
        for each in survey.indicators
    }
    helpful = (["quite", "very"], ["did_not_have_one"])
    both: tuple[list[str], list[str]] = (["always", "mostly"], [])
    assert found == {
        "consultation.understand_plan": [("understand_plan", ["all", "some"], [])],
        "consultation.know_how_to_complain": [("know_how_to_complain", ["yes"], [])],
        "consultation.know_pledge": [("know_pledge", ["know"], [])],
        "consultation.want_to_chair": [("want_to_chair", ["all", "some"], [])],
        "exit_interview.understood_plan": [("understood_plan", ["all", "some"], [])],
        "exit_interview.able_to_give_views": [("gave_views", *both), ("views_considered", *both)],
        "exit_interview.iro_kept_eye": [("iro_kept_eye", ["sometimes", "yes"], [])],
        "exit_interview.iro_helpful": [("iro_helpful", *helpful)],
        "exit_interview.social_worker_helpful": [("social_worker_helpful", *helpful)],
        "exit_interview.carer_helpful": [("carer_helpful", *helpful)],
        "exit_interview.support_difficult": [
            ("support_after_care", ["difficult", "very_difficult"], ["did_not_need", "too_soon"])
        ],
    }


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.id)
def test_every_code_is_an_option_of_its_question(survey: Survey, library: Library) -> None:
    known = library.known(survey.id)

    def unknown(asked: Asked) -> frozenset[str]:
        return (asked.yes | asked.excluded) - frozenset(known[asked.id].options)

    assert [unknown(asked) for each in survey.indicators for asked in each.questions if unknown(asked)] == []


def test_the_local_name_of_the_pledge_is_used() -> None:
    pledge = SURVEYS[0].indicators[2]
    assert (pledge.label, pledge.says) == ("Know what the Promise says", "know what the Promise says")


def test_a_response_rate_names_its_base() -> None:
    rate = SURVEYS[0].response(Base(many="reviews held", one="review held", printed="that of the printed report"))
    assert (rate.id, rate.label, rate.questions) == ("consultation.response", "Consultation responses", ())
    assert (rate.base_is, rate.base_one, rate.printed_base_is) == (
        "reviews held",
        "review held",
        "that of the printed report",
    )


@pytest.mark.parametrize(
    ("survey", "chosen", "period", "many", "one", "printed"),
    [
        (0, "reviews_held", Q4, "reviews held", "review held", None),
        (0, "reviews_held", YEAR, "reviews held", "review held", None),
        (0, "offered", YEAR, "consultations offered", "consultation offered", PRINTED),
        (0, "children_reviewed", Q4, f"children {REVIEWED}", f"child {REVIEWED}", PRINTED),
        (0, "children_reviewed", YEAR, f"children {REVIEWED}, each counted once a quarter", f"child {REVIEWED}", PRINTED),
        (1, "offered", Q4, f"children and young people {LEFT}", f"child or young person {LEFT}", None),
    ],
)  # fmt: skip
def test_bases_are_named_by_the_setting(
    survey: int, chosen: ResponseBase, period: Period, many: str, one: str, printed: str | None
) -> None:
    named = bases.of(SURVEYS[survey], chosen, period)
    assert named == Base(many=many, one=one, printed=printed)
