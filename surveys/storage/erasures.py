"""The list of who was erased, as databases and backups tell it: who on it was erased since a backup was made.

It tells a moment for each keyed hash; of an erasure from before moments were kept, the day, which stands for its midnight.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo

from surveys.storage.archive import Manifest
from surveys.storage.models import Erasure

#: So much older than a backup an erasure that it does not list can be and still have come after it: for a day that stands
#: for its midnight, a clock that is wrong, and an erasure that was under way as the backup was made.
_DOUBT = timedelta(days=2)


def since(backup: Manifest, lists: Iterable[Mapping[str, str]], zone: tzinfo) -> list[Erasure]:
    """Whom these lists have as erased after a backup was made, each with the latest moment. A list's days are ``zone``'s.

    Whoever the backup lists itself had been erased before, and is in it because they came into care again: they are
    erased again only if that happened once more. What it does not list and is older, age had taken off its list.
    """
    own, made = _read(backup.facts.erasures, zone), _moment(backup.made_at, zone) - _DOUBT
    latest: dict[str, datetime] = {}
    for each in lists:
        for ref, at in _read(each, zone).items():
            latest[ref] = max(at, latest.get(ref, at))
    return [
        Erasure(ref_hash=ref, erased_on=at.astimezone(zone).date(), erased_at=at)
        for ref, at in latest.items()
        if at > own.get(ref, made)
    ]


def _read(listed: Mapping[str, str], zone: tzinfo) -> dict[str, datetime]:
    return {ref: _moment(told, zone) for ref, told in listed.items()}


def _moment(told: str, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
