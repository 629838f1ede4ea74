"""What a bundle holds: the records that are disclosed, the schedule of what is withheld, and the files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sil.letters.models import Document
from sil.uploads.downloads import file_name
from sil.uploads.intact import intact
from sil.uploads.models import Upload

from ..marks.shown import as_disclosed
from ..models import Item
from ..states import Decision

UPLOAD, LETTER = "upload", "letter"


@dataclass(frozen=True)
class Leaf:
    """One record in a bundle: its number, how it reads, and whether its file goes with it."""

    number: int
    item: Item
    words: str
    has_file: bool

    @property
    def is_withheld(self) -> bool:
        return self.item.decision in (Decision.WITHHELD, Decision.PART)


def leaves(items: Iterable[Item]) -> list[Leaf]:
    """Return the records of a bundle in their order, without those that are not what was asked. A file goes with a
    record that is disclosed whole, unless another record that has the same file is not."""
    kept = [each for each in items if each.decision not in (Decision.NONE, Decision.NOT_ABOUT)]
    not_whole = {_file(each) for each in kept if each.decision != Decision.DISCLOSED}
    return [
        Leaf(number, each, as_disclosed(each), bool(each.file_kind) and _file(each) not in not_whole)
        for number, each in enumerate(kept, start=1)
    ]


def files(bundled: Iterable[Leaf]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a bundle by their names, each once. Raises Altered where one is not what was stored."""
    given = set()
    for leaf in bundled:
        if leaf.has_file and _file(leaf.item) not in given:
            given.add(_file(leaf.item))
            name, content = _content(leaf.item)
            yield f"{leaf.number:04d} {name}", content


def _file(item: Item) -> tuple[str, str]:
    return (item.file_kind, item.file_key)


def _content(item: Item) -> tuple[str, bytes]:
    if item.file_kind == LETTER:
        found = Document.objects.select_related("letter").get(pk=int(item.file_key))
        return found.letter.file_name, intact(found.pdf, found.sha256, found)
    upload = Upload.objects.defer(None).get(pk=item.file_key)
    stem, _, ending = upload.name.rpartition(".")
    day = item.day or upload.stored_at.date()
    return file_name(stem or upload.name, day=day, ending=ending), intact(upload.content, upload.sha256, upload)
