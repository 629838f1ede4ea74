"""sil.uploads: a file is scanned for viruses, and refused where it would run something, before it is taken in."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from sil.uploads.fields import DocumentField
from sil.uploads.scanning import AWAY, INFECTED
from tests import tls

MOST = 200_000
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).parents[1] / "clamd.py"), str(MOST)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        process.kill()


def refused(content: bytes, name: str = "notes.txt") -> str:
    with pytest.raises(ValidationError) as caught:
        DocumentField().clean(SimpleUploadedFile(name, content))
    return str(caught.value.message)


def test_a_virus_is_refused_and_everything_else_taken(port: int, settings: Settings) -> None:
    settings.CLAMD = f"tcp://127.0.0.1:{port}"
    assert refused(b"Seen: books. " + EICAR) == INFECTED
    # In more than one piece.
    assert refused(b"x" * 150_000 + EICAR) == INFECTED
    assert DocumentField().clean(SimpleUploadedFile("notes.txt", b"Seen: books.")).name == "notes.txt"


def test_what_was_not_scanned_is_not_taken_in(port: int, settings: Settings, caplog: Any) -> None:
    settings.CLAMD = f"tcp://127.0.0.1:{port}"
    assert refused(b"x" * (MOST + 1)) == AWAY
    settings.CLAMD = "unix:///nowhere/clamd.ctl"
    assert refused(b"Seen: books.") == AWAY
    assert "notes" not in caplog.text and "FileNotFoundError" in caplog.text


def test_without_a_scanner_files_are_taken(settings: Settings) -> None:
    settings.CLAMD = ""
    assert DocumentField().clean(SimpleUploadedFile("notes.txt", EICAR)).content == EICAR


def test_a_file_that_runs_something_is_refused_in_words() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    file = BytesIO()
    made.save(file)
    assert refused(file.getvalue(), "plan.pdf") == (
        "The file is not accepted. It runs a program (JavaScript) when it is opened. Print it to a new PDF and"
        " select that."
    )
    assert "DDE" in refused(b"Name\r\n=cmd|'/c calc'!A0", "table.csv")


def test_a_pdf_that_cannot_be_opened_is_kept_with_a_warning() -> None:
    kept = DocumentField().clean(SimpleUploadedFile("plan.pdf", b"%PDF-1.7\ndamaged\n%%EOF"))
    assert kept.warning.startswith("We kept plan.pdf, but could not open it. It is damaged")


def test_a_scanner_elsewhere_is_asked_by_tls(port: int, settings: Settings, tmp_path: Path) -> None:
    (ca, pem), (other, _) = tls.files(tmp_path), tls.files(tmp_path, "localhost")
    with tls.in_front(("127.0.0.1", port), pem) as shown:
        settings.CLAMD = f"tls://127.0.0.1:{shown}"
        settings.TRUSTED_CERTIFICATES = str(ca)
        assert refused(EICAR) == INFECTED
        assert DocumentField().clean(SimpleUploadedFile("notes.txt", b"Seen: books.")).name == "notes.txt"
        settings.TRUSTED_CERTIFICATES = str(other)
        assert refused(EICAR) == AWAY
