"""Each kind of record that a school or an officer makes: due on its day, held, and gone as the preview said."""

import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from monitoring.notices.states import CaseState
from monitoring.retention.disposals import actions, working
from monitoring.retention.due.queries import QUERIES, due
from monitoring.retention.holds import actions as holds
from monitoring.retention.models import Disposal, DisposalRecord, Outcome
from monitoring.retention.states import DisposalState, Obstacle
from monitoring.service import actions as concerns
from monitoring.visits.more_days import actions as more_days
from monitoring.visits.requests import actions as days
from schools.models import AssignmentRole, Post
from sil import clock
from sil.accounts.models import ChangeRequest, User
from sil.audit.models import Event
from sil.framework.privacy.retention import Retention
from sil.framework.queries import of_the_repository
from sil.outbox.models import Message, Status
from sil.seals import actions as seals
from sil.seals.models import Certificate, DisposedRow
from tests.conftest import NOW, TODAY
from tests.factories import cases, conversations, events, offers, people, schools, support, surveys, teams
from tests.factories.due import OF_NO_SCHOOL, RECORDS, TEXT, Due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T6")]
ONE = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_DIR = tmp_path
    return tmp_path


@pytest.fixture
def admin(db: None) -> User:
    return people.person("Amos Asker", role="administrator")


@pytest.fixture
def director(db: None) -> User:
    return people.person("Dana Director", role="director_of_education")


def period_of(made: Due) -> Retention:
    found = of_the_repository().privacy.period_of(made.kind)
    assert found is not None
    return found


def proposed(admin: User) -> Disposal:
    found = actions.start(by=admin, on=clock.today())
    working.carry_on()
    found.refresh_from_db()
    return found


def of(disposal: Disposal, made: Due) -> DisposalRecord:
    return disposal.records.get(source=made.record._meta.db_table, key=str(made.record.pk))


def test_every_table_of_what_is_due_has_a_record_here() -> None:
    """Of the kinds that came first there are tests in test_disposals.py."""
    first = {
        "allocations_allocation", "visits_visit", "notices_case", "plans_partnershipplan", "schools_schooldocument",
        "letters_letter", "accounts_user", "audit_event",
    }  # fmt: skip
    tables = {query(TODAY).model._meta.db_table for queries in QUERIES.values() for query in queries}
    found = set()
    for make in RECORDS.values():
        with transaction.atomic():
            found.add(make().record._meta.db_table)
            transaction.set_rollback(True)
    assert found | first == tables and not found & first


@pytest.mark.parametrize("what", RECORDS)
def test_it_is_due_on_the_day_after_its_period_and_not_before(what: str) -> None:
    made = RECORDS[what]()
    period = period_of(made)
    last = period.last_day_kept(made.day)
    table, key = made.record._meta.db_table, str(made.record.pk)
    for on, is_due in ((last, False), (last + ONE, True)):
        found = {row.key: row for row in due(made.kind, period.cutoff(on)) if row.source == table}
        assert (key in found) == is_due, on
    if made.kind not in ("allocations",):
        assert found[key].day == made.day
    assert (made.school is None) == (what in OF_NO_SCHOOL)
    named = getattr(made.record, "school_id", None)
    assert found[key].urn == named


@pytest.mark.parametrize("what", RECORDS)
def test_what_the_preview_says_goes_and_nothing_tells_of_its_words(
    what: str, admin: User, director: User, folder: Path
) -> None:
    made = RECORDS[what]()
    seals.seal()
    before = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with clock.at(period_of(made).last_day_kept(made.day) + ONE):
        disposal = proposed(admin)
        assert of(disposal, made).obstacle == Obstacle.NONE, of(disposal, made).because
        shown = Counter(disposal.records.filter(obstacle=Obstacle.NONE).values_list("source", flat=True))
        assert type(made.record)._default_manager.filter(pk=made.record.pk).exists(), "it is only a preview"
        actions.approve(disposal, by=director, on=clock.today())
        working.carry_on()
        disposal.refresh_from_db()
        assert disposal.status == DisposalState.DONE
        assert not type(made.record)._default_manager.filter(pk=made.record.pk).exists()
        gone = Outcome.objects.filter(record__disposal=disposal, obstacle=Obstacle.NONE)
        assert Counter(gone.values_list("record__source", flat=True)) == shown
        certificate = Certificate.objects.get(disposal=disposal.pk)
        assert certificate.content["records"] == sum(shown.values())
        assert certificate.rows == DisposedRow.objects.filter(disposal=disposal.pk).count()
        told = [*Event.objects.filter(pk__gt=before).values("kind", "reason", "data", "scope"), certificate.content]
        said = json.dumps(told, default=str)
        assert TEXT not in said and "Example" not in said.replace("Example Authority", "") and "@" not in said
        seals.seal()
        call_command("verify_audit")


