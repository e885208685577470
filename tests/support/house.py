"""A council's installation in a test: settings, a folder, and commands run as programs of their own.

The commands stand in the present, so dates are counted from today.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.support.programs import Ran, mysay


def today() -> date:
    """What the commands take for today, but for the hour in summer when London is ahead."""
    return datetime.now(UTC).date()


def in_days(days: int) -> str:
    """A date so many days from today, as import files have it."""
    return (today() + timedelta(days=days)).isoformat()


def years_ago(years: int) -> str:
    """The date of birth of somebody who has been this old for about half a year."""
    return (today() - timedelta(days=round(years * 365.25) + 180)).isoformat()


@dataclass(frozen=True, slots=True)
class House:
    """Where the commands of one test run."""

    environ: dict[str, str]
    folder: Path

    async def run(self, *arguments: str, **more: str) -> Ran:
        """Run a command; ``more`` settings by their names without MYSAY_."""
        extra = {f"MYSAY_{name}": text for name, text in more.items()}
        return await mysay(*arguments, environ=self.environ | extra, folder=self.folder)

    async def bring_in(self, **tables: str) -> None:
        """Import files by name; a table is its lines, cells parted by commas."""
        paths = [self.folder / f"{name}.csv" for name in tables]
        for path, text in zip(paths, tables.values(), strict=True):
            path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
        done = await self.run("import", *map(str, paths))
        assert done.code == 0, done.err
