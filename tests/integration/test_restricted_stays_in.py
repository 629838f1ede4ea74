"""What is stored for several readers holds nothing of a restricted case: every table is looked through for it.

Somebody who reads the restricted case makes all there is to make about its school: a bundle of an open case, evidence
picked from the record, a handover, a summary. Then each row of the database that names the restricted case has to stand
where only those find it who may read that case.
"""

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from monitoring.notices.bundle.making import ask, make_next
from monitoring.notices.case import readers
from monitoring.notices.case.permissions import may_read
from monitoring.notices.evidence.actions import pick_evidence
from monitoring.notices.evidence.queries import on_record
from monitoring.notices.models import Bundle, BundlePart, Case
from monitoring.notices.states import CaseState
from monitoring.summaries.summary import actions as summaries
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.models import FrameworkVersion
from tests.conftest import TODAY
from tests.factories import cases, covers, people, visits
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T12", "C12")]

# In the concern, in the evidence and in a finding of the restricted case, and nowhere else.
SECRET = "Quillfeather"


@pytest.fixture
def hidden(liverpool: FrameworkVersion) -> Scene:
    """A case that was handed over while anybody could read it, and is restricted since."""
    made = cases.scene(CaseState.PREFORMAL, concern=f"{SECRET} complains of bullying.")
    cases.evidence(made, text=f"{SECRET} wrote to the governors.")
    readers.assign_owner(made.case, owner=made.sip, by=made.officer, on=TODAY)
    taking = people.person("Sam Sample", role="sip")
    covers.handed_over([made.school], made.sip, taking, by=made.officer)
    readers.restrict(made.case, by=made.officer, on=TODAY, reason=f"{SECRET} is a child.")
    return made


def others_made(hidden: Scene) -> Case:
    """Everything that the owner of the restricted case can make of its school for others to read."""
    school, officer = hidden.school, hidden.officer
    visits.held(school, officer, TODAY)
    term = visits.term("Autumn term", TODAY.replace(month=9, day=1), TODAY, by=people.person(role="administrator"))
    summaries.make(school, term, by=officer, on=TODAY)
    seen = cases.opened(school, officer, concern="The budget.")
    picked = [item.taken("concern") for item in on_record(seen, roles_of(officer, TODAY))]
    if picked:
        pick_evidence(seen, picked=picked, by=officer, on=TODAY)
    ask(seen, by=officer, on=TODAY)
    assert make_next()
    return seen


def rows_with(words: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the database, with its table, that has one of some words in it; files are read elsewhere."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT to_jsonb(t) FROM {name} t WHERE to_jsonb(t)::text LIKE ANY(%s)", [words])
            for (row,) in cursor.fetchall():
                yield table, json.loads(row)


def _of_case(hidden: Scene, row: dict[str, Any]) -> bool:
    return bool(row["case_id"] == hidden.pk)


def _to_a_reader(hidden: Scene, row: dict[str, Any]) -> bool:
    """Or to somebody who was when it was written: the partner owned the case before it was handed over."""
    to = User.objects.get(email=row["email"])
    return may_read(hidden.case, roles_of(to, TODAY)) or to in (hidden.sip, hidden.head, hidden.chair, hidden.clerk)


# Where a restricted case may be named, and what has to be true of the row.
ALLOWED: dict[str, Callable[[Scene, dict[str, Any]], bool]] = {
    "notices_case": lambda hidden, row: row["id"] == hidden.pk,
    "notices_caseevidence": _of_case,
    "notices_caseletter": _of_case,
    "notices_confirmation": lambda hidden, row: hidden.case.letters.filter(pk=row["letter_id"]).exists(),
    "notices_remark": lambda hidden, row: hidden.case.letters.filter(pk=row["letter_id"]).exists(),
    "notices_letterversion": lambda hidden, row: hidden.case.letters.filter(pk=row["letter_id"]).exists(),
    "letters_letter": lambda hidden, row: hidden.case.letters.filter(pk=row["about_id"]).exists(),
    "audit_event": lambda hidden, row: row["scope"] == hidden.case.scope,
    "outbox_message": _to_a_reader,
}


@pytest.mark.promise("read")
def test_nothing_that_others_read_tells_of_a_restricted_case(hidden: Scene) -> None:
    """Who may not read a restricted case does not learn of it from anything that somebody who may has made: not from an
    evidence bundle of another case, the page of a handover, a summary, a letter, a message or a history."""
    others_made(hidden)
    words = [f"%{SECRET}%", f"%{hidden.case.reference}%"]
    found = list(rows_with(words))
    assert {"notices_case", "audit_event"} <= {table for table, _ in found}
    wrong = [(table, row) for table, row in found if not ALLOWED.get(table, lambda *_: False)(hidden, row)]
    assert wrong == []
    text = "".join(_pages(Bundle.objects.get()))
    assert "The budget." in text and "Chronology" in text
    assert SECRET not in text and hidden.case.reference not in text
    # A case that anybody reads today may be restricted tomorrow, so a bundle holds nothing of another one at all.
    assert "pre-formal" not in text.lower()


