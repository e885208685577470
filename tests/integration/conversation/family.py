"""Two siblings who are asked, what each of them believes, and what became of the papers of those before them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine
from tortoise.expressions import Q

from surveys.questionnaire.definition import Questionnaire
from surveys.service.context import Service
from surveys.storage.models import Response
from tests.integration.conversation.house import House
from tests.support import people
from tests.support.believed import Believed
from tests.support.botapi.chats import Message
from tests.support.botapi.person import Person
from tests.support.phones import BORN_16

TODAY, REVIEWED = date(2014, 3, 28), date(2014, 3, 31)
#: What they write in words of their own: it is shown to nobody on any screen.
OWN_WORDS = "my own words"


@dataclass(frozen=True)
class Bearer:
    """What a browser shows to go on with a session."""

    text: str
    generation: int
    session: UUID


@dataclass
class Past:
    """A response that was voided: it stays on record as it was, and a call for help from it is heard."""

    id: UUID
    believed: Believed
    of: "Sibling"


@dataclass
class Sibling:
    """One of two: their letter, what they believe, and where the council has got to with them.

    ``form`` is the paper form that stands for them; ``keyed`` every one that was ever typed in, and whether it was applied.
    ``responses`` are what they had when they were erased.
    """

    child: str
    review: str
    invitation: UUID
    believed: Believed = field(default_factory=Believed)
    generation: int = 1
    day: date = REVIEWED
    status: str = "planned"
    form: str | None = None
    keyed: dict[str, bool] = field(default_factory=dict)
    bearers: list[Bearer] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    responses: list[UUID] = field(default_factory=list)
    erased: bool = False

    @property
    def open(self) -> bool:
        """Whether their link works."""
        return not self.erased and self.status != "cancelled" and self.day >= TODAY

    @property
    def calls(self) -> int:
        """How many calls for help of theirs wait."""
        return sum(len(each.calls) for each in (self.believed, *(each.believed for each in self.past)))


class Family(RuleBasedStateMachine):
    """The siblings, the phone they share, and where they are. ``owner`` is whose account the phone is bound to."""

    house: House

    def invited(self) -> None:
        """Two of them, with a phone that nobody has used yet."""
        self.version = 0
        self.owner: Sibling | None = None
        self.erased: list[Sibling] = []
        self.buttons: list[tuple[Message, str]] = []
        self.left_behind: list[Message] = []
        self.siblings = [self.house.run(self.a_sibling()) for _ in range(2)]
        self.phone = Person(self.house.api, 10_000 + next(self.house.numbers))

    async def a_sibling(self) -> Sibling:
        """Somebody of sixteen who is asked before their review."""
        service, number = self.house.services[0], next(self.house.numbers)
        child = await people.child(service, f"WM-{number}", date_of_birth=BORN_16)
        invitation = await people.invited(service, child, await people.review(service, child, f"R-{number}"))
        return Sibling(f"WM-{number}", f"R-{number}", invitation.id)

    @property
    def everybody(self) -> list[Sibling]:
        """Those who were erased, too."""
        return [*self.siblings, *self.erased]

    @property
    def service(self) -> Service:
        """The version that answers now."""
        return self.house.services[self.version]

    @property
    def asked(self) -> Questionnaire:
        """What somebody of sixteen would be asked now."""
        return self.service.library.resolve("consultation", "16-17")

    def session_of(self, sibling: Sibling) -> UUID | None:
        """The session of theirs that is not voided."""
        return self.house.run(_session(sibling.invitation))

    def responses_of(self, sibling: Sibling) -> list[UUID]:
        """Whatever they gave, on paper too, voided or not."""
        forms = [self.service.vault.hash("response", ref) for ref in sibling.keyed]
        sessions = [self.session_of(sibling), *(each.id for each in sibling.past)]
        return self.house.run(_responses(forms, [each for each in sessions if each]))

    def holder(self, session: UUID) -> Sibling | Past | None:
        """Whose session it is; None where it is nobody's any more."""
        past = [each for sibling in self.everybody if not sibling.erased for each in sibling.past]
        own: list[Sibling | Past] = [each for each in self.siblings if self.session_of(each) == session]
        return next(iter([*own, *(each for each in past if each.id == session)]), None)


async def _session(invitation: UUID) -> UUID | None:
    row = await Response.get_or_none(invitation_id=invitation)
    return row.id if row else None


async def _responses(forms: list[str], sessions: list[UUID]) -> list[UUID]:
    return [row.id for row in await Response.filter(Q(ref_hash__in=forms) | Q(id__in=sessions))]
