"""sil.uploads: a file on its way from a browser into the database and back."""

import hashlib
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from pytest_django import Settings

from sil.accounts.models import User
from sil.uploads import actions
from sil.uploads.fields import DocumentField
from sil.uploads.formats import REFUSAL, Document, examine
from sil.uploads.models import Upload
from sil.uploads.responses import attachment
from sil.web.forms import posted
from tests.conftest import NOW, TODAY
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

MEGABYTE = 2**20
PDF = b"%PDF-1.7\nThe plan of Example Primary School.\n%%EOF\n"


class EvidenceForm(forms.Form):
    reasons = forms.CharField(widget=forms.Textarea)
    document = DocumentField(label="Your evidence", required=False)


def attach(request: HttpRequest) -> HttpResponse:
    """What a domain does with the room: its own address, form, question of who may, and act."""
    form = EvidenceForm(posted(request), request.FILES)
    if not form.is_valid():
        return HttpResponse(form.render(), status=422)
    document = form.cleaned_data["document"]
    assert isinstance(request.user, User)
    return HttpResponse(actions.store(document, by=request.user, on=TODAY).pk if document else "none")


def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return attachment(get_object_or_404(Upload, pk=pk))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(type(exception).__name__, status=400)


urlpatterns = [path("attach/", attach), path("take/<uuid:pk>/", take)]


@pytest.fixture
def ada() -> User:
    return people.person("Ada Example")


