"""What is counted, and as what: indicators as data, read from ``config/indicators/*.toml``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from config.authority import SHIPPED

#: What a rise of the figure means for children.
Reading = Literal["good", "bad", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of an indicator: which options count as yes, and which leave the base."""

    id: str
    yes: frozenset[str]
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A share of those who answered. ``questions`` must all be met: it is empty for a response rate.

    ``label`` heads a row; ``says`` finishes the sentence "84% (127 of 151) ...". ``base_one`` is the base where
    it is one; ``printed_base_is`` is that of figures printed before mysay, where it may have been another.
    """

    id: str
    label: str
    says: str
    base_is: str
    reading: Reading
    questions: tuple[Asked, ...]
    base_one: str = ""
    printed_base_is: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a response rate is over, as an :class:`Indicator` names it."""

    many: str
    one: str
    printed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One questionnaire's part of a section. ``form`` is what one of them is called in a sentence."""

    id: str
    title: str
    about: Literal["review", "leaving"]
    form: str
    label: str
    indicators: tuple[Indicator, ...]

    def response(self, base: Base) -> Indicator:
        """The response rate, over the base that the authority chose."""
        return Indicator(
            id=f"{self.id}.response",
            label=self.label,
            says="",
            base_is=base.many,
            reading="good",
            questions=(),
            base_one=base.one,
            printed_base_is=base.printed,
        )


def read(section: str, *, pledge: str, folder: Path = SHIPPED / "indicators") -> tuple[Survey, ...]:
    """The surveys of a section, in the order of its file; ``pledge`` is the local name that labels use."""
    written = tomllib.loads((folder / f"{section}.toml").read_text(encoding="utf-8"))
    return tuple(_survey(survey, pledge) for survey in written["surveys"])


def _survey(written: dict[str, Any], pledge: str) -> Survey:
    indicators = tuple(_indicator(each, pledge) for each in written["indicators"])
    return Survey(**{**written, "indicators": indicators})


def _indicator(written: dict[str, Any], pledge: str) -> Indicator:
    local = {name: written[name].replace("{pledge}", pledge) for name in ("label", "says")}
    return Indicator(**{**written, **local, "questions": tuple(_asked(each) for each in written["questions"])})


def _asked(written: dict[str, Any]) -> Asked:
    return Asked(id=written["id"], yes=frozenset(written["yes"]), excluded=frozenset(written.get("excluded", ())))
