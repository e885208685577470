"""The shipped indicators: promised ids, and options that the questionnaires really have."""

import pytest

from analysis import indicators
from analysis.indicators import Asked, Survey
from surveys.questionnaire.library import Library

SURVEYS = indicators.read("views", pledge="Promise")


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
    rate = SURVEYS[0].response("reviews held")
    assert (rate.id, rate.base_is, rate.questions) == ("consultation.response", "reviews held", ())
