"""What a log may be told: of a library what it always says, of an error its kind and place, and of neither any value.

Libraries write tokens, addresses and bound values in passing, and an error's words may quote what somebody wrote.
Levels, handlers and formatters can be changed from outside; what no record holds none of them can show.
"""

import logging
import traceback

#: Whose lines are constants with keys, which a test of the structure holds.
OURS = frozenset({"analysis", "bot", "config", "mysay", "surveys", "web"})
_UNSAID = "something in passing"


class DiscreetRecord(logging.LogRecord):
    """A record without values: ``told`` has an error's kind and place, and nothing has its words."""

    def __init__(  # noqa: PLR0917  # the signature is the library's
        self, name: str, level: int, pathname: str, lineno: int, msg: object, args: object, exc_info: object,
        func: str | None = None, sinfo: str | None = None,
    ) -> None:  # fmt: skip
        ours = str(name).partition(".")[0] in OURS
        said = msg if ours else _always(msg, level or logging.WARNING)
        super().__init__(name, level, pathname, lineno, said, args if ours else (), None, func, sinfo)  # type: ignore[arg-type]  # passed on
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        self.told: dict[str, object] = told(error) if error else {}


def keep() -> None:
    """From here on every record in this process is a discreet one, whoever makes it and whoever reads it."""
    logging.setLogRecordFactory(DiscreetRecord)


def told(error: BaseException) -> dict[str, object]:
    """An error as keys: its type, and where it came from, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "where": [f"{frame.filename}:{frame.lineno}" for frame in frames][-6:],
    }


def _always(msg: object, level: int) -> str:
    """The first line of a library's message, before anything is filled in: the rest may quote values.

    What it writes in passing is often filled in before it comes here, so nothing of that is kept.
    """
    if level < logging.WARNING:
        return _UNSAID
    return msg.partition("\n")[0] if isinstance(msg, str) else type(msg).__name__
