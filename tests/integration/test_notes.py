"""Notes of calls, emails and conversations: who reads them, what is kept, who is told, and where they are found."""

import csv
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client

from monitoring.notes import actions
from monitoring.notes.models import Note, NoteVersion
from monitoring.notes.queries import readable
from schools.models import Post
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import notes, people, reports, schools, terms
from tests.factories.reports import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V13")]
TYPED = {
    "kind": "email", "met": "Ada Example", "text": "Two teachers are ill.",
    "day_day": "19", "day_month": "11", "day_year": "2026",
}  # fmt: skip


@pytest.fixture
def made() -> Scene:
    terms.recorded()
    found = reports.scene()
    Message.objects.all().delete()
    return found


def page(user: User, path: str, data: dict[str, str] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path) if data is None else client.post(path, data, follow=True)


def text(response: Any) -> str:
    """The page without the marks around dates."""
    return " ".join(unescape(re.sub(r"</?time[^>]*>", "", response.content.decode())).split())


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def refused(code: str, act: Any, *args: Any, **said: Any) -> None:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*args, **said, on=TODAY)
    assert denied.value.code == code


def test_a_note_is_added_from_the_schools_page_and_uses_no_days(made: Scene) -> None:
    add = f"/schools/{made.school.pk}/notes/add/"
    assert add in text(page(made.sip, f"/schools/{made.school.pk}/?part=visits"))
    said = text(page(made.sip, add, TYPED))
    assert f"The note about {made.school.name} is added. It is not shared with the school." in said
    found = Note.objects.get()
    assert (found.kind, found.day, found.met, found.text) == (
        "email", date(2026, 11, 19), "Ada Example", "Two teachers are ill.",
    )  # fmt: skip
    assert (found.school, found.written_by, found.shared_on) == (made.school, made.sip, None)
    assert not Message.objects.exists()
    assert "Email with Ada Example" in text(page(made.sip, f"/schools/{made.school.pk}/timeline/?kind=notes"))
    assert "Ada Example" not in text(page(made.sip, f"/schools/{made.school.pk}/timeline/?kind=visits"))


def test_the_day_is_today_until_it_is_changed(made: Scene) -> None:
    shown = page(made.sip, "/notes/add/").content.decode()
    assert re.search(r'name="day_day"[^>]*value="20"', shown) and "Add a note" in text(page(made.sip, "/"))
    assert "Add a note" not in text(
        page(people.person(role="director_of_education"), "/")
    ) and "Add a note" not in text(page(made.head, "/"))


def test_a_private_note_is_read_by_school_improvement_of_that_school_alone(made: Scene) -> None:
    note = notes.added(made.school, made.sip)
    other = people.person("Other Partner", role="sip")
    for user in (made.sip, made.officer, people.person(role="director_of_education")):
        assert list(readable(roles_of(user, TODAY))) == [note], user
    for user in (made.head, made.chair, other):
        assert not readable(roles_of(user, TODAY)).exists(), user
        assert page(user, f"/notes/{note.pk}/").status_code == 404, user
    for path in (f"/schools/{made.school.pk}/timeline/", f"/schools/{made.school.pk}/?part=all", "/"):
        assert "Two teachers are ill" not in text(page(made.head, path)), path
    # The events of a note belong to the note: they are in nobody else's history.
    assert not Event.objects.filter(kind__startswith="note.").exclude(scope="").exists()


def test_a_shared_note_is_read_by_the_head_who_is_told_once(made: Scene) -> None:
    note = notes.added(made.school, made.sip)
    actions.share(note, by=made.sip, on=TODAY)
    refused("shared", actions.share, note, by=made.sip)
    assert told("note_shared") == [made.head.email]
    assert "Two teachers" not in Message.objects.get().body
    assert "Two teachers are ill." in text(page(made.head, f"/notes/{note.pk}/"))
    assert "Telephone call with Ada Example" in text(page(made.head, f"/schools/{made.school.pk}/timeline/"))
    assert page(made.chair, f"/notes/{note.pk}/").status_code == 404
    notes.added(made.school, made.officer, shared=True)
    assert told("note_shared") == [made.head.email] * 2


def test_where_nobody_leads_the_school_the_page_says_so(made: Scene) -> None:
    Post.objects.filter(school=made.school).delete()
    assert "Nobody at" in text(page(made.sip, f"/schools/{made.school.pk}/notes/add/", TYPED | {"shared": "on"}))
    assert made.head.email not in told("note_shared")


