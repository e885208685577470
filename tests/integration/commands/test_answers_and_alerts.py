"""``mysay alerts``, ``mysay answers``, ``mysay void`` and ``mysay export`` on what a young person really gave."""

import csv
import json
from datetime import date

import pytest

from mysay.leadership import nobody_serves
from surveys.conversation.replies import Action, Reply
from surveys.period import Period
from surveys.service.answering import Turn, agree, reply
from surveys.service.context import Service
from surveys.storage.models import Answer, Child, Staff
from tests.support import people
from tests.support.house import House


async def begin(service: Service) -> Turn:
    """Child C1 begins the consultation before review R1, whose IRO is Ms Example."""
    iro = await people.staff(service, "iro@westmarsh.example")
    child = await people.child(service, "C1")
    review = await people.review(service, child, "R1", iro_id=iro.id)
    invitation = await people.invited(service, child, review)
    return await agree(service, invitation.id, "web")


async def act(service: Service, turn: Turn, action: Action, value: str | None = None) -> Turn:
    question = turn.step.question
    given = Reply(question.id if question else None, turn.session.revision, value, action)
    return await reply(service, turn.session.id, given, channel="web")


@pytest.fixture
async def finished(service: Service) -> Turn:
    """C1 asked for help, gave the first question its first option, and passed over all others."""
    turn = await begin(service)
    turn = await act(service, turn, Action.HELP)
    question = turn.step.question
    assert question is not None
    turn = await act(service, turn, Action.ANSWER, question.options[0].code)
    while turn.step.kind == "question":
        turn = await act(service, turn, Action.SKIP)
    return turn


async def test_calls_for_help_are_listed_named_by_every_command_and_acknowledged(house: House, finished: Turn) -> None:
    warning = "1 call for help has not been acknowledged: run 'mysay alerts'."
    listed = await house.run("alerts")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.splitlines() == [
        "1\t28/03/2014 10:00\tasked for help\tchild C1\treview R1\tIRO iro@westmarsh.example"
    ]
    assert (await house.run("remind")).err.splitlines()[0] == warning
    (call,) = json.loads((await house.run("alerts", "--json")).out)
    assert call == {
        "id": 1,
        "raised_at": "2014-03-28T10:00:00+00:00",
        "cause": "help",
        "child_id": "C1",
        "review_id": "R1",
        "iro": "iro@westmarsh.example",
    }
    done = await house.run("alerts", "--ack", "1")
    assert (done.code, done.out, done.err) == (0, "No call for help is waiting.\n", "Call 1 is acknowledged.\n")
    again = await house.run("alerts", "--ack", "1")
    assert (again.code, again.err) == (1, "There is no call 1 that waits; 'mysay alerts' lists those that do.\n")
    assert warning not in (await house.run("remind")).err


@pytest.mark.parametrize(
    "command",
    [
        ("migrate",),
        ("questionnaires", "list"),
        ("questionnaires", "check"),
        ("questionnaires", "show", "consultation", "--variant", "4-7"),
        ("questionnaires", "preview", "consultation"),
        ("rekey", "--links"),
    ],
    ids=" ".join,
)
async def test_commands_that_do_without_an_open_house_name_the_calls_too(
    house: House, finished: Turn, command: tuple[str, ...]
) -> None:
    assert finished.stale is False
    done = await house.run(*command, SECRET_KEY="another secret, which 'rekey --links' brings in")
    assert (done.code, done.err) == (0, "1 call for help has not been acknowledged: run 'mysay alerts'.\n")


@pytest.mark.parametrize(
    "command",
    [
        ("report", "xx"),
        ("export", "responses", "xx", "-o", "-"),
        ("restore", "nothing.zip"),
        ("serve",),
        ("import", "nothing.csv"),
        ("rekey", "--links"),
    ],
    ids=" ".join,
)
async def test_commands_that_are_refused_name_the_calls_too_and_once(
    house: House, finished: Turn, command: tuple[str, ...]
) -> None:
    assert finished.stale is False
    async with nobody_serves(house.environ["MYSAY_DATABASE_URL"]):
        done = await house.run(*command)
    warning, refusal = done.err.splitlines()
    assert (done.code, warning) == (1, "1 call for help has not been acknowledged: run 'mysay alerts'.")
    assert refusal.endswith(".")


async def test_what_was_tampered_with_hides_no_call_for_help(house: House, finished: Turn) -> None:
    assert finished.stale is False
    await Child.all().update(ref_sealed="test:AAAA")
    listed = await house.run("alerts")
    assert (listed.code, listed.out.splitlines()) == (
        1,
        ["1\t28/03/2014 10:00\tasked for help\tthe child's id cannot be read\treview R1\tIRO iro@westmarsh.example"],
    )
    assert listed.err == (
        "Something about 1 cannot be opened with the keys in MYSAY_DATA_KEYS. It was changed or moved in the database: look into "
        "it, and restore a backup.\n"
    )
    (call,) = json.loads((await house.run("alerts", "--json")).out)
    assert (call["child_id"], call["review_id"], call["unreadable"]) == (None, "R1", ["child"])


