"""What is stored is compared with its SHA-256 wherever it is shown, attached or bundled."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client

from monitoring.notices.bundle import making
from monitoring.notices.giving.notifications import tell_given
from monitoring.notices.models import BundlePart, CaseLetter
from monitoring.notices.states import CaseState
from sil.audit.models import Event
from sil.letters import actions as letters
from sil.letters.models import Document, Letter
from sil.uploads.formats import examine
from sil.uploads.intact import Altered
from tests.conftest import TODAY
from tests.factories import case_letters as factory
from tests.factories import cases as case_factory
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T3")]


@pytest.fixture
def made(liverpool: object) -> Scene:
    return case_factory.scene(CaseState.DISCUSSED)


@pytest.fixture
def served(made: Scene) -> Letter:
    """A notice with its PDF and a document that proves its service."""
    letter = factory.presented(made, method="hand")
    signed = factory.sign(made, letter)
    assert letters.issue(signed.pk)
    letter = CaseLetter.objects.get(pk=letter.pk)
    factory.serve(made, letter, document=examine("receipt.csv", b"who,when\nchair,9:00\n"))
    return Letter.objects.get(pk=signed.pk)


def tamper(row: models.Model, column: str, by: bytes | str) -> None:
    """What somebody does who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        type(row)._base_manager.filter(pk=row.pk).update(**{column: by})
        cursor.execute("SET session_replication_role = origin")


def get(made: Scene, path: str) -> Any:
    client = Client()
    client.force_login(made.officer)
    return client.get(path)


def refused(made: Scene, path: str) -> str:
    response = get(made, path)
    assert response.status_code == 409, path
    text: str = response.content.decode()
    assert "cannot be shown</h1>" in text and "what is stored is not what was issued" in text.lower()
    return text


def test_the_page_and_the_pdf_of_a_letter(made: Scene, served: Letter) -> None:
    page = f"/letters/{served.reference}/"
    assert get(made, page).status_code == get(made, f"{page}letter.pdf").status_code == 200
    document = Document.objects.get(letter=served)
    tamper(document, "pdf", b"%PDF-1.7 another")
    for _ in range(2):
        assert "This letter cannot be shown" in refused(made, f"{page}letter.pdf")
    assert get(made, page).status_code == 200, "its words are what was signed"
    tamper(served, "html", "<main>Another text</main>")
    assert "Another text" not in refused(made, page)
    told = Event.objects.filter(kind="stored.differs").values_list("subject_table", "subject_id")
    assert sorted(told) == [("letters_document", str(document.pk)), ("letters_letter", str(served.pk))], "once a day"


def test_what_somebody_uploaded(made: Scene, served: Letter) -> None:
    recipient = served.recipients.get(delivery__isnull=False)
    page = f"/letters/{served.reference}/proof/{recipient.delivery.pk}/"
    assert get(made, page).status_code == 200
    upload = recipient.delivery.document
    assert upload
    tamper(upload, "content", b"who,when\nchair,8:00\n")
    assert "This document cannot be shown" in refused(made, page)


def test_a_bundle_says_what_it_leaves_out(made: Scene, served: Letter) -> None:
    tamper(Document.objects.get(letter=served), "pdf", b"%PDF-1.7 another")
    bundle = making.ask(made.case, by=made.officer, on=TODAY)
    assert making.make_next()
    bundle.refresh_from_db()
    assert any("This letter cannot be shown" in note["note"] for note in bundle.notes)
    file = bundle.files.get(ending="zip")
    parts = BundlePart.objects.filter(file=file).order_by("place")
    with ZipFile(BytesIO(b"".join(bytes(part.content) for part in parts))) as archive:
        names, sums = archive.namelist(), archive.read("sha256.txt").decode()
        assert not any(b"another" in archive.read(name) for name in names)
    assert all(line.split("  ", 1)[1] in names for line in sums.splitlines())

    path = f"/bundles/{bundle.pk}/bundle.zip"
    assert get(made, path).status_code == 200
    first = parts[0]
    tamper(first, "content", b"another")
    refused(made, path)


def test_a_letter_that_was_altered_is_not_emailed(made: Scene) -> None:
    letter = factory.presented(made)
    signed = factory.sign(made, letter)
    assert letters.issue(signed.pk)
    tamper(Document.objects.get(letter=signed), "pdf", b"%PDF-1.7 another")
    with pytest.raises(Altered):
        tell_given(CaseLetter.objects.get(pk=letter.pk))


def test_no_view_sends_bytes_that_were_not_compared() -> None:
    """Views send what `intact` returns, which is the one place that turns stored bytes into some to send."""
    found = [
        str(path)
        for part in ("sil", "schools", "allocations", "monitoring")
        for path in (settings.BASE_DIR / part).rglob("*.py")
        if re.search(r"(HttpResponse|File)\([^)]*bytes\(", path.read_text())
    ]
    assert found == []
