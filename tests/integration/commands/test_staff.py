"""``mysay staff`` and ``mysay unbind``."""

from tests.support.house import House, years_ago


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


async def test_on_duty_goes_only_who_can_be_mailed_anywhere(house: House) -> None:
    ran = [await house.run("staff", "add", "jörg@council.example", "--role", role) for role in ("duty", "iro", "duty")]
    assert [each.code for each in ran] == [1, 0, 1]
    told = "Calls for help are mailed to staff on duty, and many mail servers refuse 'jörg@council.example': write an address"
    assert [each.err.startswith(told) for each in ran] == [True, False, True]


async def test_unbinding_a_child_without_an_account_is_refused(house: House) -> None:
    await house.bring_in(children=f"child_id,date_of_birth,area\nC1,{years_ago(16)},North")
    ran = [await house.run("unbind", child) for child in ("C1", "C9")]
    assert [(each.code, each.err) for each in ran] == [
        (1, "No Telegram account is bound to child 'C1'.\n"),
        (1, "There is no child 'C9'; check the id.\n"),
    ]
