"""A council for the bench: a migrated database, young people of seventeen with invitations, ten questions each.

``python -m bench.council DATABASE_URL COUNT`` prints what their links end in, a line of JSON each:
[token of the page, payload of the Telegram link]. With COUNT 0 it prints how many answers are kept.
"""

import asyncio
import base64
import json
import re
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from config.authority import SHIPPED
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from surveys.storage.migrating import migrate
from surveys.storage.models import Answer, Child, Invitation, Review
from surveys.storage.vault import Vault

TOKEN = "4242:token-of-the-bench"
_KEY, _SECRET = bytes(range(32)), "a secret that the bench alone uses, of 32 or more"
_ASKED = (
    "feel_today", "home_feel", "school_feel", "health_feel", "see_family", "sw_listens", "understand_plan",
    "want_to_chair", "know_how_to_complain", "know_pledge",
)  # fmt: skip
_ELSEWHERE = '"know_how_to_complain", "know_pledge", "change", "sw_last_seen", "skills_help", "advocate",\n]'


def environ(url: str, folder: Path, port: int, api: str, secret: str) -> dict[str, str]:
    """The settings of the server that is measured."""
    return {
        "MYSAY_DATABASE_URL": url,
        "MYSAY_DATA_KEYS": f"bench:{base64.b64encode(_KEY).decode()}",
        "MYSAY_SECRET_KEY": _SECRET,
        "MYSAY_PORT": str(port),
        "MYSAY_AUTHORITY_FILE": str(authority(folder)),
        "MYSAY_TELEGRAM_TOKEN": TOKEN,
        "MYSAY_TELEGRAM_API_URL": api,
        "MYSAY_TELEGRAM_WEBHOOK_SECRET": secret,
    }


def authority(folder: Path) -> Path:
    """The sample authority, asking those of sixteen and seventeen ten questions with buttons."""
    here = folder / "authority.toml"
    if not here.exists():
        shutil.copytree(SHIPPED / "questionnaires", folder / "questionnaires")
        named = 'questionnaires = "questionnaires"\n'
        here.write_text(named + (SHIPPED / "authority.toml").read_text(encoding="utf-8"), encoding="utf-8")
        asked = ", ".join(f'"{each}"' for each in _ASKED)
        path = folder / "questionnaires" / "consultation.toml"
        pattern = r'(id = "16-17"\nages = \[16, 17\]\nquestions = )\[[^\]]*\]'
        written, made = re.subn(pattern, rf"\1[{asked}]", path.read_text(encoding="utf-8"))
        if made != 1:
            raise RuntimeError(
                "The shipped consultation has changed: bench/council.py no longer finds its 16-17 variant."
            )
        # What is no longer asked of them is asked of somebody: an item that nobody is asked is refused.
        elsewhere = written.replace('"know_how_to_complain", "know_pledge", "change",\n]', _ELSEWHERE, 1)
        path.write_text(elsewhere, encoding="utf-8")
    return here


async def invite(url: str, count: int) -> list[tuple[str, str]]:
    """So many young people, each with a review in a month and an invitation."""
    vault = Vault((("bench", _KEY),), _SECRET)
    await migrate(url, vault)
    async with connected(url):
        vault = await unlocked(vault)
        born, day = date.today() - timedelta(days=17 * 365 + 30), date.today() + timedelta(days=30)
        children = [_child(born) for _ in range(count)]
        reviews = [_review(child, day) for child in children]
        invitations = [_invitation(vault, review) for review in reviews]
        for rows in (children, reviews, invitations):
            await type(rows[0]).bulk_create(rows, batch_size=400)
        return [(vault.token(each.id, 1), vault.telegram_payload(each.id, 1)) for each in invitations]


def _child(born: date) -> Child:
    return Child(id=uuid4(), ref_hash=uuid4().hex * 2, ref_sealed="", date_of_birth=born, area="North")


def _review(child: Child, day: date) -> Review:
    return Review(
        id=uuid4(), ref_hash=uuid4().hex * 2, ref_sealed="", child_id=child.id, date=day, status="planned"
    )  # fmt: skip


def _invitation(vault: Vault, review: Review) -> Invitation:
    id_ = uuid4()
    return Invitation(
        id=id_, questionnaire="consultation", child_id=review.child_id, review_id=review.id,
        subject=f"review:{review.id}", token_hash=vault.hash("token", vault.token(id_, 1)),
        code_hash=vault.hash("code", vault.code(id_, 1)),
        telegram_hash=vault.hash("telegram", vault.telegram_payload(id_, 1)), outcome="invited", issued_on=date.today(),
    )  # fmt: skip


async def kept(url: str) -> int:
    async with connected(url):
        return await Answer.all().count()


if __name__ == "__main__":
    if number := int(sys.argv[2]):
        for link in asyncio.run(invite(sys.argv[1], number)):
            print(json.dumps(link))
    else:
        print(asyncio.run(kept(sys.argv[1])))
