"""``mysay doctor``."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.updates import FAILURES
from config import settings
from config.settings import SHIPPED_AUTHORITY
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.models import Audit, Failing, Staff, Tally
from tests.support import people
from tests.support.databases import wanted_kind
from tests.support.house import House, in_days, today, years_ago
from tests.support.mail import Letterbox, mail_server
from tests.support.misbehaving import fine, misbehaving

HOOK = "https://mysay.example/telegram/webhook"
TOKEN = "4242:synthetic-token-of-the-tests"


#: The PostgreSQL of the tests is told not to wait for the disk, and the doctor notices.
HASTY = (
    "What is acknowledged may be lost in a power cut, or what is deleted kept: fsync is off, not on; full_page_writes is "
    "off, not on. Set them right."
)
NO_ROUTE = "NO ROUTE FOR CALLS FOR HELP: "


@pytest.fixture
def house(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with an authority of its own, whose one help line was rung today."""
    own = tmp_path_factory.mktemp("authority") / "own.toml"
    line = f'name = "A line"\ncontact = "0800 0000"\nnote = "Free"\nchecked = {today()}\n'
    own.write_text(f'name = "Eastmarsh"\n[[help_lines]]\n{line}', encoding="utf-8")
    return House(house.environ | {"MYSAY_AUTHORITY_FILE": str(own)}, house.folder)


def said(text: str, verdict: str) -> list[str]:
    return [line.removeprefix(f"{verdict:<5} ") for line in text.splitlines() if line.startswith(verdict)]


def mended(text: str) -> list[str]:
    """What is to be mended, but for how the tests' database is kept."""
    return [line for line in said(text, "MEND") if line != HASTY]


async def test_a_house_in_order_has_nothing_to_mend(house: House) -> None:
    await house.run("staff", "add", "duty@council.example", "--role", "duty")
    async with mail_server(Letterbox()) as smtp_url:
        done = await house.run("doctor", SMTP_URL=smtp_url)
    hasty = [HASTY] if wanted_kind() == "postgresql" else []
    assert (done.code, said(done.out, "MEND")) == (len(hasty), hasty)
    assert "Calls for help are mailed to 1 address." in said(done.out, "fine")
    assert "No message of a young person's was put aside." in said(done.out, "fine")


async def test_a_mail_server_that_does_not_answer_is_no_route(house: House) -> None:
    await house.run("staff", "add", "duty@council.example", "--role", "duty")
    done = await house.run("doctor", SMTP_URL="smtp://127.0.0.1:1")
    (text,) = mended(done.out)
    assert text.startswith("The mail server does not answer, so nobody hears of calls for help: ")


async def test_an_address_that_not_every_mail_server_takes_is_to_be_changed(house: House) -> None:
    for email in ("duty@council.example", "jörg@council.example"):
        await house.bring_in(staff=f"email,name,role\n{email},A Name,duty")
    async with mail_server(Letterbox()) as smtp_url:
        done = await house.run("doctor", SMTP_URL=smtp_url)
    (text,) = mended(done.out)
    assert text.startswith("Many mail servers refuse jörg@council.example, so calls for help may not arrive there: ")


async def test_an_address_on_duty_that_cannot_be_opened_is_to_be_mended(house: House, service: Service) -> None:
    duty = await people.staff(service, "duty@westmarsh.example", "duty")
    await Staff.filter(id=duty.id).update(email_sealed="test:AAAA")
    async with mail_server(Letterbox()) as smtp_url:
        done = await house.run("doctor", SMTP_URL=smtp_url)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert [
        text for text in mended(done.out) if text.startswith("Calls for help are not mailed to 1 member of staff")
    ] != []


async def test_telegram_is_asked_for_the_bot_and_where_it_posts(house: House) -> None:
    me = {"id": 4242, "is_bot": True, "first_name": "Council", "username": "council_bot"}
    info = {"url": HOOK, "has_custom_certificate": False, "pending_update_count": 0}
    async with misbehaving(getMe=[fine(me)], getWebhookInfo=[fine(info)]) as telegram:
        telegram_is = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_WEBHOOK_SECRET": "a-secret"}
        done = await house.run("doctor", **telegram_is)
    assert "Telegram knows the bot as @council_bot; messages come by webhook." in said(done.out, "fine")
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize("odd", [[1], {}, "yes"])
async def test_an_answer_that_is_none_of_telegram_s_is_no_answer(house: House, odd: object) -> None:
    async with misbehaving(getMe=[fine(odd)], getWebhookInfo=[fine(odd)]) as telegram:
        telegram_is = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
        done = await house.run("doctor", **telegram_is)
    assert done.code == 1
    assert [text for text in mended(done.out) if text.startswith("Telegram does not answer to the token")] != []


