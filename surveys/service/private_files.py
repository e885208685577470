"""Files that hold something about children: whole or not there, and readable by their owner only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveys.errors import Refused

#: How an SQLite file begins, and its write-ahead log; their shared memory has no such mark, and is known by its name.
_DATABASE = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def private_file(output: Path) -> Iterator[Path]:
    """A file beside ``output`` to be written in the block; it takes the place of ``output`` when that ends well.

    Raises:
        Refused: the file cannot be written, is a database, or is there and no file.
    """
    _require_fit(output)
    with scratch_file(output, "part") as unfinished:
        yield unfinished
        unfinished.replace(output)


def _require_fit(output: Path) -> None:
    if not output.exists():
        return
    if not output.is_file():
        raise Refused(f"{output} is not an ordinary file; name one to be written.")
    if _is_database(output.resolve()):
        raise Refused(f"{output} is a database, and would be lost; name another file to be written.")


def _is_database(file: Path) -> bool:
    try:
        with file.open("rb") as read:
            return read.read(16).startswith(_DATABASE) or file.name.endswith(_BESIDE)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from error


@contextmanager
def scratch_file(beside: Path, ending: str) -> Iterator[Path]:
    """An empty file beside another for the length of the block, readable by its owner only.

    What lay there, of an attempt that was killed or of somebody who planted a link, is not written to: it goes.

    Raises:
        Refused: nothing can be written there.
    """
    scratch = beside.with_name(f"{beside.name}.{ending}")
    try:
        scratch.unlink(missing_ok=True)
        scratch.touch(mode=0o600, exist_ok=False)
        yield scratch
    except OSError as error:
        raise Refused(f"{beside} cannot be written: {error.strerror}.") from error
    finally:
        if beside.parent.is_dir():
            scratch.unlink(missing_ok=True)