async def test_answers_say_what_was_tampered_with_and_show_the_rest(house: House, finished: Turn) -> None:
    whole = (await house.run("answers", "R1")).out
    await Child.all().update(ref_sealed="test:AAAA")
    await Answer.filter(state="skipped", revision=2).update(state="answered", text_sealed="test:AAAA")
    second = finished.questionnaire.questions[1].prompt
    shown = await house.run("answers", "R1")
    assert shown.code == 1
    assert shown.err.splitlines()[-1] == (
        f"Left out is the child's id, what was typed to '{second}': it cannot be opened with the keys in MYSAY_DATA_KEYS. It was "
        "changed or moved in the database: look into it, and restore a backup."
    )
    told, before = shown.out.splitlines(), whole.splitlines()
    assert [line for line in told if line not in before] == [
        "- Child: (cannot be read)",
        f"## {second}",
        "> (cannot be read)",
    ]
    assert [line for line in before if line not in told] == ["- Child: C1", f"- {second}"]


async def test_an_address_on_duty_that_cannot_be_opened_is_told_of_in_a_sentence(
    house: House, service: Service
) -> None:
    duty = await people.staff(service, "duty@westmarsh.example", "duty")
    await Staff.filter(id=duty.id).update(email_sealed="test:AAAA")
    listed = await house.run("alerts", SMTP_URL="smtp://127.0.0.1:1")
    assert (listed.code, listed.out) == (0, "No call for help is waiting.\n")
    assert listed.err == (
        f"The address of a member of staff on duty cannot be opened (staff {duty.id}; error surveys.storage.vault.SealBroken).\n"
    )


async def test_the_iro_reads_what_was_said_in_the_words_that_were_asked(house: House, finished: Turn) -> None:
    question = finished.questionnaire.questions[0]
    shown = await house.run("answers", "R1")
    assert (shown.code, shown.out.splitlines()[0]) == (0, "# Before the review on 31/03/2014")
    assert f"## {question.prompt}\n\n- {question.options[0].label}\n" in shown.out
    assert f"- Response: {finished.session.id}\n" in shown.out
    page = await house.run("answers", "R1", "--format", "html")
    assert f"<dt>Response</dt><dd>{finished.session.id}</dd>" in page.out
    assert (page.code, page.out.startswith("<!doctype html>"), question.options[0].label in page.out) == (0, True, True)
    unknown = await house.run("answers", "R9")
    assert (unknown.code, unknown.out, unknown.err.splitlines()[-1]) == (
        1,
        "",
        "There is no review 'R9'; import it first.",
    )


async def test_an_exit_interview_is_never_shown(house: House, service: Service) -> None:
    child = await people.child(service, "C1", care_ended=service.clock.today())
    await people.review(service, child, "R1")
    invitation = await people.invited(service, child)
    turn = await agree(service, invitation.id, "web")
    while turn.step.kind == "question":
        turn = await act(service, turn, Action.SKIP)
    done = await house.run("answers", "R1")
    assert (done.code, done.out) == (1, "")


async def test_what_is_exported_is_pseudonymous_and_what_is_voided_is_gone(house: House, finished: Turn) -> None:
    period = Period.of(date(2014, 3, 31)).id
    output = house.folder / "responses.csv"
    done = await house.run("export", "responses", period, "-o", str(output))
    assert (done.code, done.out) == (0, "")
    rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    first = finished.questionnaire.questions[0]
    assert {row["question"]: row["answer"] for row in rows}[first.id] == first.options[0].code
    assert ({row["period"] for row in rows}, len({row["response"] for row in rows})) == ({period}, 1)
    shown = await house.run("export", "responses", period, "-o", "-")
    assert (shown.code, shown.err.splitlines()[-1]) == (0, f"1 response of {period} is in the table.")
    assert list(csv.DictReader(shown.out.splitlines())) == rows
    voided = await house.run("void", str(finished.session.id), "--reason", "a trial")
    assert (voided.code, voided.out.splitlines()) == (
        0,
        [
            f"Response {finished.session.id} counts no more.",
            "The link it came by opens nothing any more; 'mysay invite' prints the new one.",
        ],
    )
    await house.run("export", "responses", period, "-o", str(output))
    assert len(output.read_text(encoding="utf-8").splitlines()) == 1
    assert (await house.run("void", "P9", "--reason", "a trial")).code == 1
    assert (await house.run("export", "responses", "2014", "-o", str(output))).code == 1