def test_an_email_is_kept_by_the_school_of_its_reader_by_an_address_they_had_and_by_what_it_says(
    admin: User, director: User
) -> None:
    """A hold on a case keeps what went to its school or names the case; emails to others go."""
    scene = cases.scene(CaseState.LIFTED)
    moved = people.person("Mona Moved", email="mona.new@test.example")
    ChangeRequest.objects.create(
        person=moved, email="mona.old@test.example", new_email=moved.email, asked_by=admin, asked_on=TODAY
    )
    post = people.post(scene.school, "chair", people.person("Fay Former"))
    Post.objects.filter(pk=post.pk).update(ends_on=TODAY)
    former = post.user
    others = people.post(schools.school("Example Other School"), "headteacher").user
    said = {
        "former": (former.email.upper(), "Hello."),
        "old address": ("mona.old@test.example", "Hello."),
        "school": (others.email, f"About {scene.school.name}."),
        "case": (others.email, f"About {scene.case.reference}."),
        "person": (others.email, f"Dear {moved.name}."),
        "none": (others.email, "Hello."),
    }
    Message.objects.all().delete()
    written = {
        name: Message.objects.create(
            kind="note_shared", email=to, subject="A note", body=body, status=Status.SENT, sent_at=NOW, created_at=NOW,
            due_at=NOW,
        )
        for name, (to, body) in said.items()
    }  # fmt: skip
    kept: dict[str, set[str]] = {}
    with clock.at(NOW + timedelta(days=800)):
        on = clock.today()
        for name, subject in {"school": scene.school, "case": scene.case, "person": moved}.items():
            hold = holds.place(subject, reason="A claim is expected.", by=director, on=on)
            made = proposed(admin)
            held = made.records.filter(source="outbox_message", because=f"retention_hold {hold.pk}")
            keys = set(held.values_list("key", flat=True))
            kept[name] = {each for each, message in written.items() if str(message.pk) in keys}
            actions.withdraw(made, by=admin, on=on)
            holds.end(hold, reason="It was dropped.", by=director, on=on)
    assert kept == {
        "school": {"former", "school"}, "case": {"former", "school", "case"}, "person": {"old address", "person"}
    }  # fmt: skip


def test_an_email_that_carried_a_letter_stays_as_long_as_the_letter(admin: User) -> None:
    letter = cases.scene(CaseState.LIFTED).case.letters.exclude(letter=None)[0].letter
    assert letter is not None
    found = Message.objects.filter(dedupe_key__startswith=f"letter:{letter.pk}:")
    assert found.update(status=Status.SENT, sent_at=NOW)
    with clock.at(NOW + timedelta(days=800)):
        listed = proposed(admin).records.filter(source="outbox_message", because=f"letters_letter {letter.pk}")
        assert {each.obstacle for each in listed} == {Obstacle.RESTS} and listed.count() == found.count()


def test_an_email_that_waits_and_a_record_that_is_open_are_never_due(admin: User) -> None:
    """Written out by hand: what has to be over first."""
    school = schools.school("Example Open School")
    head, sip = people.post(school, "headteacher").user, people.assign(school).user
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    scene = conversations.Scene()
    open_ones = [
        teams.set_up(school, sip),
        support.asked(support.scene()),
        support.leader(officer), support.provider(officer), support.offer(school, officer),
        events.asked(school, head, by=sip),
        offers.offered(school, sip),
        days.ask(school, line="", days=Decimal(1), reason=TEXT, by=sip, on=TODAY),
        more_days.ask(school, days=Decimal(1), reason=TEXT, by=head, on=TODAY),
        concerns.raise_concern(school=school, text=TEXT, by=head, on=TODAY),
        scene.says(scene.head, asks=True).conversation,
        surveys.opened(officer),
    ]  # fmt: skip
    with clock.at(NOW + timedelta(days=365 * 11)):
        listed = set(proposed(admin).records.values_list("source", "key"))
    assert not {(each._meta.db_table, str(each.pk)) for each in open_ones} & listed
    waiting = Message.objects.filter(status__in=[Status.WAITING, Status.HELD]).values_list("pk", flat=True)
    assert waiting and not {("outbox_message", str(each)) for each in waiting} & listed


@pytest.mark.parametrize(
    ("what", "on"),
    [(what, on) for what in RECORDS for on in ("person", "school") if on == "person" or what not in OF_NO_SCHOOL],
)
def test_what_is_held_stays_and_the_database_refuses(what: str, on: str, admin: User, director: User) -> None:
    made = RECORDS[what]()
    subject = getattr(made, on)
    with clock.at(period_of(made).last_day_kept(made.day) + ONE):
        disposal = proposed(admin)
        listed = of(disposal, made)
        assert listed.obstacle == Obstacle.NONE
        actions.approve(disposal, by=director, on=clock.today())
        hold = holds.place(subject, reason="A claim is expected.", by=director, on=clock.today())
        with pytest.raises(DatabaseError, match="is held"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT retention_dispose(%s)", [listed.pk])
        working.carry_on()
        assert Outcome.objects.get(record=listed).obstacle == Obstacle.HELD
        assert type(made.record)._default_manager.filter(pk=made.record.pk).exists()
        again = proposed(admin)
        assert of(again, made).because == f"retention_hold {hold.pk}"
