"""Files that hold something about children: whole or not there, and readable by their owner only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveys.errors import Refused


@contextmanager
def private_file(output: Path) -> Iterator[Path]:
    """A file beside ``output`` to be written in the block; it takes the place of ``output`` when that ends well.

    Raises:
        Refused: the file cannot be written.
    """
    with scratch_file(output, "part") as unfinished:
        yield unfinished
        unfinished.replace(output)


@contextmanager
def scratch_file(beside: Path, ending: str) -> Iterator[Path]:
    """An empty file beside another for the length of the block, readable by its owner only.

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
