"""The secret key: one that the links were not made with is refused, and changing it on purpose ends them all."""

from dataclasses import replace
from pathlib import Path

import pytest

from surveys.conversation.replies import Reply
from surveys.errors import Refused, UnknownInvitation, UnknownSession
from surveys.service import answering, opening, rekeying
from surveys.service.bearing import bearer, by_bearer
from surveys.service.context import Service
from surveys.storage.keys import KeysDoNotFit, require_links, unlocked
from surveys.storage.models import Audit, Invitation
from surveys.storage.vault import Vault
from tests.support import keys
from tests.support.house import House
from tests.support.invited import invite

OTHER = "another secret, also of more than thirty-two letters"
REFUSAL = "MYSAY_SECRET_KEY is not the one that this database's links were made with: put the old one back."


@pytest.fixture
async def changed(service: Service) -> Service:
    """The service as it is after the secret key was changed in the settings."""
    return replace(service, vault=await unlocked(Vault((("test", keys.DATA_KEY),), OTHER)))


@pytest.mark.parametrize(
    "command",
    ["serve", "invite", "remind", "alerts", "report 2013-14-Q4", "import .", "backup -o b.zip", "purge", "rekey", "staff disable a@b"],
)  # fmt: skip
async def test_every_command_refuses_a_key_that_the_links_were_not_made_with(
    service: Service, environ: dict[str, str], tmp_path: Path, command: str
) -> None:
    await invite(service)
    done = await House(environ, tmp_path).run(*command.split(), SECRET_KEY=OTHER)
    assert (done.code, done.out, done.err.startswith(REFUSAL)) == (1, "", True)


async def test_without_a_link_there_is_nothing_that_a_key_could_fail_to_fit(service: Service, changed: Service) -> None:
    await require_links(changed.vault)
    await invite(service)
    with pytest.raises(KeysDoNotFit):
        await require_links(changed.vault)


async def test_changing_it_ends_every_link_code_and_session_and_keeps_the_answers(
    service: Service, changed: Service
) -> None:
    first, second = await invite(service), await invite(service, age=17)
    turn = await answering.agree(service, first.id, "web")
    question = turn.step.question
    assert question is not None
    await answering.reply(
        service, turn.session.id, Reply(question.id, turn.session.revision, question.codes[0]), channel="web"
    )
    kept = await first.answers()
    assert len(kept) == 1
    assert await rekeying.relink(changed, actor="admin") == 2
    for opened in (opening.open_link(changed, first.token), opening.open_code(changed, second.code)):
        with pytest.raises(UnknownInvitation):
            await opened
    with pytest.raises(UnknownInvitation):
        await opening.open_payload(changed, service.vault.telegram_payload(second.id, 1))
    with pytest.raises(UnknownSession):
        await by_bearer(changed, bearer(service, turn))
    anew = await opening.open_link(changed, changed.vault.token(first.id, 1))
    assert (anew.invitation, anew.begun, await first.answers()) == (first.id, True, kept)
    assert [(deed.action, deed.subject) for deed in await Audit.all()] == [("rekey", "links:2")]


async def test_once_changed_the_new_key_fits_and_the_old_one_does_not(service: Service, changed: Service) -> None:
    for _ in range(3):
        await invite(service)
    await rekeying.relink(changed, actor="admin")
    await require_links(changed.vault)
    with pytest.raises(KeysDoNotFit):
        await require_links(service.vault)
    with pytest.raises(Refused, match="set the new one first"):
        await rekeying.relink(changed, actor="admin")


async def test_a_code_that_somebody_has_is_given_to_nobody_else(service: Service, changed: Service) -> None:
    one, other = sorted([await invite(service), await invite(service)], key=lambda each: each.id)
    taken = changed.vault.hash("code", changed.vault.code(one.id, 1))
    await Invitation.filter(id=other.id).update(code_hash=taken)
    await rekeying.relink(changed, actor="admin")
    generations = {row.id: row.generation for row in await Invitation.all()}
    assert generations == {one.id: 2, other.id: 1}
    opened = await opening.open_code(changed, changed.vault.code(one.id, 2))
    assert opened.invitation == one.id


async def test_the_command_needs_a_new_key_and_no_server(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    await invite(service)
    house = House(environ, tmp_path)
    same = await house.run("rekey", "--links")
    done = await house.run("rekey", "--links", SECRET_KEY=OTHER)
    told = "1 link ended, with codes and sessions. 'mysay invite' prints the new ones.\n"
    assert (same.code, done.code, done.out) == (1, 0, told)
    assert (await house.run("alerts")).err.startswith(REFUSAL)
    assert (await house.run("alerts", SECRET_KEY=OTHER)).code == 0
