"""A button does what its page showed: what changed meanwhile is shown, and asked about again."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from allocations.answer import actions as answers
from allocations.draft.actions import Writing, save_draft
from allocations.evidence.actions import add_evidence
from allocations.models import Allocation, Draft, Position, Round
from allocations.states import Party, State
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState, LetterState
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.letters.models import Letter
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import allocations, case_letters, cases, covers, inspections, people, schools
from tests.factories.allocations import Scene
from tests.integration import test_second_factor as second_factor


@pytest.fixture
def world(own_database: str) -> None:
    """A database in which each act is a transaction of its own, as it is in use."""
    load_liverpool()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(response: Any) -> dict[str, str]:
    """The hidden fields of a page, as a browser posts them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in found}


def words(response: Any) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def write(scene: Scene, party: Party, by: User, band: str, reasons: str) -> Draft:
    draft = Draft.objects.filter(allocation=scene.allocation, party=party).first()
    marks = {c.id: {"reading": "0"} for c in scene.allocation.framework.criteria} if party == Party.SIP else {}
    writing = Writing(band=band, reasons=reasons, marks=marks)
    version = draft.version if draft else 0
    return save_draft(scene.allocation, party, by=by, on=TODAY, writing=writing, version=version)


def test_a_wrong_code_or_password_is_no_change_of_the_page_that_comes_back(world: None) -> None:
    """Both are recorded while the page is answered, and the next attempt carries what that page showed."""
    user, client = people.person("Sam Sample", role="sip", password=people.PASSWORD), Client()
    client.post("/accounts/login/", {"login": user.email, "password": people.PASSWORD})
    with clock.at(clock.now() + timedelta(minutes=50)):
        path = "/accounts/second-step/app/"
        page: Any = client.get(path, follow=True)
        confirm = page.redirect_chain[-1][0] if page.redirect_chain else path
        if confirm != path:
            page = client.post(confirm, fields(page) | {"password": "not mine"})
            page = client.post(confirm, fields(page) | {"password": people.PASSWORD}, follow=True)
        secret = second_factor.key(second_factor.text(page))
        page = client.post(path, fields(page) | {"code": second_factor.wrong()})
        assert "The code is not correct" in words(page)
        done = client.post(path, fields(page) | {"code": second_factor.code(secret)})
    assert (done.status_code, done["Location"]) == (302, "/accounts/second-step/")


@pytest.mark.promise("shown")
def test_a_decision_is_the_one_that_the_page_showed(world: None) -> None:
    """Where two officers write one decision, the button decides what its page showed. If the other one changed the
    draft meanwhile, nothing is sent: you read what changed, and are asked again."""
    scene = allocations.scene(State.WITH_OFFICER)
    other = people.person("Omar Other", role="principal_officer")
    write(scene, Party.OFFICER, scene.officer, "A", "The results are those of Band A.")
    first, at = as_(scene.officer), f"/allocations/{scene.allocation.pk}/decide/check/"
    page = first.get(at)
    write(scene, Party.OFFICER, other, "D", "The school needs far more.")
    refused = first.post(at, fields(page))
    assert not Position.objects.filter(party=Party.OFFICER).exists() and not Letter.objects.exists()
    said = words(refused)
    assert "Nothing has been done" in said and "Band A" in said and "Band D" in said
    assert "The results are those of Band A." in said and "The school needs far more." in said
    assert "Omar Other was the last to save this draft" in said
    assert Draft.objects.get(party=Party.OFFICER).reasons == "The school needs far more."
    # Having read it, the officer may go on.
    assert first.post(at, fields(refused)).status_code == 302
    assert Position.objects.get(party=Party.OFFICER).band == "D"


@pytest.mark.parametrize("posted", [{"shown": ""}, {"read": ""}, {"read": "forged"}])
def test_a_post_that_no_page_sent_does_nothing(world: None, posted: dict[str, str]) -> None:
    scene = allocations.scene(State.WITH_OFFICER)
    write(scene, Party.OFFICER, scene.officer, "A", "The results are those of Band A.")
    client, at = as_(scene.officer), f"/allocations/{scene.allocation.pk}/decide/check/"
    refused = client.post(at, fields(client.get(at)) | posted)
    assert "We cannot tell what this page showed you" in words(refused)
    assert Allocation.objects.get().status == State.WITH_OFFICER


