"""The authority's file: when a call for help is mailed again, and everything that is wrong told at once."""

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


#: What was written, and how the one sentence about it begins.
WRONG = (
    ('alert_emails = "duty@x.org"', "'alert_emails' is a list of plain addresses"),
    ("alert_emails = [5]", "'alert_emails' is a list of plain addresses"),
    ('alert_emails = ["not-an-address"]', "'alert_emails' is a list of plain addresses"),
    ('alert_emails = ["one@x.org, two@x.org"]', "'alert_emails' is a list of plain addresses"),
    ('alert_emails = ["jörg@x.org"]', "'alert_emails' is a list of plain addresses"),
    ('escalation_emails = "a@b.c"', "'escalation_emails' is a list of plain addresses"),
    ("mail_from = 5", "'mail_from' is a plain address"),
    ('mail_from = "My Say <mysay@x.org>"', "'mail_from' is a plain address"),
    ("reminder_days = 3", "'reminder_days' is a list of whole numbers of days"),
    ('reminder_days = ["3"]', "'reminder_days' is a list of whole numbers of days"),
    ("reminder_days = [99999999999]", "'reminder_days' is a list of whole numbers of days"),
    ('sending_hours = ["09:00+01:00", "19:00"]', "'sending_hours' is a pair of local times"),
    ('sending_hours = ["19:00", "09:00"]', "'sending_hours' is a pair of local times"),
    ('sending_hours = ["09:00", "09:00"]', "'sending_hours' is a pair of local times"),
    ("sending_hours = 9", "'sending_hours' is a pair of local times"),
    ("questionnaires = 7", "'questionnaires' is the folder of your questionnaires"),
    ("wording = []", "'wording' is the folder of your texts"),
    ("pledge = 1", "'pledge' is what your promise"),
    ("suppression_threshold = 0", "'suppression_threshold' is a whole number from 1."),
    ("response_base = []", "'response_base' is reviews_held, offered or children_reviewed."),
    ("retention = 5", "'retention' is a table"),
    ("retention = { linked_months = true }", "'retention' has whole numbers from 1"),
    ("retention = { linked_months = 0 }", "'retention' has whole numbers from 1"),
    ("alert_email = []", "'alert_email' is not a known setting"),
)


@pytest.mark.parametrize(("line", "told"), WRONG, ids=[line for line, _ in WRONG])
def test_what_does_not_fit_is_refused_in_a_sentence(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        authority.read(written(tmp_path, line))
    assert [problem.startswith(f"authority.toml: {told}") for problem in refused.value.problems] == [True]


@pytest.mark.parametrize("checked", ["2026-11-01T10:00:00", '"2026-11-01"'], ids=["with a time", "in quotes"])
def test_a_help_line_is_checked_on_a_day(tmp_path: Path, checked: str) -> None:
    path = tmp_path / "authority.toml"
    path.write_text(LEAST.replace("2026-01-31", checked), encoding="utf-8")
    with pytest.raises(SettingsError, match="'help_lines' needs at least one"):
        authority.read(path)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    lines = [
        'alert_emails = "duty@x.org"',
        "mail_from = 5",
        "reminder_days = 3",
        'sending_hours = ["09:00+01:00", "19:00"]',
        "questionnaires = 7",
    ]
    with pytest.raises(SettingsError) as refused:
        authority.read(written(tmp_path, "\n".join(lines)))
    assert len(refused.value.problems) == len(lines)
    path = tmp_path / "empty.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        authority.read(path)
    assert [problem.split("'")[1] for problem in refused.value.problems] == ["name", "help_lines"]


def test_what_fits_is_read(tmp_path: Path) -> None:
    lines = (
        'alert_emails = ["duty@x.org", "desk.two+help@council.example"]\nescalation_emails = []\n'
        'mail_from = "mysay@localhost"\nreminder_days = []\nsending_hours = ["00:00", "23:59:59"]'
    )
    found = authority.read(written(tmp_path, lines))
    assert (found.alert_emails, found.escalation_emails, found.mail_from, found.reminder_days) == (
        ("duty@x.org", "desk.two+help@council.example"),
        (),
        "mysay@localhost",
        (),
    )
