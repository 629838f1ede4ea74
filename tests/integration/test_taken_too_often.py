"""Nobody exports lists or downloads files without end: beyond a number in an hour a page says when they can go on."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import include, path

from sil import clock
from sil.accounts.access import signed_in
from sil.audit.models import Event
from tests.conftest import NOW, load_liverpool
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
EXPORT = "/schools/?export=csv"
closed: list[str] = []


class Closing(HttpResponse):
    """A document that notes when it is closed."""

    def close(self) -> None:
        closed.append("document")


@signed_in("everyone")
def document(request: HttpRequest) -> HttpResponseBase:
    return Closing(b"a file", headers={"Content-Disposition": 'attachment; filename="a.pdf"'})


@signed_in("everyone")
def calendar(request: HttpRequest) -> HttpResponseBase:
    return FileResponse([b"BEGIN"], as_attachment=True, filename="a.ics", content_type="text/calendar")


urlpatterns = [path("document/", document), path("calendar/", calendar), path("", include("sil.urls"))]


@pytest.fixture
def client(settings: Any) -> Client:
    """Somebody of the authority, who can export two lists and download one file within an hour."""
    load_liverpool()
    settings.EXPORTS_AN_HOUR, settings.DOCUMENTS_AN_HOUR = 2, 1
    found = Client()
    found.force_login(people.person(role="principal_officer"))
    closed.clear()
    return found


def get(client: Client, address: str, after: timedelta = timedelta(0)) -> Any:
    with clock.at(NOW + after):
        return client.get(address)


def test_too_many_exports_are_refused_until_an_hour_has_passed(client: Client) -> None:
    """Somebody who exports too many lists within an hour reads when they can export the next. Everything else works."""
    assert get(client, EXPORT).status_code == 200
    assert get(client, EXPORT, timedelta(minutes=20, seconds=5)).status_code == 200
    refused = get(client, EXPORT, timedelta(minutes=30))
    text = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (429, "1800")
    assert "You can export 2 lists within an hour." in text and "You can export the next list at 11am." in text
    assert "no-store" in refused["Cache-Control"] and "Content-Disposition" not in refused
    assert get(client, "/schools/", timedelta(minutes=30)).status_code == 200
    assert get(client, "/document/", timedelta(minutes=30)).status_code == 200
    assert Event.objects.filter(kind="file.list").count() == 2, "what was refused is not recorded as exported"
    assert get(client, EXPORT, timedelta(minutes=59, seconds=59)).status_code == 429
    assert get(client, EXPORT, timedelta(hours=1)).status_code == 200
    # The second one is still within the hour, by a few seconds: the time that is shown has come once it reads so.
    again = get(client, EXPORT, timedelta(hours=1, minutes=10))
    assert again.status_code == 429 and "the next list at 11.21am" in again.content.decode()


def test_too_many_downloads_are_refused_and_closed(client: Client) -> None:
    assert get(client, "/document/").status_code == 200
    closed.clear()
    refused = get(client, "/document/")
    assert refused.status_code == 429 and closed == ["document"]
    assert "You can download 1 file within an hour." in refused.content.decode()
    assert b"a file" not in refused.content
    assert Event.objects.filter(kind="file.document").count() == 1
    assert get(client, EXPORT).status_code == 200
    assert get(client, "/document/", timedelta(hours=1)).status_code == 200


def test_each_person_has_a_number_of_their_own(client: Client) -> None:
    """An office shares an address, and a person may be signed in twice."""
    user, other = client.session["_auth_user_id"], Client()
    other.force_login(people.person(role="principal_officer"))
    get(client, EXPORT), get(client, EXPORT)
    assert get(other, EXPORT).status_code == 200
    again = Client()
    again.force_login(people.User.objects.get(pk=user))
    assert get(again, EXPORT).status_code == 429


def test_a_calendar_and_a_page_are_never_counted(client: Client) -> None:
    for _ in range(4):
        assert get(client, "/calendar/").status_code == 200
        assert get(client, "/schools/?export=other").status_code == 200


def test_without_a_number_there_is_no_limit(client: Client, settings: Any) -> None:
    settings.EXPORTS_AN_HOUR = settings.DOCUMENTS_AN_HOUR = 0
    for _ in range(3):
        assert get(client, EXPORT).status_code == 200
        assert get(client, "/document/").status_code == 200


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert Client().get(EXPORT).status_code == 302
