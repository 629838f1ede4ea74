"""monitoring.information_requests.held: what is held of a person or a school is found, and read by who may."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.test import Client

from monitoring.information_requests.held import actions, collecting
from monitoring.information_requests.held.collecting import HELD
from monitoring.information_requests.held.left_out import NOT_HELD
from monitoring.information_requests.held.queries import found_for, readable
from monitoring.information_requests.held.tables import Held, tells_of_somebody
from monitoring.information_requests.log import actions as log
from monitoring.information_requests.marks import actions as marks
from monitoring.information_requests.marks.actions import Decided
from monitoring.information_requests.models import Collection, InformationRequest, Item
from monitoring.information_requests.states import Decision, How
from monitoring.notices.case import readers
from monitoring.visits.models import Visit
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import cases, people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T6")]


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


def asked(by: User, *, person: User | None = None, school: School | None = None, named: str = "") -> InformationRequest:
    said = log.Said(
        kind="freedom_of_information",
        asker="Rita Reporter",
        reach="rita@example.org",
        wanted="Everything.",
        received_on=date(2026, 11, 16),
        person=person,
        school=school,
        named=named,
    )
    return log.log(said, by=by, on=TODAY)


def collected(request: InformationRequest, by: User) -> Collection:
    made = actions.collect(request, by=by, on=TODAY)
    collecting.carry_on()
    made.refresh_from_db()
    assert made.done_at and not made.failed and made.tables_done == len(HELD)
    return made


def test_every_table_that_names_a_person_or_a_school_is_held_or_left_out_with_a_reason() -> None:
    held = {each.model for each in HELD}
    assert len(held) == len(HELD) and held.isdisjoint(NOT_HELD)
    telling = {model._meta.label for model in apps.get_models() if tells_of_somebody(model)}
    assert telling - held - set(NOT_HELD) == set(), "say what is collected of it, or why not"
    known = {model._meta.label for model in apps.get_models()}
    assert (held | set(NOT_HELD)) - known == set()
    assert all(len(reason) > 20 for reason in NOT_HELD.values())


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.model)
def test_the_paths_of_a_table_lead_somewhere(held: Held) -> None:
    for path in (held.school, held.case, held.scope, held.at, held.upload, held.letter, held.day):
        model: Any = held.table
        for name in path.split("__") if path else ():
            try:
                column = model._meta.pk if name == "pk" else model._meta.get_field(name)
            except FieldDoesNotExist:
                pytest.fail(f"{held.model} has no {path}")
            model = column.related_model if column.is_relation else model
    assert set(held.columns) <= {each.name for each in held.table._meta.get_fields()}


def test_tables_of_concern_say_to_which_case_they_belong() -> None:
    """A table of notices without a path to its case would show what is restricted."""
    of_no_case = {held.model for held in HELD if held.model.startswith("notices.") and not held.case}
    assert of_no_case == {
        "notices.SecretaryOfStateNotice",
        "notices.StateAct",
        "notices.EmailConsent",
        "notices.Delegation",
    }


def test_records_that_name_a_person_and_those_with_the_name_in_their_words(officer: User) -> None:
    sip = people.person("Sally Strand", role="sip")
    school = schools.school()
    people.assign(school, sip)
    visit = visits.planned(school, sip, TODAY)
    elsewhere = schools.school()
    other = visits.planned(elsewhere, people.assign(elsewhere).user, TODAY, purpose="To meet Sally Strand.")
    request = asked(officer, person=sip)
    collected(request, officer)
    items = {(item.table, item.key): item for item in readable(request, roles_of(officer, TODAY))}
    found = items["visits.Visit", str(visit.pk)]
    assert (found.how, found.address) == (How.RECORD, visit.get_absolute_url()) and "Lead" in found.role
    named = items["visits.Visit", str(other.pk)]
    assert (named.how, named.role) == (How.NAME, "") and "Sally Strand" in named.words
    assert ("accounts.User", str(sip.pk)) in items
    assert "Sally Strand" in items["accounts.User", str(sip.pk)].words
    assert not [key for key in items if key[0] == "accounts.User" and key[1] != str(sip.pk)]


def test_what_nobody_may_read_is_not_collected(officer: User) -> None:
    sip = people.person("Sally Strand", role="sip")
    for kind in ("survey.answered", "sign_in.done", "hold.placed", "person.invited"):
        events.record(kind, subject=sip, by=sip, scope=f"person:{sip.pk}", name=sip.name)
    request = asked(officer, person=sip)
    collected(request, officer)
    words = "\n".join(request.items.filter(table="audit.Event").values_list("words", flat=True))
    assert "invited" in words
    for sentence in ("Survey", "igned in", "hold"):
        assert sentence not in words


def test_a_school_is_collected_with_its_cases_and_a_restricted_one_is_counted_alone(officer: User) -> None:
    school = schools.school()
    case_scene = cases.scene(school=school)
    case, owner = case_scene.case, case_scene.officer
    elsewhere = schools.school()
    visit = visits.planned(school, case_scene.sip, TODAY)
    visits.planned(elsewhere, people.assign(elsewhere).user, TODAY)
    request = asked(officer, school=school)
    collected(request, officer)
    whole = readable(request, roles_of(officer, TODAY))
    assert {item.key for item in whole.filter(table="visits.Visit", how="record")} == {str(visit.pk)}
    number = whole.count()
    of_case = whole.filter(case=case).count()
    assert of_case
    readers.restrict(case, reason="It names a person.", by=owner, on=TODAY)
    found = found_for(request, roles_of(officer, TODAY))
    assert (found.all, found.hidden) == (number, of_case)
    assert found_for(request, roles_of(owner, TODAY)).hidden == 0
    client = Client()
    client.force_login(officer)
    page = client.get(f"/information-requests/{request.pk}/items/").content.decode()
    assert f"{of_case} record" in page and "ask the Director" in page and case.concern not in page
    hidden = Item.objects.filter(request=request, case=case).first()
    assert hidden is not None
    assert client.get(f"/information-requests/items/{hidden.pk}/").status_code == 404


def test_collecting_again_keeps_what_was_decided_of_the_same_words(officer: User) -> None:
    school = schools.school()
    sip = people.assign(school).user
    first, second = visits.planned(school, sip, TODAY), visits.planned(school, sip, TODAY + visits.WEEK)
    request = asked(officer, school=school)
    collected(request, officer)
    of_visits = request.items.filter(table="visits.Visit")
    for item in of_visits:
        said = Decided(decision=Decision.WITHHELD, exemption="s36", note="Advice.")
        marks.decide(item, said, by=officer, on=TODAY)
    Visit.objects.filter(pk=second.pk).update(purpose="Another purpose.")
    actions.collect(request, by=officer, on=TODAY)
    with pytest.raises(Denied, match="collecting already"):
        actions.collect(request, by=officer, on=TODAY)
    collecting.carry_on()
    assert {each.key: each.decision for each in of_visits.all()} == {str(first.pk): "withheld", str(second.pk): ""}
    assert request.items.filter(table="visits.Visit", exemption="s36", note="Advice.").count() == 1


def test_nobody_collects_for_a_request_about_themselves(officer: User) -> None:
    with pytest.raises(Denied, match="about you"):
        asked(officer, person=officer)
    other = people.person("Otto Other", role="principal_officer")
    request = asked(other, person=officer)
    with pytest.raises(Denied, match="about you"):
        actions.collect(request, by=officer, on=TODAY)
    client = Client()
    client.force_login(officer)
    for path in ("", "items/", "correct/"):
        assert client.get(f"/information-requests/{request.pk}/{path}").status_code == 404


def test_nothing_is_collected_for_nobody_and_a_part_is_not_taken_for_all(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Denied, match="no one person or school"):
        actions.collect(asked(officer), by=officer, on=TODAY)
    request = asked(officer, named="Nina Named")
    broken = (*HELD[:3], replace(HELD[3], day="nothing", words=("missing",)))
    monkeypatch.setattr(collecting, "HELD", broken)  # a table whose columns were renamed
    made = actions.collect(request, by=officer, on=TODAY)
    collecting.carry_on()
    made.refresh_from_db()
    assert made.failed and made.done_at is None and not readable(request, roles_of(officer, TODAY)).exists()
