"""What every shell needs, handed over as one value by the composition root."""

from dataclasses import dataclass, field
from uuid import UUID

from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.storage.vault import Vault


@dataclass(slots=True, kw_only=True, eq=False)
class AlertRoute:
    """Whether a call for help reaches a person by itself, as of the last look (``surveys.service.alert_route``).

    ``mails`` says whether there is a mail server; ``open`` whether there is somebody to mail as well: then a
    young person may be told that an adult will read their call. The one thing here that changes: staff come and go while
    it serves.
    """

    mails: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The authority's consultation service.

    ``vault`` has the key of the lookups already; ``telegram_age`` is the youngest age (today) that is
    offered Telegram.
    """

    vault: Vault
    library: Library
    authority: Authority
    clock: Clock
    base_url: str
    telegram_age: int = 16
    route: AlertRoute = field(default_factory=AlertRoute)

    def link(self, invitation: UUID, generation: int) -> str:
        """The web address that an invitation is answered at."""
        return f"{self.base_url}/s/{self.vault.token(invitation, generation)}"
