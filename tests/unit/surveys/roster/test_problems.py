"""What is said of files that are refused: every problem with its row, the first twenty of them."""

import pytest

from surveys.errors import ImportRefused
from surveys.questionnaire.library import Library
from surveys.roster.gathering import gather
from surveys.roster.problems import Problems
from tests.unit.surveys.roster.conftest import Make, Refuse

CHILDREN = "child_id,date_of_birth,area\nC1,01/02/2004,North\nC2,01/02/2009,South\n"
REVIEWS = "review_id,child_id,date\nR1,C1,01/02/2014\n"
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"


def test_a_cell_that_cannot_be_read_is_named_with_its_row_and_what_to_write(refuse: Refuse) -> None:
    assert refuse(children="child_id,date_of_birth,area,uasc\nC1,31/02/2010,North,\nC2,01/02/2010,,perhaps\n") == (
        "children.csv row 2: date_of_birth '31/02/2010' is not a date; write dd/mm/yyyy or yyyy-mm-dd.",
        "children.csv row 3: area is empty; it is needed in every row.",
        "children.csv row 3: uasc 'perhaps' is neither yes nor no.",
    )


def test_twenty_are_shown_and_the_rest_counted(refuse: Refuse) -> None:
    problems = refuse(children="child_id,date_of_birth,area\n" + "".join(f"C{n},never,North\n" for n in range(25)))
    assert (len(problems), problems[19].partition(":")[0], problems[20]) == (21, "children.csv row 21", "and 5 more.")


def test_problems_of_reading_and_of_sense_are_told_together_in_order(refuse: Refuse, library: Library) -> None:
    consultation = ", ".join(library.known("consultation"))
    assert refuse(
        children=CHILDREN + "C3,never,North\n",
        reviews=REVIEWS + "R2,C3,01/02/2014\nR3,C4,01/02/2014\n",
        responses=RESPONSES + "F1,consultation,01/02/2014,colour,red,,R1\nF2,consultation,soon,know_pledge,know,,R2\n",
    ) == (
        "children.csv row 4: date_of_birth 'never' is not a date; write dd/mm/yyyy or yyyy-mm-dd.",
        f"responses.csv row 2: question 'colour' is not one of consultation; its questions are {consultation}.",
        "responses.csv row 3: completed_on 'soon' is not a date; write dd/mm/yyyy or yyyy-mm-dd.",
        "reviews.csv row 4: child 'C4' is not known; import the child first, or together with this.",
    )


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("F1,survey,01/02/2014,know_pledge,know,,R1",
         "questionnaire 'survey' is not known; known are consultation, exit_interview."),
        ("F1,consultation,01/02/2014,know_pledge,maybe,,R1",
         "answer 'maybe' is not an option of know_pledge; its options are know, heard, no."),
        ("F1,consultation,01/02/2014,know_pledge,know|no,,R1",
         "answer 'know|no' gives more than one option, and know_pledge takes one."),
        ("F1,consultation,01/02/2014,know_pledge,know,C9,",
         "child 'C9' is not known; import the child first, or together with this."),
        ("F1,consultation,01/02/2014,know_pledge,know,,R9",
         "review 'R9' is not known; import the review first, or together with this."),
        ("F1,consultation,01/02/2014,know_pledge,know,C2,R1", "review 'R1' is not a review of child 'C2'."),
        ("F1,exit_interview,01/02/2014,understood_plan,all,,R1",
         "exit_interview is not about a review; leave review_id empty and give child_id."),
        (f"F1,consultation,01/02/2014,change,{'x' * 2001},,R1", "answer is longer than 2000 characters."),
        ("F1,consultation,01/02/2014,sw_last_seen,last week,,R1",
         "answer 'last week' is not a date; write dd/mm/yyyy or yyyy-mm-dd."),
        ("F1,exit_interview,01/02/2014,homes_count,0,C1,", "answer '0' is below 1."),
        ("F1,exit_interview,01/02/2014,homes_count,100,C1,", "answer '100' is above 99."),
        ("F1,exit_interview,01/02/2014,homes_count,lots,C1,", "answer 'lots' is not a number."),
        ("F1,consultation,01/02/2014,know_pledge,know,,R1,stray",
         "has 8 cells where the header has 7; check for a stray delimiter."),
    ],
)  # fmt: skip
def test_a_form_that_does_not_fit_its_questionnaire_or_its_child_is_refused(
    refuse: Refuse, row: str, refusal: str
) -> None:
    assert refuse(children=CHILDREN, reviews=REVIEWS, responses=f"{RESPONSES}{row}\n") == (
        f"responses.csv row 2: {refusal}",)  # fmt: skip


