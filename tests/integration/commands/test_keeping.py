"""Backup, restore, erase, subject access, purge and the change of key, as people run them beside a server."""

import base64
import json
from dataclasses import replace

from aiohttp import ClientSession

from surveys.storage.database import connected
from surveys.storage.models import Child
from surveys.storage.urls import is_sqlite, sqlite_file
from tests.support.house import House, in_days, years_ago
from tests.support.keys import DATA_KEY
from tests.support.programs import serving
from tests.support.rekeying import NEW_KEY
from tests.support.remains import reading

WORDS = "words of hers 47110815"
CALL = "1 call for help has not been acknowledged: run 'mysay alerts'.\n"


async def moved_in(house: House) -> None:
    """A child with a review soon and one held, and a paper form about that."""
    await house.bring_in(
        children=f"""
            child_id,date_of_birth,area,first_name
            C-1,{years_ago(12)},North,Ayesha
            C-2,{years_ago(12)},North,Ben""",
        reviews=f"""
            review_id,child_id,date,status
            R-1,C-1,{in_days(-20)},held
            R-2,C-2,{in_days(10)},planned""",
        responses=f"""
            response_id,questionnaire,completed_on,question,answer,child_id,review_id
            P-1,consultation,{in_days(-21)},going_well,{WORDS},C-1,R-1
            P-1,consultation,{in_days(-21)},know_pledge,know,C-1,R-1""",
    )


async def test_a_backup_that_is_not_there_is_refused(house: House) -> None:
    await moved_in(house)
    for words in (["nowhere.zip", "--replace"], ["b.zip", "--replace", "--erasures", "nowhere.zip"]):
        await house.run("backup", "-o", "b.zip")
        refused = await house.run("restore", *words)
        said = "nowhere.zip does not exist; look at how it is spelled.\n"
        assert (refused.code, refused.out, refused.err) == (1, "", said)


async def test_a_backup_is_taken_while_children_answer_and_comes_back_when_nobody_serves(house: House) -> None:
    await moved_in(house)
    (invited,) = json.loads((await house.run("invite", "--json")).out)
    async with serving(environ=house.environ, folder=house.folder) as address, ClientSession(address) as client:
        token = {"token": invited["link"].rpartition("/")[2]}
        begun = await (await client.post("/api/v1/sessions", json=token)).json()
        reply = {"to": begun["step"]["question"]["id"], "revision": 0, "value": None, "action": "skip"}
        bearer = {"Authorization": f"Bearer {begun['session']}"}
        skipped = await client.post("/api/v1/session/reply", json=reply, headers=bearer)
        await client.post("/api/v1/session/reply", json={"to": "", "revision": 1, "action": "help"}, headers=bearer)
        taken = await house.run("backup", "-o", "b.zip")
        assert (skipped.status, taken.code, "only you can read" in taken.out) == (200, 0, True)
        refused = await house.run("restore", "b.zip", "--replace")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith(f"{CALL}A 'mysay serve' is using")
    erased = await house.run("erase", "C-1", "--reason", "asked for")
    assert (erased.code, erased.out.splitlines()[0]) == (
        0,
        "Erased: the child, 1 review, 0 invitations, 1 response with 2 answers.",
    )
    assert (await house.run("restore", "b.zip")).err.startswith(f"{CALL}There is a database already.")
    back = await house.run("restore", "b.zip", "--replace")
    assert (back.code, "1 child who was erased since then has been erased again." in back.out) == (0, True)
    assert back.err == CALL
    assert (
        await house.run("erase", "C-1", "--reason", "again")
    ).err == f"{CALL}There is no child 'C-1'; check the id.\n"
    assert "Reminders are held since a backup was restored" in (await house.run("doctor")).out
    assert (await house.run("restore", "--release")).out == "Reminders go out again; 0 are waiting.\n"
    async with serving(environ=house.environ, folder=house.folder) as address, ClientSession(address) as client:
        resumed = await (await client.get("/api/v1/session", headers=bearer)).json()
    assert resumed["step"]["revision"] == 1
    assert (await house.run("restore")).code == 2
    if is_sqlite(house.environ["MYSAY_DATABASE_URL"]):
        kept = house.folder / sqlite_file(house.environ["MYSAY_DATABASE_URL"])
        assert kept.stat().st_mode & 0o077 == 0


