"""The text of a PDF's pages, line by line in reading order.

`pdf.py` runs this file as a process of its own: PDFium is written in C, is not safe in threads, and is
handed files by people it does not know. What goes wrong here goes wrong here alone. So this file
imports nothing of ours. In: the PDF. Out: JSON, {"text": ...} or {"refused": code, "page": number}.
"""

import json
import math
import re
import resource
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise

import pypdfium2
from pypdfium2 import raw

MOST_CHARACTERS = 150_000
MOST_DRAWINGS = 5_000
MOST_MEMORY = 2**30
MOST_SECONDS = 15

# Parts of the height of a line. Columns stand further apart than words, paragraphs than lines.
_COLUMNS = 1.5
_WORDS = 0.12
_PARAGRAPHS = 0.35
# In points: what stands at about the same place.
_SAME_PLACE = 4
# Sides of a bullet, in points.
_DOT = (1.5, 7)
# How many lines at the top and at the foot of a page may be its header or footer.
_EDGE = 3
_UPRIGHT = 0.1
# Bullets of the fonts Symbol and Wingdings, which have no character of their own.
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf06f": "o", "\uf02d": "-", "\uf0d8": "◦", "\uf0a8": "◦"}
_HYPHENS = dict.fromkeys("\u2010\x02\ufffe", "-")
_MARKER = re.compile(r"(?:[•●▪■◦○·‣➢►*–—-]|o|[0-9]{1,2}[.)]|\(?[a-z]\))(?= |$)")
_ENDS = (".", ":", ";", "!", "?")


class Refused(Exception):
    """`code` says why; `page` where, from 1, or 0."""

    def __init__(self, code: str, page: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.page = page


@dataclass
class Run:
    """Characters side by side; places in points from the left and from the top of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    # Where the words begin that follow a marker.
    words: float = 0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def is_bullet(self) -> bool:
        return bool(_MARKER.match(self.text))

    def beside(self, other: "Run") -> bool:
        """Whether both stand in one line: they share half of the height of the lower one."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.height, other.height)


@dataclass
class Page:
    number: int
    width: float
    height: float
    rows: list[list[Run]] = field(default_factory=list)


def pages(content: bytes, *, most: int) -> list[Page]:
    """The rows of each page, header and footer included. Raises Refused."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("locked" if error.err_code == raw.FPDF_ERR_PASSWORD else "broken") from error
    if not 0 < len(document) <= most:
        raise Refused("long" if len(document) else "broken")
    found: list[Page] = []
    scanned: list[int] = []
    characters = 0
    for number, sheet in enumerate(document, start=1):
        text = sheet.get_textpage()
        characters += text.count_chars()
        if characters > MOST_CHARACTERS:
            raise Refused("long")
        page = Page(number, *sheet.get_size())
        runs = [*_runs(text, sheet), *_drawn_bullets(sheet)]
        page.rows = _rows(sorted(runs, key=lambda run: (run.top, run.left)))
        found.append(page)
        if not page.rows and _is_picture(sheet):
            scanned.append(number)
    if not any(page.rows for page in found):
        raise Refused("picture")
    if scanned:
        raise Refused("picture_on_page", scanned[0])
    return found


def _drawn_bullets(sheet: pypdfium2.PdfPage) -> Iterator[Run]:
    """Small dots and squares: some programs draw their bullets instead of writing them."""
    height = sheet.get_size()[1]
    drawn = sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    for thing in islice(drawn, MOST_DRAWINGS) if not sheet.get_rotation() else ():
        left, bottom, right, top = thing.get_bounds()
        if all(_DOT[0] < side < _DOT[1] for side in (right - left, top - bottom)):
            # As high as a small letter, so that it stands beside its words.
            yield Run("•", left, right, height - top - 2, height - bottom + 2)


def _is_picture(sheet: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover much of a page: a scan that nobody had recognised."""
    width, height = sheet.get_size()
    for thing in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) > 0.3 * width * height:
            return True
    return False


