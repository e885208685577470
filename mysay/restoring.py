"""Putting a backup back: checked before anything is touched, whole or not at all, erased again, and silent until told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from uuid import uuid4

from mysay.house import House
from mysay.leadership import nobody_serves
from surveys.crashpoint import crashpoint
from surveys.errors import Refused, SurveyError
from surveys.service.auditing import Deed, about, remember
from surveys.service.erasing import ErasedAgain, erase_again
from surveys.service.private_files import scratch_file
from surveys.storage import archive, erasures, outgoing, snapshots
from surveys.storage.archive import Facts, Manifest
from surveys.storage.keys import with_lookups
from surveys.storage.migrating import migrate
from surveys.storage.models import Erasure
from surveys.storage.standing import KNOWN_MIGRATIONS
from surveys.storage.urls import is_sqlite, sqlite_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back. ``again``: who was erased after the backup was made, and is erased again."""

    manifest: Manifest
    again: ErasedAgain


async def restore(house: House, file: Path, *, over: bool, newer: Sequence[Path], actor: str) -> Restored:
    """Put a backup in the place of the database. ``newer`` backups are asked whom to erase again.

    Raises:
        Refused: the backup is damaged, of the other kind of database, newer than this program or sealed
            with other keys; the database is in use; or there is something in it and ``over`` is not set.
    """
    manifest, url = archive.manifest_of(file), house.settings.database_url
    _check(house, file, manifest)
    listed = [_erased_later(house, each, manifest) for each in newer]
    async with nobody_serves(url):
        # Nothing is committed between what is read here and what is put in its place.
        with snapshots.alone(url) as held:
            there = await snapshots.facts_of(url, held)
            if there is not None:
                listed.append(_erased_there(house, there, over=over))
            since = erasures.since(manifest, listed, house.clock.zone)
            if is_sqlite(url):
                again = await _put_back_file(house, manifest, file=file, since=since, actor=actor, held=held)
            else:
                again = await _put_back_tables(house, file, manifest, since, actor)
        crashpoint("restore-in-place")
    return Restored(manifest=manifest, again=again)


def _check(house: House, file: Path, manifest: Manifest) -> None:
    kind = "sqlite" if is_sqlite(house.settings.database_url) else "postgresql"
    if manifest.facts.kind != kind:
        raise Refused(f"The backup is of a {manifest.facts.kind} database, and MYSAY_DATABASE_URL names a {kind} one.")
    unknown = sorted(set(manifest.facts.migrations) - KNOWN_MIGRATIONS)
    if unknown:
        raise Refused(f"The backup was made by a newer version of mysay (it has {unknown[-1]}): upgrade first.")
    with_lookups(house.vault, manifest.facts.lookup)
    archive.require_vouched(file, manifest, house.vault)


def _erased_later(house: House, file: Path, restored: Manifest) -> Mapping[str, str]:
    """Who was erased, by a newer backup. Under another key of the lookups its list would mean nobody here."""
    manifest = archive.manifest_of(file)
    theirs, ours = (with_lookups(house.vault, each.facts.lookup) for each in (manifest, restored))
    archive.require_vouched(file, manifest, house.vault)
    if theirs.hash("child", "anybody") != ours.hash("child", "anybody"):
        raise Refused(
            f"{file} is a backup of another database: its list of erased children says nothing of this one's."
        )
    return manifest.facts.erasures


def _erased_there(house: House, there: Facts, *, over: bool) -> Mapping[str, str]:
    """Who was erased in the database that is there. Another house's list, under other keys, says nothing here."""
    if not over:
        raise Refused(
            "There is a database already. To put the backup in its place and lose what is in it, add --replace; "
            "back it up first."
        )
    try:
        with_lookups(house.vault, there.lookup)
    except SurveyError:
        return {}
    return there.erasures


async def _put_back_file(
    house: House, manifest: Manifest, *, file: Path, since: Sequence[Erasure], actor: str, held: Connection | None
) -> ErasedAgain:
    database_url = house.settings.database_url
    with scratch_file(Path(sqlite_file(database_url)), "restoring") as staged:
        snapshots.forget_log(staged)  # of an attempt that was killed
        archive.unpack(file, manifest, staged)
        url = f"sqlite://{staged}"
        _compare(manifest, await snapshots.facts_of(url))
        again = await _settle(house, url, manifest, since, actor)
        snapshots.put_in_place(staged, database_url, held)
    return again


async def _put_back_tables(
    house: House, file: Path, manifest: Manifest, since: Sequence[Erasure], actor: str
) -> ErasedAgain:
    url = house.settings.database_url
    with scratch_file(file, "restoring") as dump:
        archive.unpack(file, manifest, dump)
        await snapshots.load(url, dump, more=f"{_whole(manifest.facts)}; {_in_the_same_breath(manifest.facts, since)}")
    return await _settle(house, url, manifest, since, actor)


def _whole(facts: Facts) -> str:
    """Refuse a dump that was cut short between two of its statements, which psql itself does not notice."""
    counted = " OR ".join(f'(SELECT COUNT(*) FROM "{table}") <> {rows}' for table, rows in facts.tables.items())  # noqa: S608  # a dump is SQL already
    return f"DO $$ BEGIN IF {counted} THEN RAISE EXCEPTION 'the backup is not whole'; END IF; END $$"


def _in_the_same_breath(facts: Facts, since: Sequence[Erasure]) -> str:
    """What must be there with the first restored row, should this be killed right after it: the hold, the erasures.

    The values are hashes, dates and words of our own: a manifest's are checked when it is read. A backup from before
    there were moments has no column for them yet.
    """
    names = ("erased_on", "erased_at") if snapshots.ERASED_AT in facts.migrations else ("erased_on",)
    rows = [
        f"INSERT INTO erasure (ref_hash, {', '.join(names)}) "  # noqa: S608  # one of two literals; hashes were checked
        f"VALUES ('{each.ref_hash}', {', '.join(repr(str(getattr(each, name))) for name in names)}) "
        f"ON CONFLICT (ref_hash) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)}"
        for each in since
    ]
    hold = (
        "INSERT INTO outgoing (id, key, kind, state, attempts, not_before, queued_at) "  # noqa: S608  # our own words
        f"VALUES ('{uuid4()}', '{outgoing.HOLD}', 'hold', '{outgoing.State.HALF}', 0, now(), now()) "
        "ON CONFLICT (key) DO UPDATE SET state = excluded.state"
    )
    return "; ".join([*rows, hold])


def _compare(manifest: Manifest, found: Facts | None) -> None:
    if found != manifest.facts:
        raise Refused("What was unpacked is not what the backup's manifest describes; nothing was changed.")


async def _settle(house: House, url: str, manifest: Manifest, since: Sequence[Erasure], actor: str) -> ErasedAgain:
    """Bring the schema up to date, erase again, and hold what would be sent."""
    crashpoint("restore-unsettled")
    await migrate(url, house.vault)
    at = replace(house, settings=replace(house.settings, database_url=url))
    async with at.opened(any_links=True) as service:  # the backup may be from before a change of the secret key
        again = await erase_again(service, since)
        await remember(service, Deed(actor, "restore", about("backup", manifest.sha256[:16])))
        await outgoing.hold(service.clock.now())
    crashpoint("restore-settled")
    return again
