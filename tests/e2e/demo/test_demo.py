"""The demonstration as a newcomer meets it: built, reported, served, answered in the meantime."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import free_port
from tests.support.published import PUBLISHED

MYSAY = str(Path(sys.executable).parent / "mysay")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("MYSAY_")}
PERIOD = "2013-14-Q4"


@dataclass(frozen=True)
class Demonstration:
    """One that is being served: where, on which port, and what it printed."""

    folder: Path
    port: int
    printed: str

    def mysay(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [MYSAY, *arguments], cwd=self.folder, env=ENVIRON, capture_output=True, text=True, check=False
        )

    def figures(self, period: str = PERIOD) -> dict[str, tuple[int, int, int]]:
        ran = self.mysay("--demo", "report", period, "--format", "json")
        surveys = json.loads(ran.stdout)["sections"][0]["surveys"]
        return {
            each["id"]: (each["count"], each["base"], each["percent"])
            for survey in surveys
            for each in (survey["response"], *survey["indicators"])
        }

    def post(self, path: str, body: Mapping[str, Any], bearer: str = "") -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
        connection.request("POST", path, json.dumps(body), headers)
        answer: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        return answer

    def status(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def answer(self, token: str) -> str:
        """Answer the first option of every question; how it ended."""
        begun = self.post("/api/v1/sessions", {"token": token})
        step = begun["step"]
        while step["kind"] == "question":
            question = step["question"]
            reply = {"to": question["id"], "revision": step["revision"], **_first(question)}
            step = self.post("/api/v1/session/reply", reply, begun["session"])["step"]
        return str(step["kind"])


def _first(question: Mapping[str, Any]) -> dict[str, Any]:
    codes = [option["code"] for option in question["options"]]
    match question["kind"]:
        case "choices":
            return {"value": codes[:1]}
        case "choice" | "scale":
            return {"value": codes[0]}
        case _:
            return {"action": "skip"}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    folder, port = tmp_path_factory.mktemp("demonstration"), free_port()
    with subprocess.Popen(
        [MYSAY, "demo"], cwd=folder, env=ENVIRON | {"PORT": str(port)}, stdout=subprocess.PIPE, text=True
    ) as process:
        lines = process.stdout or iter(())
        printed = "".join(takewhile(lambda line: not line.startswith("Serving on"), lines))
        yield Demonstration(folder, port, printed)
        process.send_signal(signal.SIGINT)
    assert process.returncode == 0


def test_the_report_of_the_published_quarter_comes_first_and_then_links_that_open(demonstration: Demonstration) -> None:
    report, _, guide = demonstration.printed.partition("Nobody in Westmarsh is real.")
    assert "12%" in report
    assert "151 of 1251" in report
    assert "10 of 50" in report
    paths = re.findall(rf"http://127.0.0.1:{demonstration.port}(\S+)", guide)
    assert [demonstration.status(path) for path in paths] == [200] * 7


def test_answering_its_own_questionnaire_is_in_the_next_report(demonstration: Demonstration) -> None:
    token = re.findall(r"/s/(\S+)", demonstration.printed)[0]
    assert demonstration.figures() == PUBLISHED
    assert demonstration.answer(token) == "finished"
    assert demonstration.figures() == PUBLISHED | {
        "consultation.response": (152, 1251, 12),
        "consultation.understand_plan": (128, 152, 84),
        "consultation.know_how_to_complain": (104, 152, 68),
        "consultation.know_pledge": (24, 152, 16),
        "consultation.want_to_chair": (10, 152, 7),
    }


def test_the_year_adds_up_its_quarters(demonstration: Demonstration) -> None:
    assert demonstration.figures("2013-14")["consultation.response"][1] == 5220
    assert demonstration.figures("2012-13")["consultation.response"][:2] == (463, 5396)


@pytest.mark.parametrize("folder", [".demo/files", ".demo/903"])
def test_the_same_county_again_changes_nothing(demonstration: Demonstration, folder: str) -> None:
    before = demonstration.figures("2013-14-Q3")
    again = demonstration.mysay("--demo", "import", folder)
    assert again.returncode == 0
    assert "Nothing changed" in again.stdout
    assert demonstration.figures("2013-14-Q3") == before


def test_it_is_not_pulled_from_under_a_server(demonstration: Demonstration) -> None:
    ran = demonstration.mysay("demo", "--build-only")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "stop it first" in ran.stderr


def test_a_port_that_is_taken_is_said_before_anything_is_built_anew(demonstration: Demonstration) -> None:
    ran = demonstration.mysay("demo", "--port", str(demonstration.port))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"Port {demonstration.port} is taken" in ran.stderr


def test_every_command_it_names_is_one(demonstration: Demonstration) -> None:
    named = re.findall(r"mysay --demo (\w+)", demonstration.printed)
    assert [name for name in named if demonstration.mysay(name, "--help").returncode != 0] == []


def test_without_a_demonstration_one_is_told_how_to_make_it(tmp_path: Path) -> None:
    ran = subprocess.run(
        [MYSAY, "--demo", "report", PERIOD], cwd=tmp_path, env=ENVIRON, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "make demo" in ran.stderr
