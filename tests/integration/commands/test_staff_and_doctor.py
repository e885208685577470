"""``mysay staff``, ``mysay unbind`` and ``mysay doctor``."""

import pytest

from tests.support.house import House, in_days, years_ago


async def test_staff_are_added_changed_and_disabled(house: House) -> None:
    ran = [
        await house.run("staff", "add", "A.Name@council.example", "--role", "iro", "--name", "A Name"),
        await house.run("staff", "add", "a.name@council.example", "--role", "duty"),
        await house.run("staff", "disable", "a.name@council.example"),
        await house.run("staff", "disable", "a.name@council.example"),
        await house.run("staff", "add", "nobody", "--role", "iro"),
        await house.run("staff", "add", "b@council.example", "--role", "boss"),
    ]
    assert [each.code for each in ran] == [0, 0, 0, 1, 1, 2]
    assert [each.out for each in ran[:3]] == [
        "A.Name@council.example is added as iro.\n",
        "a.name@council.example is brought up to date as duty.\n",
        "a.name@council.example is disabled.\n",
    ]


async def test_unbinding_a_child_without_an_account_is_refused(house: House) -> None:
    await house.bring_in(children=f"child_id,date_of_birth,area\nC1,{years_ago(16)},North")
    ran = [await house.run("unbind", child) for child in ("C1", "C9")]
    assert [(each.code, each.err) for each in ran] == [
        (1, "No Telegram account is bound to child 'C1'.\n"),
        (1, "There is no child 'C9'; check the id.\n"),
    ]


def mended(text: str) -> list[str]:
    return [line.removeprefix("MEND  ") for line in text.splitlines() if line.startswith("MEND")]


async def test_a_house_in_order_has_nothing_to_mend(house: House) -> None:
    await house.run("staff", "add", "duty@council.example", "--role", "duty")
    done = await house.run("doctor", SMTP_URL="smtp://127.0.0.1:25")
    assert (done.code, mended(done.out)) == (0, [])
    assert "fine  Calls for help are mailed to 1 address." in done.out.splitlines()


async def test_without_a_route_for_calls_for_help_the_doctor_is_loud(house: House) -> None:
    done = await house.run("doctor")
    (text,) = mended(done.out)
    assert (done.code, text.startswith("NO ROUTE FOR CALLS FOR HELP: ")) == (1, True)
    assert "set MYSAY_SMTP_URL to a mail server and add somebody on duty" in text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SECRET_KEY": "short", "DATA_KEYS": ""}, ["MYSAY_DATA_KEYS: not set.", "MYSAY_SECRET_KEY: not set or shorter"]),
        ({"DATABASE_URL": "sqlite://nothing-here.db"}, ["There is no mysay database there yet: run 'mysay migrate' first."]),
        ({"DATA_KEYS": f"test:{'A' * 43}="}, ["The data keys do not fit this database"]),
        ({"TELEGRAM_TOKEN": "1:abcdefghijkl", "TELEGRAM_API_URL": "http://127.0.0.1:1"},
         ["NO ROUTE FOR CALLS FOR HELP", "Telegram does not answer to the token"]),
    ],
)  # fmt: skip
async def test_each_thing_that_is_wrong_is_told_with_what_to_do(
    house: House, settings: dict[str, str], words: list[str]
) -> None:
    done = await house.run("doctor", **settings)
    assert done.code == 1
    assert [text[: len(word)] for text, word in zip(mended(done.out), words, strict=True)] == words


async def test_a_secret_key_that_is_not_the_one_the_links_were_made_with_is_noticed(house: House) -> None:
    await house.bring_in(
        children=f"child_id,date_of_birth,area\nC1,{years_ago(9)},North",
        reviews=f"review_id,child_id,date,status\nR1,C1,{in_days(5)},planned",
    )
    assert (await house.run("invite")).code == 0
    done = await house.run("doctor", SECRET_KEY="another secret, also of more than thirty-two letters")
    assert mended(done.out)[0].startswith("MYSAY_SECRET_KEY is not the one that the links in use were made with")


async def test_a_paper_form_of_today_does_not_make_the_clock_look_wrong(house: House) -> None:
    form = f"P1,consultation,{in_days(1)},know_pledge,know"
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
