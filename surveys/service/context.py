"""What every shell needs, handed over as one value by the composition root."""

from dataclasses import dataclass

from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.storage.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The authority's consultation service.

    ``vault`` has the key of the lookups already; ``telegram_age`` is the youngest age (today) that is
    offered Telegram; ``alert_route`` says whether a call for help reaches a person by itself.
    """

    vault: Vault
    library: Library
    authority: Authority
    clock: Clock
    base_url: str
    telegram_age: int = 16
    alert_route: bool = False
