"""What children were shown as saved, told beside what is stored.

A child does one thing at a time and repeats it until it knows what became of it, as people do. So for every
revision there is exactly one thing that it gave, and what is stored must be that and nothing else.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from surveys.service.context import Service
from surveys.storage.models import Alert, Answer, Response

#: (revision, question, state, codes, text) of an answer.
Given = tuple[int, str, str, str, str | None]


@dataclass(slots=True)
class Story:
    """One child's, as the child tells it."""

    invitation: UUID
    given: list[Given] = field(default_factory=list)
    concerns: set[tuple[str, str | None]] = field(default_factory=set)
    finished: bool = False
    wrongs: list[str] = field(default_factory=list)

    def gave(self, revision: int, question: str, value: object) -> None:
        """An answer, or a skip (None), that led to this revision and was shown as taken."""
        if value is None:
            self.given.append((revision, question, "skipped", "", None))
        elif isinstance(value, str) and value.startswith("words "):
            self.given.append((revision, question, "answered", "", value))
        else:
            codes = "|".join(value) if isinstance(value, list | tuple) else str(value)
            self.given.append((revision, question, "answered", codes, None))


@dataclass(slots=True)
class Account:
    """What came of a run: how much was shown as saved, and everything wrong with what is stored."""

    answers: int = 0
    alerts: int = 0
    finished: int = 0
    wrongs: list[str] = field(default_factory=list)

    @classmethod
    async def of(cls, service: Service, stories: Iterable[Story]) -> "Account":
        """Hold every story beside the tables."""
        account = cls()
        for story in stories:
            account.answers += len(story.given)
            account.alerts += len(story.concerns)
            account.finished += story.finished
            account.wrongs += [*story.wrongs, *await _differences(service, story)]
        return account


async def _differences(service: Service, story: Story) -> list[str]:
    response = await Response.get_or_none(invitation_id=story.invitation)
    if response is None:
        return [f"{story.invitation}: no response is stored"] if story.given else []
    stored = await _stored(service, response)
    alerts = Counter([(each.cause, each.question) for each in await Alert.filter(response=response)])
    wrongs = [f"{story.invitation}: lost {each}" for each in story.given if each not in stored]
    wrongs += [f"{story.invitation}: never given {each}" for each in stored if each not in story.given]
    wrongs += [f"{story.invitation}: doubled" for _ in [0] if len(stored) != len(set(stored))]
    wrongs += [
        f"{story.invitation}: calls {alerts}, not {story.concerns}" for _ in [0] if alerts != Counter(story.concerns)
    ]
    if story.finished and response.status != "finished":
        wrongs.append(f"{story.invitation}: shown as finished, stored as {response.status}")
    return wrongs


async def _stored(service: Service, response: Response) -> list[Given]:
    rows = await Answer.filter(response=response).exclude(state="withdrawn").order_by("revision")
    return [(row.revision, row.question, row.state, row.codes, _text(service, row)) for row in rows]


def _text(service: Service, row: Answer) -> str | None:
    if row.text_sealed is None:
        return None
    return service.vault.open(row.text_sealed, table="answer", row=row.id, column="text")
