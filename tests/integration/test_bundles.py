"""The evidence bundle of a case: everything on it, in one PDF and in a ZIP whose fingerprints hold."""

import hashlib
import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from monitoring.notices.bundle.making import ask, make_next
from monitoring.notices.case.actions import open_case
from monitoring.notices.models import Bundle, BundlePart, Case, CaseEvidence
from schools.models import AssignmentRole
from sil.framework.models import FrameworkVersion
from sil.letters import pdf
from sil.uploads.actions import store
from sil.uploads.formats import examine
from sil.uploads.reading import Unreadable, reader
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C11")]

PAGE = re.compile(r"Page (\d+) of (\d+)")
BROKEN = b"%PDF-1.7\nnothing that could be read"


@pytest.fixture
def case(liverpool: FrameworkVersion) -> Case:
    school = schools.school("Example Primary School")
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    return open_case(school, source="visit", since=TODAY, concern="Reading.", by=officer, on=TODAY)


def evidence(case: Case, name: str, content: bytes, dated: date, text: str = "") -> CaseEvidence:
    upload = store(examine(name, content), by=case.owner, on=TODAY)
    return CaseEvidence.objects.create(
        case=case,
        bears_on="concern",
        text=text or f"About {name}",
        source="Officer",
        dated=dated,
        document=upload,
        added_by=case.owner,
        added_on=TODAY,
    )


def two_pages(words: str) -> bytes:
    return pdf.make(f'<html lang="en-GB"><title>{words}</title><p>{words}</p><p style="break-before: page">Second</p>')


def made(case: Case) -> tuple[Bundle, bytes, bytes]:
    bundle = ask(case, by=case.owner, on=TODAY)
    assert make_next()
    bundle.refresh_from_db()
    files = {file.ending: file for file in bundle.files.all()}
    whole = {
        ending: b"".join(bytes(part.content) for part in BundlePart.objects.filter(file=file))
        for ending, file in files.items()
    }
    assert {ending: hashlib.sha256(content).hexdigest() for ending, content in whole.items()} == {
        ending: file.sha256 for ending, file in files.items()
    }
    return bundle, whole["pdf"], whole["zip"]


