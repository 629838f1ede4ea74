"""Join documents into one PDF with page numbers and bookmarks.

Documents lie on disk while they are joined, so that memory holds the one in hand. What cannot be taken in has its
sheet in the PDF and lies in the ZIP.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Otherwise imported where it is used: only a worker needs it.
    import pikepdf

logging.getLogger("pikepdf").setLevel(logging.WARNING)

# Points from the lower right corner of a page, and the size of the words there.
RIGHT, UP, SIZE = 36, 18, 8
# A width of Helvetica's digits and letters that suits a few words.
WIDTH = 0.5


@dataclass(frozen=True)
class Chapter:
    """One file to be joined, with the words of its bookmark (none where it goes on with the file before) and the
    page it begins on, from 0."""

    title: str
    path: Path
    start: int


def pages_of(path: Path) -> int:
    """Return the number of pages of a PDF that was made here or has been read (`sil/uploads/reading.py`)."""
    import pikepdf

    # A file is read as it is needed, not mapped into memory.
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as found:
        return len(found.pages)


def add_blank_pages(path: Path, count: int) -> None:
    """Add a number of empty pages at the end of a PDF."""
    if not count:
        return
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as found:
        for _ in range(count):
            found.add_blank_page()
        found.save(path)


def join(chapters: Sequence[Chapter], target: Path, *, title: str, note: str) -> int:
    """Write all pages of the files into one PDF and return their number; each page says `note` and "Page 3 of 40", each
    file has its bookmark.

    Pages that are added to an open PDF would all be held in memory, so the files are put together first, from
    file to file, and what stands on each page is added after.
    """
    import pikepdf

    rough = target.with_suffix(".rough")
    pages = [{"file": str(chapter.path)} for chapter in chapters]
    pikepdf.Job({"empty": "", "outputFile": str(rough), "pages": pages}).run()
    with pikepdf.open(rough, access_mode=pikepdf.AccessMode.stream) as whole:
        font = whole.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        count = len(whole.pages)
        for number, page in enumerate(whole.pages, 1):
            _stamp(page, font, f"{note}   Page {number} of {count}")
        with whole.open_outline() as outline:
            marked = (chapter for chapter in chapters if chapter.title)
            outline.root.extend(pikepdf.OutlineItem(chapter.title, chapter.start) for chapter in marked)
        with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
            metadata["dc:language"] = ["en-GB"]
        whole.Root.Lang = "en-GB"
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    rough.unlink()
    return count


def _stamp(page: pikepdf.Page, font: pikepdf.Object, words: str) -> None:
    """Words at the foot of a page as it is shown, whatever state its own contents leave the pen in."""
    import pikepdf

    name = page.add_resource(font, pikepdf.Name.Font)
    text = words.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    turn, x, y = _foot(page, len(words) * SIZE * WIDTH)
    page.contents_add(b"q\n", prepend=True)
    ink = b"Q\nq /Artifact BMC 0 g BT %s %d Tf %d %d %d %d %.1f %.1f Tm (%s) Tj ET EMC Q\n"
    page.contents_add(ink % (str(name).encode(), SIZE, *turn, x, y, text))


def _foot(page: pikepdf.Page, width: float) -> tuple[tuple[int, int, int, int], float, float]:
    """How words of a width are turned so that they stand upright at the lower right of a page that is shown turned, and
    where they begin (ISO 32000-1, 8.3.4 and table 30)."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    wide = top - bottom if turned in (90, 270) else right - left
    along = max(0.0, wide - RIGHT - width)
    return {
        90: ((0, 1, -1, 0), right - UP, bottom + along),
        180: ((-1, 0, 0, -1), right - along, top - UP),
        270: ((0, -1, 1, 0), left + UP, top - along),
    }.get(turned, ((1, 0, 0, 1), left + along, bottom + UP))