def _runs(text: pypdfium2.PdfTextPage, sheet: pypdfium2.PdfPage) -> Iterator[Run]:
    """Characters gathered as long as one stands beside the next; those that lean are a watermark."""
    box = raw.FS_RECTF()
    turned, (width, height) = _turned(text), sheet.get_mediabox()[2:]
    run: Run | None = None
    for place in range(text.count_chars()):
        shown = chr(raw.FPDFText_GetUnicode(text, place))
        shown = _HYPHENS.get(shown, _BULLETS.get(shown, shown))
        if shown.isspace() or not shown.isprintable():
            if run and shown in "\r\n":
                yield run
                run = None
            elif run and not run.text.endswith(" ") and shown.isspace():
                run.text += " "
            continue
        leans = raw.FPDFText_GetCharAngle(text, place) - turned * math.pi / 2
        if abs(math.sin(leans / 2)) > _UPRIGHT or not raw.FPDFText_GetLooseCharBox(text, place, box):
            continue
        new = Run(shown, *_upright(box, turned, width, height))
        if run and run.beside(new) and -0.5 < (new.left - run.right) / max(new.height, 1) < _COLUMNS:
            run.text += shown
            run.right, run.top, run.bottom = new.right, min(run.top, new.top), max(run.bottom, new.bottom)
        else:
            if run:
                yield run
            run = new
    if run:
        yield run


def _turned(text: pypdfium2.PdfTextPage) -> int:
    """By how many quarters the words of a page are turned, as most of the first ones are."""
    angles = (raw.FPDFText_GetCharAngle(text, place) for place in range(min(text.count_chars(), 500)))
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles)
    return max(quarters, key=quarters.__getitem__, default=0)


def _upright(box: raw.FS_RECTF, turned: int, width: float, height: float) -> tuple[float, float, float, float]:
    """Left, right, top and bottom as a person who reads the words sees them."""
    left, right, low, high = box.left, box.right, box.bottom, box.top
    return (
        (left, right, height - high, height - low),
        (height - high, height - low, width - right, width - left),
        (width - right, width - left, low, high),
        (low, high, left, right),
    )[turned]


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs that stand in one line, from left to right; a marker is part of what it marks."""
    rows: list[list[Run]] = []
    for run in runs:
        row = next((row for row in reversed(rows[-4:]) if run.beside(row[0])), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    return [_merged(sorted(row, key=lambda run: run.left)) for row in rows]


def _merged(row: list[Run]) -> list[Run]:
    found = [row[0]]
    for run in row[1:]:
        last = found[-1]
        alone = _MARKER.fullmatch(last.text.strip())
        if not alone and run.left - last.right > _COLUMNS * max(run.height, last.height):
            found.append(run)
            continue
        apart = alone or run.left - last.right > _WORDS * run.height
        last.text = f"{last.text.rstrip()} {run.text}" if apart else last.text + run.text
        last.words = run.left if alone else last.words
        last.right, last.bottom = max(last.right, run.right), max(last.bottom, run.bottom)
    return found


def lines_of(found: list[Page]) -> list[tuple[int, Run]]:
    """Each line with the number of its page: letterheads column by column, all else row by row."""
    lines: list[tuple[int, Run]] = []
    greeted = False
    for page in found:
        rows = _without_furniture(page, found)
        dear = next((place for place, row in enumerate(rows) if row[0].text.startswith("Dear ")), len(rows))
        head = [] if greeted else rows[:dear]
        greeted = greeted or dear < len(rows)
        lines += [(page.number, run) for run in _columns(head)]
        for row in rows[len(head) :]:
            whole = Run(
                "   ".join(run.text.strip() for run in row),
                row[0].left,
                row[-1].right,
                min(run.top for run in row),
                max(run.bottom for run in row),
                row[0].words,
            )
            lines.append((page.number, whole))
    return lines


def _without_furniture(page: Page, every: list[Page]) -> list[list[Run]]:
    """The rows without headers and footers: what other pages have at the same place, and numbers of pages.

    The first page keeps what stands at its top: it is the letterhead.
    """
    edges = [
        (other, row) for other in every if other is not page for row in (*other.rows[:_EDGE], *other.rows[-_EDGE:])
    ]
    kept = []
    last = len(page.rows) - 1
    for place, row in enumerate(page.rows):
        top, foot = place < _EDGE, place > last - _EDGE
        repeated = (top or foot) and any(_same(row, page, edge, other) for other, edge in edges)
        if repeated and not (page.number == 1 and top and not foot):
            continue
        if place in (0, last) and page.number > 1 and _is_numbered(page, place):
            continue
        kept.append(row)
    return kept


def _same(row: list[Run], page: Page, edge: list[Run], other: Page) -> bool:
    """Whether two pages say the same at the same place, but for each one's number."""
    if abs(row[0].top - edge[0].top) > _SAME_PLACE:
        return False
    words, others = (re.split(r"([0-9]+)", " ".join(run.text.strip() for run in each)) for each in (row, edge))
    numbers = (str(page.number), str(other.number))
    return len(words) == len(others) and all(a == b or (a, b) == numbers for a, b in zip(words, others, strict=True))