async def test_a_backup_that_is_due_is_noticed(house: House, database_url: str) -> None:
    found = [said((await house.run("doctor")).out, "note")]
    await remembered_backup(database_url, days=1)
    found += [said((await house.run("doctor")).out, "fine")]
    await remembered_backup(database_url, days=5, instead=True)
    found += [mended((await house.run("doctor")).out)]
    assert [[line for line in lines if "backup" in line] for lines in found[:1]] == [
        ["'mysay backup' has made no backup of this database yet; something else may have, and only you can tell."]
    ]
    assert [sum(line.startswith("The last backup was made on ") for line in lines) for lines in found] == [0, 1, 1]
    assert [line for line in found[2] if "5 days ago: see why there is none since." in line] != []


async def remembered_backup(url: str, *, days: int, instead: bool = False) -> None:
    async with connected(url):
        if instead:
            await Audit.filter(action="backup").delete()
        at = datetime.now(UTC) - timedelta(days=days)
        await Audit.create(id=uuid4(), at=at, actor="somebody", action="backup", subject="backup:1")


async def test_a_new_database_is_for_its_owner_alone_and_one_that_others_may_read_is_noticed(
    house: House, tmp_path: Path
) -> None:
    file, noticed = tmp_path / "own.db", []
    assert (await house.run("migrate", DATABASE_URL=f"sqlite://{file}")).code == 0
    for mode in (file.stat().st_mode & 0o777, 0o644):
        file.chmod(mode)
        done = await house.run("doctor", DATABASE_URL=f"sqlite://{file}")
        alarmed = any(line.startswith("Others on this machine may read") for line in mended(done.out))
        noticed.append((oct(mode), alarmed, "The database file is whole." in said(done.out, "fine")))
    assert noticed == [("0o600", False, True), ("0o644", True, True)]


@pytest.mark.parametrize(
    "command", [("doctor",), ("report", "2013-14-Q4"), ("backup", "-o", "b.zip"), ("rekey", "--links")]
)
async def test_a_command_makes_no_database(house: House, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = await house.run(*command, DATABASE_URL=f"sqlite://{tmp_path}/own.db")
    assert (done.code, "There is no mysay database there yet: run 'mysay migrate' first." in done.out + done.err) == (
        1,
        True,
    )
    assert names(tmp_path) - {"own.db.serve-lock"} == set()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_file_without_tables_is_made_private_when_it_becomes_a_database(house: House, tmp_path: Path) -> None:
    file, modes = tmp_path / "own.db", []
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    for mode in (0o644, 0o640):  # the second, of a database with tables, is somebody's own choice
        file.chmod(mode)
        assert (await house.run("migrate", DATABASE_URL=f"sqlite://{file}")).code == 0
        modes.append(oct(file.stat().st_mode & 0o777))
    assert modes == ["0o600", "0o640"]


async def test_a_database_that_cannot_be_made_is_refused_in_a_sentence(house: House, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "own.db"
    done = await house.run("migrate", DATABASE_URL=f"sqlite://{file}")
    told = f"MYSAY_DATABASE_URL: there is no folder {file.parent}; make it, or name a file elsewhere.\n"
    assert (done.code, done.err) == (1, told)
    done = await house.run("migrate", DATABASE_URL="sqlite:///proc/own.db")
    assert (done.code, done.err.startswith("The database /proc/own.db cannot be made or written there: ")) == (1, True)


async def test_a_message_put_aside_is_to_be_looked_at(house: House, database_url: str) -> None:
    async with connected(database_url):
        await Failing.create(key="4242:1", tries=FAILURES, at=datetime.now(UTC))
        await Failing.create(key="4242:2", tries=1, at=datetime.now(UTC))
    done = await house.run("doctor")
    assert [line.partition(":")[0] for line in mended(done.out)[:1]] == [
        "1 message of young people could not be applied and was put aside"
    ]


async def test_figures_that_are_not_what_the_answers_come_to_are_to_be_mended(house: House, database_url: str) -> None:
    async with connected(database_url):
        await Tally.create(period=8056, area=1, age_band=2, question=3, option=4, responses=1)
    done = await house.run("doctor")
    assert mended(done.out)[0].startswith("Figures are wrong in 1 place: ")


async def test_without_a_route_for_calls_for_help_the_doctor_is_loud(house: House) -> None:
    done = await house.run("doctor")
    (text,) = mended(done.out)
    assert (done.code, text.startswith(NO_ROUTE)) == (1, True)
    assert "set MYSAY_SMTP_URL to a mail server and add somebody on duty" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"SECRET_KEY": "short", "DATA_KEYS": ""}, ["MYSAY_DATA_KEYS: not set.", "MYSAY_SECRET_KEY: not set or shorter"]),
        ({"DATABASE_URL": "sqlite://nothing-here.db"}, ["There is no mysay database there yet: run 'mysay migrate' first."]),
        ({"DATA_KEYS": f"test:{'A' * 43}="}, ["The data keys do not fit this database"]),
        ({"TELEGRAM_TOKEN": "1:abcdefghijkl", "TELEGRAM_API_URL": "http://127.0.0.1:1"},
         ["NO ROUTE FOR CALLS FOR HELP", "Telegram does not answer to the token"]),
    ],
)  # fmt: skip
async def test_each_thing_that_is_wrong_is_told_with_what_to_do(
    house: House, more: dict[str, str], words: list[str]
) -> None:
    done = await house.run("doctor", **more)
    assert done.code == 1
    assert [text[: len(word)] for text, word in zip(mended(done.out), words, strict=True)] == words


