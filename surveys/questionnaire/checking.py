"""What can be wrong with a definition besides its shape.

Each problem is a sentence that names the file, the item or variant, and what would put it right.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from surveys.questionnaire.bank import Bank, Item, Variant
from surveys.questionnaire.definition import CODED, Condition, Kind

#: The questions that published figures count: ids and codes never change (docs/interface.md).
HELPFUL = ("very", "quite", "not_very", "not_at_all", "did_not_have_one")
HOW_OFTEN = ("always", "mostly", "sometimes", "never")
INDICATOR_ITEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "consultation": {
        "understand_plan": ("all", "some", "not_really", "not_at_all", "not_seen"),
        "know_how_to_complain": ("yes", "not_sure", "no"),
        "know_pledge": ("know", "heard", "no"),
        "want_to_chair": ("all", "some", "no", "not_sure"),
    },
    "exit_interview": {
        "understood_plan": ("all", "some", "no"),
        "gave_views": HOW_OFTEN,
        "views_considered": HOW_OFTEN,
        "iro_kept_eye": ("yes", "sometimes", "no", "dont_know"),
        "iro_helpful": HELPFUL,
        "social_worker_helpful": HELPFUL,
        "carer_helpful": HELPFUL,
        "support_after_care": ("very_easy", "easy", "difficult", "very_difficult", "did_not_need", "too_soon"),
    },
}
#: What each of these is put before or after, which decides who is invited to it.
ABOUT = {"consultation": "review", "exit_interview": "leaving"}

FEWEST_OPTIONS = 2
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VARIANT_NAME = re.compile(r"[a-z0-9][a-z0-9+-]*")


def problems_of(file: str, bank: Bank) -> list[str]:
    """Every problem of a bank that its shape alone does not show."""
    found = [*_of_bank(file, bank), *_of_indicators(bank), *_of_ages(bank)]
    for item in bank.items.values():
        found += [f"item '{item.id}' {problem}" for problem in _of_item(item, bank)]
    for variant in bank.variants:
        found += [f"variant '{variant.id}' {problem}" for problem in _of_variant(variant, bank)]
    return [f"{file}: {problem}." for problem in found]


def _of_bank(file: str, bank: Bank) -> Iterator[str]:
    if f"{bank.id}.toml" != file:
        yield f"says id = '{bank.id}'; the id must be the name of the file"
    if bank.about != ABOUT.get(bank.id, bank.about):
        yield f"says about = '{bank.about}'; {bank.id} is about = '{ABOUT[bank.id]}'"
    if not bank.items or not bank.variants:
        yield "needs at least one [items.…] and one [[variants]]"
    for id_ in _twice(variant.id for variant in bank.variants):
        yield f"has two variants called '{id_}'"
    asked = {question for variant in bank.variants for question in variant.questions}
    for id_ in bank.items:
        if id_ not in asked:
            yield f"item '{id_}' is asked in no variant"


def _of_indicators(bank: Bank) -> Iterator[str]:
    for id_, codes in INDICATOR_ITEMS.get(bank.id, {}).items():
        item = bank.items.get(id_)
        if item is None:
            yield f"has no item '{id_}', which a published figure counts"
        elif item.kind not in (Kind.CHOICE, Kind.SCALE):
            yield f"item '{id_}' is counted by a published figure, so it is a choice or a scale"
        elif sorted(item.options) != sorted(codes):
            yield f"item '{id_}' is counted by a published figure; its options must be {', '.join(codes)}"


def _of_ages(bank: Bank) -> Iterator[str]:
    for easy_read in (False, True):
        ordered = sorted(_with_ages(bank, easy_read=easy_read), key=lambda variant: variant.ages)
        for younger, older in pairwise(ordered):
            if older.ages[0] <= younger.ages[1]:
                yield f"variants '{younger.id}' and '{older.id}' both cover age {older.ages[0]}"
            elif older.ages[0] > younger.ages[1] + 1 and not easy_read:
                yield f"no variant covers age {younger.ages[1] + 1}, between '{younger.id}' and '{older.id}'"
    if bank.variants and all(variant.easy_read for variant in bank.variants):
        yield "has only easy-read variants; everyone else needs one too"


def _with_ages(bank: Bank, *, easy_read: bool) -> Iterator[Variant]:
    """Those whose ages could be read; the others have been spoken of."""
    return (each for each in bank.variants if each.easy_read is easy_read and each.ages[0] <= each.ages[1])


def _of_item(item: Item, bank: Bank) -> Iterator[str]:
    if not _NAME.fullmatch(item.id):
        yield "has an id that is not small letters, digits and _"
    yield from _of_options(item) if item.kind in CODED else _of_typed(item)
    for condition in item.when:
        yield from _of_condition(item, condition, bank)


def _of_options(item: Item) -> Iterator[str]:
    if len(item.options) < FEWEST_OPTIONS:
        yield "needs at least two options"
    for code in _twice(item.options):
        yield f"has the option '{code}' twice"
    for code in item.options:
        if not _NAME.fullmatch(code) or code == "hint":
            yield f"has an option '{code}': a code is small letters, digits and _, and not 'hint'"
    if unknown := _beyond(item.concern, item.options):
        yield f"raises a concern on {unknown}, which is not one of its options"
    if item.low is not None or item.high is not None:
        yield f"is a {item.kind}, so 'low' and 'high' mean nothing"


def _of_typed(item: Item) -> Iterator[str]:
    if item.options or item.concern:
        yield f"is a {item.kind}, so it has no options and no concern codes"
    if item.kind is Kind.TEXT and (item.high is None or item.high < 1):
        yield "needs 'high': the most characters that a text may have"
    if item.kind is Kind.TEXT and item.low is not None:
        yield "is a text, so 'low' means nothing"
    if item.kind is Kind.NUMBER and (item.low is None or item.high is None or item.low > item.high):
        yield "needs 'low' and 'high': the least and the most that the number may be"
    if item.kind is Kind.DATE and (item.low is not None or item.high is not None):
        yield "is a date, so 'low' and 'high' mean nothing"


def _of_condition(item: Item, condition: Condition, bank: Bank) -> Iterator[str]:
    on = bank.items.get(condition.question)
    if on is None:
        yield f"depends on '{condition.question}', which is no item of this file"
    elif on.kind not in CODED:
        yield f"depends on '{on.id}', which is a {on.kind}; it can only depend on a question with options"
    elif unknown := _beyond(condition.any_of, on.options):
        yield f"depends on '{on.id}' being {unknown}, which is not one of its options"
    elif not condition.any_of:
        yield f"depends on '{on.id}' without naming an option"
    elif on.id == item.id:
        yield "depends on itself"


def _of_variant(variant: Variant, bank: Bank) -> Iterator[str]:
    if not _VARIANT_NAME.fullmatch(variant.id):
        yield "has an id that is not small letters, digits, + and -"
    if not variant.questions:
        yield "asks no questions"
    for id_ in _twice(variant.questions):
        yield f"asks '{id_}' twice"
    for place, id_ in enumerate(variant.questions):
        if id_ not in bank.items:
            yield f"asks '{id_}', which is no item of this file"
        else:
            yield from _of_follow_up(variant, bank, bank.items[id_], variant.questions[:place])
    for id_, codes in variant.options.items():
        yield from _of_narrowing(variant, bank.items.get(id_), id_, codes)


def _of_follow_up(variant: Variant, bank: Bank, item: Item, earlier: Collection[str]) -> Iterator[str]:
    for condition in item.when:
        on, codes = bank.items.get(condition.question), set(condition.any_of)
        if on is None or not codes or not codes <= set(on.options):
            continue  # said of the item already
        if on.id not in earlier:
            yield f"asks '{item.id}', which depends on '{on.id}', without asking '{on.id}' before it"
        elif codes.isdisjoint(variant.options_of(on)):
            yield f"never reaches '{item.id}': it offers no option of '{on.id}' that '{item.id}' depends on"


def _of_narrowing(variant: Variant, item: Item | None, id_: str, codes: tuple[str, ...]) -> Iterator[str]:
    if item is None or id_ not in variant.questions:
        yield f"narrows the options of '{id_}', which it does not ask"
    elif item.kind not in CODED:
        yield f"narrows the options of '{id_}', which is a {item.kind} and has none"
    elif unknown := _beyond(codes, item.options):
        yield f"narrows '{id_}' to {unknown}, which is not one of its options"
    elif len(codes) < FEWEST_OPTIONS or any(_twice(codes)):
        yield f"narrows '{id_}' to fewer than two different options"


def _twice(words: Iterable[str]) -> Iterator[str]:
    listed = list(words)
    return (word for word in dict.fromkeys(listed) if listed.count(word) > 1)


def _beyond(codes: Iterable[str], options: Collection[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes if code not in options)
