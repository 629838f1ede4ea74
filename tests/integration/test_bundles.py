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
from django.test import Client

from monitoring.notices.bundle.making import ask, make_next
from monitoring.notices.case.actions import open_case
from monitoring.notices.models import Bundle, BundlePart, Case, CaseEvidence
from schools.models import AssignmentRole
from sil.framework.models import FrameworkVersion
from sil.letters import pdf
from sil.uploads.actions import store
from sil.uploads.formats import examine
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
    named = re.findall(r"(?:results.pdf|of a visit|scan.pdf) \d+ \w+ 2026 Officer (\d+)", index)
    assert named == [str(front + start) for start in (1, 3, 4)]


def test_the_fingerprints_of_the_zip_hold(case: Case, tmp_path: Path) -> None:
    evidence(case, "results.pdf", two_pages("Results"), date(2026, 9, 1))
    evidence(case, "note.txt", b"A note.", date(2026, 10, 1))
    _, whole, archive = made(case)
    with ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        opened.extractall(tmp_path)
    assert (tmp_path / f"{case.reference}-2026-11-20.pdf").read_bytes() == whole
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
    assert response["Content-Disposition"] == f'attachment; filename="{case.reference}-2026-11-20.pdf"'
    page = client.get(f"/bundles/{bundle.pk}/").content.decode()
    assert "One PDF with index and bookmarks" in page
    Case.objects.filter(pk=case.pk).update(restricted=True, owner=people.person("Otto Other", role="principal_officer"))
    assert client.get(f"/bundles/{bundle.pk}/bundle.pdf").status_code == 404
