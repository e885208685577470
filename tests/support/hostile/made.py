"""How a hostile file is made and noted: what it holds, and what is said of it."""

from collections.abc import Callable, Iterator

HEADER = "child_id,date_of_birth,area\n"
ROW = "C1,01/02/2004,North\n"
MEGABYTE = 1024 * 1024

Made = tuple[bytes, str]

_MAKERS: list[tuple[str, Callable[[], Made]]] = []


def every() -> Iterator[tuple[str, bytes, str]]:
    """Name, content and what is said: one at a time, since some are large."""
    for name, make in _MAKERS:
        content, said = make()
        yield f"{name}.{'xlsx' if name.endswith('_xlsx') else 'csv'}", content, said


def note(name: str, make: Callable[[], Made]) -> None:
    """Note a file by name."""
    _MAKERS.append((name, make))


def file(make: Callable[[], Made]) -> Callable[[], Made]:
    """Note a file by the name of the function that makes it."""
    note(make.__name__.strip("_"), make)
    return make