async def test_a_secret_key_that_is_not_the_one_the_links_were_made_with_is_noticed(house: House) -> None:
    await house.bring_in(
        children=f"child_id,date_of_birth,area\nC1,{years_ago(9)},North",
        reviews=f"review_id,child_id,date,status\nR1,C1,{in_days(5)},planned",
    )
    assert (await house.run("invite")).code == 0
    done = await house.run("doctor", SECRET_KEY="another secret, also of more than thirty-two letters")
    assert mended(done.out)[0].startswith("MYSAY_SECRET_KEY is not the one that this database's links were made with")


async def test_a_paper_form_of_today_does_not_make_the_clock_look_wrong(house: House) -> None:
    form = f"P1,consultation,{in_days(0)},know_pledge,know"
    await house.bring_in(responses=f"response_id,questionnaire,completed_on,question,answer\n{form}")
    assert len(mended((await house.run("doctor")).out)) == 1  # no route for calls for help, and nothing else


async def test_help_lines_not_checked_for_a_year_are_to_be_rung(house: House) -> None:
    authority = house.folder / "authority.toml"
    authority.write_text(
        'name = "Eastmarsh"\n[[help_lines]]\nname = "A line"\ncontact = "0800 0000"\nnote = "Free"\nchecked = 2020-01-31\n',
        encoding="utf-8",
    )
    done = await house.run("doctor", AUTHORITY_FILE=str(authority))
    assert mended(done.out)[0].startswith(
        "The number of A line was last checked on 31/01/2020, over a year ago: ring it"
    )


async def test_a_help_line_checked_on_a_day_to_come_was_not_checked(house: House) -> None:
    authority = house.folder / "authority.toml"
    authority.write_text(
        f'name = "Eastmarsh"\n[[help_lines]]\nname = "A line"\ncontact = "0800 0000"\nnote = "Free"\nchecked = {in_days(2)}\n',
        encoding="utf-8",
    )
    done = await house.run("doctor", AUTHORITY_FILE=str(authority))
    assert mended(done.out)[0].startswith("A line was checked on ")


async def test_what_is_written_down_is_looked_at_before_it_is_used(house: House) -> None:
    file = house.folder / settings.FILE
    file.write_text("MYSAY_TIMEZONES=UTC\n", encoding="utf-8")
    file.chmod(0o644)
    named = (await house.run("doctor")).out
    told = [mended(text) for text in (named, (await house.run("doctor", SECRET_KEY="short")).out)]
    beginnings = [
        "MYSAY_TIMEZONES is no setting, and has no effect: write MYSAY_TIMEZONE,",
        "Others on this machine may read ",
    ]
    assert [[text[: len(begun)] for text, begun in zip(lines, beginnings, strict=False)] for lines in told] == [
        beginnings
    ] * 2
    assert told[1][2:] == [
        "MYSAY_SECRET_KEY: not set or shorter than 32 characters. Make one with: openssl rand -base64 36"
    ]
    file.write_bytes("MYSAY_PORT=1\n".encode("utf-16"))
    done = await house.run("doctor")
    assert (done.code, said(done.out, "MEND")) == (1, [f"{file} is not text in UTF-8: save it as that."])


async def test_a_folder_that_anybody_may_write_to_is_noticed(house: House, tmp_path: Path) -> None:
    folder, told = tmp_path / "own", []
    folder.mkdir()
    url = f"sqlite://{folder / 'own.db'}"
    assert (await house.run("migrate", DATABASE_URL=url)).code == 0
    for mode in (0o755, 0o777):
        folder.chmod(mode)
        told.append([line for line in mended((await house.run("doctor", DATABASE_URL=url)).out) if "chmod 700" in line])
    assert told == [[], [f"Anybody on this machine may put another file in the database's place: chmod 700 {folder}"]]


async def test_the_sample_is_nobodys_authority(house: House) -> None:
    copied, renamed = house.folder / "copied.toml", house.folder / "renamed.toml"
    text = SHIPPED_AUTHORITY.read_text(encoding="utf-8")
    copied.write_text(text, encoding="utf-8")
    renamed.write_text(text.replace("Westmarsh County Council", "Eastmarsh"), encoding="utf-8")
    paths = (SHIPPED_AUTHORITY, copied, renamed)
    told = [mended((await house.run("doctor", AUTHORITY_FILE=str(each))).out)[0] for each in paths]
    made_up = (
        "Westmarsh County Council is the made-up authority that mysay ships with, and nobody has checked its help lines"
    )
    assert [text.startswith(made_up) for text in told] == [True, True, False]
    lines = "Childline and Children's Commissioner: Help at Hand"
    assert told[2].startswith(f"The date on which {lines} was checked is still the sample's: ring the number")
