"""Chats as text: what the young person does after ``>``, and below it their whole screen as it then stands.

What they may do is what :mod:`tests.transcripts.playing` knows. A tap is on the message that has the
buttons. ``me:`` marks their own messages, for as long as they are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot import speak
from bot.calls import Call, Clear, Delete, Edit, Leave, Note, Page, Send
from bot.speak import Place
from surveys.conversation.session import Session
from surveys.service.answering import Turn
from surveys.service.context import Service
from tests.transcripts import playing


@dataclass(slots=True)
class Screen:
    """The messages of a chat by number, and which of them has the buttons."""

    messages: dict[int, Page] = field(default_factory=dict)
    note: str = ""
    newest: int = 0

    @property
    def prompt(self) -> int | None:
        """The message with the buttons."""
        return next((number for number, page in reversed(self.messages.items()) if page.rows), None)

    def add(self, page: Page) -> int:
        """A new message below."""
        self.newest += 1
        self.messages[self.newest] = page
        return self.newest

    def apply(self, call: Call) -> None:
        """What a call does to it, where Telegram refuses nothing."""
        match call:
            case Send(page):
                self.add(replace(page, text=page.anew))
            case Edit(message, page):
                self.messages[message] = page
            case Clear(message, True):
                self.messages[message] = replace(self.messages[message], rows=())
            case Clear(message) | Delete(message):
                del self.messages[message]
            case Note(_, text):
                self.note = text
            case Leave():
                self.messages.clear()
            case _:
                assert_never(call)

    def lines(self) -> Iterator[str]:
        """What is seen."""
        if self.note:
            yield f"({self.note})"
        for page in self.messages.values():
            yield from (f"  {line}".rstrip() for line in page.text.splitlines())
            yield from ("  " + " ".join(f"[{label}]" for label, _ in row) for row in page.rows)
            yield "  --"


def chatted(service: Service, transcript: str) -> str:
    """The transcript with the screens that really follow, in place of those it shows."""
    session, screen, lines = playing.START, Screen(), list[str]()
    for line in transcript.splitlines():
        if line.startswith("#"):
            lines += [line, ""]
        if line.startswith("> "):
            session = _done(service, session, screen, line.removeprefix("> "))
            lines += [line, *screen.lines(), ""]
    return "\n".join(lines)


def _done(service: Service, before: Session, screen: Screen, what: str) -> Session:
    session, effects = playing.done(before, what)
    turn = Turn(playing.START.id, 1, playing.QUESTIONNAIRE, session, effects)
    screen.note = ""
    for call in speak.speak(service, turn, _place(screen, what)):
        screen.apply(call)
    return session


def _place(screen: Screen, what: str) -> Place:
    prompt = screen.prompt
    if what.startswith("type "):
        return Place(prompt, typed=screen.add(Page(f"me: {what.removeprefix('type ')}")))
    if prompt is None or what in {"begin", "come back", "stop"}:
        return Place(prompt)
    return Place(prompt, query="query", tapped=prompt)