def _is_numbered(page: Page, place: int) -> bool:
    """Whether the first or last row stands by itself and holds the number of the page."""
    row, other = page.rows[place], page.rows[1 if place == 0 else place - 1] if len(page.rows) > 1 else None
    text = " ".join(run.text for run in row)
    if other is None or row[0].is_bullet or not re.search(rf"(?<![0-9]){page.number}(?![0-9])", text):
        return False
    apart = other[0].top - row[0].bottom if place == 0 else row[0].top - other[0].bottom
    return apart > row[0].height


def _columns(rows: list[list[Run]]) -> Iterator[Run]:
    """What stands above the greeting: where a row has a gap, the columns beside it are read one after the other."""
    split = [place for place, row in enumerate(rows) if len(row) > 1]
    if not split:
        yield from (run for row in rows for run in row)
        return
    first, last = split[0], split[-1]
    yield from (row[0] for row in rows[:first])
    edge = min(rows[place][-1].left for place in split) - 1
    band = [run for row in rows[first : last + 1] for run in row]
    yield from (run for run in band if run.left < edge)
    yield from (run for run in band if run.left >= edge)
    yield from (row[0] for row in rows[last + 1 :])


def written(lines: list[tuple[int, Run]]) -> str:
    """The lines as text: an empty line between paragraphs, spaces before bullets by how far in they stand."""
    gap = _usual_gap(lines)
    margin = max((run.right for _, run in lines), default=0)
    steps = _steps([run.left for _, run in lines if run.is_bullet])
    said: list[str] = []
    below: Run | None = None
    for place, (number, run) in enumerate(lines):
        if place:
            before_number, before = lines[place - 1]
            new_page = before_number != number
            if (new_page and _ended(before, run, margin)) or (not new_page and _apart(before, run, gap)):
                said.append("")
            elif below and not run.is_bullet and run.left < (below.words or below.left + 2) - _SAME_PLACE:
                # Back at the margin without a gap: the list is over.
                said.append("")
        if run.is_bullet:
            below = run
            said.append(" " * 2 * steps[run.left] + run.text.strip())
        else:
            below = None if said and said[-1] == "" else below
            said.append(run.text.strip())
    return "\n".join(said)


def _usual_gap(lines: list[tuple[int, Run]]) -> float:
    """Between the lines of a paragraph; the least of the gaps that are common, since lists stand wider."""
    gaps = [
        round((below.top - above.bottom) / above.height, 1)
        for (page, above), (other, below) in pairwise(lines)
        if page == other and above.height and below.top > above.top
    ]
    common = [each for each, count in Counter(gaps).most_common() if count >= 0.1 * len(gaps)]
    return min(common, default=statistics.median(gaps) if gaps else 0)


def _apart(above: Run, below: Run, gap: float) -> bool:
    """Whether a paragraph ends between two lines; a line that stands higher up begins another column."""
    height = min(above.height, below.height) or 1
    return below.top < above.top or (below.top - above.bottom) / height > gap + _PARAGRAPHS


def _ended(before: Run, after: Run, margin: float) -> bool:
    """Whether a paragraph ended with its page: the line is short, or its sentence is over."""
    return after.is_bullet or before.text.rstrip().endswith(_ENDS) or before.right < 0.8 * margin


def _steps(lefts: list[float]) -> dict[float, int]:
    """How far in each bullet stands, counted in steps."""
    steps: dict[float, int] = {}
    step, held = -1, -100.0
    for left in sorted(set(lefts)):
        if left - held > _SAME_PLACE:
            step, held = step + 1, left
        steps[left] = step
    return steps


def main() -> None:
    """Read a PDF from standard input and write JSON to standard output."""
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        # Not every system has each of them; the time is limited from outside as well.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    try:
        answer: dict[str, object] = {"text": written(lines_of(pages(sys.stdin.buffer.read(), most=int(sys.argv[1]))))}
    except Refused as refused:
        answer = {"refused": refused.code, "page": refused.page}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
