"""A backup of everything, taken while children go on answering."""

from datetime import UTC
from pathlib import Path

from surveys.crashpoint import crashpoint
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.service.private_files import private_file, scratch_file
from surveys.storage import archive, snapshots
from surveys.storage.archive import Manifest


async def back_up(service: Service, url: str, output: Path, *, actor: str) -> Manifest:
    """Write the whole database, as it stood at one moment, to a file that only its owner may read.

    Raises:
        Refused: the file cannot be written, or PostgreSQL's programs are not there.
    """
    made_at = service.clock.now().astimezone(UTC).isoformat(timespec="seconds")
    with scratch_file(output, "database") as payload, private_file(output) as unfinished:
        facts = await snapshots.take(url, payload)
        crashpoint("backup-copied")
        manifest = archive.pack(facts, payload, unfinished, made_at=made_at, vault=service.vault)
        crashpoint("backup-packed")
        await remember(service, Deed(actor, "backup", about("backup", manifest.sha256[:16])))
    return manifest
