"""What an import makes of files and of what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from surveys.errors import ImportRefused
from surveys.period import Period
from surveys.roster.plan import Form, Online, Plan, Stored, Tally
from surveys.roster.records import Change, ChildRecord, FigureRecord, Given, Kept, ResponseRecord, ReviewRecord
from tests.unit.surveys.roster.conftest import Make

SAM = ChildRecord(ref="C1", date_of_birth=date(2004, 2, 1), area="North", first_name="Sam", service="Fostering")
PLANNED = ReviewRecord(ref="R1", child=UUID(int=101), date=date(2014, 2, 10), status="planned")
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
FORM = RESPONSES + "F1,consultation,08/02/2014,know_pledge,know,,R1\n"


def _stored(**more: Any) -> Stored:
    given: dict[str, Any] = {
        "children": {"C1": Kept(UUID(int=101), SAM)}, "reviews": {"R1": Kept(UUID(int=201), PLANNED)}, "in_care": 1}  # fmt: skip
    return Stored(**{**given, **more})


def _child(plan: Plan) -> ChildRecord:
    return plan.children[0].record


def test_an_empty_cell_clears_and_a_column_that_is_not_there_leaves(make: Make) -> None:
    plan = make(over=_stored(), children="child_id,date_of_birth,area,first_name\nC1,01/02/2004,South,\n")
    assert plan.children == (Change(UUID(int=101), replace(SAM, area="South", first_name=None), SAM),)
    assert plan.children[0].changed_fields == ("area", "first_name")


def test_a_child_that_is_not_named_is_left_as_it_is(make: Make) -> None:
    plan = make(over=_stored(), children="child_id,date_of_birth,area\nC2,01/02/2004,South\n")
    assert [change.record.ref for change in plan.children] == ["C2"]


def test_the_same_rows_over_what_they_made_change_nothing(make: Make) -> None:
    files = {
        "children": "child_id,date_of_birth,area\nC1,01/02/2004,North\n",
        "reviews": "review_id,child_id,date,status\nR1,C1,10/02/2014,planned\n",
    }
    plan = make(over=_stored(), **files)
    assert (plan.is_empty, plan.tallies) == (True, {"children": Tally(unchanged=1), "reviews": Tally(unchanged=1)})


@pytest.mark.parametrize(
    ("columns", "status"),
    [("", "planned"), (",PN1,", "held"), (",,cancelled", "cancelled"), (",PN7,planned", "planned")],
)
def test_a_review_without_a_status_was_held_if_somebody_took_part_and_else_is_planned(
    make: Make, columns: str, status: str
) -> None:
    text = f"review_id,child_id,date,participation,status\nR2,C1,10/03/2014{columns}\n"
    assert [change.record.status for change in make(over=_stored(), reviews=text).reviews] == [status]


def test_files_may_come_in_any_order(make: Make) -> None:
    files = {
        "responses": FORM, "reviews": "review_id,child_id,date\nR1,C1,10/02/2014\n",
        "children": "child_id,date_of_birth,area,iro\nC1,01/02/2004,North,i@b.uk\n", "staff": "email,name,role\ni@b.uk,I,iro\n",
    }  # fmt: skip
    assert make(**files) == make(**dict(reversed(files.items())))


HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC1,1,01/02/2004,WBRI,,,\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n"


@pytest.mark.parametrize(
    ("rows", "care"),
    [
        ("C1,01/05/2012,S,C2,N1,U1,,\n", (date(2012, 5, 1), None, None, "C2", "U1")),
        ("C1,01/05/2012,S,C2,N1,U1,03/06/2013,X1\nC1,03/06/2013,P,C1,N1,K2,10/01/2014,E4A\n",
         (date(2012, 5, 1), date(2014, 1, 10), "E4A", "C1", "K2")),
        ("C1,01/05/2012,S,C2,N1,U1,03/06/2013,E4A\nC1,01/09/2013,S,V2,N1,K2,,\n",
         (date(2013, 9, 1), None, None, "V2", "K2")),
        ("C1,01/09/2013,S,V2,N1,K2,03/02/2014,E11\nC1,01/05/2012,S,C2,N1,U1,03/06/2013,E4A\n",
         (date(2013, 9, 1), date(2014, 2, 3), "E11", "V2", "K2")),
        ("C1,01/05/2012,S,C2,N1,U1,03/06/2013,X1\n", (date(2012, 5, 1), None, None, "C2", "U1")),
        ("C1,01/05/2012,S,C2,N1,U1,03/06/2013,\n", (date(2012, 5, 1), date(2013, 6, 3), None, "C2", "U1")),
        ("C1,01/05/2012,L,C2,N1,U1,,\n", (None, None, None, "C2", "U1")),
    ],
)  # fmt: skip
def test_care_stands_where_the_last_episode_leaves_it(make: Make, rows: str, care: tuple[Any, ...]) -> None:
    child = _child(make(header=HEADER, episodes=EPISODES + rows))
    assert (child.care_started, child.care_ended, child.leaving_code, child.legal_status, child.placement) == care


def test_a_child_known_from_the_return_alone_has_no_area_given(make: Make) -> None:
    assert _child(make(header=HEADER)) == ChildRecord(ref="C1", date_of_birth=date(2004, 2, 1), area="not given")


def test_a_stored_child_keeps_what_the_return_does_not_give(make: Make) -> None:
    plan = make(over=_stored(), header=HEADER, episodes=EPISODES + "C1,01/05/2012,S,C2,N1,U1,,\n")
    assert _child(plan) == replace(SAM, care_started=date(2012, 5, 1), legal_status="C2", placement="U1")


def test_a_children_file_wins_over_the_return_for_what_it_gives(make: Make) -> None:
    child = _child(make(
        header=HEADER, episodes=EPISODES + "C1,01/05/2012,S,C2,N1,U1,03/06/2013,E4A\n",
        children="child_id,date_of_birth,area,care_ended,leaving_code\nC1,02/02/2004,North,04/06/2013,\n"))  # fmt: skip
    assert (child.date_of_birth, child.area, child.care_ended, child.leaving_code, child.placement) == (
        date(2004, 2, 2), "North", date(2013, 6, 4), "E4A", "U1")  # fmt: skip


@pytest.mark.parametrize(
    ("ceased", "uasc"), [("", True), ("29/03/2014", True), ("28/03/2014", False), ("01/01/2013", False)]
)
def test_a_child_is_unaccompanied_until_that_ceases(make: Make, ceased: str, uasc: bool) -> None:
    assert _child(make(uasc=f"CHILD,SEX,DOB,DUC\nC1,1,01/02/2004,{ceased}\n")).uasc is uasc


REVIEWS_903 = "CHILD,DOB,REVIEW,REVIEW_CODE\n"


def test_a_903_review_on_a_stored_child_and_date_updates_that_review(make: Make) -> None:
    plan = make(over=_stored(), reviews=REVIEWS_903 + "C1,01/02/2004,10/02/2014,PN3\n")
    assert plan.reviews == (Change(UUID(int=201), replace(PLANNED, status="held", participation="PN3"), PLANNED),)


def test_any_other_903_review_becomes_a_held_one(make: Make) -> None:
    plan = make(over=_stored(), reviews=REVIEWS_903 + "C1,01/02/2004,11/02/2014,PN3\n")
    made = ReviewRecord(
        ref="C1/2014-02-11", child=UUID(int=101), date=date(2014, 2, 11), status="held", participation="PN3"
    )
    assert plan.reviews == (Change(UUID(int=1), made),)


def test_a_903_review_and_a_review_file_in_one_import_are_one_review(make: Make) -> None:
    plan = make(
        over=_stored(reviews={}), meetings="review_id,child_id,date\nR7,C1,11/02/2014\n",
        statutory=REVIEWS_903 + "C1,01/02/2004,11/02/2014,PN3\nC1,01/02/2004,11/02/2014,PN3\n")  # fmt: skip
    assert [(change.record.ref, change.record.status, change.record.participation) for change in plan.reviews] == [
        ("R7", "held", "PN3")]  # fmt: skip


def test_a_review_file_gives_a_review_that_the_return_brought_its_own_id(make: Make) -> None:
    statutory = ReviewRecord(ref="C1/2014-02-11", child=UUID(int=101), date=date(2014, 2, 11), status="held")
    plan = make(over=_stored(reviews={"C1/2014-02-11": Kept(UUID(int=202), statutory)}),
                reviews="review_id,child_id,date\nR7,C1,11/02/2014\n")  # fmt: skip
    assert plan.reviews == (Change(UUID(int=202), replace(statutory, ref="R7"), statutory),)


def _crowd(count: int) -> Mapping[str, Kept[ChildRecord]]:
    return {
        f"C{n}": Kept(UUID(int=n), replace(SAM, ref=f"C{n}", first_name=None, service=None))
        for n in range(1, count + 1)
    }


def _leaving(count: int) -> str:
    return "child_id,date_of_birth,area,care_ended\n" + "".join(
        f"C{n},01/02/2004,North,01/03/2014\n" for n in range(1, count + 1))  # fmt: skip


def test_five_in_a_hundred_may_leave_by_one_import(make: Make) -> None:
    assert len(make(over=Stored(children=_crowd(100), in_care=100), children=_leaving(5)).children) == 5


def test_more_must_be_confirmed(make: Make) -> None:
    over = Stored(children=_crowd(100), in_care=100)
    with pytest.raises(ImportRefused) as refused:
        make(over=over, children=_leaving(6))
    assert refused.value.problems == (
        ("By this import 6 of the 100 children stored as in care would have left, more than 5%. If that is right, "
        "run it again with --confirm-leavers."),)  # fmt: skip
    assert len(make(over=over, children=_leaving(6), confirm_leavers=True).children) == 6


def test_a_first_import_never_trips_the_guard(make: Make) -> None:
    assert len(make(children=_leaving(50)).children) == 50


def _response(**given: Any) -> ResponseRecord:
    record = ResponseRecord(
        ref="F1", questionnaire="consultation", completed_on=date(2014, 2, 8), child=UUID(int=101), review=UUID(int=201),
        area="North", service="Fostering", age_band="8-11", answers={"know_pledge": Given("know")})  # fmt: skip
    return replace(record, **given)


def test_a_form_freezes_who_it_was_about(make: Make) -> None:
    assert make(over=_stored(), responses=FORM).responses == (Change(UUID(int=1), _response()),)


def test_area_and_age_band_of_a_form_win_over_the_childs(make: Make) -> None:
    text = (
        "response_id,questionnaire,completed_on,question,answer,review_id,area,age_band,language,channel\n"
        "F1,consultation,08/02/2014,know_pledge,know,R1,West,12-15,cy,letter\n"
    )
    assert make(over=_stored(), responses=text).responses == (
        Change(UUID(int=1), _response(area="West", age_band="12-15", language="cy", channel="letter")),)  # fmt: skip


def test_what_is_frozen_stays_when_the_child_has_moved_on(make: Make) -> None:
    moved = {"C1": Kept(UUID(int=101), replace(SAM, area="South"))}
    over = _stored(children=moved, responses={"F1": Kept(UUID(int=301), _response())}, forms={UUID(int=201): "F1"})
    assert make(over=over, responses=FORM).is_empty


def test_rows_a_response_no_longer_has_go(make: Make) -> None:
    before = _response(answers={"know_pledge": Given("heard"), "want_to_chair": Given("all")})
    over = _stored(responses={"F1": Kept(UUID(int=301), before)}, forms={UUID(int=201): "F1"})
    assert make(over=over, responses=FORM).responses == (Change(UUID(int=301), _response(), before),)


def test_every_kind_of_answer_is_read_in_its_own_way(make: Make) -> None:
    text = RESPONSES + (
        "F1,consultation,08/02/2014,who_listens,nobody | carer|carer,,R1\n"
        'F1,consultation,08/02/2014,change," More ""pizza"" ",,R1\n'
        "F1,consultation,08/02/2014,sw_last_seen,01/02/2014,,R1\n"
        "F1,consultation,08/02/2014,know_pledge,  ,,R1\n"
    )
    assert make(over=_stored(), responses=text).responses[0].record.answers == {
        "who_listens": Given("carer|nobody"), "change": Given(text=' More "pizza" '),
        "sw_last_seen": Given(text="2014-02-01"), "know_pledge": Given()}  # fmt: skip


def test_a_form_for_a_review_that_another_form_is_about_is_refused(make: Make) -> None:
    with pytest.raises(ImportRefused) as refused:
        make(over=_stored(forms={UUID(int=201): "F0"}), responses=FORM)
    assert refused.value.problems == (
        ("responses.csv row 2: response 'F1' is about review 'R1', and so is response 'F0', which was imported before; "
        "leave one."),)  # fmt: skip


def test_a_form_may_take_the_review_of_one_that_moves_to_another(make: Make) -> None:
    other = ReviewRecord(ref="R2", child=UUID(int=101), date=date(2014, 3, 10), status="held")
    over = _stored(
        reviews={"R1": Kept(UUID(int=201), PLANNED), "R2": Kept(UUID(int=202), other)},
        responses={"F0": Kept(UUID(int=300), _response(ref="F0"))}, forms={UUID(int=201): "F0"})  # fmt: skip
    plan = make(over=over, responses=FORM + "F0,consultation,08/02/2014,know_pledge,know,,R2\n")
    assert {change.record.ref: change.record.review for change in plan.responses} == {
        "F1": UUID(int=201), "F0": UUID(int=202)}  # fmt: skip


@pytest.mark.parametrize(
    ("online", "applied", "replaced"),
    [
        (Online(UUID(int=1), "completed", UUID(int=2), "finished"), 0, False),
        (Online(UUID(int=1), "partial", UUID(int=2), "waiting"), 1, True),
        (Online(UUID(int=1), "stopped", UUID(int=2), "stopped"), 1, True),
        (Online(UUID(int=1), "invited"), 1, True),
        (Online(UUID(int=1), "completed", UUID(int=2), "closed"), 1, False),
        (Online(UUID(int=1), "completed", UUID(int=2), "voided"), 1, False),
    ],
)
def test_a_form_takes_the_place_of_what_is_unfinished_online_but_never_of_what_is_finished(
    make: Make, online: Online, applied: int, replaced: bool
) -> None:
    plan = make(over=_stored(online={(UUID(int=201), None): online}), responses=FORM)
    assert (len(plan.responses), plan.replaced) == (applied, (online,) if replaced else ())
    assert plan.not_applied == (() if applied else ("response F1: review 'R1' was answered online, and that counts",))


def test_an_exit_interview_on_paper_takes_the_place_of_one_asked_for_on_the_same_leaving(make: Make) -> None:
    left = replace(SAM, care_ended=date(2014, 1, 10))
    online = Online(UUID(int=1), "invited")
    over = _stored(children={"C1": Kept(UUID(int=101), left)}, online={(UUID(int=101), date(2014, 1, 10)): online})
    text = RESPONSES + "X1,exit_interview,08/02/2014,iro_helpful,very,C1,\n"
    assert make(over=over, responses=text).replaced == (online,)


def test_a_printed_figure_beside_responses_of_its_period_is_warned_of(make: Make) -> None:
    history = (
        "period,indicator,count,base,percent\n2013-14-Q4,consultation.know_pledge,,,15\n2013-14,consultation.response,1,2,\n"
        "2013-14-Q3,consultation.know_pledge,1,9,11\n2013-14-Q4,exit_interview.response,1,9,\n"
    )
    plan = make(over=_stored(), responses=FORM, history=history)
    assert plan.warnings == (
        ("history.csv row 2: this import also brings responses of 2013-14-Q4 for consultation.know_pledge; figures are "
        "counted from these, and the printed one is kept beside them."),
        ("history.csv row 3: this import also brings responses of 2013-14 for consultation.response; figures are "
        "counted from these, and the printed one is kept beside them."))  # fmt: skip
    assert plan.tallies["printed figures"] == Tally(new=4)


def test_a_question_that_everybody_skipped_is_not_what_a_printed_figure_is_counted_from(make: Make) -> None:
    history = "period,indicator,count,base\n2013-14-Q4,consultation.know_pledge,3,20\n"
    skipped = RESPONSES + "F9,consultation,08/02/2014,know_pledge,,,\n"
    assert make(responses=skipped, history=history).warnings == ()


def test_a_printed_share_that_a_workbook_may_mean_otherwise_is_warned_of(make: Make) -> None:
    rows = "".join(f"2012-13-Q{number},consultation.know_pledge,{share}\n" for number, share in enumerate(
        ("0.12", "0", "1", "12%"), 1))  # fmt: skip
    plan = make(history="period,indicator,percent\n" + rows)
    assert (plan.tallies["printed figures"].new, plan.warnings) == (4, (
        ("history.csv row 2: percent 0.12 is taken as 0.12%. If the cell shows another number with a % sign, write that "
        "number instead."),))  # fmt: skip


OVER = "over these, with the responses there are, and the printed one is kept beside it."


def test_a_printed_response_rate_beside_held_reviews_or_leavers_of_its_quarter_is_warned_of(make: Make) -> None:
    history = (
        "period,indicator,count,base\n2013-14-Q4,consultation.response,100,1000\n2013-14-Q4,exit_interview.response,12,40\n"
        "2013-14-Q3,consultation.response,1,9\n2013-14-Q4,consultation.know_pledge,1,9\n"
    )
    plan = make(
        history=history, reviews="review_id,child_id,date,status\nR1,C1,10/02/2014,held\nR2,C1,10/12/2013,cancelled\n",
        children="child_id,date_of_birth,area,care_ended,leaving_code\nC1,01/02/2004,North,20/03/2014,E4A\n")  # fmt: skip
    assert plan.warnings == (
        f"history.csv row 2: this import also brings held reviews of 2013-14-Q4; consultation.response is counted {OVER}",
        f"history.csv row 3: this import also brings leavers of 2013-14-Q4; exit_interview.response is counted {OVER}")  # fmt: skip


def test_who_is_in_no_base_takes_the_place_of_nothing_printed(make: Make) -> None:
    plan = make(
        history="period,indicator,count,base\n2013-14-Q4,exit_interview.response,12,40\n",
        children="child_id,date_of_birth,area,care_ended,leaving_code\nC1,01/02/2004,North,20/03/2014,E3\n"
        "C2,01/02/2007,North,20/03/2014,E4A\nC3,01/02/2004,North,20/12/2013,E4A\nC4,01/02/2004,North,,\n")  # fmt: skip
    assert plan.warnings == ()


def test_a_response_rate_printed_and_stored_before_is_warned_of_when_its_base_comes(make: Make) -> None:
    printed = FigureRecord(period=Period(2013, 4), indicator="consultation.response", count=1, base=9)
    over = _stored(figures={printed.ref: Kept(UUID(int=401), printed)})
    held = "review_id,child_id,date,status\nR1,C1,10/02/2014,held\n"
    assert make(over=over, reviews=held).warnings == (
        ("this import brings held reviews or leavers of quarters with printed figures: consultation.response of "
        f"2013-14-Q4. Each is counted {OVER}"),)  # fmt: skip
    there = {"R1": Kept(UUID(int=201), replace(PLANNED, status="held"))}
    assert make(over=replace(over, reviews=there), reviews=held).warnings == ()


EXITS = (
    RESPONSES
    + "X1,exit_interview,08/02/2014,iro_helpful,very,C1,\nX2,exit_interview,09/02/2014,iro_helpful,not_very,C1,\n"
)
LEFT = replace(SAM, care_started=date(2013, 6, 1), care_ended=date(2014, 2, 10))
TWICE = "response 'X2' is about child 'C1' leaving care, and so is response 'X1'"


def _left(**more: Any) -> Stored:
    return _stored(children={"C1": Kept(UUID(int=101), LEFT)}, **more)


def test_two_exit_interviews_of_one_leaving_are_warned_of(make: Make) -> None:
    plan = make(over=_left(), responses=EXITS)
    assert len(plan.responses) == 2
    assert plan.warnings == (f"responses.csv row 3: {TWICE} (responses.csv row 2); both count.",)


def test_an_exit_interview_beside_one_that_is_stored_is_warned_of(make: Make) -> None:
    over = _left(unreviewed={UUID(int=101): [Form("X1", "exit_interview", date(2014, 2, 8))]})
    plan = make(over=over, responses=RESPONSES + "X2,exit_interview,09/02/2014,iro_helpful,very,C1,\n")
    assert plan.warnings == (f"responses.csv row 2: {TWICE}, which was imported before; both count.",)


def test_a_response_completed_on_a_day_to_come_is_warned_of(make: Make) -> None:
    plan = make(over=_stored(), responses=RESPONSES + "F9,consultation,29/03/2034,know_pledge,know,,R1\n")
    assert plan.warnings == ("responses.csv row 2: completed on a day that is still to come; look at the year.",)


@pytest.mark.parametrize(
    "stored", [Form("X1", "exit_interview", date(2013, 5, 1)), Form("X1", "consultation", date(2014, 2, 8))]
)
def test_one_of_an_earlier_leaving_or_of_another_questionnaire_stands_in_nobodys_way(make: Make, stored: Form) -> None:
    text = RESPONSES + "X2,exit_interview,09/02/2014,iro_helpful,very,C1,\n"
    assert len(make(over=_left(unreviewed={UUID(int=101): [stored]}), responses=text).responses) == 1


def test_an_exit_interview_may_pass_to_another_child_and_leave_room(make: Make) -> None:
    kim = replace(SAM, ref="C2", first_name="Kim")
    over = replace(
        _left(unreviewed={UUID(int=101): [Form("X1", "exit_interview", date(2014, 2, 8))]}),
        children={"C1": Kept(UUID(int=101), LEFT), "C2": Kept(UUID(int=102), kim)})  # fmt: skip
    plan = make(over=over, responses=EXITS.replace("very,C1", "very,C2", 1))
    assert [change.record.child for change in plan.responses] == [UUID(int=102), UUID(int=101)]
