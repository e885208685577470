"""What happens on the website: with the link, with an old one, and from browsers that were left open."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from surveys.conversation.replies import Action, Reply
from surveys.service.bearing import session_named
from tests.integration.conversation.family import OWN_WORDS, Bearer, Family, Past, Sibling
from tests.integration.conversation.phones import LINE
from tests.support.believed import Believed
from tests.support.invited import Client

ACTIONS = st.sampled_from(["answer", "answer", "answer", "skip", "back", "help", "stop"])


class OnTheWebsite(Family):
    """The steps that are taken on the website."""

    @rule(who=st.integers(0, 9), old=st.booleans())
    def agrees_on_the_website(self, who: int, old: bool) -> None:
        """With the link that works; one that was replaced, has closed or was somebody's who is erased is unknown."""
        sibling, generation = self._link(who, old=old)
        token = self.service.vault.token(sibling.invitation, generation)
        status, body = self._asks("/api/v1/sessions", {"token": token})
        assert status == (201 if _works(sibling, generation) else 404)
        if status == 201:
            sibling.believed = sibling.believed.agreed(self.asked)
            session = session_named(self.service, body["session"])
            sibling.bearers.append(Bearer(body["session"], generation, session))
            _is_shown(sibling.believed, body["step"])

    @rule(who=st.integers(0, 9), old=st.booleans())
    def opens_the_link_in_a_browser(self, who: int, old: bool) -> None:
        """Nothing is used up by it, and what the page says is true."""
        sibling, generation = self._link(who, old=old)
        status, page = self.house.run(
            _got(self._site, f"/s/{self.service.vault.token(sibling.invitation, generation)}")
        )
        assert (status, _truth(sibling, generation) in page) == (200 if _works(sibling, generation) else 404, True)
        assert OWN_WORDS not in page

    @precondition(lambda self: any(each.bearers for each in self.everybody))
    @rule(at=st.integers(0, 60), behind=st.sampled_from([0, 0, 0, 1]), option=st.integers(0, 9), action=ACTIONS)
    def replies_on_the_website(self, at: int, behind: int, option: int, action: str) -> None:
        every = [(sibling, bearer) for sibling in self.everybody for bearer in sibling.bearers]
        sibling, bearer = every[-1 - at % len(every)]
        holder = self.holder(bearer.session)
        if holder is sibling and _works(sibling, bearer.generation):
            self._replies(sibling, bearer, self._given(sibling.believed, behind, option, action))
        else:
            self._replies_late(holder, bearer, action)

    def _replies(self, sibling: Sibling, bearer: Bearer, body: dict[str, Any]) -> None:
        before = sibling.believed
        status, answer = self._asks("/api/v1/session/reply", body, bearer)
        sibling.believed = before.replied(_reply(body))
        now = before.step
        assert now is not None
        late = now.question is None or (body["to"], body["revision"]) != (now.question.id, now.revision)
        assert status == (409 if late else 200)
        _is_shown(sibling.believed, answer["step"])

    def _replies_late(self, holder: Sibling | Past | None, bearer: Bearer, action: str) -> None:
        """Nothing is taken any more but a call for help, as long as there is anybody whom it could be about."""
        body = {"to": "feel_safe", "revision": 0, "action": action, "value": "never" if action == "answer" else None}
        status, answer = self._asks("/api/v1/session/reply", body, bearer)
        if action != "help" or holder is None:
            assert status == 401
            return
        holder.believed = holder.believed.called()
        assert (status, answer["step"]["kind"]) == (409, "stopped")
        assert any(LINE in text for text in answer["step"]["says"])

    # How

    def _link(self, who: int, *, old: bool) -> tuple[Sibling, int]:
        """Somebody, erased ones too, and the generation of the link of theirs that is opened."""
        sibling = self.everybody[who % len(self.everybody)]
        return sibling, sibling.generation - (old and sibling.generation > 1)

    @property
    def _site(self) -> Client:
        return self.house.sites[self.version]

    def _asks(self, path: str, body: dict[str, Any], bearer: Bearer | None = None) -> tuple[int, Any]:
        status, answer = self.house.run(_posted(self._site, path, body, bearer.text if bearer else ""))
        assert OWN_WORDS not in str(answer)
        return status, answer

    def _given(self, believed: Believed, behind: int, option: int, action: str) -> dict[str, Any]:
        """A reply to the open question, or to none where there is none."""
        now = believed.step
        assert now is not None
        if now.question is None:
            return {"to": None, "revision": now.revision, "action": action, "value": None}
        codes = [*now.question.codes, OWN_WORDS]
        value: object = [codes[0]] if now.question.kind == "choices" else codes[option % len(codes)]
        revision = now.revision - min(behind, now.revision)
        given = value if action == "answer" else None
        return {"to": now.question.id, "revision": revision, "action": action, "value": given}


def _works(sibling: Sibling, generation: int) -> bool:
    return sibling.open and generation == sibling.generation


def _truth(sibling: Sibling, generation: int) -> str:
    """What the page of a link must say, so much of it as tells them apart."""
    if not _works(sibling, generation):
        return "This link does not work"
    if sibling.believed.on_paper:
        return "We already have answers from you on paper"
    now = sibling.believed.step
    if now is not None and now.kind == "finished":
        return "You have already finished this."
    return "Carry on" if now is not None else "OK, let’s start"


def _is_shown(believed: Believed, shown: dict[str, Any]) -> None:
    now = believed.step
    assert now is not None
    asked = now.question.id if now.question else None
    there = shown["question"]["id"] if shown.get("question") else None
    assert (shown["kind"], shown["revision"], there) == (now.kind, now.revision, asked)
    on_paper = any("We already have answers from you on paper" in text for text in shown["says"])
    assert on_paper == believed.on_paper


def _reply(body: dict[str, Any]) -> Reply:
    value = tuple(body["value"]) if isinstance(body["value"], list) else body["value"]
    return Reply(body["to"], body["revision"], value, Action(body["action"]))


async def _posted(site: Client, path: str, body: dict[str, Any], bearer: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with site.post(path, json=body, headers=headers) as response:
        return response.status, await response.json()


async def _got(site: Client, path: str) -> tuple[int, str]:
    async with site.get(path) as response:
        return response.status, await response.text()
