"""How often somebody bound to nobody is answered."""

from bot.strangers import LINKS_A_DAY, WORDS_A_DAY, Strangers

DAY = 24 * 60 * 60


def test_words_are_answered_once_a_day_and_links_a_few_times() -> None:
    strangers = Strangers(lambda: 0.0)
    assert [strangers.may_be_answered(1, most=WORDS_A_DAY) for _ in range(3)] == [True, False, False]
    assert [strangers.may_be_answered(1, most=LINKS_A_DAY) for _ in range(12)] == [True] * LINKS_A_DAY + [False] * 2
    assert strangers.may_be_answered(2, most=WORDS_A_DAY)


def test_the_next_day_is_another_day() -> None:
    now = [0.0]
    strangers = Strangers(lambda: now[0])
    assert strangers.may_be_answered(1, most=WORDS_A_DAY)
    now[0] = DAY - 1.0
    assert not strangers.may_be_answered(1, most=WORDS_A_DAY)
    now[0] = DAY + 1.0
    assert strangers.may_be_answered(1, most=WORDS_A_DAY)


def test_a_crowd_of_strangers_is_not_remembered_for_ever() -> None:
    strangers = Strangers(lambda: 0.0)
    answered = [strangers.may_be_answered(chat, most=WORDS_A_DAY) for chat in range(10_001)]
    assert all(answered)
    assert strangers.may_be_answered(0, most=WORDS_A_DAY)
    assert not strangers.may_be_answered(10_000, most=WORDS_A_DAY)
