"""``mysay invite`` and ``mysay remind`` as people and their scripts run them."""

import json
from typing import Any

from surveys.service.context import Service
from surveys.storage.models import Child
from tests.support.house import House, in_days, years_ago
from tests.support.misbehaving import fine, misbehaving
from tests.support.telegram import BOT_NAME, TOKEN, emulated


async def people(house: House) -> None:
    """C1 is 9 and reviewed soon, C2 is 2, C3 is 16 and reviewed soon, C4 is 12 and has left."""
    await house.bring_in(
        children=f"""child_id,date_of_birth,area,care_ended
            C1,{years_ago(9)},North,
            C2,{years_ago(2)},North,
            C3,{years_ago(16)},South,
            C4,{years_ago(12)},South,{in_days(-10)}""",
        reviews=f"""review_id,child_id,date,status
            R1,C1,{in_days(5)},planned
            R2,C2,{in_days(5)},planned
            R3,C3,{in_days(6)},planned
            R4,C1,{in_days(60)},planned
            R5,C1,{in_days(-20)},held""",
    )


async def invited(house: House, *arguments: str, **more: str) -> list[dict[str, Any]]:
    done = await house.run("invite", "--json", *arguments, **more)
    assert done.code == 0, done.err
    rows: list[dict[str, Any]] = json.loads(done.out)
    return rows


async def test_a_line_for_each_and_on_stderr_who_is_left_out(house: House) -> None:
    await people(house)
    done = await house.run("invite")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[:3] for row in rows] == [["C1", "R1", "consultation"], ["C3", "R3", "consultation"]]
    assert all(row[3].startswith("https://mysay.example/s/") and len(row[4]) == 9 for row in rows)
    assert done.err.splitlines() == [
        "Not invited: child C2, review R2: aged 2 on the review's date; the youngest who are asked are 4.",
        "Invited 2; 1 left out.",
    ]


async def test_one_whose_id_was_tampered_with_is_told_of_and_the_others_go_on(house: House, service: Service) -> None:
    await people(house)
    child = await Child.get(ref_hash=service.vault.hash("child", "C1"))
    await Child.filter(id=child.id).update(ref_sealed="test:AAAA")
    done = await house.run("invite")
    assert (done.code, [line.split("\t")[:2] for line in done.out.splitlines()]) == (1, [["C3", "R3"]])
    assert done.err.splitlines()[0] == (
        "Not invited: child (cannot be read), review R1: an id cannot be opened with the keys in MYSAY_DATA_KEYS; look into it, and "
        "restore a backup."
    )


async def test_one_whose_id_was_tampered_with_is_on_the_list_to_be_reminded(house: House, service: Service) -> None:
    await people(house)
    links = [row["link"] for row in await invited(house)]
    child = await Child.get(ref_hash=service.vault.hash("child", "C1"))
    await Child.filter(id=child.id).update(ref_sealed="test:AAAA")
    done = await house.run("remind")
    listed = {tuple(line.split("\t")[:2]): line.split("\t")[3] for line in done.out.splitlines()}
    assert (done.code, listed) == (1, {("(cannot be read)", "R1"): links[0], ("C3", "R3"): links[1]})
    assert done.err.splitlines()[-1].startswith("Not everybody is named: an id cannot be opened")


async def test_an_answer_that_is_none_of_telegram_s_costs_the_telegram_links_only(house: House) -> None:
    await people(house)
    async with misbehaving(getMe=[fine([1])]) as telegram:
        done = await house.run("invite", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url)
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    assert "Telegram did not say what the bot is called, so no Telegram links are given." in done.err.splitlines()


async def test_json_the_same_again_and_renewed_for_a_chosen_few(house: House) -> None:
    await people(house)
    first = await invited(house)
    assert [set(row) for row in first] == [
        {"child_id", "review_id", "questionnaire", "link", "code", "telegram_link"}
    ] * 2
    assert await invited(house) == first
    (renewed,) = await invited(house, "--review", "R1", "--renew")
    assert (renewed["child_id"], renewed["link"] == first[0]["link"], renewed["code"] == first[0]["code"]) == (
        "C1",
        False,
        False,
    )
    assert await invited(house) == [renewed, first[1]]


async def test_leavers_have_no_review(house: House) -> None:
    await people(house)
    (one,) = await invited(house, "--leavers")
    assert (one["child_id"], one["review_id"], one["questionnaire"]) == ("C4", None, "exit_interview")


async def test_what_cannot_be_invited_is_refused_in_a_sentence(house: House) -> None:
    await people(house)
    ran = [await house.run("invite", "--review", id_) for id_ in ("R9", "R2", "R5")]
    assert [(each.code, each.out) for each in ran] == [(1, "")] * 3
    assert [each.err.splitlines()[0] for each in ran] == [
        "There is no review 'R9'; import it first.",
        "Review R2 of child C2: aged 2 on the review's date; the youngest who are asked are 4.",
        "Review R5 of child C1: the review is held, and only planned ones are asked about.",
    ]
    assert (await house.run("invite", "--due-within", "soon")).code == 2


async def test_a_dry_run_invites_nobody(house: House) -> None:
    await people(house)
    done = await house.run("invite", "--dry-run", "--due-within", "70")
    assert done.out.splitlines() == [
        "C1\tR1\tconsultation\t-\t-",
        "C3\tR3\tconsultation\t-\t-",
        "C1\tR4\tconsultation\t-\t-",
    ]
    assert done.err.splitlines()[-1] == "Would invite 3; 1 left out."
    assert (await house.run("remind")).out == ""


async def test_the_bot_s_name_is_asked_for_and_only_those_old_enough_get_a_telegram_link(house: House) -> None:
    await people(house)
    async with emulated() as telegram:
        rows = await invited(house, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url)
    links = {row["child_id"]: row["telegram_link"] for row in rows}
    assert links["C1"] is None
    assert links["C3"].startswith(f"https://t.me/{BOT_NAME}?start=")
    assert links["C3"].partition("=")[2] not in rows[1]["link"]


async def test_without_an_answer_from_telegram_the_web_links_are_given_all_the_same(house: House) -> None:
    await people(house)
    done = await house.run("invite", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:1")
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    assert "Telegram did not say what the bot is called, so no Telegram links are given." in done.err.splitlines()


async def test_those_who_have_not_finished_are_listed_with_their_link_and_code(house: House) -> None:
    await people(house)
    first = await house.run("invite")
    done = await house.run("remind")
    assert (done.code, done.out) == (0, first.out)
    assert done.err.splitlines() == ["Reminding 0 by Telegram; 2 listed to remind yourself."]


async def test_who_is_reminded_as_json_says_by_whom(house: House) -> None:
    await people(house)
    first = await invited(house)
    done = await house.run("remind", "--json", "--dry-run")
    expected = [{name: row[name] for name in row if name != "telegram_link"} | {"by": "hand"} for row in first]
    assert json.loads(done.out) == expected
