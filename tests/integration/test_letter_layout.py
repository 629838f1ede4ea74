"""The pages of letters: nothing is torn apart, whatever the length, and every page says which letter it is of."""

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from monitoring.oversight.samples import letters as samples
from monitoring.oversight.samples.letters import CONTENTS
from sil.framework.queries import of_the_repository
from sil.letters import pdf
from tests.verapdf import failures

ON = date(2026, 11, 27)
SENTENCE = (
    "the pupils read aloud in pairs and leaders check how well each group of children remembers what it was taught"
)
SAMPLE = SENTENCE.split()
# The fields of contents that hold a text somebody writes.
OFTEN = ("reasons", "made_because", "text", "note", "measure", "said", "met", "done", "expected", "improvement")
OF_NOTICES = (
    "concerns",
    "intentions",
    "meeting",
    "matters",
    "timeframe",
    "consequence",
    "aspect",
    "minded",
    "evidence",
    "left_out",
    "place",
)
WRITTEN = frozenset((*OFTEN, *OF_NOTICES))
# What stays on one page as long as it fits on one, by tag or class.
WHOLE = frozenset({"tr", "li", "h1", "h2", "signature"})
# Words in each text. The sizes close to each other move every break of a page over what must not be torn.
SIZES = (1, 60, 230, 260, 290, 1500)
MORE_SIZES = (*range(5, 400, 7), 3000, 6000)
WRITINGS = {
    "French, Polish and Turkish": "L’élève déçu, żółty łoś, İğne ğş",
    "Romanian, Welsh and Vietnamese": "Țară și ŵy ŷ, Vũ Thị Ngọc Ánh",
    "Greek": "Το σχολείο προχωρά",
    "Cyrillic": "Школа добре працює, ўсё ґ",
    "Arabic": "المدرسة تتحسن بسرعة",
    "Urdu": "اسکول میں بہتری آئی ہے",
    "Hebrew": "בית הספר משתפר",
    "Bengali": "বিদ্যালয়ের উন্নতি হচ্ছে",
    "Gurmukhi": "ਸਕੂਲ ਸੁਧਰ ਰਿਹਾ ਹੈ",
    "Gujarati": "શાળા સુધરી રહી છે",
    "Tamil": "பள்ளி முன்னேறுகிறது",
    "Hindi": "विद्यालय सुधर रहा है",
    "Chinese, Japanese and Korean": "学校正在进步 学校はよくなる 학교",
    "Amharic, Thai and Burmese": "ትምህርት โรงเรียน ကျောင်း",
    "Somali": "Dugsigu wuu fiicnaanayaa",
    "signs": "½ ≥ 5% → ✓ ☐ £ € “so” – … • №",
}


@pytest.mark.feature("T14", "T8")
@pytest.mark.promise("weight")
@pytest.mark.parametrize("kind", CONTENTS)
def test_nothing_in_a_letter_is_torn_apart(kind: str) -> None:
    """A letter never splits a row, a list item, a heading or a signature over two pages, leaves no heading at the foot
    of a page and no signature alone at its head; and each page bears the reference and its number."""
    for words in SIZES:
        assert faults(pdf.lay_out(rendered(kind, words))) == [], f"{words} words"


@pytest.mark.all_only
@pytest.mark.parametrize("words", MORE_SIZES)
@pytest.mark.parametrize("kind", CONTENTS)
def test_nothing_is_torn_apart_at_any_length(kind: str, words: int) -> None:
    assert faults(pdf.lay_out(rendered(kind, words))) == []


