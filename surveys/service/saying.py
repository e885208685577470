"""Turning what the engine explains into the words a young person reads, the same in every channel."""

from collections.abc import Iterable, Iterator

from surveys.conversation.effects import Explain
from surveys.questionnaire.definition import Questionnaire
from surveys.service.context import Service

#: What is explained along with who will read it.
PROMISING = frozenset({"help", "concern"})


def says(service: Service, questionnaire: Questionnaire, explains: Iterable[Explain]) -> list[str]:
    """The texts for these explanations, in order. Help expands to the help lines and who will read it."""
    return [text for explain in explains for text in _texts(service, questionnaire, explain)]


def help_texts(
    service: Service, language: str = "en", *, about: Questionnaire | None = None, asked: bool = True
) -> list[str]:
    """The help lines, 999, and what happens next; ``asked`` when an adult was asked to get in touch.

    In the words of the questionnaire it came up in, if any, which fit the age of its readers. An adult
    is promised only where a route to one is configured.
    """
    catalogue = service.library.catalogue(language)
    words = (about.id, about.variant) if about else (None, None)
    lines = [
        catalogue.say("help-line", name=line.name, contact=line.contact, note=line.note)
        for line in service.authority.help_lines
    ]
    follow = ["help-adult-will-read" if service.route.open else "help-no-adult"] if asked else []
    before, after = catalogue.say("help-intro", *words), ["help-emergency", *follow]
    return [before, *lines, *(catalogue.say(key, *words) for key in after)]


def unheard(service: Service) -> list[str]:
    """What is said of a call for help that could not be passed on, and who can be rung."""
    return [service.library.catalogue().say("unheard"), *help_texts(service, asked=False)]


def _texts(service: Service, questionnaire: Questionnaire, explain: Explain) -> Iterator[str]:
    catalogue = service.library.catalogue(questionnaire.language)
    if explain.key != "help":
        yield catalogue.say(explain.key, questionnaire.id, questionnaire.variant, **dict(explain.args))
    if explain.key in PROMISING:
        yield from help_texts(service, questionnaire.language, about=questionnaire)
