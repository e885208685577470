"""What can be wrong with the words: texts that are missing, that nothing uses, or that use an unknown argument."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.questionnaire.bank import Bank, Item, Variant
from surveys.questionnaire.wording import INTERFACE, Catalogue, Wording


def problems_of(catalogue: Catalogue, banks: Mapping[str, Bank], interface: Wording) -> list[str]:
    """Every problem of one language's words.

    ``interface`` is the shipped English interface wording: it says which texts there must be, and which
    arguments each is given.
    """
    found = list(_of_interface(catalogue, interface))
    for bank in banks.values():
        for variant in bank.variants:
            found += _missing(catalogue, bank, variant)
    for file, wording in catalogue.files.items():
        found += wording.problems
        found += _of_file(catalogue, file, wording, banks, interface)
    return found


def _of_interface(catalogue: Catalogue, interface: Wording) -> Iterator[str]:
    for key in interface.keys:
        if catalogue.file_of(key) is None:
            yield f"{catalogue.language}/{INTERFACE}.ftl: has no words for '{key}'."


def _missing(catalogue: Catalogue, bank: Bank, variant: Variant) -> Iterator[str]:
    for id_ in variant.questions:
        item = bank.items.get(id_)
        for key in _keys(variant, item) if item else ():
            if catalogue.file_of(key, bank.id, variant.id) is None:
                yield (
                    f"{catalogue.language}/{bank.id}.ftl: has no words for '{key}', which variant '{variant.id}' needs."
                )


def _keys(variant: Variant, item: Item) -> tuple[str, ...]:
    return (item.id, *(f"{item.id}.{code}" for code in variant.options_of(item)))


def _of_file(
    catalogue: Catalogue, file: str, wording: Wording, banks: Mapping[str, Bank], interface: Wording
) -> Iterator[str]:
    name = f"{catalogue.language}/{file}.ftl"
    known = _known_to(file, banks, interface)
    if known is None:
        yield f"{name}: belongs to no questionnaire or variant; is its name right?"
        return
    for key, arguments in wording.keys.items():
        if key not in known:
            yield f"{name}: has words for '{key}', which nothing asks for."
        elif unknown := sorted(arguments - known[key] - set(catalogue.names)):
            yield f"{name}: '{key}' uses ${unknown[0]}, which is not given to it."
        elif broken := _unsayable(catalogue, file, key, arguments):
            yield f"{name}: '{key}' cannot be said: {broken}."


def _unsayable(catalogue: Catalogue, file: str, key: str, arguments: frozenset[str]) -> str:
    """Why a text that parses still cannot be said, such as a reference to a text that is not there."""
    questionnaire, variant = _whose(file)
    stand_ins: dict[str, Any] = dict.fromkeys(arguments, 1)
    try:
        catalogue.say(key, questionnaire, variant, **stand_ins)
    except KeyError as error:
        return str(error.args[0]).removeprefix(f"{key}: ")
    return ""


def _whose(file: str) -> tuple[str | None, str | None]:
    questionnaire, _, variant = file.partition(".")
    return (None, None) if file == INTERFACE else (questionnaire, variant or None)


def _known_to(file: str, banks: Mapping[str, Bank], interface: Wording) -> dict[str, frozenset[str]] | None:
    """The texts a file may hold, each with the arguments it is given; None for a file that nothing reads."""
    if file == INTERFACE:
        return dict(interface.keys)
    questionnaire, _, variant_id = file.partition(".")
    bank = banks.get(questionnaire)
    if bank is None or variant_id not in {"", *(variant.id for variant in bank.variants)}:
        return None
    return dict(interface.keys) | {key: frozenset() for item in bank.items.values() for key in _may_have(item)}


def _may_have(item: Item) -> tuple[str, ...]:
    return (item.id, f"{item.id}.hint", *(f"{item.id}.{code}" for code in item.options))