HISTORY = "period,indicator,count,base,percent,low,high\n2013-14-Q3,consultation.know_pledge,"


def test_a_number_too_small_to_reckon_with_is_none(refuse: Refuse) -> None:
    assert refuse(history=f"{HISTORY},,1e-9999999,,\n") == (
        "history.csv row 2: percent '1e-9999999' is not a plain number from 0, such as 12.5.",
    )


KEPT = "both are kept as they were printed."


@pytest.mark.parametrize(
    ("numbers", "warning"),
    [
        ("1,2,70,,", f"percent 70 is not what 1 of 2 come to, which is 50.0; {KEPT}"),
        (",,120,,", "percent 120 is above 100; it is kept as it was printed."),
        ("1,,100.5,,", "percent 100.5 is above 100; it is kept as it was printed."),
        (",,33,1,2", f"the interval, low 1 and high 2, does not hold the percentage, which is 33; {KEPT}"),
        (",,33,40,", f"the interval, low 40, does not hold the percentage, which is 33; {KEPT}"),
        ("1,2,,60,80", f"the interval, low 60 and high 80, does not hold the percentage, which is 50.0; {KEPT}"),
        (",,33,45,20", "low 45 is above high 20; they may be the wrong way round, and are kept as they were printed."),
    ],
)
def test_a_printed_figure_that_contradicts_itself_is_warned_of(make: Make, numbers: str, warning: str) -> None:
    plan = make(history=f"{HISTORY}{numbers}\n")
    assert (plan.tallies["printed figures"].new, plan.warnings) == (1, (f"history.csv row 2: {warning}",))


@pytest.mark.parametrize(
    ("numbers", "warnings"),
    [
        ("390,5216,7.5,,", ()), ("390,5216,7%,,", ()), ("390,5216,7.4,,", ()), ("390,5216,7.476993865030675,7,8", ()),
        ("2,3,67,67,67", ()), ("0,0,,,", ()), ("0,0,0,,", ()), ("5,,100,,", ()), (",,0,0,4.1", ()),
        ("5,2,250,,", ("history.csv row 2: count 5 is above its base 2, so no percentage of it is reported.",)),
        ("5,2,,,", ("history.csv row 2: count 5 is above its base 2, so no percentage of it is reported.",)),
    ],
)  # fmt: skip
def test_what_was_printed_and_rounded_is_taken_as_it_was(make: Make, numbers: str, warnings: tuple[str, ...]) -> None:
    plan = make(history=f"{HISTORY}{numbers}\n")
    assert (plan.tallies["printed figures"].new, plan.warnings) == (1, warnings)


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ({"children": CHILDREN + "C1,01/02/2004,North\n"},
         "children.csv row 4: child_id 'C1' is already in children.csv row 2; leave one of the two."),
        ({"children": CHILDREN, "reviews": REVIEWS + "R1,C2,01/03/2014\n"},
         "reviews.csv row 3: review_id 'R1' is already in reviews.csv row 2; leave one of the two."),
        ({"staff": "email,name,role\na@b.uk,A,iro\nA@B.uk,A,qa\n"},
         "staff.csv row 3: email 'a@b.uk' is already in staff.csv row 2; leave one of the two."),
        ({"children": "child_id,date_of_birth,area,iro\nC1,01/02/2004,North,x@y.uk\n"},
         "children.csv row 2: iro 'x@y.uk' is not known; import the member of staff first, or together with this."),
        ({"children": "child_id,date_of_birth,area\nC1,29/03/2014,North\n"},
         "children.csv row 2: child 'C1' is born on 29/03/2014, which is still to come."),
        ({"children": "child_id,date_of_birth,area,care_ended\nC1,01/02/2010,North,01/01/2009\n"},
         "children.csv row 2: child 'C1' left care on 01/01/2009, before being born."),
        ({"children": CHILDREN, "reviews": "review_id,child_id,date\nR1,C2,01/02/2008\n"},
         "reviews.csv row 2: the review on 01/02/2008 is before child 'C2' was born."),
        ({"history": "period,indicator,percent\n2013-14-Q3,consultation.joy,12\n"},
         ("history.csv row 2: indicator 'consultation.joy' is not known; known are consultation.response, "
         "consultation.know_pledge, exit_interview.response.")),
        ({"history": "period,indicator,percent\n2013-14-Q3,consultation.know_pledge,\n"},
         "history.csv row 2: gives no figure; fill count and base, or percent."),
        ({"history": "period,indicator,percent\n2013-14,consultation.know_pledge,1\n2013-14,consultation.know_pledge,1\n"},
         "history.csv row 3: consultation.know_pledge for 2013-14 is already in history.csv row 2; leave one of the two."),
        ({"episodes": "CHILD,DECOM,RNE,DEC,REC\nC1,01/02/2010,S,,\n"},
         "episodes.csv row 2: child 'C1' is not known; import the 903 Header file, or a children file, with this."),
        ({"children": CHILDREN, "episodes": "CHILD,DECOM,RNE,DEC,REC\nC1,02/02/2010,S,01/02/2010,E4A\n"},
         "episodes.csv row 2: DEC 01/02/2010 is before DECOM 02/02/2010; one of them is wrong."),
        ({"header": "CHILD,SEX,DOB\nC1,1,01/02/2010\n", "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\nC1,02/02/2010,,\n"},
         "reviews.csv row 2: DOB of child 'C1' is not the one that another row of the return gives."),
        ({"children": CHILDREN, "notes": "colour,size\nred,3\n"},
         ("notes.csv: its header is not one that import knows; the first row names the columns of one of: staff, "
         "children, 903 Header, 903 Episodes, 903 UASC, reviews, 903 Reviews, responses, history.")),
    ],
)  # fmt: skip
def test_files_that_contradict_each_other_or_sense_are_refused(
    refuse: Refuse, files: dict[str, str], refusal: str
) -> None:
    assert refuse(**files) == (refusal,)


