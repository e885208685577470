"""From files to rows: each recognised and read, what is passed over named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys.roster import delimited, rows, workbook
from surveys.roster.kinds import KINDS
from surveys.roster.problems import Problems, printable
from surveys.roster.rows import Row
from surveys.roster.sheets import MOST_BYTES, Sheet, Unusable

#: How a table's name ends, and what reads it.
READERS = {".csv": delimited.read, ".xlsx": workbook.read}


@dataclass(slots=True)
class Gathered:
    """The rows of all files by kind, how many each file has, and what was passed over."""

    rows: Mapping[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def is_table(name: str) -> bool:
    """Whether a file of this name is one to import. Spreadsheets leave hidden lock files beside open ones."""
    return name.lower().endswith(tuple(READERS)) and not name.startswith((".", "~$"))


def gather(files: Iterable[tuple[str, bytes]], problems: Problems) -> Gathered:
    """Read files, given as name and content. What is wrong goes to ``problems``."""
    gathered = Gathered()
    for name, content in files:
        try:
            _add(gathered, _sheet(name, content), problems)
        except Unusable as error:
            problems.about(f"{name}: {error}.")
    gathered.rows = {kind.id: gathered.rows[kind.id] for kind in KINDS if gathered.rows[kind.id]}
    return gathered


def _sheet(name: str, content: bytes) -> Sheet:
    if len(content) > MOST_BYTES:
        raise Unusable(f"is larger than {MOST_BYTES // 1024 // 1024} MB; divide it")
    ending = name[name.rfind(".") :].lower()
    if ending not in READERS:
        raise Unusable("is neither a .csv nor an .xlsx file")
    return READERS[ending](name, content)


def _add(gathered: Gathered, sheet: Sheet, problems: Problems) -> None:
    found = rows.read(sheet, problems)
    gathered.rows[sheet.kind.id].extend(found)
    gathered.files[sheet.file] = (sheet.kind.label, len(found))
    gathered.ignored += [printable(f"column '{name}' of {sheet.file}") for name in rows.unknown_columns(sheet)]
    gathered.ignored += map(printable, sheet.ignored)
