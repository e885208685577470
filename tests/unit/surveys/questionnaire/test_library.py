"""The library that mysay ships, and what loading says about folders that are not right."""

import shutil
from pathlib import Path

import pytest

from config.authority import SHIPPED, Authority, read
from surveys.errors import DefinitionError, Refused
from surveys.questionnaire.definition import Condition, Kind, Option, from_body
from surveys.questionnaire.library import Library


@pytest.fixture(scope="module")
def authority() -> Authority:
    return read(SHIPPED / "authority.toml")


@pytest.fixture(scope="module")
def library(authority: Authority) -> Library:
    return Library.load(authority.questionnaires, authority.wording, authority)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An authority's own copy of the questionnaires and their words."""
    shutil.copytree(SHIPPED / "questionnaires", tmp_path / "questionnaires")
    shutil.copytree(SHIPPED / "wording", tmp_path / "wording")
    return tmp_path


def test_what_is_on_the_shelves(library: Library) -> None:
    shelves = {id_: [(each.id, each.ages, each.easy_read) for each in library.variants(id_)] for id_ in library.ids}
    assert shelves == {
        "consultation": [
            ("4-7", (4, 7), False),
            ("8-11", (8, 11), False),
            ("12-15", (12, 15), False),
            ("16-17", (16, 17), False),
            ("easy-read", (8, 17), True),
        ],
        "exit_interview": [
            ("8-11", (8, 11), False),
            ("12-15", (12, 15), False),
            ("16+", (16, 25), False),
            ("easy-read", (8, 25), True),
        ],
    }
    assert [library.about(id_) for id_ in library.ids] == ["review", "leaving"]


AGES = [
    ("consultation", 3, False, None),
    ("consultation", 4, False, "4-7"),
    ("consultation", 7, True, "4-7"),
    ("consultation", 8, False, "8-11"),
    ("consultation", 8, True, "easy-read"),
    ("consultation", 15, False, "12-15"),
    ("consultation", 17, False, "16-17"),
    ("consultation", 18, True, None),
    ("exit_interview", 7, False, None),
    ("exit_interview", 16, False, "16+"),
    ("exit_interview", 25, True, "easy-read"),
    ("exit_interview", 26, False, None),
]


@pytest.mark.parametrize(("id_", "age", "easy_read", "variant"), AGES)
def test_a_variant_for_an_age(library: Library, id_: str, age: int, easy_read: bool, variant: str | None) -> None:
    assert library.variant_for(id_, age, easy_read=easy_read) == variant


def test_the_band_of_an_age_is_the_same_in_easy_read(library: Library) -> None:
    assert [library.band("consultation", age) for age in (9, 13, 17, 18)] == ["8-11", "12-15", "16-17", None]


def test_a_question_has_the_codes_words_and_conditions_of_its_variant(library: Library) -> None:
    feel_safe = library.resolve("consultation", "4-7").by_id["feel_safe"]
    assert feel_safe.options == (Option("always", "Yes"), Option("sometimes", "Sometimes"), Option("never", "No"))
    assert (feel_safe.kind, feel_safe.concern) == (Kind.SCALE, ("never",))
    support = library.resolve("exit_interview", "8-11").by_id["support_after_care"]
    assert support.codes == ("easy", "difficult", "did_not_need", "too_soon")
    safe_more = library.resolve("consultation", "8-11").by_id["safe_more"]
    assert safe_more.when == (Condition("feel_safe", ("sometimes", "never")),)
    assert safe_more.high == 2000


def test_a_follow_up_depends_only_on_what_its_variant_offers(own: Path, authority: Authority) -> None:
    _rewrite(
        own / "questionnaires/exit_interview.toml",
        '"support_after_care", "best_thing",\n    "do_better",\n]',
        '"support_after_care", "support_hard", "best_thing",\n    "do_better",\n]',
    )
    library = Library.load(own / "questionnaires", own / "wording", authority)
    assert library.resolve("exit_interview", "8-11").by_id["support_hard"].when == (
        Condition("support_after_care", ("difficult",)),
    )


def test_known_items_have_every_code_of_every_variant(library: Library) -> None:
    known = library.known("consultation")
    assert known["feel_today"].options == ("very_happy", "happy", "ok", "unhappy", "very_unhappy")
    assert set(known) == {id_ for variant in library.variants("consultation") for id_ in variant.questions}


def test_the_pledge_is_called_what_it_is_called_here(library: Library) -> None:
    know_pledge = library.resolve("consultation", "12-15").by_id["know_pledge"]
    assert know_pledge.prompt == "Do you know about the Westmarsh Pledge?"


