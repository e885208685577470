"""``mysay import`` as people run it: what it prints, and how it ends."""

from tests.support.house import House

CHILDREN = "child_id,date_of_birth,area,hobby\nC1,01/02/2000,North,chess\nC2,01/02/2001,South,\n"


def _write(house: House, name: str, text: str) -> str:
    path = house.folder / "files" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path.parent)


async def test_it_tells_what_it_took_what_it_passed_over_and_what_became_of_it(house: House) -> None:
    _write(house, "letter.docx", "")
    done = await house.run("import", _write(house, "children.csv", CHILDREN))
    assert (done.code, done.err, done.out.splitlines()) == (
        0,
        "",
        [
            "children.csv: children, 2 rows",
            "Ignored: letter.docx (neither .csv nor .xlsx); column 'hobby' of children.csv.",
            "children: 2 new, 0 changed, 0 unchanged",
            "Imported.",
        ],
    )


async def test_a_second_time_it_says_that_nothing_changed(house: House) -> None:
    folder = _write(house, "children.csv", CHILDREN)
    await house.run("import", folder)
    again = await house.run("import", folder)
    assert (again.code, again.out.splitlines()[-2:]) == (
        0,
        ["children: 0 new, 0 changed, 2 unchanged", "Nothing changed: all of it is stored already."],
    )


async def test_nothing_is_said_to_be_stored_of_a_file_without_rows(house: House) -> None:
    done = await house.run("import", _write(house, "children.csv", "child_id,date_of_birth,area\n"))
    assert (done.code, done.out.splitlines()) == (0, ["children.csv: children, 0 rows", "Nothing was changed."])


async def test_a_dry_run_names_what_would_change_and_writes_nothing(house: House) -> None:
    await house.run("import", _write(house, "children.csv", CHILDREN))
    folder = _write(house, "children.csv", CHILDREN.replace("North", "West"))
    for _ in range(2):
        done = await house.run("import", folder, "--dry-run")
        assert (done.code, done.out.splitlines()[-3:]) == (
            0,
            [
                "children: 0 new, 1 changed, 1 unchanged",
                "Would change child C1: area",
                "This was a dry run: nothing was written.",
            ],
        )


async def test_what_is_refused_ends_with_1_and_says_where_on_stderr(house: House) -> None:
    folder = _write(house, "children.csv", CHILDREN.replace("01/02/2000", "31/02/2000"))
    done = await house.run("import", folder)
    assert (done.code, done.out, done.err) == (
        1,
        "",
        "children.csv row 2: date_of_birth '31/02/2000' is not a date; write dd/mm/yyyy or yyyy-mm-dd.\n",
    )


async def test_a_path_that_is_not_there_is_refused(house: House) -> None:
    (house.folder / "dangling.csv").symlink_to("nowhere")
    for name in ("nowhere.csv", "dangling.csv"):
        done = await house.run("import", name)
        assert (done.code, done.out, done.err) == (1, "", f"{name} does not exist; look at how it is spelled.\n")