def test_a_correction_keeps_the_old_text_and_the_reason(made: Scene) -> None:
    note = notes.added(made.school, made.sip)
    refused("no_reason", actions.correct, note, notes.said(text="Three."), reason=" ", by=made.sip)
    refused("no_change", actions.correct, note, notes.said(), reason="A slip.", by=made.sip)
    actions.correct(note, notes.said(text="Three are ill."), reason="Miscounted.", by=made.sip, on=TODAY)
    assert not Message.objects.exists()
    version = NoteVersion.objects.get()
    assert (version.text, version.reason, version.by) == ("Two teachers are ill.", "Miscounted.", made.sip)
    seen = text(page(made.officer, f"/notes/{note.pk}/"))
    assert "Three are ill." in seen and "Two teachers are ill." in seen and "Why: Miscounted." in seen
    # The school reads the note as it is now, and is told of what is corrected after that.
    actions.share(note, by=made.sip, on=TODAY)
    assert "Two teachers" not in text(page(made.head, f"/notes/{note.pk}/"))
    actions.correct(note, notes.said(text="Four are ill."), reason="One more.", by=made.officer, on=TODAY)
    assert told("note_corrected") == [made.head.email]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE notes_noteversion SET text = 'x'")


def test_a_note_that_was_entered_by_mistake_is_withdrawn_with_a_reason(made: Scene) -> None:
    note = notes.added(made.school, made.sip, shared=True)
    refused("no_reason", actions.withdraw, note, reason="", by=made.sip)
    actions.withdraw(note, reason="Another school.", by=made.sip, on=TODAY)
    assert told("note_withdrawn") == [made.head.email]
    seen = text(page(made.head, f"/notes/{note.pk}/"))
    assert "entered by mistake" in seen and "Another school." in seen and "Two teachers" not in seen
    assert "Two teachers are ill." in text(page(made.sip, f"/notes/{note.pk}/"))
    for user in (made.sip, made.head):
        assert "with Ada Example" not in text(page(user, f"/schools/{made.school.pk}/timeline/"))
    for act in (actions.share, actions.withdraw, actions.correct):
        more: dict[str, Any] = {} if act is actions.share else {"reason": "Why."}
        refused(
            "withdrawn", act, note, *([notes.said(text="x")] if act is actions.correct else []), by=made.sip, **more
        )
    assert "Two teachers" not in text(page(made.sip, "/notes/?state=shared"))
    assert "Two teachers" in text(page(made.sip, "/notes/?state=withdrawn"))


def test_only_its_writer_and_principal_officers_put_a_note_right(made: Scene) -> None:
    by_officer = notes.added(made.school, made.officer)
    other = people.person("Other Partner", role="sip")
    for user in (made.sip, people.person(role="director_of_education"), made.head, other):
        refused("not_yours", actions.share, by_officer, by=user)
        refused("not_yours", actions.withdraw, by_officer, reason="Why.", by=user)
        refused("not_yours", actions.correct, by_officer, notes.said(text="x"), reason="Why.", by=user)
        assert page(user, f"/notes/{by_officer.pk}/share/").status_code == 404
    for user in (people.person(role="director_of_education"), made.head, other):
        refused("not_yours", actions.add, made.school, notes.said(), by=user)
    actions.share(notes.added(made.school, made.sip), by=made.officer, on=TODAY)


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(made: Scene) -> None:
    add = f"/schools/{made.school.pk}/notes/add/"
    seen = text(page(made.sip, add, TYPED | {"met": "", "day_day": "21"}))
    assert "Enter who you spoke or wrote to." in seen and "Two teachers are ill." in seen
    assert "The day must be today or in the past" in text(page(made.sip, add, TYPED | {"day_day": "21"}))
    assert not Note.objects.exists()


def test_the_list_is_searched_narrowed_and_exported(made: Scene) -> None:
    notes.added(made.school, made.sip)
    notes.added(made.school, made.sip, shared=True, kind="email", text="=1+1", day=date(2026, 11, 2))
    far = schools.school("Far School")
    notes.added(far, made.officer)
    assert "3 notes" in text(page(made.officer, "/notes/")) and "2 notes" in text(page(made.sip, "/notes/"))
    for query, count in (
        ("search=teachers", 1), (f"search={made.school.pk}", 2), ("kind=email", 1), ("state=private", 1),
        ("state=shared", 1), ("from_=2026-11-03", 1), ("to=2026-11-03", 1), (f"search={far.pk}", 0),
    ):  # fmt: skip
        said = f"{count} note" if count else "No notes match these filters."
        assert said in text(page(made.sip, f"/notes/?{query}")), query
    body = b"".join(page(made.sip, "/notes/?export=csv&sort=day").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(body.splitlines()))
    assert [(row["Day"], row["Kind"], row["Note"]) for row in rows] == [
        ("2026-11-02", "Email", "'=1+1"),
        ("2026-11-19", "Telephone call", "Two teachers are ill."),
    ]
