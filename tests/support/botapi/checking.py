"""Requests held against aiogram's models of the Bot API, and against the limits that those leave out."""

import inspect
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError

from tests.support.botapi.refusals import UNKNOWN_METHOD, bad

TEXT_UNITS, DATA_BYTES, NOTE_LETTERS, BUTTONS = 4096, 64, 200, 100
_MODELS: dict[str, type[TelegramMethod[Any]]] = {
    model.__api_method__: model
    for _, model in inspect.getmembers(methods, inspect.isclass)
    if issubclass(model, TelegramMethod) and model is not TelegramMethod
}
_MODES = {"HTML", "Markdown", "MarkdownV2"}


def check(method: str, fields: Mapping[str, Any]) -> None:
    """Raise the refusal that a request deserves, if it does."""
    if method not in _MODELS:
        raise UNKNOWN_METHOD
    try:
        request = _MODELS[method].model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise bad(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    unknown = sorted(_unknown(request))
    if unknown:
        raise bad(f"unknown fields {', '.join(unknown)}")
    _check_text(method, fields)
    _check_buttons(fields)


def units(text: str) -> int:
    """The length of a text as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _unknown(model: BaseModel) -> Iterator[str]:
    """Names that aiogram's models let pass and do not know, at any depth."""
    yield from model.model_extra or ()
    for name in type(model).model_fields:
        yield from _unknown_within(getattr(model, name))


def _unknown_within(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _unknown(value)
    elif isinstance(value, list):
        for each in value:
            yield from _unknown_within(each)


def _check_text(method: str, fields: Mapping[str, Any]) -> None:
    text = fields.get("text", "")
    if method == "answerCallbackQuery":
        if len(text) > NOTE_LETTERS:
            raise bad("MESSAGE_TOO_LONG")
        return
    if "text" not in fields:
        return
    _encodable(text)
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > TEXT_UNITS:
        raise bad("message is too long")
    _check_entities(text, fields)


def _encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None


def _check_entities(text: str, fields: Mapping[str, Any]) -> None:
    mode = fields.get("parse_mode")
    if mode is not None and mode not in _MODES:
        raise bad("unsupported parse_mode")
    if mode == "HTML":
        _Tags.read(text)
    for entity in fields.get("entities") or ():
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > units(text):
            raise bad("can't parse entities: entity is beyond the text")


class _Tags(HTMLParser):
    """Tags that Telegram knows, each closed in its turn."""

    _KNOWN = frozenset({"a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strong", "u"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    @classmethod
    def read(cls, text: str) -> None:
        """Raise the refusal of a text whose tags do not fit."""
        tags = cls()
        tags.feed(text)
        tags.close()
        if tags.open:
            raise bad(f"can't parse entities: can't find end tag corresponding to start tag {tags.open[-1]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._KNOWN:
            raise bad(f'can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad("can't parse entities: unexpected end tag")


def _check_buttons(fields: Mapping[str, Any]) -> None:
    rows = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            raise bad("text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
