"""Walking a questionnaire in a terminal, as a young person would, with nothing stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from surveys.conversation.effects import Explain
from surveys.conversation.engine import advance, begin
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session
from surveys.conversation.step import Step, step
from surveys.conversation.typed import typed
from surveys.questionnaire.definition import Question, Questionnaire
from surveys.questionnaire.wording import Catalogue

HOW = "Type an answer, the number of an option, several with commas, or /skip, /back, /help, /stop."
ENDED = "The preview ends here. Nothing was stored."

_ACTIONS = {f"/{action}": action for action in Action if action is not Action.ANSWER}


@dataclass(frozen=True, slots=True)
class Preview:
    """One walk: the texts it shows, given the lines that were typed."""

    questionnaire: Questionnaire
    catalogue: Catalogue

    def walk(self, lines: Iterable[str]) -> Iterator[str]:
        """What to print, from the introduction to the end, or until the lines run out."""
        yield f"{self._say('intro-title')}\n"
        yield f"({HOW})\n"
        session, effects = begin(self.questionnaire, Session(id=UUID(int=0)))
        shown = step(self.questionnaire, session, effects)
        yield from self._shown(shown)
        typing = iter(lines)
        while shown.question is not None and (line := next(typing, None)) is not None:
            session, effects = advance(self.questionnaire, session, _reply(shown, shown.question, line.rstrip("\n")))
            shown = step(self.questionnaire, session, effects)
            yield from self._shown(shown)
        yield ENDED

    def _shown(self, shown: Step) -> Iterator[str]:
        for explain in shown.explains:
            yield f"{self._explained(explain)}\n"
        if shown.question is None:
            yield f"{self._say(f'{shown.kind}-title')}\n{self._say(f'{shown.kind}-body')}\n"
        else:
            yield f"[{self._say('progress', done=shown.done, of=shown.of)}] {_asked(shown.question)}\n"

    def _explained(self, explain: Explain) -> str:
        if explain.key == "help":
            return f"{self._say('help-intro')} (Here the authority's help lines follow.) {self._say('help-emergency')}"
        return self._say(explain.key, **dict(explain.args))

    def _say(self, key: str, **args: str | int) -> str:
        return self.catalogue.say(key, self.questionnaire.id, self.questionnaire.variant, **args)


def _asked(question: Question) -> str:
    options = [f"  {place}. {option.label}" for place, option in enumerate(question.options, 1)]
    return "\n".join([question.prompt, *([f"  {question.hint}"] if question.hint else []), *options])


def _reply(shown: Step, question: Question, line: str) -> Reply:
    action = _ACTIONS.get(line.strip(), Action.ANSWER)
    value = typed(question, line) if action is Action.ANSWER else None
    return Reply(to=question.id, revision=shown.revision, value=value, action=action)