@pytest.mark.promise("shown")
def test_a_proposal_is_the_one_that_the_page_showed(world: None) -> None:
    """A proposal that a covering partner changed after you opened the last page is not sent before you have read it."""
    scene = allocations.scene()
    write(scene, Party.SIP, scene.sip, "A", "Going well.")
    cover, at = people.person("Cleo Cover", role="sip"), f"/allocations/{scene.allocation.pk}/propose/check/"
    covers.arranged(scene.sip, cover, TODAY, TODAY + timedelta(days=7))
    page = as_(scene.sip).get(at)
    write(scene, Party.SIP, cover, "C", "Not going well.")
    refused = as_(scene.sip).post(at, fields(page))
    assert not Position.objects.exists()
    assert "Going well." in words(refused) and "Not going well." in words(refused)


@pytest.mark.promise("shown")
def test_a_disagreement_is_the_one_that_the_page_showed(world: None) -> None:
    """Two heads of one school write one answer. What the other one changed is shown to you before it is sent in your
    name, and so is a proposal that was revised."""
    scene = allocations.scene(State.PROPOSED)
    acting = people.post(scene.school, "acting_headteacher").user
    write(scene, Party.SCHOOL, scene.head, "C", "We need more.")
    at = f"/allocations/{scene.allocation.pk}/disagree/check/"
    page = as_(scene.head).get(at)
    write(scene, Party.SCHOOL, acting, "D", "We need much more.")
    refused = as_(scene.head).post(at, fields(page))
    assert not Position.objects.filter(party=Party.SCHOOL).exists()
    assert "We need more." in words(refused) and "We need much more." in words(refused)


@pytest.mark.promise("shown")
def test_an_agreement_that_was_built_upon_is_not_taken_back(world: None) -> None:
    """Taking back an agreement does nothing if somebody else changed the allocation after you opened the page."""
    scene = allocations.scene(State.PROPOSED)
    allocations.agree(scene, on=TODAY)
    at, head = f"/allocations/{scene.allocation.pk}/take-back/", as_(scene.head)
    page = head.get(at)
    with transaction.atomic():
        answers.take_back(scene.allocation, by=people.post(scene.school, "acting_headteacher").user, on=TODAY)
        allocations.agree(scene, on=TODAY)
    refused = head.post(at, fields(page))
    assert Allocation.objects.get().status == State.AGREED
    said = words(refused)
    assert "changed this at 10:00, after you opened the page. Nothing has been done." in said


def test_a_school_reads_who_changed_it_and_not_what_officers_wrote(world: None) -> None:
    """A sentence about a change never tells a school what only officers read."""
    scene = allocations.scene(State.PROPOSED)
    page = as_(scene.head).get(f"/allocations/{scene.allocation.pk}/agree/")
    with clock.at(NOW):
        events.record("allocation.revised", subject=scene.allocation, by=scene.officer, reason="Their private words.")
    refused = as_(scene.head).post(f"/allocations/{scene.allocation.pk}/agree/", fields(page))
    assert f"{scene.officer.name} changed this at 10:00" in words(refused)
    assert "private" not in words(refused) and "Proposal for" not in words(refused)


def test_what_officers_note_beside_a_band_asks_nobody_again(world: None) -> None:
    """A flag that only officers read does not stand in the way of a school, which would learn of it."""
    scene = allocations.scene(State.PROPOSED)
    at, head = f"/allocations/{scene.allocation.pk}/agree/", as_(scene.head)
    page = head.get(at)
    events.record("allocation.conflict_declared", subject=scene.allocation, by=scene.officer)
    assert head.post(at, fields(page)).status_code == 302
    assert Allocation.objects.get().status == State.AGREED


