"""monitoring.retention: what is due goes once it is approved, and leaves digests; what is held or needed stays."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from allocations.states import State
from monitoring.notices.models import Case
from monitoring.notices.states import CaseState
from monitoring.retention.disposals import actions, working
from monitoring.retention.holds import actions as holds
from monitoring.retention.models import Disposal, Outcome
from monitoring.retention.states import DisposalState, Obstacle
from monitoring.visits.models import Report, Visit
from monitoring.visits.visit import actions as of_visits
from schools.models import Watch
from sil import clock
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.letters import actions as letters
from sil.letters.models import Letter
from sil.outbox.models import MailChoice
from sil.seals import actions as seals
from sil.seals.comparing import Counted, verify
from sil.seals.models import Certificate, DisposedRow
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import allocations, cases, people, schools, visits
from tests.retention_table import OF_ACCOUNTS

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T6")]
# When everything of today is long over.
LATER = NOW + timedelta(days=365 * 14)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_DIR = tmp_path
    return tmp_path


@pytest.fixture
def admin(db: None) -> User:
    return people.person(role="administrator")


@pytest.fixture
def director(db: None) -> User:
    return people.person("Dana Director", role="director_of_education")


def proposed(admin: User) -> Disposal:
    on = clock.today()
    made = actions.start(by=admin, on=on)
    working.carry_on()
    made.refresh_from_db()
    assert made.status == DisposalState.PROPOSED
    return made


def disposed(admin: User, director: User) -> Disposal:
    made = proposed(admin)
    actions.approve(made, by=director, on=clock.today())
    working.carry_on()
    made.refresh_from_db()
    assert made.status == DisposalState.DONE
    return made


def test_a_case_goes_with_all_that_belongs_to_it(
    liverpool: FrameworkVersion, admin: User, director: User, folder: Path
) -> None:
    scene = cases.scene(CaseState.LIFTED)
    seals.seal()
    with clock.at(LATER):
        done = disposed(admin, director)
        assert not Case.objects.exists() and not Letter.objects.exists()
        assert Outcome.objects.exclude(obstacle=Obstacle.NONE).count() == 0
        counted = Counted()
        assert [found.sentence for found in verify(folder, counted)] == []
        assert counted.disposed > 10
        certificate = Certificate.objects.get(disposal=done.pk)
        assert certificate.rows == DisposedRow.objects.count() > 50
    assert scene.school.pk


def test_nothing_goes_before_its_period_or_before_a_second_person_approves(
    liverpool: FrameworkVersion, admin: User, director: User
) -> None:
    cases.scene(CaseState.LIFTED)
    made = proposed(admin)
    assert not made.records.exists(), "nothing is due on the day"
    with pytest.raises(Denied, match="Nothing on the list can go"):
        actions.approve(made, by=director, on=TODAY)
    actions.withdraw(made, by=admin, on=TODAY)
    with clock.at(LATER):
        made = proposed(admin)
        assert made.records.filter(kind="cases").count() == 1
        with pytest.raises(Denied, match="Only a director"):
            actions.approve(made, by=admin, on=clock.today())
        both = people.person("Both Roles", role="director_of_education")
        Disposal.objects.filter(pk=made.pk).update(asked_by=both)
        with pytest.raises(Denied, match="another person"):
            actions.approve(made, by=both, on=clock.today())
        actions.refuse(made, by=director, on=clock.today(), note="An inquiry is expected.")
        working.carry_on()
        assert Case.objects.count() == 1 and not DisposedRow.objects.exists()


@pytest.mark.parametrize("on", ["school", "case", "person"])
def test_what_is_held_stays_until_the_hold_ends(
    liverpool: FrameworkVersion, admin: User, director: User, on: str
) -> None:
    scene = cases.scene(CaseState.LIFTED)
    subject: Any = {"school": scene.school, "case": scene.case, "person": scene.case.owner}[on]
    hold = holds.place(subject, reason="A claim is expected.", by=director, on=TODAY)
    with clock.at(LATER):
        made = proposed(admin)
        kept = made.records.get(kind="cases")
        assert (kept.obstacle, kept.because) == (Obstacle.HELD, f"retention_hold {hold.pk}")
        of_letters = {record.obstacle for record in made.records.filter(kind="letters")}
        assert of_letters <= {Obstacle.HELD, Obstacle.RESTS} and of_letters, "the letters of a case that stays"
        actions.withdraw(made, by=admin, on=clock.today())
        holds.end(hold, reason="The claim was dropped.", by=director, on=clock.today())
        disposed(admin, director)
        assert not Case.objects.exists()


def test_a_hold_after_the_approval_stops_the_worker_and_the_database(
    liverpool: FrameworkVersion, admin: User, director: User
) -> None:
    scene = cases.scene(CaseState.LIFTED)
    with clock.at(LATER):
        made = proposed(admin)
        actions.approve(made, by=director, on=clock.today())
        holds.place(scene.school, reason="A claim came in.", by=director, on=clock.today())
        listed = made.records.get(kind="cases")
        with pytest.raises(DatabaseError, match="is held"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT retention_dispose(%s)", [listed.pk])
        working.carry_on()
        assert Case.objects.count() == 1
        assert Outcome.objects.get(record=listed).obstacle == Obstacle.HELD


def test_what_something_that_is_kept_rests_on_stays(liverpool: FrameworkVersion, admin: User, director: User) -> None:
    """The letter of an allocation has a longer period than the allocation; a plan keeps the allocation that asked."""
    scene = allocations.scene(State.AGREED)
    for letter in Letter.objects.all():
        letters.issue(letter.pk)
    with clock.at(LATER):
        made = proposed(admin)
        found = {(record.kind, record.obstacle) for record in made.records.exclude(kind="audit")}
        # The round is open, so the allocation is not due, and its letter is about something that is kept.
        assert found == {("letters", Obstacle.RESTS)}
    assert scene.allocation.pk


def test_a_visit_goes_with_its_report_and_a_case_opened_again_does_not(
    liverpool: FrameworkVersion, admin: User, director: User
) -> None:
    scene = cases.scene(CaseState.LIFTED)
    visit = visits.planned(scene.school, scene.sip, date(2026, 11, 10))
    of_visits.cancel(visit, reason="The headteacher is ill.", ended_by="The school", by=scene.sip, on=TODAY)
    with clock.at(LATER):
        made = proposed(admin)
        actions.approve(made, by=director, on=clock.today())
        with transaction.atomic():
            run("SET LOCAL session_replication_role = replica")
            Case.objects.update(status=CaseState.OPENED, ended_on=None)
            run("SET LOCAL session_replication_role = origin")
        working.carry_on()
        made.refresh_from_db()
        assert made.status == DisposalState.DONE
        assert not Visit.objects.exists() and not Report.objects.exists()
        assert Case.objects.count() == 1
        assert Outcome.objects.get(record__kind="cases").obstacle == Obstacle.GONE


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_it_goes_on_where_it_stopped(
    liverpool: FrameworkVersion, admin: User, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.scene(CaseState.LIFTED)
    with clock.at(LATER):
        made = proposed(admin)
        actions.approve(made, by=director, on=clock.today())
        monkeypatch.setattr(working, "LONGEST", 0)
        for _ in range(3):
            working.carry_on()
        done = Outcome.objects.count()
        made.refresh_from_db()
        assert made.status == DisposalState.APPROVED and done < made.records.filter(obstacle="").count()
        monkeypatch.undo()
        working.carry_on()
        made.refresh_from_db()
        assert made.status == DisposalState.DONE
        assert Outcome.objects.count() == made.records.filter(obstacle="").count()


def test_the_name_of_an_account_goes_and_its_key_stays(
    liverpool: FrameworkVersion, admin: User, director: User
) -> None:
    gone = people.person("Freda Former", role="sip")
    gone.grants.update(ends_on=TODAY)
    MailChoice.objects.create(user=gone, chosen_at=NOW)
    Watch.objects.create(user=gone, school=schools.school(), since=NOW, seen_at=NOW)
    EmailAddress.objects.create(user=gone, email=gone.email)
    with clock.at(NOW + timedelta(days=365 * 7)):
        disposed(admin, director)
    gone.refresh_from_db()
    assert (gone.name, gone.email) == (f"Former user {gone.pk}", f"former-user-{gone.pk}@removed.invalid")
    assert not gone.is_active and not gone.has_usable_password()
    for label in OF_ACCOUNTS.split():
        model = apps.get_model(label)
        of = "email_address__user" if label == "account.EmailConfirmation" else "user"
        assert not model._default_manager.filter(**{of: gone}).exists(), label
    director.refresh_from_db()
    assert director.name == "Dana Director"


TAMPERED = {
    "a digest": ("UPDATE seals_disposedrow SET digest = sha256('x') WHERE source = 'notices_case'", "certificate"),
    "a row fewer": ("DELETE FROM seals_disposedrow WHERE source = 'notices_case'", "certificate"),
    "another row": (
        "INSERT INTO seals_disposedrow (source, key, disposal, record, digest, at)"
        " SELECT source, '999999', disposal, record, digest, at FROM seals_disposedrow LIMIT 1",
        "certificate",
    ),
    "an event deleted under its cover": (
        "WITH e AS (DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event) RETURNING id)"
        " INSERT INTO seals_disposedrow (source, key, disposal, record, digest, at)"
        " SELECT 'audit_event', e.id::text, d.disposal, d.record, s.digest, d.at"
        " FROM e JOIN seals_sealedrow s ON s.source = 'audit_event' AND s.key = e.id,"
        " (SELECT * FROM seals_disposedrow LIMIT 1) d",
        "certificate",
    ),
    "the certificate": ("DELETE FROM seals_certificate", "missing"),
    "the log of a letter": (
        "UPDATE seals_disposedrow SET digest = sha256('x') WHERE source = 'letters_letter'",
        "was changed after seal",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_disposal_is_found(
    liverpool: FrameworkVersion, admin: User, director: User, folder: Path, how: str
) -> None:
    cases.scene(CaseState.LIFTED)
    seals.seal()
    with clock.at(LATER):
        disposed(admin, director)
        seals.seal()
        assert list(verify(folder, Counted())) == []
        statement, says = TAMPERED[how]
        run("SET session_replication_role = replica", statement, "SET session_replication_role = origin")
        assert any(says in found.sentence for found in verify(folder, Counted())), how
