"""Take one document into a bundle: its pages, its picture, or a sheet that says why it is not shown."""

from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path

from sil.uploads.reading import PDF, PICTURES, Reader, Unreadable

from .collecting import Item

_OTHER = "It is not a PDF or a picture."
_NO_ROOM = "The PDF of the bundle would become too long."


@dataclass(frozen=True)
class Taken:
    """A document as the PDF holds it: a file with so many pages, or none where a sheet stands for it. The sheet shows
    the `picture` (a JPEG as a data URL) where there is one; the note of the item says what is not shown."""

    item: Item
    pages: int = 1
    path: Path | None = None
    picture: str = ""


def take_in(item: Item, path: Path, reader: Reader, *, room: int) -> Taken:
    """Return a document, which lies at `path`, as the PDF of a bundle can hold it that has room for so many pages."""
    bare = path.with_name(f"{path.stem}-read{path.suffix}")
    try:
        if item.media_type == PDF:
            found = reader.read(path, PDF, bare)
            if found.pages > room:
                return left_out(item, _NO_ROOM)
            inside = f"It has {found.attached} file{'' if found.attached == 1 else 's'} inside it."
            return Taken(replace(item, note=inside if found.attached else ""), found.pages, bare)
        if item.media_type in PICTURES:
            reader.read(path, item.media_type, bare)
            return Taken(item, picture=f"data:image/jpeg;base64,{b64encode(bare.read_bytes()).decode()}")
    except Unreadable as why:
        return left_out(item, str(why))
    return left_out(item, _OTHER)


def left_out(item: Item, why: str) -> Taken:
    """Return a document for which a sheet stands that says why."""
    return Taken(replace(item, note=why))
