"""The authority's file: when a call for help is mailed again."""

from pathlib import Path

import pytest

from config import authority
from config.settings import SHIPPED_AUTHORITY, SettingsError

LEAST = 'name = "Eastmarsh"\n[[help_lines]]\nname = "A line"\ncontact = "0800"\nnote = "Free"\nchecked = 2026-01-31\n'


def written(folder: Path, line: str) -> Path:
    path = folder / "authority.toml"
    path.write_text(f"{line}\n{LEAST}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "minutes"), [("", (15, 30, 60)), ("escalate_minutes = []", ()), ("escalate_minutes = [5, 600]", (5, 600))]
)
def test_the_minutes_after_which_a_call_is_mailed_again(tmp_path: Path, line: str, minutes: tuple[int, ...]) -> None:
    assert authority.read(written(tmp_path, line)).escalate_minutes == minutes


def test_the_shipped_file_says_what_holds_without_it(tmp_path: Path) -> None:
    assert authority.read(SHIPPED_AUTHORITY).escalate_minutes == authority.read(written(tmp_path, "")).escalate_minutes


@pytest.mark.parametrize("wrong", ["15", "[0]", "[30, 15]", "[15, 15]", '["15"]', "[1.5]", "[true]"])
def test_other_than_rising_whole_minutes_are_refused_with_an_example(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError) as refused:
        authority.read(written(tmp_path, f"escalate_minutes = {wrong}"))
    (problem,) = refused.value.problems
    assert problem.startswith("authority.toml: 'escalate_minutes' is a list of rising whole numbers of minutes such as")
