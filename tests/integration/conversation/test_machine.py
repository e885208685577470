"""Two young people, one phone, two channels, two versions of the questions, and the council, in any order and crossed.

After every step: what they were shown as saved is what is stored, what is stored is what the pure engine makes
of what they did, what was taken out of the figures is kept as it was, and of whoever was erased nothing is left.
"""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from config.authority import Authority
from surveys.clock import Clock
from surveys.storage.counting import recount
from surveys.storage.models import (
    Alert,
    Answer,
    Child,
    CountedAnswer,
    Failing,
    Invitation,
    Response,
    Review,
    TelegramAccount,
)
from surveys.storage.vault import Vault
from tests.integration.conversation.council import AtTheCouncil
from tests.integration.conversation.family import Sibling
from tests.integration.conversation.house import built
from tests.integration.conversation.website import OnTheWebsite
from tests.support.believed import Stored

#: In parts, so that none takes long on a slow machine.
PARTS, EXAMPLES, STEPS = 2, 15, 40
Row = tuple[Any, ...]


class Conversation(OnTheWebsite, AtTheCouncil):
    """The steps that may come in any order."""

    @invariant()
    def what_was_shown_as_saved_is_what_is_stored(self) -> None:
        for sibling in self.siblings:
            stored = self.house.run(Stored.of(self.service, sibling.invitation))
            assert stored == Stored.as_believed(sibling.believed)
            assert self.house.run(self._is_completed(sibling)) == sibling.believed.over

    @invariant()
    def what_was_taken_out_is_kept_as_it_was(self) -> None:
        for past in [past for sibling in self.siblings for past in sibling.past]:
            stored = self.house.run(Stored.voided(self.service, past.id))
            assert stored == Stored.as_believed(past.believed)

    @invariant()
    def the_phone_is_whose_it_is(self) -> None:
        theirs = [self.house.run(self._has_the_phone(sibling)) for sibling in self.siblings]
        assert theirs == [sibling is self.owner for sibling in self.siblings]

    def teardown(self) -> None:
        """No input was too much, nothing is left of the erased, and figures are what counting anew comes to."""
        assert [self.house.run(self._left(sibling)) for sibling in self.erased] == [0] * len(self.erased)
        assert not self.house.run(_any_failed())
        before, after = self.house.run(_recounted(self._hashes(self.siblings)))
        assert before == after

    def _hashes(self, siblings: list[Sibling]) -> list[str]:
        return [self.service.vault.hash("child", sibling.child) for sibling in siblings]

    async def _is_completed(self, sibling: Sibling) -> bool:
        return (await Invitation.get(id=sibling.invitation)).outcome == "completed"

    async def _has_the_phone(self, sibling: Sibling) -> bool:
        return await TelegramAccount.exists(child__ref_hash__in=self._hashes([sibling]))

    async def _left(self, sibling: Sibling) -> int:
        """How many rows there are that an erased child had."""
        of_theirs = (
            Child.filter(ref_hash__in=self._hashes([sibling])),
            Review.filter(ref_hash=self.service.vault.hash("review", sibling.review)),
            Invitation.filter(id=sibling.invitation),
            TelegramAccount.filter(invitation_id=sibling.invitation),
            Response.filter(id__in=sibling.responses),
            Answer.filter(response_id__in=sibling.responses),
            Alert.filter(response_id__in=sibling.responses),
        )
        return sum([await each.count() for each in of_theirs])


async def _any_failed() -> bool:
    return await Failing.exists()


async def _recounted(children: list[str]) -> tuple[list[Row], list[Row]]:
    """What counts of these children's responses, before and after it is counted anew."""
    responses = [row.id for row in await Response.filter(child__ref_hash__in=children)]
    before = await _counted(responses)
    await recount(responses)
    return before, await _counted(responses)


async def _counted(responses: Collection[UUID]) -> list[Row]:
    rows = CountedAnswer.filter(response_id__in=responses)
    counted = await rows.values_list("response_id", "period", "area", "age_band", "question", "option")
    return sorted(counted, key=str)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_they_were_shown_as_saved_is_what_is_stored_always(
    database_url: str, vault: Vault, clock: Clock, authority: Authority, tmp_path: Path, part: int
) -> None:
    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        house = runner.run(
            built(stack, runner, tmp_path, url=database_url, vault=vault, clock=clock, authority=authority)
        )
        machine = type(f"Machine{part}", (Conversation,), {"house": house})
        # Examples stand in one database that goes on, so a failure is shown as it was found, not shortened.
        chosen = settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=[Phase.generate], database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            run_state_machine_as_test(machine, settings=chosen)
        finally:
            runner.run(stack.aclose())