@pytest.fixture
def client(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def upload(ada: User) -> Upload:
    return actions.store(examine("Plan.pdf", PDF), by=ada, on=TODAY)


def send(client: Client, name: str, content: bytes, reasons: str = "Attendance <rose>.") -> Any:
    sent = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post("/attach/", {"reasons": reasons, "document": sent})


class TestThereAndBack:
    @pytest.mark.parametrize("size", [len(PDF), 3 * MEGABYTE], ids=["in memory", "by a temporary file"])
    def test_what_was_sent_is_what_is_taken(self, client: Client, ada: User, size: int) -> None:
        content = PDF.ljust(size, b"\n")
        pk = send(client, "Plan.html", content).content.decode()
        kept = Upload.objects.get(pk=pk)
        assert (kept.name, kept.media_type, kept.size) == ("Plan.pdf", "application/pdf", size)
        assert (kept.stored_by, kept.stored_at) == (ada, NOW)
        assert kept.sha256 == hashlib.sha256(content).hexdigest()
        assert client.get(f"/take/{pk}/").content == content

    def test_it_is_saved_and_never_shown(self, client: Client, upload: Upload) -> None:
        response = client.get(f"/take/{upload.pk}/")
        assert response["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert (
            response["Content-Security-Policy"]
            == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
        )
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert int(response["Content-Length"]) == len(PDF)

    def test_the_response_alone_says_so_without_any_middleware(self, upload: Upload) -> None:
        response = attachment(upload)
        assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")

    @pytest.mark.parametrize(
        ("name", "header"),
        [
            ("Cynllun â.pdf", "attachment; filename=\"Cynllun a.pdf\"; filename*=utf-8''Cynllun%20%C3%A2.pdf"),
            ('a"; x="b', "attachment; filename=\"a-; x=-b\"; filename*=utf-8''a%22%3B%20x%3D%22b"),
            ("a\r\nX-Evil: b", "attachment; filename=\"a-X-Evil- b\"; filename*=utf-8''a%0D%0AX-Evil%3A%20b"),
        ],
    )
    def test_no_name_leaves_its_quotes(self, name: str, header: str) -> None:
        """Not even one that nobody cleaned."""
        kept = Upload(name=name, media_type="application/pdf", content=PDF, sha256=hashlib.sha256(PDF).hexdigest())
        assert attachment(kept)["Content-Disposition"] == header

    def test_text_is_given_no_encoding_it_may_not_have(self, client: Client) -> None:
        pk = send(client, "notes.txt", "£5".encode("cp1252")).content.decode()
        assert client.get(f"/take/{pk}/")["Content-Type"] == "text/plain"


class TestInTheDatabase:
    @pytest.mark.parametrize("read", [Upload.objects.all, lambda: Upload._base_manager.all()])
    def test_a_list_leaves_the_content_there(self, upload: Upload, read: Any) -> None:
        with CaptureQueriesContext(connection) as captured:
            (found,) = read()
            assert (found.name, found.size, found.sha256) == ("Plan.pdf", len(PDF), upload.sha256)
        assert len(captured) == 1
        assert "content" not in captured[0]["sql"]
        assert bytes(found.content) == PDF

    def test_no_field_of_it_can_be_changed(self, upload: Upload) -> None:
        for change in ({"content": b"x"}, {"name": "x"}, {"sha256": "x"}, {"stored_by": people.person()}):
            with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
                Upload.objects.filter(pk=upload.pk).update(**change)

    def test_it_can_be_deleted_when_its_time_is_over(self, upload: Upload) -> None:
        upload.delete()
        assert not Upload.objects.exists()

    def test_who_stored_it_stays_known(self, upload: Upload, ada: User) -> None:
        with pytest.raises(ProtectedError):
            ada.delete()


@pytest.fixture
def one_megabyte(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = MEGABYTE


class TestTheForm:
    @pytest.mark.usefixtures("one_megabyte")
    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("plan.pdf", PDF.ljust(MEGABYTE, b"\n"), "The file must be smaller than 1 MB."),
            ("plan.pdf", PDF.ljust(9 * MEGABYTE, b"\n"), "The file must be smaller than 1 MB."),
            ("plan.pdf", b"", "The file is empty."),
            ("plan.pdf", b"<script>alert(1)</script>", REFUSAL),
        ],
        ids=["just too large", "many times too large", "empty", "of another kind"],
    )
    def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(
        self, client: Client, name: str, content: bytes, sentence: str
    ) -> None:
        response = send(client, name, content)
        text = response.content.decode()
        error = text[text.index('id="id_document-error"') :]
        assert sentence in error.split("</p>")[0]
        assert text.count("Error:") == 1
        assert "Attendance &lt;rose&gt;." in text
        assert response.status_code == 422
        assert not Upload.objects.exists()

    @pytest.mark.usefixtures("one_megabyte")
    def test_the_largest_file_goes_in(self, client: Client) -> None:
        assert send(client, "plan.pdf", PDF.ljust(MEGABYTE - 1, b"\n")).status_code == 200

    @pytest.mark.usefixtures("one_megabyte")
    def test_a_flood_is_not_read_at_all(self, client: Client) -> None:
        response = send(client, "plan.pdf", bytes(10 * MEGABYTE))
        assert (response.status_code, response.content) == (400, b"RequestDataTooBig")

    def test_text_of_more_than_five_megabytes_is_no_evidence(self, client: Client) -> None:
        assert send(client, "plan.pdf", PDF, reasons="x" * 6 * MEGABYTE).status_code == 400

    def test_it_says_what_it_takes_before_it_refuses(self, client: Client) -> None:
        text = client.get("/attach/").content.decode()
        assert "and smaller than 10 MB." in text
        assert 'type="file"' in text
        assert 'class="govuk-file-upload"' in text
        assert 'accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv"' in text

    def test_nothing_chosen_is_nothing_or_asked_for(self, client: Client) -> None:
        assert client.post("/attach/", {"reasons": "None."}).content == b"none"
        form = type("Asking", (forms.Form,), {"document": DocumentField()})({}, {})
        assert form.errors == {"document": ["Select a file."]}

    def test_it_cleans_to_a_document(self) -> None:
        document = DocumentField().clean(SimpleUploadedFile("..\\a.doc", PDF))
        assert document.warning.startswith("We kept a.pdf, but could not open it.")
        assert replace(document, warning="") == Document(
            "a.pdf", "application/pdf", PDF, hashlib.sha256(PDF).hexdigest()
        )
