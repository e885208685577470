"""Opening the house: from settings to a service with its database open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from config import authority as authorities
from config.authority import Authority
from config.settings import Settings
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service import alert_route
from surveys.service.context import AlertRoute, Service
from surveys.storage import outgoing
from surveys.storage.database import connected, require_there
from surveys.storage.engines.lanes import Patience
from surveys.storage.keys import require_links, unlocked
from surveys.storage.migrating import require_current_schema
from surveys.storage.vault import Vault


@dataclass(frozen=True)
class House:
    """Settings and what follows from them, read when first needed. ``fixed`` stops the clock (the demo)."""

    settings: Settings
    fixed: datetime | None = None

    @cached_property
    def authority(self) -> Authority:
        """The authority's file."""
        return authorities.read(self.settings.authority_file)

    @cached_property
    def library(self) -> Library:
        """The authority's questionnaires, checked."""
        return Library.load(self.authority.questionnaires, self.authority.wording, self.authority)

    @cached_property
    def vault(self) -> Vault:
        """The keys, without the key of the lookups: that is in the database."""
        return Vault(self.settings.data_keys, self.settings.secret_key)

    @property
    def clock(self) -> Clock:
        """The authority's clock."""
        return Clock(self.settings.zone, self.fixed)

    @asynccontextmanager
    async def opened(self, *, any_links: bool = False, patience: Patience | None = None) -> AsyncIterator[Service]:
        """The service, with the database open and its schema current.

        ``any_links`` is for what may work with a secret key other than the one the stored links were made with;
        ``patience`` is of whoever lets nobody wait for longer.

        Raises:
            Refused: the database cannot be used, or the keys are not those that belong to it.
        """
        require_there(self.settings.database_url)
        async with connected(self.settings.database_url, patience=patience):
            vault = await unlocked(self.vault)
            await require_current_schema(self.settings.database_url)
            if not any_links:
                await require_links(vault)
                await outgoing.require_settled()
            yield await self._service(vault)

    async def _service(self, vault: Vault) -> Service:
        service = Service(
            vault=vault,
            library=self.library,
            authority=self.authority,
            clock=self.clock,
            base_url=self.settings.base_url,
            telegram_age=self.settings.telegram_minimum_age,
            route=AlertRoute(mails=self.settings.smtp_url is not None),
        )
        await alert_route.look(service)
        return service
