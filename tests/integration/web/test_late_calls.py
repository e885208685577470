"""A page that was left open keeps its promise: a call for help is heard after the link has closed, and nothing else is."""

import pytest

from surveys.service.context import Service
from surveys.service.voiding import void
from surveys.storage.models import Alert, Child, Invitation, Response, Review
from tests.support.invited import Client, Invited
from tests.support.paging import Visitor, parsed

HELP = {"to": None, "revision": 0, "action": "help"}
SKIP = {"to": "feel_today", "revision": 0, "action": "skip"}


async def closed_by(invited: Invited, cause: str) -> None:
    """Close the link in one of the ways in which links close."""
    match cause:
        case "review cancelled":
            await Review.filter(id=invited.review.id).update(status="cancelled")
        case _:
            await Invitation.filter(id=invited.id).update(generation=2)


@pytest.mark.parametrize("cause", ["review cancelled", "link renewed"])
async def test_by_a_program(client: Client, invited: Invited, cause: str) -> None:
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {opened['session']}"}
    await closed_by(invited, cause)
    skipped = await client.post("/api/v1/session/reply", json=SKIP, headers=bearer)
    asked = await client.post("/api/v1/session/reply", json=HELP, headers=bearer)
    step = (await asked.json())["step"]
    assert (skipped.status, asked.status, step["kind"], step["question"]) == (401, 409, "stopped", None)
    assert any("0800 1111" in text for text in step["says"])
    assert (await invited.alerts(), await invited.answers()) == ([("help", None)], [])


async def test_on_a_page(visitor: Visitor, invited: Invited) -> None:
    await visitor.agree(invited.token)
    await closed_by(invited, "review cancelled")
    _, page = await visitor.get("/help")
    response = await visitor.post("/q", [("form", page.fields["form"]), ("action", "help")])
    assert (response.status, response.headers["Location"]) == (303, "/help")
    again = await visitor.post("/q", [("form", page.fields["form"]), ("action", "skip")])
    assert (again.status, await invited.alerts(), await invited.answers()) == (403, [("help", None)], [])


async def test_the_same_call_again_once_the_session_has_gone_on_is_one_call(client: Client, invited: Invited) -> None:
    """As it comes where whoever pressed tries again, and the server that heard it first had stood still."""
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {opened['session']}"}
    call = {**SKIP, "action": "help"}
    statuses = [
        (await client.post("/api/v1/session/reply", json=body, headers=bearer)).status for body in (call, SKIP, call)
    ]
    assert (statuses, await invited.alerts()) == ([200, 200, 409], [("help", "feel_today")])


async def test_from_what_was_taken_out_as_a_trial(service: Service, client: Client, invited: Invited) -> None:
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    trial = await Response.get()
    await void(service, str(trial.id), reason="a trial", actor="qa")
    bearer = {"Authorization": f"Bearer {opened['session']}"}
    asked = await client.post("/api/v1/session/reply", json=HELP, headers=bearer)
    assert (asked.status, (await asked.json())["step"]["kind"]) == (409, "stopped")
    assert [alert.response_id for alert in await Alert.all()] == [trial.id]


async def test_a_page_whose_answers_were_taken_out_says_so_and_the_old_link_is_unknown(
    service: Service, visitor: Visitor, invited: Invited
) -> None:
    await visitor.agree(invited.token)
    _, open_page = await visitor.get("/q")
    await void(service, str((await Response.get()).id), reason="somebody else's", actor="qa")
    status, shown = await visitor.get("/q")
    posted = await visitor.post("/q", [*open_page.hidden, ("action", "skip")])
    for page in (shown, parsed(await posted.text())):
        assert ("What was answered here does not count any more" in page.text, "/help" in page.links) == (True, True)
    link, closed = await visitor.get(f"/s/{invited.token}")
    assert (status, posted.status, link, "This link does not work" in closed.text) == (403, 403, 404, True)


async def test_a_page_of_whom_nothing_is_left_says_so_and_whom_to_ring(visitor: Visitor, invited: Invited) -> None:
    await visitor.agree(invited.token)
    _, help_page = await visitor.get("/help")
    await Response.all().delete()
    response = await visitor.post("/q", [("form", help_page.fields["form"]), ("action", "help")])
    page = parsed(await response.text())
    said = ("We could not pass that on from here." in page.text, "0800 1111" in page.text)
    assert (response.status, said) == (403, (True, True))


@pytest.mark.parametrize("bearer", ["", "x", "A" * 48])
async def test_not_from_somebody_who_never_began(client: Client, invited: Invited, bearer: str) -> None:
    headers = {"Authorization": f"Bearer {bearer}"}
    answer = await client.post("/api/v1/session/reply", json=HELP, headers=headers)
    other = await client.post("/api/v1/session/reply", json=SKIP, headers=headers)
    told = [sorted(await each.json()) for each in (answer, other)]
    assert (answer.status, await invited.alerts(), told) == (401, [], [["error", "says"], ["error"]])


async def test_not_where_nothing_is_left(client: Client, invited: Invited) -> None:
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    await Response.filter(invitation_id=invited.id).delete()
    await Invitation.filter(id=invited.id).delete()
    answer = await client.post(
        "/api/v1/session/reply", json=HELP, headers={"Authorization": f"Bearer {opened['session']}"}
    )
    said = (await answer.json())["says"]
    assert (answer.status, await Child.all().count(), said[0][:27]) == (401, 1, "We could not pass that on f")
    assert any("0800 1111" in text for text in said)
