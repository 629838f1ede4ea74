"""How do many documents become one PDF with page numbers and bookmarks?

Documents lie on disk while they are joined, so that memory holds the one in hand. What is no PDF, or
cannot be opened, has its sheet in the PDF and lies in the ZIP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

# Points from the lower right corner of a page, and the size of the words there.
RIGHT, UP, SIZE = 36, 18, 8
# A width of Helvetica's digits and letters that suits a few words.
WIDTH = 0.5


@dataclass(frozen=True)
class Chapter:
    """One file to be joined, with the words of its bookmark."""

    title: str
    path: Path


def pages_of(path: Path) -> int | None:
    """How many pages a PDF has; None where it cannot be opened or asks for a password."""
    try:
        with pikepdf.open(path) as found:
            return len(found.pages)
    except pikepdf.PdfError:
        return None


def join(chapters: Sequence[Chapter], target: Path, *, title: str, note: str) -> int:
    """Write all pages of the files into one PDF; each page says `note` and "Page 3 of 40", each file has its
    bookmark. Gives the number of pages."""
    with pikepdf.new() as whole:
        opened, starts = [], []
        try:
            for chapter in chapters:
                part = pikepdf.open(chapter.path)
                opened.append(part)
                starts.append(len(whole.pages))
                whole.pages.extend(part.pages)
            font = whole.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
            )
            count = len(whole.pages)
            for number, page in enumerate(whole.pages, 1):
                _stamp(page, font, f"{note}   Page {number} of {count}")
            with whole.open_outline() as outline:
                outline.root.extend(
                    pikepdf.OutlineItem(chapter.title, start) for chapter, start in zip(chapters, starts, strict=True)
                )
            with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
                metadata["dc:title"] = title
                metadata["dc:language"] = ["en-GB"]
            whole.Root.Lang = "en-GB"
            whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
            whole.Root.PageMode = pikepdf.Name.UseOutlines
            whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        finally:
            for part in opened:
                part.close()
    return count


def _stamp(page: pikepdf.Page, font: pikepdf.Object, words: str) -> None:
    """Words at the foot of a page, whatever state its own contents leave the pen in."""
    left, bottom, right, _ = (float(edge) for edge in page.mediabox)
    x = max(left, right - RIGHT - len(words) * SIZE * WIDTH)
    name = page.add_resource(font, pikepdf.Name.Font)
    text = words.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    page.contents_add(b"q\n", prepend=True)
    ink = b"Q\nq /Artifact BMC 0 g BT %s %d Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET EMC Q\n"
    page.contents_add(ink % (str(name).encode(), SIZE, x, bottom + UP, text))