def test_rows_of_one_response_must_agree_and_name_a_question_once(refuse: Refuse) -> None:
    assert refuse(
        children=CHILDREN, reviews=REVIEWS,
        responses=RESPONSES + "F1,consultation,01/02/2014,know_pledge,know,,R1\n"
        "F1,consultation,02/02/2014,want_to_chair,all,,\nF1,consultation,01/02/2014,know_pledge,no,,R1\n",
    ) == (
        "responses.csv row 3: completed_on is not what responses.csv row 2 says of response 'F1'; make them alike.",
        "responses.csv row 4: question 'know_pledge' is there twice in response 'F1'.",
    )  # fmt: skip


def test_two_responses_to_one_review_are_refused(refuse: Refuse) -> None:
    rows = "".join(f"F{n},consultation,01/02/2014,know_pledge,know,,R1\n" for n in (1, 2))
    assert refuse(children=CHILDREN, reviews=REVIEWS, responses=RESPONSES + rows) == (
        ("responses.csv row 3: response 'F2' is about review 'R1', and so is response 'F1' (responses.csv row 2); "
        "leave one."),)  # fmt: skip


def test_a_file_that_is_too_large_or_of_another_kind_is_refused() -> None:
    assert _gathered(("b.pdf", b""), ("a.csv", bytes(32 * 1024 * 1024 + 1))) == (
        "b.pdf: is neither a .csv nor an .xlsx file.", "a.csv: is larger than 32 MB; divide it.")  # fmt: skip


def test_files_that_are_too_large_together_are_refused() -> None:
    half = b"email,name,role\n" + (b"," * 100_000 + b"\n") * 170
    assert _gathered(("a.csv", half), ("b.csv", half)) == (
        "b.csv: with this file the import is larger than 32 MB; import some files by themselves.",)  # fmt: skip


def test_more_rows_than_an_import_takes_are_refused_in_however_many_files() -> None:
    rows = b"email,name,role\n" + b"i@b.uk,I,iro\n" * 100_000
    assert _gathered(("a.csv", rows), ("b.csv", rows)) == ()
    assert _gathered(("a.csv", rows), ("b.csv", rows), ("c.csv", rows)) == (
        "c.csv: with its rows the import has more than 200000; import some files by themselves.",)  # fmt: skip


def test_a_cell_that_is_longer_than_a_spreadsheet_takes_is_not_kept() -> None:
    row = b"response_id,questionnaire,completed_on,question,answer\nF1,consultation,01/02/2014,going_well,"
    assert _gathered(("a.csv", row + b"x" * 32_767)) == ()
    assert _gathered(("a.csv", row + b"x" * 32_768)) == ("a.csv row 2: answer is longer than 32767 characters.",)


def _gathered(*files: tuple[str, bytes]) -> tuple[str, ...]:
    """What is wrong with files by themselves."""
    problems = Problems()
    gather(files, problems)
    try:
        problems.refuse()
    except ImportRefused as refused:
        return refused.problems
    return ()
