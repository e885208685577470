"""Reads a definition file into a bank.

Every wrong value becomes a problem and a default stands in for it, so that one reading finds them all.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from surveys.questionnaire.bank import About, Bank, Item, Variant
from surveys.questionnaire.definition import Condition, Kind

_BANK = ("id", "about", "items", "variants")
_ITEM = ("kind", "options", "when", "concern", "low", "high")
_VARIANT = ("id", "ages", "easy_read", "questions", "options")


class _Table:
    """A TOML table being read; ``where`` begins every problem found in it."""

    def __init__(self, written: object, where: str, problems: list[str]) -> None:
        self._written: dict[str, Any] = written if isinstance(written, dict) else {}
        self.where = where
        self.problems = problems
        if not isinstance(written, dict):
            self.say("is not a table of settings")

    def say(self, problem: str) -> None:
        self.problems.append(f"{self.where} {problem}.")

    def only(self, known: tuple[str, ...]) -> None:
        for name in self._written:
            if name not in known:
                self.say(f"has an unknown setting '{name}'; known are {', '.join(known)}")

    def has(self, name: str) -> bool:
        return name in self._written

    def text(self, name: str, default: str) -> str:
        value = self._written.get(name)
        if isinstance(value, str) and value:
            return value
        self.say(f"needs '{name}', in quotes")
        return default

    def words(self, name: str) -> tuple[str, ...]:
        value = self._written.get(name, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.say(f"needs '{name}' to be a list of words in quotes")
        return ()

    def whole(self, name: str) -> int | None:
        value = self._written.get(name)
        if value is None or _is_whole(value):
            return cast("int | None", value)
        self.say(f"needs '{name}' to be a whole number")
        return None

    def flag(self, name: str) -> bool:
        value = self._written.get(name, False)
        if not isinstance(value, bool):
            self.say(f"needs '{name}' to be true or false")
        return value is True

    def span(self, name: str) -> tuple[int, int]:
        value = self._written.get(name)
        if isinstance(value, list) and [_is_whole(each) for each in value] == [True, True] and value[0] <= value[1]:
            return value[0], value[1]
        self.say(f"needs '{name}' to be the youngest and the oldest age, such as [8, 11]")
        return 0, -1

    def parts(self, name: str) -> dict[str, Any]:
        value = self._written.get(name, {})
        if isinstance(value, dict):
            return value
        self.say(f"needs '{name}' to be a table")
        return {}

    def tables(self, name: str, label: str) -> Iterator["_Table"]:
        value = self._written.get(name, [])
        if not isinstance(value, list):
            self.say(f"needs '{name}' to be written as [[{name}]]")
            return
        for place, each in enumerate(value, 1):
            named = each.get("id") if isinstance(each, dict) else None
            yield _Table(each, f"{self.where} {label} '{named or place}'", self.problems)

    def each_words(self, name: str) -> dict[str, tuple[str, ...]]:
        inner = _Table(self.parts(name), f"{self.where} '{name}'", self.problems)
        return {key: inner.words(key) for key in inner._written}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def read(file: str, text: str) -> tuple[Bank | None, list[str]]:
    """The bank that a file defines and the problems of its shape; no bank if it is not TOML at all."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [f"{file}: is not valid TOML: {error}."]
    return bank_of(file, written)


def bank_of(file: str, written: Mapping[str, Any]) -> tuple[Bank, list[str]]:
    """The bank that parsed TOML defines, and the problems of its shape."""
    problems: list[str] = []
    top = _Table(dict(written), f"{file}:", problems)
    top.only(_BANK)
    return _bank(top, file.removesuffix(".toml")), problems


def _bank(top: _Table, stem: str) -> Bank:
    about = top.text("about", "review")
    if about not in ("review", "leaving"):
        top.say(f"says about = '{about}'; it is review or leaving")
    items = {
        id_: _item(id_, _Table(written, f"{top.where} item '{id_}'", top.problems))
        for id_, written in top.parts("items").items()
    }
    variants = tuple(_variant(table) for table in top.tables("variants", "variant"))
    return Bank(id=top.text("id", stem), about=cast("About", about), items=items, variants=variants)


def _item(id_: str, table: _Table) -> Item:
    table.only(_ITEM)
    when = tuple(Condition(question, codes) for question, codes in table.each_words("when").items())
    return Item(
        id=id_,
        kind=_kind(table),
        options=table.words("options"),
        when=when,
        concern=table.words("concern"),
        low=table.whole("low"),
        high=table.whole("high"),
    )


def _kind(table: _Table) -> Kind:
    written = table.text("kind", Kind.CHOICE)
    try:
        return Kind(written)
    except ValueError:
        table.say(f"has an unknown kind '{written}'; known are {', '.join(Kind)}")
        return _likely_kind(table)


def _likely_kind(table: _Table) -> Kind:
    """The kind that the other settings speak of, so that one wrong word is one problem."""
    likely = (("options", Kind.CHOICE), ("low", Kind.NUMBER), ("high", Kind.TEXT))
    return next((kind for name, kind in likely if table.has(name)), Kind.DATE)


def _variant(table: _Table) -> Variant:
    table.only(_VARIANT)
    return Variant(
        id=table.text("id", "unnamed"),
        ages=table.span("ages"),
        questions=table.words("questions"),
        easy_read=table.flag("easy_read"),
        options=table.each_words("options"),
    )
