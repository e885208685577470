"""What one young person has been led to believe: where they stand, and what of theirs was kept.

Told by the pure engine alone, from what was put in; a database and two channels must come to the same.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID, uuid4

from bot.buttons import OF_INVITATION, Button, Press, chosen
from surveys.conversation import engine
from surveys.conversation.effects import RaiseConcern, Record, Withdraw
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session, Status
from surveys.conversation.step import Step, step
from surveys.conversation.typed import typed
from surveys.questionnaire.definition import Given, Question, Questionnaire
from surveys.service.context import Service
from surveys.storage.models import Alert, Answer, Response

#: (revision, question, state, codes, text).
Row = tuple[int, str, str, str, str | None]
_ACTIONS = {Press.SKIP: Action.SKIP, Press.BACK: Action.BACK, Press.HELP: Action.HELP}


@dataclass(frozen=True)
class Believed:
    """Where somebody stands. ``session`` is None until they agreed; ``on_paper`` while a form from paper stands.

    ``had_stopped`` is whether they had when it came. ``calls`` are for help: one a matter, while it waits; ``heard``
    those that somebody has seen to.
    """

    questionnaire: Questionnaire | None = None
    session: Session | None = None
    rows: tuple[Row, ...] = ()
    calls: frozenset[tuple[str, str | None]] = frozenset()
    heard: tuple[tuple[str, str | None], ...] = ()
    on_paper: bool = False
    had_stopped: bool = False

    @property
    def step(self) -> Step | None:
        """What the screen must say."""
        return step(self.questionnaire, self.session, ()) if self.questionnaire and self.session else None

    @property
    def open(self) -> bool:
        """Whether a question is put."""
        return self.step is not None and self.step.question is not None

    @property
    def over(self) -> bool:
        """Whether it is answered, here or on paper."""
        return self.on_paper or (self.session is not None and self.session.status is Status.FINISHED)

    @property
    def saved(self) -> list[tuple[str, tuple[str, ...]]] | None:
        """What holds of what they gave, as somebody else reads it: prompts and answers; None where they gave nothing."""
        if self.questionnaire is None or self.session is None or not self.session.given:
            return None
        texts = {question: text for _, question, _, _, text in self.rows}
        given = ((each, self.session.given.get(each.id)) for each in self.questionnaire.questions)
        return [(each.prompt, _in_words(each, one, texts[each.id])) for each, one in given if one and not one.skipped]

    def agreed(self, asked: Questionnaire) -> Self:
        """They agreed, or came back; whoever has begun stays with the questions that they began with."""
        questionnaire = self.questionnaire or asked
        at_first = Session(uuid4(), status=Status.ON_PAPER if self.on_paper else Status.WAITING)
        session, _ = engine.begin(questionnaire, self.session or at_first)
        return replace(self, questionnaire=questionnaire, session=session)

    def replied(self, reply: Reply) -> Self:
        """A reply came in."""
        if self.questionnaire is None or self.session is None:
            return self
        session, effects = engine.advance(self.questionnaire, self.session, reply)
        rows = [
            (session.revision, each.question, "withdrawn", "", None)
            if isinstance(each, Withdraw)
            else (session.revision, each.question, _state(each), "|".join(each.codes), each.text)
            for each in effects
            if isinstance(each, Record | Withdraw)
        ]
        calls = {(each.cause.value, each.question) for each in effects if isinstance(each, RaiseConcern)}
        return replace(self, session=session, rows=(*self.rows, *rows), calls=self.calls | calls)

    def helped_first(self, asked: Questionnaire) -> Self:
        """They tapped help on the introduction: who can be rung is shown, and nobody called while nothing has begun."""
        if self.session is None and not self.on_paper:
            return self
        begun = self if self.session else self.agreed(asked)
        return begun.replied(Reply(None, -1, action=Action.HELP))

    def called(self) -> Self:
        """They called for help from where nothing else is taken any more."""
        return replace(self, calls=self.calls | {("help", None)})

    def acknowledged(self) -> Self:
        """Somebody has seen to their calls."""
        return replace(self, calls=frozenset(), heard=(*self.heard, *self.calls))

    def papered(self) -> Self:
        """A form from paper was typed in: it takes the place of what is not finished."""
        if self.over:
            return self
        had_stopped = self.session is not None and self.session.status is Status.STOPPED
        session = replace(self.session, status=Status.ON_PAPER) if self.session else None
        return replace(self, session=session, on_paper=True, had_stopped=had_stopped)

    def unpapered(self) -> Self:
        """The form was a mistake: what it closed goes on where it was left, stopped or not."""
        status = Status.STOPPED if self.had_stopped else Status.WAITING
        session = replace(self.session, status=status) if self.session else None
        return replace(self, session=session, on_paper=False)

    def tapped(self, button: Button) -> Self:
        """A button of a question was tapped; ticking one of several changes nothing yet."""
        if self.questionnaire is None or button.press in OF_INVITATION or button.press is Press.TOGGLE:
            return self
        question = self.questionnaire.questions[button.question]
        action = _ACTIONS.get(button.press, Action.ANSWER)
        value = None
        if action is Action.ANSWER:
            value = chosen(question, button.value) if button.press is Press.DONE else question.codes[button.value]
        return self.replied(Reply(question.id, button.revision, value, action))

    def typed(self, text: str) -> Self:
        """A text was typed, which is to the open question whatever that is."""
        now = self.step
        if now is None or now.question is None:
            return self
        return self.replied(Reply(now.question.id, now.revision, typed(now.question, text)))

    def stopped(self) -> Self:
        """They stopped."""
        now = self.step
        if now is None or now.question is None:
            return self
        return self.replied(Reply(now.question.id, now.revision, action=Action.STOP))


#: Something that changes what is believed.
Input = Callable[[Believed], Believed]


@dataclass(slots=True)
class Stored:
    """What the database holds of one young person."""

    status: str | None = None
    revision: int = 0
    rows: Counter[Row] = field(default_factory=Counter)
    calls: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    @classmethod
    async def of(cls, service: Service, invitation: object) -> Self:
        """Read it."""
        response = await Response.get_or_none(invitation_id=invitation)
        return await cls._read(service, response) if response else cls()

    @classmethod
    async def voided(cls, service: Service, response: UUID) -> Self:
        """Read what was taken out."""
        return await cls._read(service, await Response.get(id=response, voided_at__isnull=False))

    @classmethod
    async def _read(cls, service: Service, response: Response) -> Self:
        answers = await Answer.filter(response=response)
        alerts = await Alert.filter(response=response)
        rows = Counter((row.revision, row.question, row.state, row.codes, _text(service, row)) for row in answers)
        return cls(response.status, response.revision, rows, Counter((each.cause, each.question) for each in alerts))

    @classmethod
    def as_believed(cls, believed: Believed) -> Self:
        """What it must be."""
        if believed.session is None:
            return cls()
        session, calls = believed.session, Counter((*believed.calls, *believed.heard))
        return cls(session.status.value, session.revision, Counter(believed.rows), calls)


def _in_words(question: Question, given: Given, text: str | None) -> tuple[str, ...]:
    if text is not None:
        return (text,)
    labels = {option.code: option.label for option in question.options}
    return tuple(labels[code] for code in given.codes)


def _state(record: Record) -> str:
    return "skipped" if record.skipped else "answered"


def _text(service: Service, row: Answer) -> str | None:
    if row.text_sealed is None:
        return None
    return service.vault.open(row.text_sealed, table="answer", row=row.id, column="text")
