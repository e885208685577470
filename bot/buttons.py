"""Buttons: what each says about itself when tapped, signed, in the 64 bytes that Telegram gives.

A button names its session, question and revision, so that an old one is known as such; several
choices being made are a bit mask in the button, so that nothing is stored before Done.
"""

import base64
import binascii
import hmac
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from bot.calls import Rows
from surveys.conversation.replies import Value
from surveys.questionnaire.definition import Kind, Question
from surveys.questionnaire.wording import Catalogue
from surveys.storage.vault import Vault

_PURPOSE = "button"
_BODY = struct.Struct(">16sIBBI")
_SIGNATURE = 16
#: Labels up to this many letters share a row of so many, each with its gap.
_SHORT, _ROW, _GAP = 12, 32, 2
_TICKED, _OPEN = "☑ ", "☐ "


class Press(IntEnum):
    """What a button does: about an invitation, or about a question. ``HELP_FIRST`` is help before anything is begun."""

    AGREE = 1
    DECLINE = 2
    OPEN = 3
    OPTION = 4
    TOGGLE = 5
    DONE = 6
    SKIP = 7
    BACK = 8
    HELP = 9
    HELP_FIRST = 10


#: Presses whose subject is an invitation.
OF_INVITATION = frozenset({Press.AGREE, Press.DECLINE, Press.OPEN, Press.HELP_FIRST})
#: Presses that are answered with who can be rung, whatever else is wrong.
FOR_HELP = frozenset({Press.HELP, Press.HELP_FIRST})


@dataclass(frozen=True, slots=True)
class Button:
    """What a tap says. ``subject`` is a session, or an invitation; ``revision`` its revision, or generation.

    ``question`` is the place of the question in its questionnaire; ``value`` an option's place, or the
    mask of the options chosen.
    """

    press: Press
    subject: UUID
    revision: int
    question: int = 0
    value: int = 0


def packed(vault: Vault, button: Button) -> str:
    """The callback data of a button, 56 characters."""
    body = _BODY.pack(button.subject.bytes, button.revision, button.question, button.press, button.value)
    return base64.urlsafe_b64encode(body + _signed(vault, body)).decode()


def unpacked(vault: Vault, text: str) -> Button | None:
    """The button that this came from; None when it is none of ours."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    if base64.urlsafe_b64encode(raw).decode() != text:
        return None  # the same bytes, written as we never write them
    if len(raw) != _BODY.size + _SIGNATURE or not hmac.compare_digest(signature, _signed(vault, body)):
        return None
    subject, revision, question, press, value = _BODY.unpack(body)
    return Button(Press(press), UUID(bytes=subject), revision, question, value)


def chosen(question: Question, mask: int) -> tuple[str, ...]:
    """The option codes of a mask."""
    return tuple(code for place, code in enumerate(question.codes) if mask >> place & 1)


def value_of(button: Button, question: Question) -> Value:
    """What a button answers its question with; None for an option that is not there."""
    if button.press is Press.DONE:
        return chosen(question, button.value)
    return question.codes[button.value] if button.value < len(question.codes) else None


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The buttons under one question: options, Done where several can be chosen, Skip and Back, Help."""

    vault: Vault
    catalogue: Catalogue
    session: UUID
    revision: int
    place: int

    def rows(self, question: Question, mask: int = 0) -> Rows:
        """The rows for a question, with what is ticked so far."""
        control = (self._named("skip", Press.SKIP), self._named("back", Press.BACK))
        return (*self._options(question, mask), control, (self._named("help", Press.HELP),))

    def _options(self, question: Question, mask: int) -> Rows:
        if question.kind is not Kind.CHOICES:
            options = enumerate(question.options)
            return _laid_out([(option.label, self._data(Press.OPTION, place)) for place, option in options])
        ticks = (
            (_TICKED if mask >> place & 1 else _OPEN) + option.label for place, option in enumerate(question.options)
        )
        toggles = [(label, self._data(Press.TOGGLE, mask ^ 1 << place)) for place, label in enumerate(ticks)]
        return (*((toggle,) for toggle in toggles), (self._named("done", Press.DONE, mask),))

    def _named(self, key: str, press: Press, value: int = 0) -> tuple[str, str]:
        return self.catalogue.say(key), self._data(press, value)

    def _data(self, press: Press, value: int = 0) -> str:
        return packed(self.vault, Button(press, self.session, self.revision, self.place, value))


def invitation_rows(vault: Vault, invitation: UUID, generation: int, *buttons: tuple[str, Press]) -> Rows:
    """Buttons about an invitation, one a row."""
    return tuple(((label, packed(vault, Button(press, invitation, generation))),) for label, press in buttons)


def _laid_out(buttons: Sequence[tuple[str, str]]) -> Rows:
    """One long label gives every option a row of its own; short ones share rows, evenly."""
    if any(len(label) > _SHORT for label, _ in buttons):
        return tuple((button,) for button in buttons)
    rows = math.ceil(sum(len(label) + _GAP for label, _ in buttons) / _ROW)
    across = math.ceil(len(buttons) / max(rows, 1)) or 1
    return tuple(tuple(buttons[start : start + across]) for start in range(0, len(buttons), across))


def _signed(vault: Vault, body: bytes) -> bytes:
    return vault.signature(_PURPOSE, body)[:_SIGNATURE]
