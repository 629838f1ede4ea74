"""A proposal that is checked before the school reads it, where the framework file asks for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from allocations.allocation.permissions import deciders
from allocations.board.queries import board
from allocations.decision import actions as decisions
from allocations.evidence.actions import add_evidence
from allocations.models import Allocation, Draft, Evidence, Moderation, Position
from allocations.moderation import actions
from allocations.outliers.queries import facts_of_round
from allocations.page.handover import LEAVING
from allocations.proposal import actions as proposals
from allocations.states import Party, State
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, frameworks, inspections, people
from tests.factories.allocations import PROPOSED, Scene, case
from tests.factories.people import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A16")]


@pytest.fixture(autouse=True)
def moderated(db: None) -> None:
    """A framework that asks for the check."""
    frameworks.moderated()


def fresh(made: Scene) -> Allocation:
    return Allocation.objects.get(pk=made.allocation.pk)


def sent(made: Scene) -> Position:
    return Position.objects.filter(allocation=made.allocation, party=Party.UNCHECKED).latest("number")


def in_moderation() -> Scene:
    return allocations.scene(State.IN_MODERATION)


def let_go(made: Scene, by: User | None = None) -> Position:
    return actions.let_go(made.allocation, by=by or made.officer, on=PROPOSED, position_id=sent(made).pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("email", flat=True))


class TestTheWay:
    def test_the_school_reads_nothing_until_it_is_let_go(self) -> None:
        made = in_moderation()
        at = made.allocation.get_absolute_url()
        assert fresh(made).status == State.IN_MODERATION and not fresh(made).due_on
        assert signed_in(made.head).get(at).status_code == 404
        assert not told("allocation_proposed") and told("allocation_to_check") == {made.officer.email}
        let_go(made)
        page = signed_in(made.head).get(at)
        assert page.status_code == 200 and "Band B" in page.text
        assert fresh(made).status == State.PROPOSED and fresh(made).due_on
        assert told("allocation_proposed") == {made.head.email} and told("allocation_let_go") == {made.sip.email}

    def test_what_goes_is_the_partners_own_with_its_marks_and_documents(self) -> None:
        made = allocations.scene()
        add_evidence(
            made.allocation,
            Party.SIP,
            by=made.sip,
            on=PROPOSED,
            title="Book study",
            criterion="reading",
            url="https://example.org/books",
            document=None,
            dated=None,
        )
        allocations.submit(made)
        assert Evidence.objects.get().position is None
        proposal = let_go(made)
        assert (proposal.party, proposal.taken_by, proposal.number) == (Party.SIP, made.sip, 1)
        assert proposal.reasons == sent(made).reasons and proposal.marks.count() == sent(made).marks.count()
        assert Evidence.objects.get().position == proposal
        assert not Draft.objects.exists()

    def test_a_question_and_an_answer_are_kept_and_told(self) -> None:
        made = in_moderation()
        actions.ask(made.allocation, by=made.officer, on=PROPOSED, position_id=sent(made).pk, text="Why B, not C?")
        assert told("allocation_asked") == {made.sip.email}
        actions.answer(made.allocation, by=made.sip, on=PROPOSED, position_id=sent(made).pk, text="Results rose.")
        assert told("allocation_answered") == {made.officer.email}
        said = list(Moderation.objects.values_list("kind", "text"))
        assert said == [("asked", "Why B, not C?"), ("answered", "Results rose.")]
        assert fresh(made).status == State.IN_MODERATION
        let_go(made)
        at = reverse("allocation_moderate", kwargs={"pk": made.allocation.pk})
        assert "Why B, not C?" in signed_in(made.officer).get(at).text, "and can be disclosed afterwards"
        assert "Why B, not C?" not in signed_in(made.head).get(made.allocation.get_absolute_url()).text
        assert signed_in(made.head).get(at).status_code in {403, 404}

    def test_a_partner_can_change_it_and_the_version_that_was_read_is_the_one_that_goes(self) -> None:
        made = in_moderation()
        read = sent(made).pk
        changed = replace(case(made.allocation.framework, "C"), reasons="On reflection.")
        proposals.resubmit(made.allocation, by=made.sip, on=PROPOSED, choice=changed)
        with pytest.raises(Denied, match="changed while you were reading"):
            actions.let_go(made.allocation, by=made.officer, on=PROPOSED, position_id=read)
        assert let_go(made).band == "C"
        page = signed_in(made.head).get(made.allocation.get_absolute_url()).text
        assert "On reflection." in page and "Earlier versions of the proposal" not in page

    def test_what_the_partner_went_on_to_write_is_kept(self) -> None:
        made = in_moderation()
        at = reverse("allocation_propose", kwargs={"pk": made.allocation.pk})
        client = signed_in(made.sip)
        version = client.get(at).context["editor"].version
        client.post(at, {"act": "save", "version": version, "band": "B", "reasons": "Still thinking."})
        let_go(made)
        assert Draft.objects.get(allocation=made.allocation).reasons == "Still thinking."

    def test_no_headteacher_no_proposal(self) -> None:
        made = in_moderation()
        made.head.posts.all().delete()
        with pytest.raises(Denied, match="No headteacher is recorded"):
            let_go(made)
        assert fresh(made).status == State.IN_MODERATION


class TestTheFramework:
    def test_it_says_which_way_a_proposal_goes(self) -> None:
        made = allocations.scene()
        with pytest.raises(Denied, match="checks the proposal before"):
            allocations.propose(made)

    def test_without_it_nothing_is_checked(self) -> None:
        frameworks.load(frameworks.liverpool())
        made = allocations.scene()
        with pytest.raises(Denied, match="not checked first"):
            allocations.submit(made)


class TestWho:
    """By hand: who may do what while it is checked."""

    ACTORS: tuple[str, ...] = ("sip", "officer", "head", "chair", "director", "other officer", "other sip")
    MAY: dict[str, frozenset[str]] = {
        "ask": frozenset({"officer", "other officer"}),
        "let_go": frozenset({"officer", "other officer"}),
        "answer": frozenset({"sip"}),
        "resubmit": frozenset({"sip"}),
    }

    def actor(self, made: Scene, name: str) -> User:
        if name == "other officer":
            return people.person(role="principal_officer")
        return people.person(role="sip") if name == "other sip" else getattr(made, name)

    @pytest.mark.parametrize("name", ACTORS)
    @pytest.mark.parametrize("act", MAY)
    def test_who_may(self, act: str, name: str) -> None:
        made = in_moderation()
        by, choice = self.actor(made, name), case(made.allocation.framework)
        acts: dict[str, Callable[[], Any]] = {
            "ask": lambda: actions.ask(fresh(made), by=by, on=TODAY, position_id=sent(made).pk, text="Why?"),
            "answer": lambda: actions.answer(fresh(made), by=by, on=TODAY, position_id=sent(made).pk, text="So."),
            "let_go": lambda: actions.let_go(fresh(made), by=by, on=TODAY, position_id=sent(made).pk),
            "resubmit": lambda: proposals.resubmit(fresh(made), by=by, on=TODAY, choice=choice),
        }
        if name in self.MAY[act]:
            acts[act]()
        else:
            with pytest.raises(Denied):
                acts[act]()

    def test_not_by_the_partner_who_is_an_officer_too_nor_after_a_conflict(self) -> None:
        made = in_moderation()
        allocations_officer = people.person(role="principal_officer")
        decisions.declare_conflict(made.allocation, by=allocations_officer, on=TODAY, reason="A relative works there.")
        for by in (give_role(made.sip), allocations_officer):
            with pytest.raises(Denied, match="somebody else has to check it"):
                let_go(made, by)

    @pytest.mark.parametrize("act", [actions.ask, actions.let_go])
    def test_whoever_checked_does_not_decide_its_dispute(self, act: Callable[..., Any]) -> None:
        made = in_moderation()
        second, _ = (people.person(role="principal_officer") for _ in range(2))
        act(fresh(made), by=made.officer, on=PROPOSED, position_id=sent(made).pk, text="Why?")
        if act is actions.ask:
            let_go(made, second)
        allocations.disagree(made)
        assert made.officer not in deciders(fresh(made), Party.OFFICER, TODAY)
        with pytest.raises(Denied, match="already taken part"):
            allocations.decide(made)

    def test_it_waits_in_the_work_of_officers_who_may_and_of_nobody_else(self) -> None:
        made = in_moderation()
        at = reverse("allocation_moderate", kwargs={"pk": made.allocation.pk})
        second = people.person(role="principal_officer")
        found = {
            name: any(item.href == at for item in waiting_for(roles_of(by, TODAY)))
            for name, by in {"officer": made.officer, "second": second, "sip": made.sip, "head": made.head}.items()
        }
        assert found == {"officer": True, "second": True, "sip": False, "head": False}


class TestThePage:
    def at(self, made: Scene) -> str:
        return reverse("allocation_moderate", kwargs={"pk": made.allocation.pk})

    def test_an_officer_asks_and_lets_go(self) -> None:
        made = in_moderation()
        client = signed_in(made.officer)
        page = client.get(self.at(made))
        assert "wants to propose <strong>Band B</strong>" in page.text
        empty = client.post(self.at(made), {"act": "say", "position": sent(made).pk, "text": " "})
        assert "Enter what you want to ask." in empty.text and not Moderation.objects.exists()
        client.post(self.at(made), {"act": "say", "position": sent(made).pk, "text": "Why B?"})
        done = client.post(self.at(made), {"act": "let_go", "position": sent(made).pk, "text": ""}, follow=True)
        assert "You let the proposal go." in done.text
        assert fresh(made).status == State.PROPOSED

    def test_a_question_typed_for_a_version_that_has_changed_is_still_there(self) -> None:
        made = in_moderation()
        read = sent(made).pk
        proposals.resubmit(made.allocation, by=made.sip, on=PROPOSED, choice=case(made.allocation.framework, "C"))
        page = signed_in(made.officer).post(self.at(made), {"act": "say", "position": read, "text": "Why B, of all?"})
        assert "changed while you were reading" in page.text and "Why B, of all?" in page.text
        assert not Moderation.objects.exists()

    def test_a_partner_answers(self) -> None:
        made = in_moderation()
        client = signed_in(made.sip)
        assert "Send the answer" in client.get(self.at(made)).text
        client.post(self.at(made), {"act": "say", "position": sent(made).pk, "text": "Because."})
        assert Moderation.objects.get().kind == "answered"

    def test_nothing_to_check_no_page(self) -> None:
        made = allocations.scene()
        assert signed_in(made.officer).get(self.at(made)).status_code == 404

    def test_what_a_partner_sends_says_that_it_is_checked_first(self) -> None:
        made = allocations.scene()
        client, at = signed_in(made.sip), reverse("allocation_propose", kwargs={"pk": made.allocation.pk})
        marks = {f"mark-{c.id}": "0" for c in made.allocation.framework.criteria}
        client.post(at, {"act": "check", "version": "0", "band": "B", "reasons": "Rising.", **marks})
        page = client.get(f"{at}check/")
        assert "Send Band B to be checked" in page.text
        done = client.post(f"{at}check/", {"read": page.context["read"].token}, follow=True)
        assert "You sent Band B to be checked." in done.text
        assert Draft.objects.filter(allocation=made.allocation).exists(), "it can still be changed"


class TestNobodyLeft:
    """The one officer has a conflict of interest, or there is none."""

    def test_administrators_are_told_and_it_waits_for_nobody(self) -> None:
        admin = people.person(role="administrator")
        made = in_moderation()
        decisions.declare_conflict(made.allocation, by=made.officer, on=TODAY, reason="A relative works there.")
        assert told("allocation_nobody_checks") == {admin.email}
        parts = {part.slug: part for part in LEAVING}
        gone = parts["decisions"].gone
        assert gone is not None and [a.pk for a in gone(TODAY)] == [made.allocation.pk]
        actions.answer(fresh(made), by=made.sip, on=TODAY, position_id=sent(made).pk, text="Still here.")
        people.person(role="principal_officer")
        assert not gone(TODAY)

    def test_it_is_sent_although_nobody_can_check_it(self) -> None:
        admin = people.person(role="administrator")
        made = allocations.scene()
        made.officer.grants.all().delete()
        allocations.submit(made)
        assert fresh(made).status == State.IN_MODERATION and told("allocation_nobody_checks") == {admin.email}


def test_a_question_waits_for_the_partner_until_it_is_answered() -> None:
    made = in_moderation()

    def waits() -> list[str]:
        return [item.title for item in waiting_for(roles_of(made.sip, TODAY)) if "question" in item.title]

    assert waits() == []
    actions.ask(made.allocation, by=made.officer, on=TODAY, position_id=sent(made).pk, text="Why?")
    assert waits() == ["Answer the question about the SSA 2026 to 2027"]
    actions.answer(fresh(made), by=made.sip, on=TODAY, position_id=sent(made).pk, text="Because.")
    assert waits() == []


def test_the_school_reads_that_it_is_being_prepared() -> None:
    made = in_moderation()
    assert "Being prepared" in signed_in(made.head).get("/").text


def test_a_band_that_is_to_be_checked_stands_out_and_is_on_the_board() -> None:
    made = in_moderation()
    inspections.from_a_file(made.school, TODAY, overall="", category="SM", kind="report_card")
    ((_, words),) = facts_of_round(made.allocation.round, TODAY)[made.allocation.pk]
    assert words.startswith("Band B, but in a category")
    shown = board(made.allocation.round, "phase", TODAY)
    assert shown.total.to_check == 1 and shown.matrix.rows[-1][1][1].number == 1


def test_directors_read_how_a_proposal_was_checked() -> None:
    made = in_moderation()
    let_go(made)
    director = signed_in(made.director)
    link = reverse("allocation_moderate", kwargs={"pk": made.allocation.pk})
    assert link in director.get(made.allocation.get_absolute_url()).text
    assert director.get(link).status_code == 200


def test_what_was_said_cannot_be_changed() -> None:
    made = in_moderation()
    actions.ask(made.allocation, by=made.officer, on=PROPOSED, position_id=sent(made).pk, text="Why?")
    with pytest.raises(DatabaseError), transaction.atomic():
        Moderation.objects.update(text="Nothing.")


def give_role(user: User) -> User:
    accounts.give_role(user, by=None, on=LONG_AGO, role="principal_officer", starts_on=LONG_AGO)
    return user
