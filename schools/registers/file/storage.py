"""The bytes of a file between browser and worker: in the database, compressed and in parts.

Web process and worker may be different machines, and no part is larger than a few megabytes.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ...models import RegisterFile, RegisterFilePart

PART = 4 * 1024 * 1024
# The sender waits for it: the least compression is several times as fast and nearly as small.
_LEVEL = 1


def store(file: RegisterFile, content: BinaryIO) -> None:
    """Keep all bytes of an open file."""
    content.seek(0)
    place = 0
    while part := content.read(PART):
        RegisterFilePart.objects.create(file=file, place=place, content=zlib.compress(part, _LEVEL))
        place += 1


@contextmanager
def restored(file: RegisterFile) -> Iterator[Path]:
    """The file on this machine's disk, until the block ends."""
    with TemporaryDirectory(prefix="register-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            for place in list(file.parts.values_list("place", flat=True)):
                out.write(zlib.decompress(file.parts.values_list("content", flat=True).get(place=place)))
        yield path


def forget(file: RegisterFile) -> None:
    """Delete the stored bytes of a file."""
    file.parts.all().delete()
