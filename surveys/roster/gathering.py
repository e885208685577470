"""From files to rows: each recognised and read, what is passed over named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys.roster import delimited, rows, workbook
from surveys.roster.extent import Room
from surveys.roster.kinds import KINDS
from surveys.roster.problems import Problems, printable
from surveys.roster.rows import Row
from surveys.roster.sheets import MOST_BYTES, MOST_ROWS, Sheet, Unusable

#: How a table's name ends.
ENDINGS = (".csv", ".xlsx")


@dataclass(slots=True)
class Gathered:
    """The rows of all files by kind, how many each file has, and what was passed over."""

    rows: Mapping[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def is_table(name: str) -> bool:
    """Whether a file of this name is one to import. Spreadsheets leave hidden lock files beside open ones."""
    return name.lower().endswith(ENDINGS) and not name.startswith((".", "~$"))


def gather(files: Iterable[tuple[str, bytes]], problems: Problems) -> Gathered:
    """Read files, given as name and content. What is wrong goes to ``problems``."""
    gathered, size, room = Gathered(), 0, Room()
    for name, content in files:
        size += len(content)
        if size > MOST_BYTES:
            problems.about(_too_large(name, len(content)))
            break
        try:
            _add(gathered, _sheet(name, content, room), problems)
        except Unusable as error:
            problems.about(f"{name}: {error}.")
    gathered.rows = {kind.id: gathered.rows[kind.id] for kind in KINDS if gathered.rows[kind.id]}
    return gathered


def _too_large(name: str, size: int) -> str:
    most = f"{MOST_BYTES // 1024 // 1024} MB"
    if size > MOST_BYTES:
        return f"{name}: is larger than {most}; divide it."
    return f"{name}: with this file the import is larger than {most}; import some files by themselves."


def _sheet(name: str, content: bytes, room: Room) -> Sheet:
    match name[name.rfind(".") :].lower():
        case ".csv":
            return delimited.read(name, content)
        case ".xlsx":
            return workbook.read(name, content, room)
        case _:
            raise Unusable("is neither a .csv nor an .xlsx file")


def _add(gathered: Gathered, sheet: Sheet, problems: Problems) -> None:
    found = rows.read(sheet, problems, most=MOST_ROWS - sum(count for _, count in gathered.files.values()))
    gathered.rows[sheet.kind.id].extend(found)
    gathered.files[sheet.file] = (sheet.kind.label, len(found))
    gathered.ignored += [printable(f"column '{name}' of {sheet.file}") for name in rows.unknown_columns(sheet)]
    gathered.ignored += map(printable, sheet.ignored)
