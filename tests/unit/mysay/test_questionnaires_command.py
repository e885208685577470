"""``mysay questionnaires`` needs no keys and no database, and says every problem."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.authority import SHIPPED
from mysay.cli import cli
from tests.support.source import ROOT

LISTED = """\
consultation (before a review)
  4-7        ages 4 to 7, 10 questions
  8-11       ages 8 to 11, 18 questions
  12-15      ages 12 to 15, 20 questions
  16-17      ages 16 to 17, 20 questions
  easy-read  ages 8 to 17, easy read, 15 questions
exit_interview (on leaving care)
  8-11       ages 8 to 11, 14 questions
  12-15      ages 12 to 15, 18 questions
  16+        ages 16 to 25, 20 questions
  easy-read  ages 8 to 25, easy read, 14 questions
"""
SHOWN = """\
3. Do you feel safe at home?
   Home is where you live now. If you say no, people who can help need to know.
   [feel_safe: scale]
   - Yes [always]
   - Sometimes [sometimes]
   - No [never]  (raises an alert)
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The authority file of a council whose own questionnaires have a problem in each of two files."""
    shutil.copytree(SHIPPED / "questionnaires", tmp_path / "questionnaires")
    for name in ("consultation", "exit_interview"):
        path = tmp_path / "questionnaires" / f"{name}.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace('concern = ["never"]', 'concern = ["nver"]'), encoding="utf-8"
        )
    file = tmp_path / "authority.toml"
    file.write_text(f'questionnaires = "questionnaires"\n{(SHIPPED / "authority.toml").read_text(encoding="utf-8")}')
    return file


def test_list() -> None:
    assert _output("list") == LISTED


def test_list_as_json() -> None:
    listed = json.loads(_output("list", "--json"))
    assert [(each["id"], each["about"]) for each in listed] == [
        ("consultation", "review"),
        ("exit_interview", "leaving"),
    ]
    assert listed[1]["variants"][2]["ages"] == [16, 25]


def test_check() -> None:
    assert _output("check") == "No problems in 2 questionnaires, 9 variants; words in: en.\n"


def test_show() -> None:
    assert _output("show", "consultation", "--variant", "4-7").split("\n\n")[3] == SHOWN.rstrip("\n")


def test_preview_reads_what_is_piped_to_it() -> None:
    shown = _output("preview", "consultation", typed="1\n/stop\n")
    assert shown.endswith(
        "Your answers are saved. You can come back another day.\n\nThe preview ends here. Nothing was stored.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "survey"), "There is no questionnaire 'survey'; there are consultation, exit_interview.\n"),
        (("preview", "exit_interview", "--variant", "4-7"),
         "exit_interview has no variant '4-7'; there are 8-11, 12-15, 16+, easy-read.\n"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_refused(arguments: tuple[str, ...], said: str) -> None:
    refused = _run(*arguments)
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)


def test_check_says_every_problem_and_exits_1(broken: Path) -> None:
    refused = _run("check", MYSAY_AUTHORITY_FILE=str(broken))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        "consultation.toml: item 'feel_safe' raises a concern on 'nver', which is not one of its options.",
        "exit_interview.toml: item 'safe_now' raises a concern on 'nver', which is not one of its options.",
    ]


def _output(*arguments: str, typed: str = "") -> str:
    done = CliRunner().invoke(cli, ["questionnaires", *arguments], input=typed, env={"MYSAY_AUTHORITY_FILE": None},
                              catch_exceptions=False)  # fmt: skip
    return done.output


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    program = "from mysay.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "questionnaires", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
