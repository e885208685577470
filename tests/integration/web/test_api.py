"""The JSON API, as docs/interface.md promises it."""

import json
from typing import Any

import pytest

from surveys.service.context import Service
from surveys.storage.models import Invitation, Review
from tests.support.invited import Client, Invited, invite

TEXT = "𝄞 \u202eright to left\u202c 🎈 naïve\r\n\ttabs"


async def began(client: Client, token: str) -> tuple[dict[str, str], dict[str, Any]]:
    response = await client.post("/api/v1/sessions", json={"token": token})
    plain = await response.json()
    assert (response.status, set(plain)) == (201, {"session", "step"})
    return {"Authorization": f"Bearer {plain['session']}"}, plain["step"]


async def send(client: Client, bearer: dict[str, str], **body: Any) -> tuple[int, dict[str, Any]]:
    response = await client.post("/api/v1/session/reply", json=body, headers=bearer)
    return response.status, await response.json()


async def answered(client: Client, bearer: dict[str, str], step: dict[str, Any], value: Any) -> dict[str, Any]:
    status, plain = await send(client, bearer, to=step["question"]["id"], revision=step["revision"], value=value)
    assert status == 200
    after: dict[str, Any] = plain["step"]
    return after


def fitting(question: dict[str, Any]) -> Any:
    codes = [option["code"] for option in question["options"]]
    return {"choice": codes[:1], "scale": codes[:1], "choices": [codes], "text": [TEXT]}[question["kind"]][0]


async def skip_to(client: Client, bearer: dict[str, str], step: dict[str, Any], kind: str) -> dict[str, Any]:
    while step["question"]["kind"] != kind:
        _, plain = await send(client, bearer, to=step["question"]["id"], revision=step["revision"], action="skip")
        step = plain["step"]
    return step


async def test_the_first_step_repeats_the_introduction_and_has_exactly_the_promised_keys(
    client: Client, invited: Invited
) -> None:
    _, step = await began(client, invited.token)
    assert len(step.pop("says")) == 5
    assert step == {
        "kind": "question",
        "question": {
            "id": "feel_today",
            "kind": "scale",
            "prompt": "How are you feeling today?",
            "options": [
                {"code": "very_happy", "label": "Really good"},
                {"code": "happy", "label": "Good"},
                {"code": "ok", "label": "OK"},
                {"code": "unhappy", "label": "Not so good"},
                {"code": "very_unhappy", "label": "Bad"},
            ],
            "optional": True,
            "min": None,
            "max": None,
        },
        "revision": 0,
        "progress": {"done": 0, "of": 16},
    }


async def test_an_answer_raises_the_revision_by_one_and_is_kept(client: Client, invited: Invited) -> None:
    bearer, step = await began(client, invited.token)
    after = await answered(client, bearer, step, "happy")
    assert (after["question"]["id"], after["revision"], after["progress"], after["says"]) == (
        "home_feel",
        1,
        {"done": 1, "of": 16},
        [],
    )
    assert await invited.answers() == [("feel_today", "answered", "happy")]
    assert await invited.outcome() == "partial"
    standing = await client.get("/api/v1/session", headers=bearer)
    assert await standing.json() == {"step": after}


async def test_an_exact_repeat_is_409_with_the_step_and_changes_nothing(client: Client, invited: Invited) -> None:
    bearer, step = await began(client, invited.token)
    after = await answered(client, bearer, step, "happy")
    status, plain = await send(client, bearer, to="feel_today", revision=0, value="happy")
    assert (status, plain["step"] | {"says": []}) == (409, after)
    assert await invited.answers() == [("feel_today", "answered", "happy")]


async def test_back_skip_and_an_answer_changed(client: Client, invited: Invited) -> None:
    bearer, step = await began(client, invited.token)
    status, plain = await send(client, bearer, to="feel_today", revision=0, action="back")
    assert (status, plain["step"]["revision"], len(plain["step"]["says"])) == (200, 0, 1)
    await answered(client, bearer, step, "happy")
    _, plain = await send(client, bearer, to="home_feel", revision=1, action="back")
    assert (plain["step"]["question"]["id"], plain["step"]["revision"]) == ("feel_today", 2)
    status, plain = await send(client, bearer, to="feel_today", revision=2, action="skip")
    assert (status, plain["step"]["question"]["id"], plain["step"]["revision"]) == (200, "home_feel", 3)
    assert await invited.answers() == [("feel_today", "answered", "happy"), ("feel_today", "skipped", "")]


