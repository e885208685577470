"""No process of mysay leaves a core file, with keys and words in it."""

import subprocess
import sys

import pytest

#: A process that may write them, as far as the machine lets it, and then runs a command; its last word is what it may then.
_TELLS = """
import atexit, contextlib, resource, sys
with contextlib.suppress(ValueError):
    resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096))
from mysay.cli import main
atexit.register(lambda: print(resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr))
main(sys.argv[1:])
"""


@pytest.mark.parametrize("arguments", [["--version"], ["serve", "--help"], ["no-such-command"]])
def test_every_command_forbids_them(arguments: list[str]) -> None:
    ran = subprocess.run([sys.executable, "-c", _TELLS, *arguments], check=False, capture_output=True, text=True)
    assert ran.stderr.splitlines()[-1] == "(0, 0)"
