"""Who is erased again after a restore: whoever was erased since the backup was made, and nobody else."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from surveys.storage import erasures
from surveys.storage.archive import Facts, Manifest

LONDON = ZoneInfo("Europe/London")
HERS, HIS = "a" * 64, "b" * 64
MADE = "2026-07-20T22:00:00+00:00"


def backup(**listed: str) -> Manifest:
    """A backup of 20 July, eleven at night in London, with this list of its own."""
    facts = Facts(
        kind="sqlite", tables={}, migrations=(), lookup="", erasures={_whose(by): at for by, at in listed.items()}
    )
    return Manifest(format="mysay-backup/3", made_at=MADE, facts=facts, sha256="0" * 64, size=0)


def _whose(name: str) -> str:
    return {"hers": HERS, "his": HIS}[name]


def again(manifest: Manifest, *lists: dict[str, str]) -> list[tuple[str, date, datetime | None]]:
    rows = erasures.since(manifest, [{_whose(by): at for by, at in each.items()} for each in lists], LONDON)
    return [(row.ref_hash, row.erased_on, row.erased_at) for row in rows]


@pytest.mark.parametrize(
    ("own", "there"),
    [
        ("2026-07-20T09:00:00+00:00", "2026-07-20T09:00:00+00:00"),  # the same erasure: they have come back since
        ("2026-07-20T09:00:00+00:00", "2026-01-02T09:00:00+00:00"),  # the backup knows of a later one
        ("2026-07-20", "2026-07-20"),
        ("2026-07-20", "2026-07-19T23:00:00+00:00"),  # the same day, in a database that keeps moments by now
        (None, "2025-07-20T09:00:00+00:00"),  # age had taken it off the backup's own list
        (None, "2026-07-18"),
    ],
)
def test_whoever_was_erased_before_the_backup_and_is_in_it_came_back_and_stays(own: str | None, there: str) -> None:
    assert again(backup(**({"hers": own} if own else {})), {"hers": there}) == []


@pytest.mark.parametrize(
    ("own", "there"),
    [
        (None, "2026-07-20T23:30:00+00:00"),
        (None, "2026-07-20T21:59:59+00:00"),  # it was under way as the backup was made
        (None, "2026-07-20T00:00:00+01:00"),
        ("2026-07-20T09:00:00+00:00", "2026-07-20T09:00:01+00:00"),  # once more, on one day
        ("2026-07-20", "2026-07-20T09:00:00+00:00"),
    ],
)
def test_whoever_was_erased_since_is_erased_again(own: str | None, there: str) -> None:
    at = datetime.fromisoformat(there)
    assert again(backup(**({"hers": own} if own else {})), {"hers": there}) == [
        (HERS, at.astimezone(LONDON).date(), at)
    ]


def test_of_several_lists_the_latest_erasure_counts_and_a_day_stands_for_its_midnight_there() -> None:
    lists = ({"hers": "2026-07-21"}, {"hers": "2026-07-22", "his": "2026-07-23"}, {"hers": "2026-07-21T10:00:00+00:00"})
    assert again(backup(), *lists) == [
        (HERS, date(2026, 7, 22), datetime(2026, 7, 21, 23, tzinfo=UTC)),
        (HIS, date(2026, 7, 23), datetime(2026, 7, 22, 23, tzinfo=UTC)),
    ]
