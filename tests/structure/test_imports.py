"""The rooms of the house, and what a command does not load before it needs it."""

import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT

#: Costly to import, and wanted only where a figure, a chart or a hint is made.
HEAVY = ("nltk", "numpy", "pandas", "scipy", "statsmodels", "textblob")


def test_import_contracts_are_kept() -> None:
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (lint.returncode, lint.stderr) == (0, ""), lint.stdout


def test_the_command_line_and_the_channels_start_without_heavy_libraries() -> None:
    program = f"import sys, mysay.cli, bot, web; print([name for name in {HEAVY} if name in sys.modules])"
    start = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (start.stdout, start.stderr) == ("[]\n", "")