async def test_stop_pauses_and_the_same_link_comes_back(client: Client, invited: Invited) -> None:
    bearer, step = await began(client, invited.token)
    await answered(client, bearer, step, "happy")
    status, plain = await send(client, bearer, to="home_feel", revision=1, action="stop")
    assert (status, plain["step"]["kind"], plain["step"]["question"], plain["step"]["revision"]) == (
        200,
        "stopped",
        None,
        1,
    )
    assert await invited.outcome() == "stopped"
    _, again = await began(client, invited.token)
    assert (again["question"]["id"], again["revision"], len(again["says"])) == ("home_feel", 1, 1)


@pytest.mark.parametrize("to", [{"to": "feel_today", "revision": 0}, {"to": "gone", "revision": 7}, {}])
async def test_a_call_for_help_is_heard_whatever_else_is_wrong_with_it(
    client: Client, invited: Invited, to: dict[str, Any]
) -> None:
    bearer, step = await began(client, invited.token)
    status, plain = await send(client, bearer, action="help", **to)
    assert status == (200 if to.get("to") == "feel_today" else 409)
    assert plain["step"]["question"] == step["question"]
    assert any("0800 1111" in text for text in plain["step"]["says"])
    assert await invited.alerts() == [("help", "feel_today")]


@pytest.mark.parametrize("revision", [-1, -(2**80), 2**80, 7.0])
async def test_any_whole_number_that_the_session_is_not_at_is_409_with_the_step(
    client: Client, invited: Invited, revision: float
) -> None:
    bearer, step = await began(client, invited.token)
    status, plain = await send(client, bearer, to="feel_today", revision=revision, value="happy")
    assert (status, plain["step"]["question"], plain["step"]["revision"]) == (409, step["question"], 0)
    assert await invited.answers() == []


async def test_a_whole_questionnaire_to_its_end(client: Client, invited: Invited, service: Service) -> None:
    bearer, step = await began(client, invited.token)
    while step["kind"] == "question":
        step = await answered(client, bearer, step, fitting(step["question"]))
    assert (step["kind"], step["question"], step["progress"]["done"]) == ("finished", None, step["progress"]["of"])
    assert (await invited.outcome(), await invited.status()) == ("completed", "finished")
    assert await invited.texts(service) == [TEXT]
    again = await client.post("/api/v1/sessions", json={"token": invited.token})
    assert (again.status, (await again.json())["step"]["kind"]) == (201, "finished")
    status, _ = await send(client, bearer, to=None, revision=step["revision"], value="x")
    assert status == 409


@pytest.mark.parametrize("value", ["nowhere", ["happy"], 3, True, None, {"a": 1}, "happy\0", "\ud800"])
async def test_what_does_not_fit_a_choice_leaves_the_step_and_says_why(
    client: Client, invited: Invited, value: Any
) -> None:
    bearer, step = await began(client, invited.token)
    after = await answered(client, bearer, step, value)
    assert (after["question"], after["revision"], after["says"]) == (
        step["question"], 0, ["Please choose one of the answers shown."])  # fmt: skip


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "x" * 1001, "", "  \n", 3, ["a"]])
async def test_what_does_not_fit_a_text_leaves_the_step_and_says_why(
    client: Client, invited: Invited, value: Any
) -> None:
    bearer, step = await began(client, invited.token)
    step = await skip_to(client, bearer, step, "text")
    after = await answered(client, bearer, step, value if value != "x" * 1001 else "x" * (step["question"]["max"] + 1))
    assert (after["question"], after["revision"], len(after["says"])) == (step["question"], step["revision"], 1)
    assert {state for _, state, _ in await invited.answers()} == {"skipped"}