async def test_what_is_held_is_written_out_as_a_page_or_as_json(house: House) -> None:
    await moved_in(house)
    done = await house.run("subject-access", "C-1", "-o", "held.json")
    assert (done.code, done.out) == (0, "")
    held = json.loads((house.folder / "held.json").read_text(encoding="utf-8"))
    assert (held["child"]["first_name"], held["responses"][0]["answers"][0]["typed"]) == ("Ayesha", WORDS)
    assert (await house.run("subject-access", "C-1", "-o", "held.html")).code == 0
    page = house.folder / "held.html"
    assert (WORDS in page.read_text(encoding="utf-8"), page.stat().st_mode & 0o077) == (True, 0)
    assert (await house.run("subject-access", "C-9", "-o", "no.html")).err == "There is no child 'C-9'; check the id.\n"
    assert not (house.folder / "no.html").exists()


async def test_purging_says_what_would_go_and_what_is_gone(house: House) -> None:
    await moved_in(house)
    dry, wet = await house.run("purge", "--dry-run"), await house.run("purge")
    assert (dry.code, wet.code, dry.out.splitlines()[0], wet.out.splitlines()[0]) == (0, 0, "Would go:", "Gone:")
    assert dry.out.splitlines()[1:] == wet.out.splitlines()[1:]
    assert {line.split()[0] for line in wet.out.splitlines()[1:]} == {"0"}


async def test_an_erasure_whose_traces_remain_says_so_and_what_to_do(house: House) -> None:
    await moved_in(house)
    url = house.environ["MYSAY_DATABASE_URL"]
    with reading(url):
        erased = await house.run("erase", "C-1", "--reason", "asked for")
    assert (erased.out.partition(":")[0], erased.code) == ("Erased", int(is_sqlite(url)))
    assert ("run 'mysay purge', which overwrites them" in erased.err) == is_sqlite(url)
    assert (await house.run("purge")).code == 0


async def test_a_value_that_was_moved_in_the_database_is_told_of_and_not_shown(house: House) -> None:
    await moved_in(house)
    async with connected(house.environ["MYSAY_DATABASE_URL"]):
        sealed = (await Child.exclude(first_name_sealed=None).order_by("id").first() or Child()).first_name_sealed
        await Child.all().update(first_name_sealed=sealed)
    both = [await house.run("subject-access", f"C-{number}", "-o", f"{number}.html") for number in (1, 2)]
    assert sorted(ran.code for ran in both) == [0, 3]
    (told,) = [ran.err for ran in both if ran.code]
    assert told.startswith("A sealed value in child.first_name cannot be opened with the keys in MYSAY_DATA_KEYS")


async def test_a_new_key_takes_over_and_the_old_one_may_go(house: House) -> None:
    await moved_in(house)
    old, new = (base64.b64encode(key).decode() for key in (DATA_KEY, NEW_KEY))
    changed = await house.run("rekey", DATA_KEYS=f"new:{new},test:{old}")
    assert (changed.code, "Key 'test' may leave MYSAY_DATA_KEYS" in changed.out) == (0, True)
    only_new = replace(house, environ={**house.environ, "MYSAY_DATA_KEYS": f"new:{new}"})
    assert (await only_new.run("subject-access", "C-1", "-o", "held.json")).code == 0
    refused = await house.run("alerts")
    told = "The data keys do not fit this database: it was sealed with key 'new', and MYSAY_DATA_KEYS has 'test'. "
    assert (refused.code, refused.err.startswith(told)) == (1, True)
