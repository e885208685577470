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
    unfinished = output.with_name(f"{output.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600, exist_ok=False)
        yield unfinished
        unfinished.replace(output)
    except OSError as error:
        raise Refused(f"{output} cannot be written: {error.strerror}.") from error
    finally:
        if output.parent.is_dir():
            unfinished.unlink(missing_ok=True)
