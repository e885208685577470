"""Archives that nobody packs so are not unpacked."""

import zipfile
from io import BytesIO

import pytest

from surveys.zipped import CHUNK, chunks, opened


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_comes_by_the_megabyte(method: int) -> None:
    content = bytes(CHUNK) + b"x"
    with opened(_packed(content, method)) as archive:
        assert list(chunks(archive, archive.infolist()[0])) == [bytes(CHUNK), b"x"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_be_unpacked_without_limit_is_not(method: int) -> None:
    with opened(_packed(b"x", method)) as archive, pytest.raises(zipfile.BadZipFile):
        next(chunks(archive, archive.infolist()[0]))


def _packed(content: bytes, method: int) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("part", content)
    return file
