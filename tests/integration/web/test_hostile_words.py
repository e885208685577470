"""Words that break programs: kept exactly on every way in; or, where they cannot be stored, refused kindly."""

import pytest

from surveys.service.context import Service
from tests.support.invited import Client, Invited
from tests.support.paging import Visitor
from tests.support.words import KEPT, REFUSED


async def at_a_text(visitor: Visitor, invited: Invited) -> dict[str, str]:
    """The fields of the first question that takes words."""
    page = await visitor.agree(invited.token)
    while page.kind != "text":
        page = await visitor.answer(page, ("action", "skip"))
    return page.fields


@pytest.mark.parametrize("words", KEPT, ids=ascii)
async def test_a_form_keeps_them(visitor: Visitor, invited: Invited, service: Service, words: str) -> None:
    fields = await at_a_text(visitor, invited)
    response = await visitor.post("/q", [*fields.items(), ("value", words)])
    assert (response.status, await invited.texts(service)) == (303, [words])


@pytest.mark.parametrize("words", KEPT, ids=ascii)
async def test_the_api_keeps_them(
    client: Client, visitor: Visitor, invited: Invited, service: Service, words: str
) -> None:
    fields = await at_a_text(visitor, invited)
    begun = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {begun['session']}"}
    body = {"to": fields["to"], "revision": int(fields["revision"]), "value": words}
    response = await client.post("/api/v1/session/reply", json=body, headers=bearer)
    assert (response.status, await invited.texts(service)) == (200, [words])


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: f"{len(words)} letters")
async def test_what_cannot_be_kept_is_refused_kindly_and_shown_as_text(
    visitor: Visitor, invited: Invited, service: Service, words: str
) -> None:
    fields = await at_a_text(visitor, invited)
    response = await visitor.post("/q", [*fields.items(), ("value", words)])
    html = await response.text()
    assert (response.status, 'role="alert"' in html, "<b>" in html) == (422, True, False)
    assert await invited.texts(service) == []