def words_of(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def unbroken(text: str) -> str:
    """A printed text without its line ends: a long name is broken at its hyphens."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\x02", "-"))


def test_the_index_names_the_page_on_which_each_document_begins(case: Case) -> None:
    evidence(case, "results.pdf", two_pages("Results of the summer"), date(2026, 9, 1))
    evidence(case, "note.txt", b"A note of a visit.", date(2026, 10, 1), text="Note (with brackets) of a visit")
    evidence(case, "scan.pdf", BROKEN, date(2026, 11, 1))
    bundle, whole, _ = made(case)
    pages = words_of(whole)
    assert (bundle.total, bundle.done, bundle.pages) == (3, 3, len(pages))
    with pikepdf.open(BytesIO(whole)) as opened, opened.open_outline() as outline:
        marks = [item.title for item in outline.root]
    assert marks == [
        "Index",
        "Chronology",
        "Evidence",
        "1. About results.pdf",
        "2. Note (with brackets) of a visit",
        "3. About scan.pdf",
    ]
    front = len(pages) - 4
    assert "Results of the summer" in pages[front]
    assert "002-note-with-brackets-of-a-visit.txt" in unbroken(pages[front + 2])
    assert "003-about-scan-pdf.pdf" in unbroken(pages[front + 3])
    # A document may have page numbers of its own; the bundle's come last.
    assert [PAGE.findall(text)[-1] for text in pages] == [(str(n), str(len(pages))) for n in range(1, len(pages) + 1)]
    index = " ".join(" ".join(pages[:front]).split())
    # Between the title and the day stands what the PDF does not show.
    named = re.findall(r"(?:results.pdf|of a visit|scan.pdf)\b(?:(?! Officer ).)* \d+ \w+ 2026 Officer (\d+)", index)
    assert named == [str(front + start) for start in (1, 3, 4)]


def test_the_fingerprints_of_the_zip_hold(case: Case, tmp_path: Path) -> None:
    evidence(case, "results.pdf", two_pages("Results"), date(2026, 9, 1))
    evidence(case, "note.txt", b"A note.", date(2026, 10, 1))
    _, whole, archive = made(case)
    with ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        opened.extractall(tmp_path)
    assert (
        tmp_path / f"Example Primary School, evidence bundle {case.reference}, 2026-11-20.pdf"
    ).read_bytes() == whole
    assert (tmp_path / "documents/002-about-note-txt.txt").read_bytes() == b"A note."
    checked = subprocess.run(["sha256sum", "--check", "--strict", "sha256.txt"], cwd=tmp_path, capture_output=True)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(b": OK") == 3


def test_evidence_that_was_taken_off_is_left_out(case: Case) -> None:
    gone = evidence(case, "wrong.txt", b"Wrong.", date(2026, 9, 1))
    gone.removed_on, gone.removed_by, gone.removed_reason = TODAY, case.owner, "Another school."
    gone.save()
    assert made(case)[0].total == 0


def test_one_at_a_time_and_only_for_readers(case: Case) -> None:
    ask(case, by=case.owner, on=TODAY)
    with pytest.raises(Denied) as twice:
        ask(case, by=case.owner, on=TODAY)
    with pytest.raises(Denied) as foreign:
        ask(case, by=people.person("Sid Sample", role="sip"), on=TODAY)
    assert (twice.value.code, foreign.value.code) == ("being_made", "not_a_reader")


def test_one_that_breaks_each_time_is_given_up_and_says_so(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence(case, "note.txt", b"A note.", TODAY)
    bundle = ask(case, by=case.owner, on=TODAY)
    monkeypatch.setattr("monitoring.notices.bundle.making.join", lambda *args, **kwargs: 1 / 0)
    for _ in range(3):
        assert make_next()
    assert not make_next()
    bundle.refresh_from_db()
    assert bundle.failed and not bundle.files.exists()


def test_the_file_is_taken_by_who_reads_the_case_and_that_is_kept(case: Case) -> None:
    bundle, whole, _ = made(case)
    client = Client()
    client.force_login(case.owner)
    response: Any = client.get(f"/bundles/{bundle.pk}/bundle.pdf")
    assert b"".join(response.streaming_content) == whole
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="Example Primary School, evidence bundle {case.reference}, 2026-11-20.pdf"'
    )
    page = client.get(f"/bundles/{bundle.pk}/").content.decode()
    assert "One PDF with index and bookmarks" in page
    Case.objects.filter(pk=case.pk).update(restricted=True, owner=people.person("Otto Other", role="principal_officer"))
    assert client.get(f"/bundles/{bundle.pk}/bundle.pdf").status_code == 404


def blank(pages: int, **about: Any) -> bytes:
    """A PDF of empty pages, which takes a few bytes for each."""
    made, target = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, **about)
    return target.getvalue()


def many(pages: int, *, said: int | None = None) -> bytes:
    """A PDF with one empty page so many times in its tree, which says of itself that it has `said`."""
    made, target = pikepdf.new(), BytesIO()
    kind = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Parent=made.Root.Pages)
    made.Root.Pages.Kids = pikepdf.Array([made.make_indirect(kind) for _ in range(pages)])
    made.Root.Pages.Count = pages if said is None else said
    made.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return target.getvalue()


def turned(degrees: int) -> bytes:
    made, target = pikepdf.open(BytesIO(two_pages("A page that lies on its side"))), BytesIO()
    for page in made.pages:
        page.rotate(degrees, relative=False)
    made.save(target)
    return target.getvalue()


def with_files_inside() -> bytes:
    made, target = pikepdf.open(BytesIO(two_pages("Minutes"))), BytesIO()
    for name in ("one.csv", "two.csv"):
        made.attachments[name] = pikepdf.AttachedFileSpec(made, b"a,b\n", filename=name)
    made.save(target)
    return target.getvalue()


def photograph(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **how: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, kind, **how)
    return target.getvalue()


PASSWORD = pikepdf.Encryption(owner="owner", user="secret")
NOT_SHOWN = {
    "a password": (blank(1, encryption=PASSWORD), "It has a password."),
    "damaged": (BROKEN, "It is damaged, or it is not what its name says."),
    "150,000 pages": (many(150_000), "It has more than 2,000 pages."),
    "pages that it does not own up to": (many(30_000, said=1), "It has more than 2,000 pages."),
    "no pages": (many(0), "It is damaged, or it is not what its name says."),
    "a picture that is too large": (
        photograph((20_000, 5_000), "PNG"),
        "It takes too much memory or time to open.",
    ),
}


@pytest.mark.promise("up")
@pytest.mark.parametrize("what", NOT_SHOWN)
def test_a_document_that_cannot_be_opened_stops_no_bundle(case: Case, what: str) -> None:
    """A document that has a password, is damaged or is far too long stops no bundle of evidence: the bundle and its
    page say which document it is, why it is not shown and where to find it."""
    content, why = NOT_SHOWN[what]
    ending = "png" if content.startswith(b"\x89PNG") else "pdf"
    evidence(case, f"scan.{ending}", content, date(2026, 9, 1), text="The scan")
    evidence(case, "results.pdf", two_pages("Results of the summer"), date(2026, 10, 1))
    bundle, whole, archive = made(case)
    pages = words_of(whole)
    sheet = unbroken(pages[-3])
    name = f"documents/001-the-scan.{ending}"
    assert unbroken(why) in sheet and unbroken(name) in sheet
    assert unbroken(f"The scan {why}") in unbroken(pages[0]), "the index says it too"
    assert "Results of the summer" in pages[-2]
    assert bundle.notes == [{"document": "1. The scan", "note": why, "name": name}]
    shown = client_of(case).get(f"/bundles/{bundle.pk}/").content.decode()
    assert f"1. The scan: {why}" in shown and name in shown
    with ZipFile(BytesIO(archive)) as opened:
        assert opened.read(name) == content


def test_a_bundle_has_an_end(case: Case, settings: Any) -> None:
    settings.BUNDLE_MOST_PAGES = 3
    for number in range(3):
        evidence(case, f"scan-{number}.pdf", blank(2), date(2026, 9, 1 + number))
    bundle, _, _ = made(case)
    assert [each["note"] for each in bundle.notes] == ["The PDF of the bundle would become too long."] * 2


def test_a_file_that_takes_too_long_ends_its_process_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(two_pages("Words"))
    with reader(seconds=0) as impatient, pytest.raises(Unreadable, match="too much memory or time"):
        impatient.read(path, "application/pdf")
    with reader() as here:
        assert here.read(path, "application/pdf").pages == 2


def test_a_file_that_asks_for_too_much_memory_ends_its_process_alone(tmp_path: Path, settings: Any) -> None:
    settings.DOCUMENT_MEMORY, settings.DOCUMENT_MOST_PAGES = 160 * 2**20, 10**6
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(many(150_000))
    small.write_bytes(two_pages("Words"))
    with reader() as here:
        with pytest.raises(Unreadable, match="too much memory or time"):
            here.read(large, "application/pdf")
        assert here.read(small, "application/pdf").pages == 2


def test_a_photograph_is_shown(case: Case) -> None:
    """Upright, as the camera says that it was held."""
    exif = Image.Exif()
    exif[0x0112] = 6
    evidence(case, "wall.jpg", photograph(exif=exif), date(2026, 9, 1), text="The wall")
    evidence(case, "plan.png", photograph(kind="PNG"), date(2026, 9, 2), text="The plan")
    bundle, whole, _ = made(case)
    assert bundle.notes == []
    with pikepdf.open(BytesIO(whole)) as opened:
        sizes = [(image.Width, image.Height) for page in opened.pages[-2:] for image in page.get_images().values()]
    assert sizes == [(600, 900), (900, 600)]
    assert [unbroken(text)[:9] for text in words_of(whole)[-2:]] == ["1.Thewall", "2.Theplan"]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_has_its_number_upright_at_its_foot(case: Case, degrees: int) -> None:
    evidence(case, "scan.pdf", turned(degrees), date(2026, 9, 1))
    _, whole, _ = made(case)
    with pikepdf.open(BytesIO(whole)) as opened:
        page = opened.pages[-1]
        a, b, c, d, x, y = _last_matrix(page)
    right, up = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    assert (a, b) == (right, up) and (c, d) == (-up, right)
    inside = {0: (x, y), 90: (y, 595 - x), 180: (595 - x, 842 - y), 270: (842 - y, x)}[degrees]
    assert inside[1] == pytest.approx(18, abs=1) and inside[0] > 297


def _last_matrix(page: pikepdf.Page) -> tuple[float, ...]:
    """How the words that are drawn last stand, which are the number of the page."""
    content = b"\n".join(stream.read_bytes() for stream in page.obj.Contents)
    return tuple(float(number) for number in content.split(b" Tm")[-2].split()[-6:])


def test_what_is_inside_a_pdf_is_named(case: Case) -> None:
    evidence(case, "minutes.pdf", with_files_inside(), date(2026, 9, 1), text="The minutes")
    bundle, whole, _ = made(case)
    assert [each["note"] for each in bundle.notes] == ["It has 2 files inside it."]
    assert "Minutes" in words_of(whole)[-2]


class TestUpload:
    """Whoever uploads a file is told at once."""

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("minutes.pdf", blank(1, encryption=PASSWORD), "It has a password."),
            ("minutes.pdf", BROKEN, "It is damaged"),
            ("minutes.pdf", blank(1), ""),
            ("minutes.pdf", blank(1, encryption=pikepdf.Encryption(owner="owner", user="")), ""),
            ("wall.jpg", photograph()[:400], "It is damaged"),
            ("note.txt", b"A note.", ""),
        ],
    )
    def test_a_file_that_does_not_open_is_kept_and_warned_of(
        self, case: Case, name: str, content: bytes, why: str
    ) -> None:
        said = {"bears_on": "concern", "text": "Two lessons of six were weak.", "source": "A visit"}
        file = SimpleUploadedFile(name, content)
        shown = client_of(case).post(f"/cases/{case.pk}/evidence/add/", said | {"document": file}, follow=True)
        text = shown.content.decode()
        assert "The evidence has been added to the case." in text
        assert (f"We kept {name}, but could not open it. {why}" in text) == bool(why)
        assert ("could not open it" in text) == bool(why)
        assert case.evidence.get().document is not None


def client_of(case: Case) -> Client:
    client = Client()
    client.force_login(case.owner)
    return client
