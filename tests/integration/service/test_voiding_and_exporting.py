"""Taking a response out, and the pseudonymous table of those that count."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from surveys.conversation.replies import Action, Reply
from surveys.errors import Refused, UnknownInvitation, UnknownSession
from surveys.period import Period
from surveys.service.answering import agree, look, reply
from surveys.service.context import Service
from surveys.service.exporting import COLUMNS, export_responses, pseudonym
from surveys.service.inviting import invite
from surveys.service.opening import open_link
from surveys.service.selecting import Selection
from surveys.service.voiding import void
from surveys.storage.counting import recount
from surveys.storage.invitations import Wanted, issue, leaving_subject
from surveys.storage.models import Answer, Audit, CountedAnswer, Invitation, Response
from tests.support import people as rows
from tests.support.cast import People

AT = datetime(2014, 3, 1, 12, tzinfo=UTC)
Q4 = Period(2013, 4)


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def left_behind(path: Path) -> bool:
    return any(each != path for each in path.parent.iterdir())


async def paper_form(service: Service, people: People, ref: str, area: str = "North") -> UUID:
    """A finished consultation: one coded answer, one skip, some typed words, and one answer withdrawn."""
    child = await people.child(f"child-{ref}")
    review = await people.review(f"review-{ref}", child, date(2014, 3, 10), status="held")
    response = await Response.create(
        id=uuid4(),
        questionnaire="consultation",
        ref_hash=service.vault.hash("response", ref),
        child_id=child.id,
        review_id=review.id,
        status="finished",
        channel="paper",
        language="en",
        started_at=AT,
        touched_at=AT,
        completed_on=AT.date(),
        area=area,
        age_band="8-11",
    )
    rows = [("know_pledge", "answered", "know"), ("want_to_chair", "skipped", ""), ("feel_safe", "answered", "always")]
    rows += [("own_words", "answered", ""), ("feel_safe", "withdrawn", "")]
    for revision, (question, state, codes) in enumerate(rows):
        key = uuid4()
        typed = question == "own_words"
        text = service.vault.seal("my own words", table="answer", row=key, column="text") if typed else None
        await Answer.create(
            id=key,
            response_id=response.id,
            question=question,
            revision=revision,
            state=state,
            codes=codes,
            text_sealed=text,
            given_at=AT,
        )
    await recount([response.id])
    return response.id


@pytest.mark.parametrize("by_own_id", [True, False])
async def test_a_voided_response_leaves_the_figures_at_once(service: Service, people: People, by_own_id: bool) -> None:
    own = await paper_form(service, people, "P1")
    await paper_form(service, people, "P2")
    before = await CountedAnswer.all().count()
    await void(service, str(own) if by_own_id else "P1", reason=" a trial of Kim's ", actor="qa")
    row = await Response.get(id=own)
    assert (row.period, row.uncounted, row.voided_at) == (None, "voided", service.clock.now())
    assert (before, await CountedAnswer.all().count()) == (4, 2)
    deed = await Audit.get()
    assert (deed.action, deed.subject) == ("void", f"response:{own}")
    assert (
        service.vault.open(deed.reason_sealed or "", table="audit", row=deed.id, column="reason") == "a trial of Kim's"
    )


async def test_a_link_that_was_only_tried_out_is_its_young_person_s_again(service: Service, people: People) -> None:
    child = await people.child("C1")
    invitation = await rows.invited(service, child, await people.review("R1", child, date(2014, 4, 10)))
    turn = await agree(service, invitation.id, "web")
    while turn.step.kind == "question":
        question = turn.step.question
        skip = Reply(question.id if question else None, turn.session.revision, action=Action.SKIP)
        turn = await reply(service, turn.session.id, skip, channel="web")
    assert await void(service, str(turn.session.id), reason="a trial", actor="qa")
    with pytest.raises(UnknownSession):
        await look(service, turn.session.id)
    with pytest.raises(UnknownInvitation):
        await open_link(service, rows.token(service, invitation.id))  # it may be in the wrong hands
    opened = await open_link(service, service.vault.token(invitation.id, 2))
    assert (opened.begun, opened.finished, (await Invitation.get()).outcome) == (False, False, "invited")
    fresh = await agree(service, invitation.id, "web")
    assert (fresh.session.id == turn.session.id, fresh.session.revision) == (False, 0)


async def test_what_somebody_else_answered_half_way_is_taken_out_with_their_link_and_nothing_else_changes(
    service: Service, people: People
) -> None:
    child = await rows.child(service, "C1", care_ended=date(2014, 3, 1))
    invitation = await rows.invited(service, child)
    await Invitation.all().update(issued_on=date(2014, 3, 2), reminders=1)
    turn = await agree(service, invitation.id, "web")
    question = turn.step.question
    turn = await reply(
        service, turn.session.id, Reply(question.id if question else None, 0, action=Action.SKIP), channel="web"
    )
    await void(service, str(turn.session.id), reason="not them", actor="qa")
    row = await Invitation.get()
    assert (row.outcome, row.generation, row.issued_on, row.reminders) == ("invited", 2, date(2014, 3, 2), 1)
    fresh = await agree(service, invitation.id, "web")
    assert (fresh.session.id == turn.session.id, fresh.step.done) == (False, 0)


async def test_a_new_link_s_code_that_is_somebody_else_s_is_passed_over(service: Service, people: People) -> None:
    child = await people.child("C1")
    invitation = await rows.invited(service, child, await people.review("R1", child, date(2014, 4, 10)))
    other = await rows.invited(service, child, await people.review("R2", child, date(2014, 4, 20)))
    taken = service.vault.hash("code", service.vault.code(invitation.id, 2))
    await Invitation.filter(id=other.id).update(code_hash=taken)
    turn = await agree(service, invitation.id, "web")
    await void(service, str(turn.session.id), reason="a trial", actor="qa")
    assert (await Invitation.get(id=invitation.id)).generation == 3


async def test_a_mistaken_paper_form_lets_the_session_that_it_closed_go_on(service: Service, people: People) -> None:
    child = await people.child("C1")
    review = await people.review("R1", child, date(2014, 4, 10))
    invitation = await rows.invited(service, child, review)
    turn = await agree(service, invitation.id, "web")
    await Response.filter(id=turn.session.id).update(status="closed")
    await Invitation.all().update(outcome="completed")
    paper = await paper_form(service, people, "P1")
    await Response.filter(id=paper).update(child_id=child.id, review_id=review.id)
    assert not await void(service, "P1", reason="another child's", actor="qa")
    assert (await look(service, turn.session.id)).step.kind == "question"
    assert (await open_link(service, rows.token(service, invitation.id))).begun
    assert (await Invitation.get()).outcome == "invited"


async def test_who_stopped_what_is_taken_out_has_not_stopped_what_comes_after(service: Service, people: People) -> None:
    child = await people.child("C1")
    review = await people.review("R1", child, date(2014, 4, 10))
    invitation = await rows.invited(service, child, review)
    turn = await agree(service, invitation.id, "web")
    await Response.filter(id=turn.session.id).update(status="closed")
    await Invitation.all().update(outcome="completed", before_paper="stopped")
    paper = await paper_form(service, people, "P1")
    await Response.filter(id=paper).update(child_id=child.id, review_id=review.id)
    await void(service, str(turn.session.id), reason="somebody else's", actor="qa")
    assert (await Invitation.get()).outcome == "completed"
    await void(service, "P1", reason="another child's", actor="qa")
    assert (await Invitation.get()).outcome == "invited"


async def test_what_came_online_stands_when_a_form_about_the_same_is_voided(service: Service, people: People) -> None:
    child = await people.child("C1")
    review = await people.review("R1", child, date(2014, 4, 10))
    turn = await agree(service, (await rows.invited(service, child, review)).id, "web")
    await Response.filter(id=turn.session.id).update(status="finished")
    await Invitation.all().update(outcome="completed")
    paper = await paper_form(service, people, "P1")
    await Response.filter(id=paper).update(child_id=child.id, review_id=review.id)
    await void(service, "P1", reason="answered online", actor="qa")
    assert (await Invitation.get()).outcome == "completed"


async def test_a_form_that_is_voided_gives_back_its_own_review_s_invitation(service: Service, people: People) -> None:
    child = await people.child("C1")
    for number, ref in enumerate(("P1", "P2"), 1):
        review = await people.review(f"R{number}", child, date(2014, 4, 10 * number))
        await rows.invited(service, child, review)
        paper = await paper_form(service, people, ref)
        await Response.filter(id=paper).update(child_id=child.id, review_id=review.id)
    await Invitation.all().update(outcome="completed")
    for ref, left in (("P2", ["completed", "invited"]), ("P1", ["invited", "invited"])):
        await void(service, ref, reason="another child's", actor="qa")
        assert [row.outcome for row in await Invitation.all().order_by("review__date")] == left


async def test_of_two_times_of_leaving_care_the_later_one_s_invitation_is_given_back(
    service: Service, people: People
) -> None:
    child = await people.child("C1")
    for ended, issued in ((date(2014, 3, 1), date(2014, 3, 20)), (date(2013, 6, 1), date(2013, 6, 20))):
        wanted = Wanted("exit_interview", child.id, None, leaving_subject(child.id, ended))
        await issue(service.vault, [wanted], today=issued)
    await Invitation.all().update(outcome="completed")
    paper = await paper_form(service, people, "P1")
    await Response.filter(id=paper).update(questionnaire="exit_interview", child_id=child.id, review_id=None)
    await void(service, "P1", reason="another child's", actor="qa")
    assert [row.outcome for row in await Invitation.all().order_by("issued_on")] == ["completed", "invited"]


async def test_whoever_s_response_was_voided_is_asked_again(service: Service, people: People) -> None:
    child = await people.child("C1")
    review = await people.review("R1", child, date(2014, 4, 10))
    paper = await paper_form(service, people, "P1")
    await Response.filter(id=paper).update(child_id=child.id, review_id=review.id)
    await recount([paper])

    async def asked() -> list[str | None]:
        return [each.review_id for each in (await invite(service, Selection(), bot_name=no_bot)).invited]

    before = await asked()
    await void(service, "P1", reason="another child's", actor="qa")
    assert (before, await asked()) == ([], ["R1"])


async def no_bot() -> None:
    """Telegram is off."""


async def test_a_response_is_voided_by_what_an_export_calls_it(service: Service, people: People) -> None:
    own = await paper_form(service, people, "P1")
    await void(service, pseudonym(service.vault, own), reason="a trial", actor="qa")
    assert (await Response.get(id=own)).uncounted == "voided"


async def test_voiding_needs_a_reason_a_response_and_happens_once(service: Service, people: People) -> None:
    await paper_form(service, people, "P1")
    with pytest.raises(Refused, match=r"^Say why with --reason"):
        await void(service, "P1", reason=" ", actor="qa")
    for unknown in ("P9", str(uuid4())):
        with pytest.raises(Refused, match=f"^There is no response '{unknown}'"):
            await void(service, unknown, reason="a trial", actor="qa")
    await void(service, "P1", reason="a trial", actor="qa")
    with pytest.raises(Refused, match=r"^Response 'P1' was voided on 28/03/2014 already\.$"):
        await void(service, "P1", reason="a trial", actor="qa")


async def test_the_table_has_a_row_per_answer_that_counts_and_nothing_that_names_anybody(
    service: Service, people: People, tmp_path: Path
) -> None:
    own = await paper_form(service, people, "P1")
    await paper_form(service, people, "P2")
    await void(service, "P2", reason="a trial", actor="qa")
    output = tmp_path / "out.csv"
    assert await export_responses(service, Q4, output, actor="qa") == 1
    called = pseudonym(service.vault, own)
    start = [called, "consultation", "2013-14-Q4", "North", "8-11", "paper", "en"]
    assert table(output) == [
        list(COLUMNS),
        [*start, "know_pledge", "answered", "know"],
        [*start, "own_words", "typed", ""],
        [*start, "want_to_chair", "skipped", ""],
    ]
    named = [
        word for word in ("P1", "child-", "review-", "my own words", "2004", str(own)) if word in output.read_text()
    ]
    assert (named, output.stat().st_mode & 0o077, left_behind(output)) == ([], 0, False)
    deed = await Audit.get(action="export responses")
    assert (deed.actor, deed.subject) == ("qa", "period:2013-14-Q4")


async def test_rows_are_in_the_order_of_pseudonyms_which_tells_nobody_who_came_first(
    service: Service, people: People, tmp_path: Path
) -> None:
    came = [await paper_form(service, people, f"P{number}") for number in range(9)]
    output = tmp_path / "out.csv"
    await export_responses(service, Q4, output, actor="qa")
    called = [row[0] for row in table(output)[1:]]
    assert list(dict.fromkeys(called)) == sorted(pseudonym(service.vault, id_) for id_ in came)


async def test_a_year_has_its_quarters_and_an_empty_period_only_the_header(
    service: Service, people: People, tmp_path: Path
) -> None:
    await paper_form(service, people, "P1")
    output = tmp_path / "out.csv"
    assert await export_responses(service, Period(2013), output, actor="qa") == 1
    assert await export_responses(service, Period(2013, 3), output, actor="qa") == 0
    assert output.read_text(encoding="utf-8").splitlines() == [",".join(COLUMNS)]


@pytest.mark.parametrize("area", ["=cmd", "+1", "-1", "@x"])
async def test_no_cell_is_a_formula(service: Service, people: People, tmp_path: Path, area: str) -> None:
    await paper_form(service, people, "P1", area)
    output = tmp_path / "out.csv"
    await export_responses(service, Q4, output, actor="qa")
    cells = {row[3] for row in table(output)[1:]}
    assert cells == {f"'{area}"}


async def test_what_lies_where_it_is_written_is_neither_in_the_way_nor_written_to(
    service: Service, people: People, tmp_path: Path
) -> None:
    await paper_form(service, people, "P1")
    folder, planted = tmp_path / "out", tmp_path / "planted"
    folder.mkdir()
    (folder / "out.csv.part").symlink_to(planted)
    await export_responses(service, Q4, folder / "out.csv", actor="qa")
    assert (planted.exists(), left_behind(folder / "out.csv"), len(table(folder / "out.csv"))) == (False, False, 4)


async def test_a_place_that_cannot_be_written_is_refused(service: Service, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"cannot be written: No such file or directory\.$"):
        await export_responses(service, Q4, tmp_path / "nowhere" / "out.csv", actor="qa")
