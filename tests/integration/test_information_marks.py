"""monitoring.information_requests.marks: what is disclosed of an item, by whom it is decided and how it reads."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.information_requests.held import actions as held
from monitoring.information_requests.held import collecting
from monitoring.information_requests.log import actions as log
from monitoring.information_requests.marks.actions import Decided, decide
from monitoring.information_requests.marks.shown import as_disclosed
from monitoring.information_requests.models import Collection, InformationRequest, Item
from monitoring.information_requests.states import Decision
from monitoring.visits.models import Visit
from sil.accounts.models import User
from sil.audit.events import history
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T6")]
PURPOSE = "Nina Named and Otto Other talk about the results."


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def item(officer: User) -> Item:
    """A visit in whose purpose a person without an account is named, together with one who has one."""
    school = schools.school()
    people.person("Otto Other")
    visit = visits.planned(school, people.assign(school).user, TODAY, purpose=PURPOSE)
    said = log.Said(
        kind="subject_access",
        asker="Nina Named",
        reach="nina@example.org",
        wanted="Everything about me.",
        received_on=date(2026, 11, 16),
        named="Nina Named",
    )
    request = log.log(said, by=officer, on=TODAY)
    held.collect(request, by=officer, on=TODAY)
    collecting.carry_on()
    return Item.objects.get(request=request, table="visits.Visit", key=str(visit.pk))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"decision": "withheld"}, "Select the exemption"),
        ({"decision": "withheld", "exemption": "s40-2"}, "Select the exemption"),  # of the other Act
        ({"decision": "withheld", "exemption": "a12-5"}, "Select the exemption"),  # refuses a whole request alone
        ({"decision": "disclosed", "exemption": "sch2-16"}, "for what is withheld"),
        ({"decision": "part", "exemption": "sch2-16"}, "one on each line"),
        ({"decision": "part", "exemption": "sch2-16", "passages": ["Olga"]}, "does not stand in the text"),
    ],
)
def test_what_is_refused(item: Item, officer: User, said: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Denied, match=refusal):
        decide(item, Decided(**said), by=officer, on=TODAY)


def test_passages_are_blacked_out_and_the_record_is_unchanged(item: Item, officer: User) -> None:
    said = Decided(decision=Decision.PART, exemption="sch2-16", note="A colleague.", passages=["otto other"])
    decided = decide(item, said, by=officer, on=TODAY)
    shown = as_disclosed(decided)
    assert "Nina Named and [withheld: Schedule 2, paragraph 16] talk" in shown and "Otto" not in shown
    assert Visit.objects.get(pk=int(item.key)).purpose == PURPOSE
    event = history(item.request).first()
    assert event is not None and event.data["decision"] == ["To be decided", "Disclosed in part"]
    assert "Otto" not in str(event.data)


def test_a_closed_request_keeps_its_decisions(item: Item, officer: User) -> None:
    log.close(item.request, "withdraw", day=TODAY, text="By email.", by=officer, on=TODAY)
    with pytest.raises(Denied, match="closed"):
        decide(item, Decided(decision=Decision.DISCLOSED), by=officer, on=TODAY)


def test_a_decision_needs_its_event(officer: User) -> None:
    """Of a request without any event in this transaction, as in a later one."""
    facts: dict[str, Any] = {"received_on": TODAY, "counts_from": TODAY, "logged_on": TODAY, "logged_by": officer}
    request = InformationRequest.objects.create(kind="freedom_of_information", **facts)
    collection = Collection.objects.create(request=request, asked_by=officer, asked_at=NOW, tables_all=1)
    item = Item.objects.create(request=request, collection=collection, label="Visit", how="record", words="Words.")
    with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(decision="disclosed")


def test_names_of_others_are_offered_and_typed_passages_are_kept(item: Item, officer: User) -> None:
    client, path = Client(), f"/information-requests/items/{item.pk}/"
    client.force_login(officer)
    page = client.get(path).content.decode()
    assert 'value="Otto Other"' in page and 'value="Nina Named"' not in page
    typed: dict[str, Any] = {"decision": "part", "names": ["Otto Other"], "passages": "the result\nthe moon"}
    said = client.post(path, typed).content.decode()
    assert "“the moon” does not stand in the text" in said and "Select the exemption" in said
    assert "the result\nthe moon" in said
    typed |= {"passages": "the results\n", "exemption": "sch2-16"}
    done = client.post(path, typed)
    assert done.status_code == 302
    item.refresh_from_db()
    assert item.passages == ["Otto Other", "the results"]
    page = client.get(path).content.decode()
    assert "[withheld: Schedule 2, paragraph 16] talk about [withheld" in page


def test_a_decision_leads_to_the_next_record(item: Item, officer: User) -> None:
    client, seen = Client(), set()
    client.force_login(officer)
    path, number = f"/information-requests/items/{item.pk}/", Item.objects.filter(request=item.request).count()
    while "/items/" in path and path.rstrip("/").rsplit("/", 1)[-1] != "items":
        assert path not in seen
        seen.add(path)
        path = client.post(path, {"decision": "disclosed"})["Location"]
    assert len(seen) == number and path == f"/information-requests/{item.request_id}/items/"
