"""Is a letter's PDF read like its text, whoever printed it, and is every other PDF refused with a reason?"""

from contextlib import suppress
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from schools.ofsted_letters.pdf import text as reading
from schools.ofsted_letters.pdf.text import Unreadable, text_of
from tests.factories.pdfs import LAYOUTS, Layout, pdf, picture

from .test_read_letter import EXPECTED, TEXTS, alike, values

PRINTED = [stem for stem, text in TEXTS.items() if text.strip()]


# The keys fit no password, so nobody can open it.
LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF"
)


def page(body: str, style: str = "") -> bytes:
    made: bytes = HTML(string=f'<html lang="en"><style>{style}</style><body>{body}').write_pdf()
    return made


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        text_of(content)
    return refused.value.sentence


@pytest.mark.feature("S3", "S4")
@pytest.mark.sample(every=4)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("stem", PRINTED)
def test_a_letter_reads_the_same_from_its_pdf(stem: str, layout: Layout) -> None:
    text = text_of(pdf(TEXTS[stem], layout))
    assert alike(values(text)) == alike(EXPECTED[stem]), text


def test_columns_above_the_greeting_are_read_one_after_the_other() -> None:
    style = ".right{position:absolute;right:0;top:0} p{margin:0 0 1em}"
    body = (
        '<div class="right">Ofsted<br>Example House<br>Sampleton</div>'
        "<div>Mrs A Example<br>Headteacher<br>Example School</div><p>Dear Mrs Example</p><p>Words.</p>"
    )
    assert text_of(page(body, style)).splitlines() == [
        *("Mrs A Example", "Headteacher", "Example School", "", "Ofsted", "Example House", "Sampleton"),
        *("", "Dear Mrs Example", "", "Words."),
    ]


def test_what_every_page_repeats_is_left_out_and_a_sentence_goes_on_over_the_page() -> None:
    style = (
        "@page{size:A6;margin:2cm;@top-left{content:'Letter about Example School'}"
        "@bottom-right{content:'Page ' counter(page) ' of ' counter(pages)}}"
    )
    words = " ".join(f"word{number}" for number in range(400))
    text = text_of(page(f"<p>Dear Mrs Example</p><p>{words}.</p>", style))
    assert text.count("Letter about Example School") == 1, "the first page's is the letterhead"
    assert "Page" not in text
    assert " ".join(text.partition("Dear Mrs Example")[2].split()) == f"{words}."


def test_a_number_in_the_middle_of_a_page_is_no_page_number() -> None:
    text = text_of(page("<p>There were</p><p>2</p><p>visits.</p>"))
    assert text.split() == ["There", "were", "2", "visits."]


def test_a_watermark_is_no_text() -> None:
    style = ".mark{position:absolute;top:4cm;transform:rotate(-45deg);font-size:40pt}"
    assert "DRAFT" not in text_of(page('<p>Dear Mrs Example</p><div class="mark">DRAFT</div><p>Words.</p>', style))


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_on_its_head_is_read(quarters: int) -> None:
    straight = page("<p>Dear Mrs Example</p><p>First words.</p><p>Second words.</p>")
    document = pypdfium2.PdfDocument(straight)
    for thing in document[0].get_objects():
        thing.transform(pypdfium2.PdfMatrix().translate(-300, -400).rotate(90 * quarters).translate(300, 400))
    document[0].gen_content()
    assert text_of(_saved(document)) == text_of(straight)


def test_a_scan_is_sent_to_be_recognised() -> None:
    assert "It has no text, only pictures of pages. Put it through text recognition" in refusal(picture())


def test_a_page_that_was_only_scanned_is_named() -> None:
    document = pypdfium2.PdfDocument(page("<p>Dear Mrs Example</p>"))
    document.import_pages(pypdfium2.PdfDocument(picture()))
    assert refusal(_saved(document)).startswith("Page 2 has no text")


def test_a_pdf_of_many_pages_is_no_letter() -> None:
    body = "".join(f'<p style="break-after:page">Page {number}</p>' for number in range(41))
    assert refusal(page(body)) == "It is longer than any letter: more than 40 pages."


def test_a_locked_pdf_is_refused() -> None:
    assert refusal(LOCKED) == "It is locked with a password. Save it without one first."


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"", b"Dear Mrs Example"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    assert refusal(content) == "It is damaged, or not a PDF."


def test_a_pdf_that_was_cut_off_is_read_as_far_as_it_goes_or_refused() -> None:
    whole = pdf(TEXTS["01-ri-2012"], LAYOUTS[0])
    for part in (0.1, 0.5, 0.9, 0.99):
        with suppress(Unreadable):
            assert text_of(whole[: int(len(whole) * part)])


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.01)
    assert refusal(pdf(TEXTS["01-ri-2012"], LAYOUTS[0])).startswith("It takes too long to read.")


@given(st.binary(max_size=200))
@settings(max_examples=10)
def test_any_bytes_are_refused_with_a_reason(content: bytes) -> None:
    assert refusal(b"%PDF-1.7\n" + content).endswith(".")


def _saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
