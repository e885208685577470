"""Questionnaires and replies of every shape, for properties."""

from uuid import UUID

from hypothesis import strategies as st

from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session
from surveys.questionnaire.definition import CODED, Condition, Kind, Option, Question, Questionnaire

CODES = ("a", "b", "c")
OPTIONS = tuple(Option(code, code.upper()) for code in CODES)
START = Session(UUID(int=0))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """One to six questions of any kind; a condition names an earlier coded one."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(Kind))
        earlier = [each for each in questions if each.kind in CODED]
        when = draw(_conditions(earlier)) if earlier else ()
        concern = draw(st.sampled_from(((), ("c",)))) if kind in CODED else ()
        options = OPTIONS if kind in CODED else ()
        questions.append(Question(f"q{number}", kind, "?", options, when=when, concern=concern))
    return Questionnaire("made", "any", "en", tuple(questions))


@st.composite
def _conditions(draw: st.DrawFn, earlier: list[Question]) -> tuple[Condition, ...]:
    on = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True))
    codes = st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(tuple)
    return tuple(Condition(each.id, draw(codes)) for each in on)


VALUES = st.one_of(
    st.none(),
    st.sampled_from(CODES),
    st.lists(st.sampled_from((*CODES, "z")), max_size=3).map(tuple),
    st.text(max_size=20),
    st.integers(-5, 5),
    st.floats(),
    st.dates().map(str),
)
ACTIONS = st.sampled_from((*[Action.ANSWER] * 4, Action.SKIP, Action.BACK, Action.STOP, Action.HELP))
#: A reply, and how far its revision is off: mostly not at all.
REPLIES = st.tuples(st.sampled_from([0, 0, 0, 0, -1, 1]), ACTIONS, VALUES)
CONVERSATIONS = st.lists(REPLIES, max_size=25)


def reply(question: Question | None, session: Session, made: tuple[int, Action, object]) -> Reply:
    """The reply to a question that was made up."""
    off, action, value = made
    return Reply(question.id if question else None, session.revision + off, value, action)  # type: ignore[arg-type]  # one of VALUES
