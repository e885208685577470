"""What a page or a program hears of each effect."""

from surveys.conversation.effects import Ask, Cause, Explain, Finish, Pause, RaiseConcern, Record, Stale, Withdraw
from surveys.questionnaire.definition import Kind, Question
from web.speak import Said, most, said

QUESTION = Question(id="q", kind=Kind.TEXT, prompt="?")


def test_every_effect_is_heard() -> None:
    assert said(()) == Said()
    assert said((Stale(), Explain("moved-on"), Ask(QUESTION))) == Said(stale=True, explains=(Explain("moved-on"),))
    assert said((Record("q"), Withdraw("r"), Finish())) == Said(saved=True)
    assert said((Record("q"), RaiseConcern(Cause.ANSWER, "q"))) == Said(saved=True)
    assert said((Record("q", skipped=True), Ask(QUESTION))) == Said()
    assert said((RaiseConcern(Cause.HELP, None), Pause())) == Said(helped=True)


def test_the_most_of_a_text_is_its_own_limit_or_everybodys() -> None:
    assert most(QUESTION) == 2000
    assert most(Question(id="q", kind=Kind.TEXT, prompt="?", high=300)) == 300
    assert most(Question(id="q", kind=Kind.NUMBER, prompt="?", high=9)) == 9
    assert most(Question(id="q", kind=Kind.CHOICE, prompt="?")) is None
