"""The table in an archive (ZIP), as the register of schools is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

_MAGIC = b"PK\x03\x04"
_TABLES = (".csv", ".txt")
# What a workbook has among its parts.
_WORKBOOK = "[Content_Types].xml"
_CHUNK = 1024 * 1024


class FileRefused(Exception):
    """A file that is refused as a whole, with the sentence that the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def unpacked(file: BinaryIO, largest: int) -> Iterator[BinaryIO]:
    """The file itself, or the one table of an archive, of at most `largest` bytes. Raises FileRefused."""
    file.seek(0)
    if file.read(len(_MAGIC)) != _MAGIC:
        yield file
        return
    with TemporaryFile(prefix="register-") as plain:
        try:
            with ZipFile(file) as archive:
                _unpack(archive, cast(BinaryIO, plain), largest)
        # What is encrypted raises RuntimeError, and a way to pack that is not known NotImplementedError.
        except (BadZipFile, RuntimeError, EOFError, OSError) as error:
            raise FileRefused("the archive is damaged, or it asks for a password.") from error
        yield cast(BinaryIO, plain)


def _unpack(archive: ZipFile, plain: BinaryIO, largest: int) -> None:
    found = _table(archive)
    left = largest + 1
    with archive.open(found) as packed:
        while left and (chunk := packed.read(min(left, _CHUNK))):
            plain.write(chunk)
            left -= len(chunk)
    if not left:
        raise FileRefused(f"the table in the archive is larger than {largest // 1024**2} MB.")


def _table(archive: ZipFile) -> ZipInfo:
    if _WORKBOOK in archive.namelist():
        raise FileRefused("the file is a workbook, not a table in plain text (CSV, UTF-8 or Windows-1252).")
    tables = [each for each in archive.infolist() if each.filename.lower().endswith(_TABLES)]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise FileRefused("there is no table in plain text (CSV) in the archive.")
    names = ", ".join(each.filename for each in tables[:5])
    raise FileRefused(f"the archive has {len(tables)} tables ({names}): take out the one that you need.")