@pytest.mark.promise("read")
def test_a_bundle_is_made_for_every_reader_of_its_case(hidden: Scene) -> None:
    """An evidence bundle holds what everybody who may read its case may read. Where one of them does not work with the
    school, the school's record stays out of it."""
    seen = others_made(hidden)
    with_record = Bundle.objects.get()
    assert with_record.has_school_record and list(with_record.cases.all()) == [seen]
    outsider = people.person("Otis Outside", role="sip")
    readers.name(seen, person=outsider, by=hidden.officer, on=TODAY)
    # What was made before they were named is not theirs to fetch, and they are told so.
    assert _fetched(with_record, outsider) == 404
    assert _fetched(with_record, hidden.officer) == 200
    client = Client()
    client.force_login(outsider)
    assert "it will leave that out" in client.get(f"/bundles/{with_record.pk}/").content.decode()
    narrow = ask(seen, by=hidden.officer, on=TODAY)
    assert make_next()
    narrow.refresh_from_db()
    assert not narrow.has_school_record and _fetched(narrow, outsider) == 200
    text = "".join(_pages(narrow))
    assert "Visit recorded" not in text and "Concern case" in text


def test_an_earlier_case_that_stays_restricted_is_left_out(liverpool: FrameworkVersion) -> None:
    """A case continues another at conversion; the later one can stop being restricted, the ended one cannot."""
    made = cases.scene(concern=f"{SECRET} complains.")
    earlier = made.case
    later = cases.opened(made.school, made.officer, concern="It goes on.")
    Case.objects.filter(pk=later.pk).update(continues=earlier)
    later.refresh_from_db()
    Case.objects.filter(pk=earlier.pk).update(restricted=True)
    bundle = ask(later, by=made.officer, on=TODAY)
    assert make_next()
    assert list(bundle.cases.all()) == [later]
    assert SECRET not in "".join(_pages(bundle))


def test_the_restriction_takes_the_cases_it_continues_with_it(liverpool: FrameworkVersion) -> None:
    """An earlier case says at its end which one continues it."""
    made = cases.scene()
    later = cases.opened(made.school, made.officer, concern="It goes on.")
    Case.objects.filter(pk=later.pk).update(continues=made.case)
    readers.restrict(later, by=made.officer, on=TODAY, reason="A child.")
    assert not may_read(made.case, roles_of(made.director, TODAY))
    assert may_read(made.case, roles_of(made.officer, TODAY))
    readers.unrestrict(later, by=made.officer, on=TODAY, reason="It is known.")
    assert may_read(made.case, roles_of(made.director, TODAY))


def test_a_bundle_with_an_earlier_case_is_fetched_by_who_reads_both(liverpool: FrameworkVersion) -> None:
    made = cases.scene()
    later = cases.opened(made.school, made.officer)
    Case.objects.filter(pk=later.pk).update(continues=made.case)
    bundle = ask(Case.objects.get(pk=later.pk), by=made.officer, on=TODAY)
    assert make_next()
    assert set(bundle.cases.all()) == {made.case, later}
    assert _fetched(bundle, made.director) == 200
    Case.objects.filter(pk=made.pk).update(restricted=True)
    assert (_fetched(bundle, made.director), _fetched(bundle, made.officer)) == (404, 200)


class TestSealed:
    def test_nobody_fetches_one_and_directors_see_who_did(self, hidden: Scene) -> None:
        others_made(hidden)
        bundle = Bundle.objects.get()
        assert _fetched(bundle, hidden.sip) == 404, "handed over, not theirs"
        assert _fetched(bundle, hidden.dcs) == 200
        Bundle.objects.update(sealed=True)
        for user in (hidden.officer, hidden.dcs, hidden.director):
            assert _fetched(bundle, user) == 404
        client = Client()
        client.force_login(hidden.director)
        page = client.get("/bundles/sealed/").content.decode()
        assert "Dan Director" in page and bundle.case.reference in page
        assert hidden.case.reference not in page
        client.force_login(hidden.officer)
        assert client.get("/bundles/sealed/").status_code == 404
        assert "are sealed and cannot be downloaded" in client.get(f"/cases/{bundle.case_id}/bundles/").content.decode()

    def test_the_migration_seals_all_and_has_one_made_anew_for_each_case(self, hidden: Scene) -> None:
        seen = others_made(hidden)
        Bundle.objects.create(case=seen, asked_by=hidden.officer, asked_at=Bundle.objects.get().asked_at)
        import_module("monitoring.notices.migrations.0007_sealed_bundles").seal(apps, None)
        found = [(each.sealed, each.failed, each.made_at is None) for each in Bundle.objects.order_by("pk")]
        assert found == [(True, False, False), (True, True, True), (False, False, True)]
        assert make_next()
        assert not make_next()


def _fetched(bundle: Bundle, user: User) -> int:
    client = Client()
    client.force_login(user)
    status: int = client.get(f"/bundles/{bundle.pk}/bundle.pdf").status_code
    return status


def _pages(bundle: Bundle) -> list[str]:
    parts = BundlePart.objects.filter(file__bundle=bundle, file__ending="pdf").values_list("content", flat=True)
    document = pypdfium2.PdfDocument(b"".join(bytes(part) for part in parts))
    return [page.get_textpage().get_text_bounded() for page in document]
