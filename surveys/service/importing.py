"""An import, as one unit: read, look, plan and seal first; then write it all in one short transaction."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tortoise.exceptions import IntegrityError

from config.authority import SHIPPED
from surveys.crashpoint import crashpoint
from surveys.errors import Refused
from surveys.roster import people, references
from surveys.roster.examining import Examined, examine
from surveys.roster.gathering import gather, is_table
from surveys.roster.ledger import Rules
from surveys.roster.plan import Plan
from surveys.roster.planning import plan, wanted
from surveys.roster.problems import Problems, printable
from surveys.roster.sheets import MOST_BYTES
from surveys.service.context import Service
from surveys.storage import holding, roster_counting, roster_reading, roster_writing
from surveys.storage.codes import WordsForgotten
from surveys.storage.counting import recount
from surveys.storage.misplaced import misplaced
from surveys.storage.rising import rising
from surveys.storage.roster_columns import Sealer
from surveys.storage.roster_staging import transaction_over

#: With more rows than this, what cannot be read is refused first, then what is wrong in itself before anything stored is looked up, and then
#: who is not known and whether too many leave, before anything stored is opened. Below it a person is told of everything at once.
_LARGE = 20_000
#: Files of one import. A folder with more is hardly a quarter's returns.
_MOST_FILES = 1000
#: How often an import is planned afresh when what it planned upon has changed in the meantime.
_TRIES = 5


class _Overtaken(Exception):
    """Something that the plan rests on was written by somebody else."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or (``dry_run``) would do. ``files`` maps names to what they are and their rows."""

    plan: Plan
    files: Mapping[str, tuple[str, int]]
    ignored: tuple[str, ...]
    dry_run: bool


def quiet(_: str) -> None:
    """Say nothing about progress."""


async def import_files(
    service: Service,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    confirm_leavers: bool = False,
    progress: Callable[[str], None] = quiet,
) -> Imported:
    """Take files, or all those in folders, as one import: all of it or nothing.

    Raises:
        ImportRefused: with what is wrong, row by row; nothing is written.
        Refused: there is nothing to import.
    """
    tables, ignored = _found(paths)
    problems = Problems()
    progress("Reading …")
    gathered = gather(((name, _content(path)) for name, path in tables), problems)
    rules = Rules(
        library=service.library,
        today=service.clock.today(),
        indicators=indicators(),
        confirm_leavers=confirm_leavers,
        new_id=rising(service.clock.now()),
    )
    progress("Checking …")
    large = sum(rows for _, rows in gathered.files.values()) > _LARGE
    if large:
        problems.refuse()
    examined = examine(gathered.rows, rules, problems)
    if large:
        await _refuse_early(service, examined, rules, problems)
    gathered.rows = {}
    for _ in range(_TRIES):
        try:
            done = await _once(service, examined, rules, problems, dry_run=dry_run, progress=progress)
        except (_Overtaken, WordsForgotten, IntegrityError):
            problems = Problems()  # those found before were refused already, or there were none
            continue
        return Imported(done, gathered.files, (*ignored, *gathered.ignored), dry_run)
    raise Refused("Others keep writing what this import is about; run it again in a moment.")


async def _refuse_early(service: Service, examined: Examined, rules: Rules, problems: Problems) -> None:
    problems.refuse()
    unknown = await roster_reading.unknown(service.vault, references.named(examined))
    references.tell(examined, unknown, problems)
    leaving = await roster_reading.in_care(service.vault, people.left(examined))
    people.guard_leavers(leaving, await roster_reading.all_in_care(), rules, problems)
    problems.refuse()


async def _once(
    service: Service,
    examined: Examined,
    rules: Rules,
    problems: Problems,
    *,
    dry_run: bool,
    progress: Callable[[str], None],
) -> Plan:
    stored = await roster_reading.read(service.vault, wanted(examined))
    planned = plan(examined, stored, rules, problems)
    if dry_run or planned.is_empty:
        return planned
    prepared = roster_writing.prepare(Sealer(service.vault, service.clock.zone, rules.new_id), planned)
    counted, laid = await roster_counting.lay_ready(planned.responses)
    progress("Writing …")
    async with transaction_over((*prepared.sheets, counted)) as db:
        crashpoint("import-laid-ready")
        await roster_writing.bring_in(prepared, db)
        await _require_of_one_child(planned)
        await _require_unmoved(planned)
        await roster_writing.close(planned.replaced, now=service.clock.now())
        crashpoint("import-written")
        await recount(prepared.responses, laid, moved=await roster_writing.moved_responses(prepared))
        crashpoint("import-counted")
    crashpoint("import-committed")
    return planned


async def _require_of_one_child(planned: Plan) -> None:
    """Nobody was invited to a review, or has answered about it, as another child than the one whose it is now."""
    await holding.hold("review", planned.handed_on, "FOR UPDATE")
    if (
        await misplaced("invitation", "review_id", planned.handed_on)
        or await misplaced("response", "review_id", planned.handed_on)
        or await misplaced("response", "id", [change.id for change in planned.responses])
    ):
        raise _Overtaken


async def _require_unmoved(planned: Plan) -> None:
    """Nobody has answered online since it was looked at what forms take the place of, nor will before the commit.

    They wait for that, and so this comes after the rows. Nobody else waits, and nobody else is looked at.
    """
    await roster_reading.hold([online for online in planned.asked.values() if online])
    if await roster_reading.asked(planned.asked) != planned.asked:
        raise _Overtaken


def _content(path: Path) -> bytes:
    """What is in a file, or enough of it to know that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror}.") from error


def _found(paths: Sequence[Path]) -> tuple[list[tuple[str, Path]], list[str]]:
    """The tables to read, each once, by the name they go by; and what lies beside them in folders."""
    tables: dict[Path, None] = {}
    ignored: list[str] = []
    for path in paths:
        if path.is_file():
            tables[path.resolve()] = None
        elif path.is_dir():
            tables |= dict.fromkeys(_tables_in(path, ignored))
        else:
            raise Refused(_not_there(path))
    if not tables:
        raise Refused("There is no .csv or .xlsx file there to import.")
    if len(tables) > _MOST_FILES:
        raise Refused(
            f"There are {len(tables):,} files, and an import takes {_MOST_FILES:,}; import some by themselves."
        )
    names = [path.name for path in tables]
    return [
        (path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}", path) for path in tables
    ], ignored


def _tables_in(folder: Path, ignored: list[str]) -> Iterator[Path]:
    """The tables in a folder; what else lies there goes to ``ignored``."""
    for each in _in(folder):
        if not is_table(each.name):
            ignored.append(f"{each.name} (neither .csv nor .xlsx)")
        elif each.is_file():
            yield each.resolve()
        else:  # so looks a link to a share that is away
            raise Refused(printable(f"{each.name} is no file that can be read; mend it, or take it out of the folder."))


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise Refused(printable(f"{folder} cannot be read: {error.strerror}.")) from error


def _not_there(path: Path) -> str:
    what = "is neither a file nor a folder" if path.exists() else "does not exist; look at how it is spelled"
    return printable(f"{path} {what}.")


def indicators(folder: Path = SHIPPED / "indicators") -> Mapping[str, frozenset[str]]:
    """The indicators a history file may give, with the questions each is counted from."""
    known: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        for survey in tomllib.loads(path.read_text(encoding="utf-8")).get("surveys", []):
            known[f"{survey['id']}.response"] = frozenset()
            for indicator in survey["indicators"]:
                known[indicator["id"]] = frozenset(question["id"] for question in indicator["questions"])
    return known
