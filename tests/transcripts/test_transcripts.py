"""The engine as conversations that can be read. A transcript is right when playing it gives it back, line by line."""

from pathlib import Path

import pytest

from tests.transcripts.playing import played

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_it_goes_as_written(transcript: Path) -> None:
    written = transcript.read_text(encoding="utf-8")
    assert played(written) == written


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 10