async def test_the_longest_text_of_the_widest_letters_is_kept_exactly(
    client: Client, invited: Invited, service: Service
) -> None:
    bearer, step = await began(client, invited.token)
    step = await skip_to(client, bearer, step, "text")
    text = "🎈" * step["question"]["max"]
    await answered(client, bearer, step, text)
    assert await invited.texts(service) == [text]


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nonsense", "Bearer 你好", "Basic abc"])
async def test_a_wrong_bearer_is_401(client: Client, invited: Invited, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    looked = await client.get("/api/v1/session", headers=headers)
    sent = await client.post("/api/v1/session/reply", headers=headers, json={"to": "x", "revision": 0})
    assert (looked.status, sent.status, looked.headers["WWW-Authenticate"]) == (401, 401, "Bearer")


async def test_unknown_expired_cancelled_and_renewed_tokens_are_404_alike(client: Client, service: Service) -> None:
    expired, cancelled, renewed = [await invite(service) for _ in range(3)]
    await Review.filter(id=expired.review.id).update(date=service.clock.today().replace(day=27))
    await Review.filter(id=cancelled.review.id).update(status="cancelled")
    await Invitation.filter(id=renewed.id).update(token_hash="0" * 64, generation=2)
    seen = set()
    for token in ("unknown", "", "\ud800", expired.token, cancelled.token, renewed.token):
        response = await client.post("/api/v1/sessions", json={"token": token})
        seen.add((response.status, await response.text()))
    assert seen == {(404, '{"error": "No open invitation answers to this token."}')}


async def test_renewing_the_link_ends_the_sessions_begun_with_the_old_one(client: Client, invited: Invited) -> None:
    bearer, _ = await began(client, invited.token)
    await Invitation.filter(id=invited.id).update(generation=2)
    response = await client.get("/api/v1/session", headers=bearer)
    assert response.status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"token": NaN}',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"token": 3}',
        b"{}",
        b'{"token": ["a"]}',
    ],
)
async def test_a_body_that_cannot_be_understood_is_400_with_a_sentence(client: Client, body: bytes) -> None:
    response = await client.post("/api/v1/sessions", data=body, headers={"Content-Type": "application/json"})
    assert (response.status, list(await response.json())) == (400, ["error"])


@pytest.mark.parametrize(
    "body",
    [
        {"revision": 0},
        {"to": 3, "revision": 0},
        {"to": "feel_today"},
        {"to": "feel_today", "revision": "0"},
        {"to": "feel_today", "revision": True},
        {"to": "feel_today", "revision": -0.5},
        {"to": "feel_today", "revision": 0, "action": "dance"},
        {"to": "feel_today", "revision": 0, "action": ["skip"]},
        {"to": "feel_today", "revision": None},
        {"to": "feel_today", "revision": 0, "action": ""},
    ],
)
async def test_a_reply_that_is_none_is_400_with_a_sentence(
    client: Client, invited: Invited, body: dict[str, Any]
) -> None:
    bearer, _ = await began(client, invited.token)
    status, plain = await send(client, bearer, **body)
    assert (status, list(plain)) == (400, ["error"])
    assert await invited.answers() == []


async def test_a_body_over_64_kib_is_413_before_it_is_parsed(client: Client) -> None:
    body = b"[" * (64 * 1024 + 1)

    async def in_pieces() -> Any:
        for start in range(0, len(body), 4096):
            yield body[start : start + 4096]

    whole = await client.post("/api/v1/sessions", data=body)
    pieces = await client.post("/api/v1/sessions", data=in_pieces())
    assert (whole.status, pieces.status) == (413, 413)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/session", 405)]
)
async def test_what_is_not_there_is_refused_as_json(client: Client, method: str, path: str, status: int) -> None:
    response = await client.request(method, path)
    assert (response.status, list(json.loads(await response.text()))) == (status, ["error"])


async def test_a_browser_s_cookie_opens_pages_and_never_the_api(client: Client, invited: Invited) -> None:
    """A program shows what it holds; a cookie is sent along by a browser that somebody else may have led here."""
    await client.post(f"/s/{invited.token}", allow_redirects=False)
    statuses = [(await client.get(address)).status for address in ("/q", "/api/v1/session")]
    status, _ = await send(client, {}, to="feel_today", revision=0, action="skip")
    assert ([*statuses, status], await invited.answers()) == ([200, 401, 401], [])
