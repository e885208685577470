"""An invitation's outcome is moved by one statement, exactly as the rules say, whatever it was."""

import pytest

from surveys.invitation.outcomes import Event, Outcome, move
from surveys.service.context import Service
from surveys.storage.models import Invitation
from surveys.storage.outcomes import keep
from tests.support.invited import invite


@pytest.mark.parametrize("event", list(Event))
async def test_every_event_moves_every_outcome_as_the_rules_say(service: Service, event: Event) -> None:
    other, invited = await invite(service, age=17), await invite(service, age=13)
    after = {}
    for before in Outcome:
        await Invitation.filter(id=invited.id).update(outcome=before)
        await keep(invited.id, event)
        after[before] = await invited.outcome()
    assert (after, await other.outcome()) == ({before: move(before, event) for before in Outcome}, Outcome.INVITED)
