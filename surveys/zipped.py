"""Zip archives that came from elsewhere: whatever is wrong with one, it is a ``zipfile.BadZipFile``."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: As many bytes of a part are read at a time.
CHUNK = 1024 * 1024
#: What the library says of damaged bytes besides: a place before the beginning, a name that is no text, a part that is
#: encrypted, of a method or version it has not got, or that ends too soon.
_FAULTS = (zlib.error, struct.error, ValueError, OverflowError, RuntimeError, EOFError)
#: How everybody packs. The other methods are unpacked by the library without limit, however little it is asked for.
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def opened(file: Path | BinaryIO) -> zipfile.ZipFile:
    """The archive in a file, to be closed.

    Raises:
        zipfile.BadZipFile: it is none, or damaged.
        OSError: it cannot be read at all.
    """
    try:
        return zipfile.ZipFile(file)
    except _FAULTS as error:
        raise zipfile.BadZipFile("its list of parts") from error


def chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is in a part, by the megabyte.

    Raises:
        zipfile.BadZipFile: it is damaged, or packed as nobody does it.
        OSError: it cannot be read at all.
    """
    if part.compress_type not in _PACKED:
        raise zipfile.BadZipFile("how a part is packed")
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except _FAULTS as error:
        raise zipfile.BadZipFile("what is in a part") from error
