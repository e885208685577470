"""Conversations that can be read. A transcript is right when playing it gives it back, line by line."""

from pathlib import Path

import pytest

from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.vault import Vault
from tests.transcripts.chatting import chatted
from tests.transcripts.playing import played

HERE = Path(__file__).parent
CONVERSATIONS, CHATS = sorted(HERE.glob("*.txt")), sorted(HERE.glob("chats/*.txt"))


@pytest.mark.parametrize("transcript", CONVERSATIONS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(transcript: Path) -> None:
    written = transcript.read_text(encoding="utf-8")
    assert played(written) == written


@pytest.mark.parametrize("transcript", CHATS, ids=lambda path: path.stem)
def test_a_chat_looks_as_written(
    transcript: Path, vault: Vault, library: Library, authority: Authority, clock: Clock
) -> None:
    service = Service(vault=vault, library=library, authority=authority, clock=clock, base_url="http://mysay.example")
    written = transcript.read_text(encoding="utf-8")
    assert chatted(service, written) == written


def test_there_are_transcripts() -> None:
    assert (len(CONVERSATIONS) >= 10, len(CHATS) >= 3) == (True, True)