@pytest.mark.promise("shown")
def test_a_round_is_opened_for_the_schools_that_the_page_counted(world: None) -> None:
    """A round is opened for the schools that its page counted: a school that came meanwhile is shown first."""
    schools.school()
    officer = as_(people.person(role="principal_officer"))
    page = officer.get("/allocations/rounds/2026/open/")
    schools.school()
    refused = officer.post("/allocations/rounds/2026/open/", fields(page))
    assert not Round.objects.exists()
    assert "Schools in the round" in words(refused) and "Nothing has been done" in words(refused)
    assert officer.post("/allocations/rounds/2026/open/", fields(refused)).status_code == 302
    assert Round.objects.get().allocations.count() == 2


def test_a_page_that_was_opened_before_is_asked_again_after_signing_in_again(world: None) -> None:
    """What is sent again after the session ended was pressed on the earlier page, not on the one that kept it."""
    scene = allocations.scene(State.PROPOSED)
    at = f"/allocations/{scene.allocation.pk}/agree/"
    page = fields(as_(scene.head).get(at))
    kept = Client().post(at, page | {"comment": "Thank you."})
    assert kept.status_code == 401
    assert fields(kept)["shown"] == page["shown"]


def test_an_act_without_a_page_of_its_own_says_what_changed_and_keeps_the_words(world: None) -> None:
    school = schools.school()
    partner = people.assign(school).user
    found = inspections.by_hand(school, partner, date(2026, 3, 4))
    at = f"/inspections/{found.pk}/withdraw/"
    page = as_(partner).get(at)
    events.record("inspection.corrected", subject=found, by=people.person("Otto Other"))
    refused = as_(partner).post(
        at, fields(page) | {"reason": "It was another school's, as we saw when we read it again."}
    )
    assert refused.status_code == 409
    assert "Otto Other" in words(refused)
    assert "It was another school" in refused.content.decode()


@pytest.mark.promise("shown")
def test_a_notice_is_signed_on_the_case_that_the_pack_showed(world: None) -> None:
    """A director signs a notice on the case as its pages showed it: if somebody changed the case meanwhile, nothing is
    signed, and the page says what changed."""
    made = cases.scene(CaseState.DISCUSSED)
    letter = case_letters.presented(made)
    at = f"/case-letters/{letter.pk}/sign/"
    director = as_(made.signer(letter))
    page = director.get(at)
    with clock.at(NOW):
        events.record("case.changed", subject=made.case, by=made.officer, scope=made.case.scope, reference="C")
    refused = director.post(at, fields(page) | {"act": "sign"}, follow=True)
    assert "10:00, Olive Officer: Concern case C changed." in words(refused)
    assert CaseLetter.objects.get(pk=letter.pk).status == LetterState.PRESENTED


@pytest.mark.promise("shown")
def test_documents_go_with_what_the_page_listed(world: None) -> None:
    """The documents that go with an answer are on its last page and beside what was sent. One that somebody added
    meanwhile is shown before anything is sent."""
    scene = allocations.scene(State.PROPOSED)
    acting = people.post(scene.school, "acting_headteacher").user
    write(scene, Party.SCHOOL, scene.head, "C", "We need more.")
    add(scene, scene.head, "Results of summer 2026")
    at, head = f"/allocations/{scene.allocation.pk}/disagree/check/", as_(scene.head)
    page = head.get(at)
    assert "Results of summer 2026 (on the web)" in words(page)
    add(scene, acting, "Our own review of reading")
    refused = head.post(at, fields(page))
    assert "Documents and links" in words(refused) and "Our own review of reading" in words(refused)
    assert not Position.objects.filter(party=Party.SCHOOL).exists()
    assert head.post(at, fields(refused)).status_code == 302
    assert "Our own review of reading (on the web)" in words(as_(scene.sip).get(f"/allocations/{scene.allocation.pk}/"))


def add(scene: Scene, by: User, title: str) -> None:
    add_evidence(scene.allocation, Party.SCHOOL, by=by, on=TODAY, title=title, url="https://results.example/")
