"""The pages of messages: an administrator sees to whom and when, and learns no casework."""

from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.backend import KIND
from sil.outbox.models import Message, Status
from sil.outbox.post import KINDS, File, store
from sil.outbox.queries import NEUTRAL, neutral_kinds, readable
from tests.conftest import TODAY
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T12")]

# The kinds whose subject an administrator reads: about accounts, who works with which school, access and seals.
SHOWN = {
    KIND,
    "access_review_due",
    "access_review_to_end",
    "invitation",
    "change_to_confirm",
    "change_asked",
    "change_confirmed",
    "change_withdrawn",
    "address_changed",
    "second_step_changed",
    "test_email",
    "sign_in_code",
    "handover",
    "history_differs",
    "partner_changes",
    "work_taken",
}
SECRET = "Pre-formal warning notice for Quillfeather School waits"


@pytest.fixture
def admin() -> User:
    return people.person("Addie Makebelieve", role="administrator")


def written(kind: str, email: str = "head@test.example") -> Message:
    message = store(
        kind=kind,
        email=email,
        subject=f"{SECRET}: {kind}",
        body=f"{SECRET} text",
        attached=File("Quillfeather.pdf", b"%PDF"),
    )
    assert message is not None
    Message.objects.filter(pk=message.pk).update(status=Status.FAILED, error="550 no such person")
    return message


def seen_by(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    response: Any = client.get(path)
    assert response.status_code == 200, path
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode())


def test_a_kind_says_whether_its_subject_is_neutral() -> None:
    """One that is names no school, case or letter, other than who works with which school.

    A new kind tells of casework until somebody decides otherwise."""
    assert set(neutral_kinds()) == SHOWN
    for content in KINDS:
        if content.is_neutral and content.kind not in {"partner_changes", "invitation"}:
            assert not {"school", "reference", "letter_name", "subject_line"} & {f.name for f in fields(content)}


@pytest.mark.promise("read")
@pytest.mark.parametrize("kind", [KIND, *(key for key, _ in KINDS.declared())])
def test_an_administrator_learns_no_casework_from_messages(admin: User, kind: str, settings: Any) -> None:
    """An administrator sees of each message to whom it went, when, and whether it arrived. What it is about they see
    only where it tells of no casework, not by searching, sorting or exporting the list either."""
    settings.OUTBOX_KEEPS_MAIL = True
    message = written(kind)
    pages = {
        path: seen_by(admin, path)
        for path in ("/messages/", f"/messages/{message.pk}/", "/messages/?export=csv", "/messages/?search=notice")
    }
    if kind in SHOWN:
        assert all("Quillfeather School" in text for text in pages.values())
        return
    found = pages.pop("/messages/?search=notice")
    assert "No message fits" in found
    for text in pages.values():
        assert "Quillfeather" not in text and NEUTRAL in text and "head@test.example" in text
    assert "550 no such person" in pages[f"/messages/{message.pk}/"]
    assert "Send it again" in pages[f"/messages/{message.pk}/"]


def test_in_the_demonstration_everybody_reads_their_own(admin: User, settings: Any) -> None:
    head = people.person("Ada Example", email="head@test.example")
    mine, other = written("case_letter_to_sign", head.email), written("case_letter_to_sign", "other@test.example")
    client = Client()
    client.force_login(head)
    assert client.get("/messages/").status_code == 404
    settings.OUTBOX_KEEPS_MAIL = True
    assert SECRET in seen_by(head, f"/messages/{mine.pk}/") and "Send it again" not in seen_by(head, "/messages/")
    assert client.get(f"/messages/{other.pk}/").status_code == 404
    assert client.post(f"/messages/{mine.pk}/retry/").status_code == 404
    assert SECRET in seen_by(head, "/messages/") and "other@test.example" not in seen_by(head, "/messages/")


def test_reading_messages_takes_a_role(settings: Any) -> None:
    written("invitation")
    assert not readable(roles_of(people.person(role="director_of_education"), TODAY)).exists()
