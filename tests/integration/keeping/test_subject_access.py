"""A child who asks gets everything that is held about them, in words, and nothing about anybody else."""

import json

import pytest

from mysay import telling
from surveys.errors import Refused
from surveys.service.context import Service
from surveys.service.subject_access import everything_about
from surveys.storage.models import Answer, Audit, Child, Response
from tests.support import people, schema
from tests.support.held import Words, finished, held
from tests.support.remains import found

HERS, HIS = Words("Hers47110815"), Words("His47110816")

#: Columns that say nothing about anybody: our own keys, hashes and how far a conversation has got.
OURS = {
    "id", "ref_hash", "child_id", "review_id", "response_id", "invitation_id", "counts_for_id", "version_id", "subject",
    "generation", "token_hash", "code_hash", "telegram_hash", "account_hash", "revision", "revisiting", "prompt_message",
    "key", "attempts", "not_before", "detached_on", "question", "asked_from", "in_a_row",
}  # fmt: skip


async def test_everything_is_in_it_and_nothing_of_anybody_else(service: Service) -> None:
    await held(service, HERS, number=7001)
    await held(service, HIS, number=7002)
    text = telling.structure(await everything_about(service, HERS("id"), actor="qa"))
    assert found(HERS.everything, text.encode()) == sorted(HERS.everything)
    assert (found(HIS.everything, text.encode()), "7001" in text, "7002" in text) == ([], True, False)
    deed = await Audit.get(action="subject access")
    assert deed.subject == f"child:{(await Child.get(ref_hash=service.vault.hash('child', HERS('id')))).id}"


async def test_its_parts(service: Service) -> None:
    await held(service, HERS, number=7001)
    told = json.loads(telling.structure(await everything_about(service, HERS("id"), actor="qa")))
    assert {name: len(part) for name, part in told.items() if isinstance(part, list)} == {
        "reviews": 1, "invitations": 1, "responses": 1, "calls_for_help": 1, "messages": 1, "what_was_done": 1,
    }  # fmt: skip
    (response,) = told["responses"]
    assert (response["counts_in"], response["status"], response["channel"]) == ("2013-14-Q4", "finished", "web")
    assert response["response_id"] == str((await Response.get()).id)  # it can be voided by that
    typed = [answer for answer in response["answers"] if answer["typed"]]
    assert {answer["typed"] for answer in typed} == {HERS("typed")}
    assert all(answer["holds"] for answer in response["answers"])
    assert told["telegram"]["chat"] == "7001"
    assert told["what_was_done"][0]["reason"] == HERS("reason")


@pytest.mark.parametrize(
    ("table", "part"),
    [("child", "child"), ("review", "reviews"), ("response", "responses"), ("telegram_account", "telegram")],
)
async def test_no_column_is_forgotten(service: Service, table: str, part: str) -> None:
    await held(service, HERS, number=7001)
    told = await everything_about(service, HERS("id"), actor="qa")
    given = told[part][0] if isinstance(told[part], list) else told[part]
    said = {"child_id" if part == "child" else "review_id" if part == "reviews" else "response_id", *given}
    said |= {"ref_sealed", "first_name_sealed", "chat_sealed", "iro_id", "period", "uncounted", "completed_at"}
    (row,) = (await schema.contents())[table]
    assert row.keys() - OURS - said == set()


async def test_of_an_answer_that_was_changed_both_are_told_and_which_one_holds(service: Service) -> None:
    await held(service, HERS, number=7001)
    first = await Answer.exclude(codes="").order_by("revision").first()
    assert first is not None
    await Answer.create(
        response_id=first.response_id, question=first.question, revision=99, state="skipped", given_at=first.given_at
    )
    told = (await everything_about(service, HERS("id"), actor="qa"))["responses"][0]["answers"]
    both = [(answer["state"], answer["holds"]) for answer in told if answer["question"] == told[-1]["question"]]
    assert both == [("answered", False), ("skipped", True)]


async def test_each_response_has_its_own_answers(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    exit_interview = await people.invited(service, hers)
    await finished(service, exit_interview.id, "more")
    responses = (await everything_about(service, HERS("id"), actor="qa"))["responses"]
    stored = [await Answer.filter(response__questionnaire=each["questionnaire"]).count() for each in responses]
    assert [len(each["answers"]) for each in responses] == stored


async def test_the_page_shows_words_and_runs_none(service: Service) -> None:
    await held(service, Words("<script>alert(1)</script>"), number=7001)
    page = telling.page(await everything_about(service, "<script>alert(1)</script>-id", actor="qa"))
    assert ("<script" in page, "&lt;script&gt;alert(1)&lt;/script&gt;-typed" in page) == (False, True)


async def test_the_page_speaks_of_days_and_matters_as_people_do(service: Service) -> None:
    await held(service, HERS, number=7001)
    page = telling.page(await everything_about(service, HERS("id"), actor="qa"))
    lines = [" ".join(line.split()) for line in page.replace("</dt>\n", "</dt>").splitlines()]
    for told in (
        "<dt>Date of birth</dt> <dd>1 May 1997",
        "<dt>Begun</dt> <dd>28 March 2014, 10:00",
        "<dt>Questionnaire</dt> <dd>before a review",
        "<dt>Given</dt> <dd>on a web page",
        "<h2>What was done</h2>",
    ):
        assert told in lines
    assert ("written out for Westmarsh" in page.lower(), "on 28 March 2014." in page, "2014-03-28" in page) == (
        False, True, False)  # fmt: skip


async def test_an_unknown_child_is_refused(service: Service) -> None:
    with pytest.raises(Refused, match=r"^There is no child 'WM-9'"):
        await everything_about(service, "WM-9", actor="qa")
