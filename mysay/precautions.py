"""What ``mysay doctor`` looks at in the settings: what may be set so, and had better not be."""

import stat
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import FILE, NAMES, TELEGRAM_API, Settings
from mysay.findings import Finding, fine, noted, to_mend

_PREFIX = "MYSAY_"
#: Telegram's own least age in the United Kingdom.
_TELEGRAM_AGE = 16
#: Zones that keep London's time.
_OURS = {f"Europe/{place}" for place in ("London", "Belfast", "Guernsey", "Isle_of_Man", "Jersey")} | {"GB", "GB-Eire"}


def precautions(settings: Settings) -> Iterator[Finding]:
    """Look at what the settings say."""
    yield _links(settings.base_url)
    posted = settings.telegram_token and settings.telegram_webhook_secret and settings.telegram_api_url == TELEGRAM_API
    if posted and not settings.base_url.startswith("https://"):
        yield to_mend(
            f"Telegram posts to https:// only, and links begin with {settings.base_url}: set MYSAY_BASE_URL, or take "
            "MYSAY_TELEGRAM_WEBHOOK_SECRET out and let mysay ask for updates."
        )
    if settings.telegram_minimum_age < _TELEGRAM_AGE:
        yield to_mend(
            f"MYSAY_TELEGRAM_MINIMUM_AGE is {settings.telegram_minimum_age}: in the United Kingdom nobody under "
            f"{_TELEGRAM_AGE} may be on Telegram. Take it out."
        )
    if settings.zone.key not in _OURS:
        yield to_mend(
            f"MYSAY_TIMEZONE is {settings.zone.key}: days, quarters and sending hours are counted by it, and not by "
            "England's. Take it out."
        )


def _links(base: str) -> Finding:
    secure, here = base.startswith("https://"), _is_here(urlsplit(base).hostname or "")
    if secure and not here:
        return fine(f"Links begin with {base}.")
    wanted = "set MYSAY_BASE_URL to the https:// address they can reach."
    if secure:
        return to_mend(
            f"Links begin with {base}, which no phone reaches: it is this machine alone. For young people {wanted}"
        )
    if here:
        return noted(f"Links begin with {base}: for trying out only. For young people {wanted}")
    return to_mend(f"Links begin with {base}: what young people answer could be read on its way. For them {wanted}")


def _is_here(host: str) -> bool:
    """Whether a host is this machine, as seen from itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host.removesuffix(".").rpartition(".")[2] == "localhost"
    return address.is_loopback or address.is_unspecified


def written(environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Look at the names that are set, and at who may read the files that hold keys."""
    yield from _unknown(environ)
    token = environ.get(f"{_PREFIX}TELEGRAM_TOKEN_FILE", "").strip()
    for file in (folder / FILE, *([folder / token] if token else [])):
        if _is_open(file):
            yield to_mend(
                f"Others on this machine may read {file}, or write to it, and it is for keys: chmod 600 {file}"
            )


def _unknown(environ: Mapping[str, str]) -> Iterator[Finding]:
    known = {f"{_PREFIX}{name}" for name in NAMES}
    for name in sorted(name for name in environ if name.upper().startswith(_PREFIX) and name not in known):
        meant = get_close_matches(name.upper().removeprefix(_PREFIX), NAMES, n=1, cutoff=0.75)
        if meant:
            yield to_mend(f"{name} is no setting, and has no effect: write {_PREFIX}{meant[0]}, or take it out.")
        else:
            yield noted(f"{name} is no setting of mysay, and has no effect.")


def _is_open(file: Path) -> bool:
    """Whether anybody but its owner may read or write it; of a file of root's, its group may read."""
    try:
        told = file.stat()
    except OSError:
        return False
    allowed = stat.S_IRWXU | (stat.S_IRGRP if told.st_uid == 0 else 0)
    return bool(stat.S_IMODE(told.st_mode) & ~allowed)