def test_every_variant_comes_back_from_its_stored_body(library: Library) -> None:
    resolved = [library.resolve(id_, variant.id) for id_ in library.ids for variant in library.variants(id_)]
    assert [from_body(each.body) for each in resolved] == resolved
    assert len({each.digest for each in resolved}) == len(resolved)


def test_changing_a_word_changes_the_digest_of_the_variants_that_say_it_and_no_other(
    own: Path, library: Library, authority: Authority
) -> None:
    _rewrite(own / "wording/en/consultation.16-17.ftl", "how that is going", "how that goes")
    changed = Library.load(own / "questionnaires", own / "wording", authority)
    different = [
        (id_, variant.id)
        for id_ in library.ids
        for variant in library.variants(id_)
        if library.resolve(id_, variant.id).digest != changed.resolve(id_, variant.id).digest
    ]
    assert different == [("consultation", "16-17")]


@pytest.mark.parametrize("language", ["en", "en-GB", "ti", "not given", ""])
def test_where_there_are_no_words_in_a_language_there_are_english_ones(library: Library, language: str) -> None:
    resolved = library.resolve("consultation", "8-11", language)
    assert resolved == library.resolve("consultation", "8-11", "en")
    assert library.catalogue(language) is library.catalogue("en")


def test_another_language_is_used_once_all_its_words_are_there(own: Path, authority: Authority) -> None:
    shutil.copytree(own / "wording/en", own / "wording/cy")
    _rewrite(own / "wording/cy/consultation.16-17.ftl", "How is school", "Sut mae'r ysgol")
    library = Library.load(own / "questionnaires", own / "wording", authority)
    welsh = library.resolve("consultation", "16-17", "cy-GB")
    assert (library.languages, welsh.language) == (("cy", "en"), "cy")
    assert welsh.by_id["school_feel"].prompt.startswith("Sut mae'r ysgol")


def test_an_authority_may_leave_the_interface_words_to_mysay(own: Path, library: Library, authority: Authority) -> None:
    (own / "wording/en/interface.ftl").unlink()
    without = Library.load(own / "questionnaires", own / "wording", authority)
    assert without.catalogue().say("saved") == library.catalogue().say("saved")


def test_unknown_questionnaires_and_variants_are_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(Refused) as no_questionnaire:
        library.variants("survey")
    assert str(no_questionnaire.value) == "There is no questionnaire 'survey'; there are consultation, exit_interview."
    with pytest.raises(Refused) as no_variant:
        library.resolve("consultation", "18+")
    assert str(no_variant.value) == ("consultation has no variant '18+'; there are 4-7, 8-11, 12-15, 16-17, easy-read.")


def test_problems_of_every_file_are_said_at_once(own: Path, authority: Authority) -> None:
    _rewrite(
        own / "questionnaires/consultation.toml",
        '[items.be_yourself]\nkind = "scale"',
        '[items.be_yourself]\nkind = "sale"',
    )
    _rewrite(own / "questionnaires/exit_interview.toml", 'concern = ["never"]', 'concern = ["no"]')
    _rewrite(own / "wording/en/exit_interview.ftl", "    .did_not_need = I haven’t needed any\n", "")
    (own / "wording/en/consultaton.ftl").write_text("change = What now?\n")
    (own / "wording/en/consultation.8-11.ftl").write_bytes(b"change = caf\xe9\n")
    with pytest.raises(DefinitionError) as caught:
        Library.load(own / "questionnaires", own / "wording", authority)
    assert caught.value.problems == (
        (
            "consultation.toml: item 'be_yourself' has an unknown kind 'sale'; "
            "known are choice, choices, scale, text, number, date."
        ),
        "exit_interview.toml: item 'safe_now' raises a concern on 'no', which is not one of its options.",
        "consultation.8-11.ftl: cannot be read: 'utf-8' codec can't decode byte 0xe9 in position 12: invalid continuation byte.",
        "en/exit_interview.ftl: has no words for 'support_after_care.did_not_need', which variant '12-15' needs.",
        "en/exit_interview.ftl: has no words for 'support_after_care.did_not_need', which variant '16+' needs.",
        "en/consultaton.ftl: belongs to no questionnaire or variant; is its name right?",
    )


def test_an_empty_folder_is_told_what_it_lacks(tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(DefinitionError) as caught:
        Library.load(tmp_path, tmp_path, authority)
    assert caught.value.problems == (
        f"consultation.toml: is not in {tmp_path}, and published figures need it.",
        f"exit_interview.toml: is not in {tmp_path}, and published figures need it.",
        f"en: is not in {tmp_path}; the English wording is needed in a folder of that name.",
    )


def _rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
