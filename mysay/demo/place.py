"""Where the demonstration lives, and when."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from config import settings
from surveys.errors import Refused

FOLDER = Path(".demo")
SETTINGS = FOLDER / "settings.env"

#: The demonstration's clock stands still here: the last days of 2013-14-Q4, with reviews still to come.
NOW = datetime(2014, 3, 27, 10, 0, tzinfo=UTC)


def environment() -> Mapping[str, str]:
    """The demonstration's own settings; only where to listen may come from outside.

    Raises:
        Refused: it has not been built here.
    """
    if not SETTINGS.is_file():
        raise Refused("There is no demonstration here yet: run 'make demo' in this folder first.")
    outside = {name: os.environ[name] for name in ("MYSAY_PORT", "MYSAY_HOST", "MYSAY_BASE_URL") if name in os.environ}
    return settings.written(SETTINGS) | outside