def test_a_torn_letter_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the rules of the stylesheet the same sizes show every kind of tear."""
    styles = pdf.STYLES.read_text(encoding="utf-8").replace(": avoid", ": auto")
    (tmp_path / "letter.css").write_text(styles, encoding="utf-8")
    monkeypatch.setattr(pdf, "STYLES", tmp_path / "letter.css")
    wanted = {"tr is split", "li is split", "h2 is last", "signature is first"}
    for kind, words in product(("visit_report", "formal_notice", "notice_removed"), (*SIZES, *range(5, 120, 5))):
        wanted = {each for each in wanted if each not in " ".join(faults(pdf.lay_out(rendered(kind, words))))}
        if not wanted:
            break
    assert wanted == set()


def test_a_row_longer_than_a_page_goes_on_over_the_next() -> None:
    agreed = samples.CONTENTS["visit_report"].actions[0]  # type: ignore[attr-defined]
    html = rendered("visit_report", 1, actions=(replace(agreed, text=text(2500, mark=True)), agreed))
    said = "\n".join(pages_of(pdf.make(html)))
    assert [n for n in range(2500) if not re.search(rf"\bw{n}\b", said)] == []


def test_a_word_without_spaces_stays_on_the_paper() -> None:
    address = "https://school.example/" + "policies/" * 20 + "end"
    agreed = samples.CONTENTS["visit_report"].actions[0]  # type: ignore[attr-defined]
    html = rendered("visit_report", 1, actions=(replace(agreed, text=address),), met=address)
    document = pypdfium2.PdfDocument(pdf.make(html))
    for page in document:
        read = page.get_textpage()
        edges = [read.get_rect(place)[2] for place in range(read.count_rects())]
        assert max(edges) < page.get_width() - 50
    assert "\n".join(pages_of(pdf.make(html))).replace("\r\n", "").count("policies/" * 3) >= 2


@pytest.mark.feature("T14", "T8")
def test_what_a_person_can_type_is_printed(tmp_path: Path) -> None:
    """Every writing that schools here use has its letters, none is drawn as a box, and the PDF can be read aloud."""
    said = "\n\n".join(WRITINGS.values())
    html = rendered("visit_summary", 1, text=f"{said}\n\nplain \u202etext\x0b\u200b")
    made = pdf.make(html)
    (tmp_path / "letter.pdf").write_bytes(made)
    assert failures(tmp_path / "letter.pdf")[tmp_path / "letter.pdf"] == []
    assert boxes(made) == 0
    read = "\n".join(pages_of(made))
    assert "plain text" in read and "\u202e" not in read and "\x0b" not in read


def test_what_is_written_from_right_to_left_is_set_so() -> None:
    html = rendered("visit_summary", 1, text="בית הספר\n\nplain words")
    lines = [box for page in pdf.lay_out(html).pages for box in page._page_box.descendants()]
    sides = {
        box.element_tag: box.style["direction"] for box in lines if box.element_tag == "p" and "בית" in words_of(box)
    }
    assert sides == {"p": "rtl"}
    assert {b.style["direction"] for b in lines if b.element_tag == "p" and "plain" in words_of(b)} == {"ltr"}


def boxes(made: bytes) -> int:
    """Return how many glyphs of a PDF are the one that stands for a missing character."""
    with pikepdf.open(io.BytesIO(made)) as document:
        found = 0
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "TJ":
                    for part in operands[0]:
                        if isinstance(part, pikepdf.String):
                            codes = bytes(part)
                            found += sum(codes[i : i + 2] == b"\0\0" for i in range(0, len(codes), 2))
    return found


def pages_of(made: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]


@cache
def text(words: int, *, mark: bool = False) -> str:
    """Return so many words in paragraphs of 60; numbered if `mark`."""
    said = [f"w{place}" if mark else SAMPLE[place % len(SAMPLE)] for place in range(words)]
    return "\n\n".join(" ".join(said[start : start + 60]) for start in range(0, words, 60))


def longer(content: Any, words: int) -> Any:
    """Return contents with so many words in each text that a person writes, and three times the rows in each list. A
    row has no more than 150."""
    changes: dict[str, Any] = {}
    for field in fields(content):
        value = getattr(content, field.name)
        if field.name in WRITTEN and isinstance(value, str) and value:
            changes[field.name] = text(words)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            changes[field.name] = tuple(longer(each, min(words, 150)) for each in value * 3)
    return replace(content, **changes)


def rendered(kind: str, words: int, **changes: Any) -> str:
    """Return the HTML of the sample of a kind with longer texts."""
    usual = samples.CONTENTS[kind]
    samples.CONTENTS[kind] = replace(longer(usual, words), **changes)
    try:
        return dict(samples.render_each(of_the_repository(), ON))[kind]
    finally:
        samples.CONTENTS[kind] = usual


def faults(document: Any) -> list[str]:
    """Return what is split over pages or stands where it must not, in words."""
    found, seen = [], {}
    reference = words_of(document.pages[0]._page_box).partition("Our reference: ")[2].split()[0][:11]
    for number, page in enumerate(document.pages, 1):
        said = words_of(page._page_box)
        if f"Our reference: {reference}Page {number} of {len(document.pages)}" not in said:
            found.append(f"page {number} has no reference or number")
        lines = list(lines_of(page))
        for name, box in parts(page):
            if seen.setdefault((name, box.element), number) != number:
                found.append(f"{name} is split before page {number}: {words_of(box)[:30]}")
            if name in ("h1", "h2") and not any(y >= box.content_box_y() + box.height for y in lines):
                found.append(f"{name} is last on page {number}: {words_of(box)[:30]}")
            if name == "signature" and not any(y < box.position_y for y in lines):
                found.append(f"signature is first on page {number}")
    return found


def parts(page: Any) -> Iterator[tuple[str, Any]]:
    """Yield the boxes of what must be whole, without the head of a table, which each page repeats."""
    for box in page._page_box.descendants():
        kind = type(box).__name__
        name = box.element.get("class") if box.element_tag == "div" else box.element_tag
        if name in WHOLE and kind in ("BlockBox", "TableRowBox") and not is_head(box.element):
            yield name, box


def is_head(element: Any) -> bool:
    return any(child.get("scope") == "col" for child in element)


def lines_of(page: Any) -> Iterator[float]:
    """Yield where each line of the text is, from the top of the page."""
    top, height = page._page_box.content_box_y(), page._page_box.height
    for box in page._page_box.descendants():
        if type(box).__name__ == "LineBox" and top <= box.position_y < top + height:
            yield box.position_y


def words_of(box: Any) -> str:
    return "".join(each.text for each in box.descendants() if type(each).__name__ == "TextBox")
