"""What follows from a turn, as calls to make: every effect has its branch here.

Texts go out plain, never through a parse mode. A page that may arrive on a locked screen begins
with a lead that says nothing of what it is about.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from bot.buttons import Keyboard, Press, invitation_rows
from bot.calls import Calls, Clear, Delete, Edit, Note, Page, Rows, Send
from surveys.conversation import engine
from surveys.conversation.effects import Ask, Effect, Explain, Finish, Pause, RaiseConcern, Record, Stale, Withdraw
from surveys.questionnaire.definition import Kind, Question, Questionnaire
from surveys.questionnaire.wording import Catalogue
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.opening import Opened
from surveys.service.saying import help_texts, says, unheard

#: Shown with the button that agreed; told by the note that answers a tap, or above the page; told by the lead.
_TOLD_OTHERWISE = frozenset({*engine.INTRODUCTION, "moved-on", "welcome-back"})
_LATE_ENDS = {"telegram-finished": "telegram-finished-already"}
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the chat something came from, and where the buttons are.

    ``prompt`` is the message with the buttons; ``query`` and ``tapped`` are a tap and its message;
    ``typed`` the young person's own message.
    """

    prompt: int | None = None
    query: str | None = None
    tapped: int | None = None
    typed: int | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the effects of a turn come to: lasting words, words above the page, and the page."""

    lasting: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    asked: Question | None = None
    end: str | None = None
    late: tuple[str, ...] = ()
    stale: bool = False
    kept: bool = False
    back: bool = False
    too_long: bool = False


def speak(
    service: Service,
    turn: Turn,
    place: Place,
    *,
    lead: str = "",
    mask: int = 0,
    again: bool = False,
    late: bool = False,
) -> Calls:
    """The calls that a committed turn leads to. ``lead`` names a text to use instead of the usual lead.

    ``again`` where it may have been said before: see :class:`bot.calls.Page`; ``late`` where something was given that
    is not kept, as it came after the end. What was typed goes from the chat only once it is kept.
    """
    said, say = _folded(service, turn), service.library.catalogue(turn.questionnaire.language).say
    if said.stale and place.query is None:
        said = replace(said, above=(say("telegram-came-before" if place.typed else "moved-on"), *said.above))
    if said.too_long and place.typed is not None:
        said = replace(said, above=(*said.above, say("telegram-still-there")))
    if late:
        said = replace(said, late=(say("telegram-late"),), end=_LATE_ENDS.get(said.end or "", said.end))
    page = replace(_page(service, turn, said, lead, mask), again=again)
    typed = (Delete(place.typed),) if place.typed and (said.kept or again) else ()
    note = say("telegram-old-button") if said.stale else ""
    return (*_acknowledged(place, note), *typed, *_shown(said, page, place))


def standing(turn: Turn) -> Turn:
    """The turn with the effects that ask again where it stands: for showing it once more."""
    return replace(turn, effects=engine.ask(turn.questionnaire, turn.session))


def where(service: Service, turn: Turn) -> Page:
    """The page that says where a session stands."""
    now = standing(turn)
    return _page(service, now, _folded(service, now), "", 0)


def introduction(service: Service, opened: Opened, place: Place) -> Calls:
    """Who asks, who reads it, what may be skipped, what cannot stay secret; and the buttons it speaks of."""
    say = service.library.catalogue(opened.questionnaire.language).say
    about = {"questionnaire": opened.questionnaire.id, "variant": opened.questionnaire.variant}
    texts = [say(key, **about) for key in engine.INTRODUCTION]
    time = say("intro-time", **about, count=opened.questions)
    buttons = ((say("agree"), Press.AGREE), (say("decline"), Press.DECLINE), (say("help"), Press.HELP_FIRST))
    rows = invitation_rows(service.vault, opened.invitation, opened.generation, *buttons)
    page = Page(_PARAGRAPH.join((*texts, time)), rows, say("telegram-ready"))
    return (*_acknowledged(place), *_turned(page, place))


def help_first(service: Service, opened: Opened, place: Place) -> Calls:
    """Who can be rung, before anything is begun; nobody is told of it, which is said. The introduction comes below."""
    about = opened.questionnaire
    say = service.library.catalogue(about.language).say
    texts = help_texts(service, about.language, about=about, asked=False)
    words = Page(_PARAGRAPH.join((*texts, say("telegram-help-first", about.id, about.variant))))
    return (*_acknowledged(place), *_turned(words, place), *introduction(service, opened, Place()))


def told(service: Service, key: str, place: Place, *, language: str = "en") -> Calls:
    """A text by itself, without buttons, in the place of those there were."""
    return (*_acknowledged(place), *_turned(Page(service.library.catalogue(language).say(key)), place))


def help_lines(service: Service, *, first: str = "telegram-help", language: str = "en") -> Calls:
    """How to answer, or the text that ``first`` names, and who can be rung; nobody is alerted by asking for it."""
    usage = service.library.catalogue(language).say(first)
    return (Send(Page(_PARAGRAPH.join((usage, *help_texts(service, language, asked=False))))),)


def rung(service: Service, asked: Questionnaire | None, place: Place) -> Calls:
    """Who can be rung, in the place of the button that called; ``asked`` is what it was about, None if nothing is left of it."""
    if asked:
        texts = help_texts(service, asked.language, about=asked)
    else:
        texts = unheard(service)
    return (*_acknowledged(place), *_turned(Page(_PARAGRAPH.join(texts)), place))


def reminder(service: Service, opened: Opened) -> Calls:
    """A reminder, which says nothing of what it is about, and a button to open it."""
    say = service.library.catalogue(opened.questionnaire.language).say
    rows = invitation_rows(service.vault, opened.invitation, opened.generation, (say("invitation-open"), Press.OPEN))
    return (Send(Page(_PARAGRAPH.join((say("reminder-body"), say("reminder-stop"))), rows)),)


def _folded(service: Service, turn: Turn) -> _Said:
    said = _Said()
    for effect in turn.effects:
        said = _with(service, turn, said, effect)
    return said


def _with(service: Service, turn: Turn, said: _Said, effect: Effect) -> _Said:
    match effect:
        case Ask(question):
            said = replace(said, asked=question)
        case Explain():
            said = _explained(service, turn, said, effect)
        case Finish():
            said = replace(said, end="telegram-on-paper" if turn.on_paper else "telegram-finished")
        case Pause():
            said = replace(said, end="telegram-stop")
        case Stale():
            said = replace(said, stale=True)
        case Record():
            said = replace(said, kept=True)
        case Withdraw() | RaiseConcern():
            pass  # storage has acted on them; what is said about them comes as Explain
        case _:
            assert_never(effect)
    return said


def _explained(service: Service, turn: Turn, said: _Said, explain: Explain) -> _Said:
    """Who can be rung stays on the screen; what was said that calls for them must not, so it goes with the page."""
    if explain.key in _TOLD_OTHERWISE:
        return replace(said, back=said.back or explain.key == "welcome-back")
    said = replace(said, too_long=explain.key == "text-too-long")
    first, *rest = says(service, turn.questionnaire, [explain])
    if explain.key == "help":
        return replace(said, lasting=(first, *rest))
    return replace(said, above=(*said.above, first), lasting=tuple(rest) or said.lasting)


def _page(service: Service, turn: Turn, said: _Said, lead: str, mask: int) -> Page:
    catalogue = service.library.catalogue(turn.questionnaire.language)
    if said.asked is None:
        return Page(_PARAGRAPH.join((*said.late, catalogue.say(said.end or "telegram-nothing-open"))))
    text = _PARAGRAPH.join((*said.above, _question_text(catalogue, turn, said.asked)))
    usual = "telegram-next" if said.kept else "telegram-resume" if said.back else "telegram-where"
    rows = _rows(service, catalogue, turn, said.asked, mask)
    return Page(text, rows, catalogue.say(lead or usual), asks=turn.session.asked, words=not said.asked.codes)


def _rows(service: Service, catalogue: Catalogue, turn: Turn, question: Question, mask: int) -> Rows:
    place = turn.questionnaire.questions.index(question)
    return Keyboard(service.vault, catalogue, turn.session.id, turn.session.revision, place).rows(question, mask)


def _question_text(catalogue: Catalogue, turn: Turn, question: Question) -> str:
    step = turn.step
    how = {Kind.CHOICES: "telegram-pick-done", Kind.DATE: "date-example"}
    typed = "telegram-type-answer" if question.kind in (Kind.TEXT, Kind.NUMBER) else None
    key = how.get(question.kind, typed)
    lines = (catalogue.say("progress", done=step.done, of=step.of), question.prompt, question.hint)
    return _PARAGRAPH.join(line for line in (*lines, key and catalogue.say(key)) if line)


def _acknowledged(place: Place, note: str = "") -> Calls:
    return (Note(place.query, note),) if place.query else ()


def _shown(said: _Said, page: Page, place: Place) -> Calls:
    """Lasting words take the place of the tapped message; the page then comes below them."""
    if said.lasting:
        return _below(Page(_PARAGRAPH.join(said.lasting)), page, place)
    refused = place.typed is not None and bool(said.above) and not said.kept
    if refused and place.prompt is not None:
        return (Edit(place.prompt, page),)
    return _turned(page, place)


def _below(words: Page, page: Page, place: Place) -> Calls:
    """The page below the words. What the words were said to may come again when it is there: then it stays."""
    if page.again and place.tapped and place.tapped < (place.prompt or 0):
        return (Edit(place.tapped, words),)
    first, *old = _turned(words, place)
    return (first, Send(page), *old)


def _turned(page: Page, place: Place) -> Calls:
    """The newest message with buttons becomes the page; what else was tapped may be words by now: its buttons go.

    Telegram numbers a chat's messages as they come. Without a tap the page comes below, and the old prompt goes.
    """
    prompt = place.prompt or 0
    if place.tapped is None:
        return (Send(page), *((Clear(prompt),) if prompt else ()))
    if place.tapped < prompt:
        return (Edit(prompt, page), Clear(place.tapped, stays=True))
    return (Edit(place.tapped, page), *((Clear(prompt),) if 0 < prompt < place.tapped else ()))
