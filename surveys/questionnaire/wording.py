"""The words: Fluent catalogues, one for each language.

A text is looked for in ``<questionnaire>.<variant>.ftl``, then ``<questionnaire>.ftl``, then ``interface.ftl``,
so that the youngest can have simpler words for anything. A key is a message (``understand_plan``) or one of its
attributes (``understand_plan.all``). The names of the authority are arguments everywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import babel.core
from babel import localedata
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Pattern
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

INTERFACE = "interface"

# With its first language Babel reads what it knows of the zones and currencies of the whole world, and keeps it: 2 MB that
# nothing here asks for. They are let go of before anything else needs room; where Babel wants them, it reads them again.
localedata.load("en")
babel.core._global_data = None  # noqa: SLF001  # the library has no other way to let go of it


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording file. ``keys`` maps each text in it to the arguments that the text uses."""

    resource: ast.Resource
    keys: Mapping[str, frozenset[str]]
    problems: tuple[str, ...] = ()


class _Arguments(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # the visitor's own naming
        self.found.add(node.id.name)


@cache  # the shipped interface wording is usually the authority's own as well
def parse(file: str, text: str) -> Wording:
    """Read a wording file; what cannot be read is a problem, and the rest still counts."""
    resource = FluentParser(with_spans=False).parse(text)
    if any(isinstance(entry, ast.Junk) for entry in resource.body):
        resource = FluentParser().parse(text)  # where something stands is asked of what cannot be read alone
    problems = [
        f"{file}: line {_line(text, entry)} cannot be read as Fluent: {_why(entry)}."
        for entry in resource.body
        if isinstance(entry, ast.Junk)
    ]
    keys: dict[str, frozenset[str]] = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            problems += [f"{file}: has words for '{key}' twice." for key, _ in _texts(entry) if key in keys]
            keys.update(_texts(entry))
    return Wording(resource=resource, keys=keys, problems=tuple(problems))


def _texts(message: ast.Message) -> Iterator[tuple[str, frozenset[str]]]:
    if message.value is not None:
        yield message.id.name, _arguments(message.value)
    for attribute in message.attributes:
        yield f"{message.id.name}.{attribute.id.name}", _arguments(attribute.value)


def _arguments(pattern: ast.Pattern) -> frozenset[str]:
    arguments = _Arguments()
    arguments.visit(pattern)
    return frozenset(arguments.found)


def _line(text: str, entry: ast.Junk) -> int:
    return text.count("\n", 0, entry.span.start if entry.span else 0) + 1


def _why(entry: ast.Junk) -> str:
    return "; ".join(str(each.message) for each in entry.annotations) or "it is not a message"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every text in one language.

    ``files`` is keyed by name without ending; ``shipped`` is the interface wording that comes with mysay
    and stands behind an authority's own.
    """

    language: str
    files: Mapping[str, Wording]
    names: Mapping[str, str]
    shipped: Wording | None = None
    _bundles: dict[str, FluentBundle] = field(default_factory=dict, init=False, repr=False)
    _said: dict[tuple[object, ...], str] = field(default_factory=dict, init=False, repr=False)

    def say(
        self, key: str, questionnaire: str | None = None, variant: str | None = None, **args: str | int | float
    ) -> str:
        """The text under a key.

        Raises:
            KeyError: there is no such text, or it uses an argument that was not given.
        """
        kept = (key, questionnaire, variant, *sorted(args.items()))
        if kept not in self._said:
            said = self._formatted(key, questionnaire, variant, args)
            if any(isinstance(each, str) for each in args.values()):
                return said  # what somebody wrote is in it: that is not kept
            self._said[kept] = said
        return self._said[kept]

    def _formatted(
        self, key: str, questionnaire: str | None, variant: str | None, args: Mapping[str, str | int | float]
    ) -> str:
        file = self.file_of(key, questionnaire, variant)
        if file is None:
            raise KeyError(key)
        bundle = self._bundle(file)
        said, errors = bundle.format_pattern(_pattern(bundle, key), {**self.names, **args})
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(said)

    def file_of(self, key: str, questionnaire: str | None = None, variant: str | None = None) -> str | None:
        """The file, without its ending, that words a key: the most particular one that has it."""
        return next(
            (
                file
                for file in _particular_first(questionnaire, variant)
                if any(key in wording.keys for wording in self._layers(file))
            ),
            None,
        )

    def hint(self, item: str, questionnaire: str, variant: str) -> str:
        """The hint of a question, or none.

        It comes from the file that words the question: a hint written for older readers does not fit a
        question reworded for younger ones.
        """
        file = self.file_of(item, questionnaire, variant)
        if file is None or self.file_of(f"{item}.hint", questionnaire, variant) != file:
            return ""
        return self.say(f"{item}.hint", questionnaire, variant)

    def _layers(self, file: str) -> Iterator[Wording]:
        if file in self.files:
            yield self.files[file]
        if file == INTERFACE and self.shipped is not None:
            yield self.shipped

    def _bundle(self, file: str) -> FluentBundle:
        if file not in self._bundles:
            self._bundles[file] = self._built(file)
        return self._bundles[file]

    def _built(self, file: str) -> FluentBundle:
        bundle = FluentBundle([self.language], use_isolating=False)
        for wider in reversed(_particular_first(*file.partition(".")[::2])):
            for wording in reversed(tuple(self._layers(wider))):
                bundle.add_resource(wording.resource, allow_overrides=True)
        return bundle


def _pattern(bundle: FluentBundle, key: str) -> Pattern:
    name, _, attribute = key.partition(".")
    message = bundle.get_message(name)
    return message.attributes[attribute] if attribute else cast("Pattern", message.value)


def _particular_first(questionnaire: str | None, variant: str | None) -> tuple[str, ...]:
    if not questionnaire or questionnaire == INTERFACE:
        return (INTERFACE,)
    if not variant:
        return (questionnaire, INTERFACE)
    return (f"{questionnaire}.{variant}", questionnaire, INTERFACE)
