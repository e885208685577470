"""The library: every questionnaire of an authority, checked and with its words, ready to be put."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from config.authority import SHIPPED, Authority
from surveys.errors import DefinitionError, Refused
from surveys.questionnaire import checking, reading, wording_checks
from surveys.questionnaire.bank import About, Bank, Item, Variant
from surveys.questionnaire.definition import Condition, Option, Question, Questionnaire
from surveys.questionnaire.wording import INTERFACE, Catalogue, Wording, parse

#: The language every questionnaire has, and the one to fall back on.
ENGLISH = "en"


class _Key(NamedTuple):
    questionnaire: str
    variant: str
    language: str


@dataclass(frozen=True, slots=True)
class Library:
    """Questionnaires by id, catalogues by language, and every variant resolved in every language."""

    _banks: Mapping[str, Bank]
    _catalogues: Mapping[str, Catalogue]
    _resolved: Mapping[_Key, Questionnaire]

    @classmethod
    def load(cls, folder: Path, wording: Path, authority: Authority) -> Self:
        """Read and check ``folder/*.toml`` and ``wording/<language>/*.ftl``.

        Interface texts that ``wording`` does not have in English are the ones that mysay ships.

        Raises:
            DefinitionError: with every problem of every file.
        """
        problems: list[str] = []
        banks = _read_banks(folder, problems)
        shipped = _shipped_interface(problems)
        catalogues = _read_catalogues(wording, authority, shipped, problems)
        for catalogue in catalogues.values():
            problems += wording_checks.problems_of(catalogue, banks, shipped)
        if problems:
            raise DefinitionError(problems)
        return cls(banks, catalogues, dict(_resolve_all(banks.values(), catalogues.values())))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._banks)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._catalogues)

    def about(self, questionnaire_id: str) -> About:
        """Whether a questionnaire is put before a review or on leaving care."""
        return self._bank(questionnaire_id).about

    def variants(self, questionnaire_id: str) -> tuple[Variant, ...]:
        return self._bank(questionnaire_id).variants

    def known(self, questionnaire_id: str) -> Mapping[str, Item]:
        """Every item any variant has, with every option code it may be answered with."""
        return self._bank(questionnaire_id).items

    def variant_for(self, questionnaire_id: str, age: int, *, easy_read: bool = False) -> str | None:
        """The variant for someone of this age (on the review's date, or on leaving); None if there is none."""
        variant = self._bank(questionnaire_id).variant_for(age, easy_read=easy_read)
        return variant.id if variant else None

    def band(self, questionnaire_id: str, age: int) -> str | None:
        """The age band that figures are split by: the plain variant's id, whether or not easy read was used."""
        return self.variant_for(questionnaire_id, age)

    def resolve(self, questionnaire_id: str, variant: str, language: str = ENGLISH) -> Questionnaire:
        """A variant in its words; in English where there is no catalogue for the language.

        Raises:
            Refused: there is no such questionnaire or variant.
        """
        known = tuple(each.id for each in self.variants(questionnaire_id))
        if variant not in known:
            raise Refused(f"{questionnaire_id} has no variant '{variant}'; there are {', '.join(known)}.")
        return self._resolved[_Key(questionnaire_id, variant, self.catalogue(language).language)]

    def catalogue(self, language: str = ENGLISH) -> Catalogue:
        """The texts in a language such as ``cy`` or ``ar-SY``; English where there are none."""
        primary = language.partition("-")[0].lower()
        return self._catalogues.get(language) or self._catalogues.get(primary) or self._catalogues[ENGLISH]

    def _bank(self, questionnaire_id: str) -> Bank:
        if questionnaire_id not in self._banks:
            raise Refused(f"There is no questionnaire '{questionnaire_id}'; there are {', '.join(self.ids)}.")
        return self._banks[questionnaire_id]


def _read_banks(folder: Path, problems: list[str]) -> dict[str, Bank]:
    banks = {}
    for path in sorted(folder.glob("*.toml")):
        bank, found = reading.read(path.name, _text(path, problems))
        problems += found
        if bank is not None:
            problems += checking.problems_of(path.name, bank)
            banks[path.stem] = bank
    for id_ in checking.INDICATOR_ITEMS:
        if not (folder / f"{id_}.toml").is_file():
            problems.append(f"{id_}.toml: is not in {folder}, and published figures need it.")
    return banks


def _shipped_interface(problems: list[str]) -> Wording:
    path = SHIPPED / "wording" / ENGLISH / f"{INTERFACE}.ftl"
    return parse(f"{ENGLISH}/{path.name}", _text(path, problems))


def _read_catalogues(folder: Path, authority: Authority, shipped: Wording, problems: list[str]) -> dict[str, Catalogue]:
    catalogues = {}
    for path in sorted(each for each in folder.glob("*") if each.is_dir()):
        files = {
            file.stem: parse(f"{path.name}/{file.name}", _text(file, problems)) for file in sorted(path.glob("*.ftl"))
        }
        behind = shipped if path.name == ENGLISH else None
        catalogues[path.name] = Catalogue(path.name, files, authority.names, behind)
    if ENGLISH not in catalogues:
        problems.append(f"{ENGLISH}: is not in {folder}; the English wording is needed in a folder of that name.")
    return catalogues


def _text(path: Path, problems: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: cannot be read: {error}.")
        return ""


def _resolve_all(banks: Iterable[Bank], catalogues: Iterable[Catalogue]) -> Iterator[tuple[_Key, Questionnaire]]:
    languages = tuple(catalogues)
    for bank in banks:
        for variant in bank.variants:
            for catalogue in languages:
                yield _Key(bank.id, variant.id, catalogue.language), _resolved(bank, variant, catalogue)


def _resolved(bank: Bank, variant: Variant, catalogue: Catalogue) -> Questionnaire:
    questions = tuple(_question(bank, variant, catalogue, id_) for id_ in variant.questions)
    return Questionnaire(id=bank.id, variant=variant.id, language=catalogue.language, questions=questions)


def _question(bank: Bank, variant: Variant, catalogue: Catalogue, id_: str) -> Question:
    item = bank.items[id_]
    codes = variant.options_of(item)
    return Question(
        id=id_,
        kind=item.kind,
        prompt=catalogue.say(id_, bank.id, variant.id),
        options=tuple(Option(code, catalogue.say(f"{id_}.{code}", bank.id, variant.id)) for code in codes),
        hint=catalogue.hint(id_, bank.id, variant.id),
        when=tuple(_offered(condition, bank, variant) for condition in item.when),
        concern=tuple(code for code in item.concern if code in codes),
        low=item.low,
        high=item.high,
    )


def _offered(condition: Condition, bank: Bank, variant: Variant) -> Condition:
    """The condition without the codes that this variant never offers."""
    offered = variant.options_of(bank.items[condition.question])
    return Condition(condition.question, tuple(code for code in condition.any_of if code in offered))
