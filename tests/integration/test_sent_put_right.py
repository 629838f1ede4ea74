"""What was sent can be put right: withdrawn until it is decided, or corrected with a reason; the history keeps both."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from allocations.allocation.queries import last_position, open_period
from allocations.answer import actions as answers
from allocations.draft.queries import draft_of
from allocations.models import Allocation, PositionWithdrawal
from allocations.states import Party, State
from monitoring.notices.assessments import actions as assessments
from monitoring.notices.giving.proof import Proof, correct_proof
from monitoring.notices.models import Assessment
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.queries import actions_of, plans_owed, with_due
from monitoring.notices.plans.queries import plans as all_plans
from monitoring.notices.states import CaseState
from monitoring.service import actions as service
from monitoring.visits.prompts import actions as prompts
from monitoring.visits.visit import actions as visit_actions
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.letters.models import Delivery, Method
from sil.outbox.models import Message
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import action_plans, allocations, case_letters, cases, people, reports, schools, visits
from tests.factories.allocations import Scene
from tests.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T14")]
WHY = "We read the figures of another year."


def withdraw(made: Scene, by: User, *, on: date = TODAY, reason: str = WHY) -> PositionWithdrawal:
    read = last_position(Allocation.objects.get(pk=made.allocation.pk), Party.SCHOOL)
    at = read.pk if read else 0
    return answers.withdraw_case(made.allocation, by=by, on=on, position_id=at, reason=reason)


def emails(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("email", flat=True))


class TestACase:
    """A disagreement or a referral, until somebody has decided on it."""

    # State, person -> the state after, or the refusal.
    TRIPLES = (
        (State.WITH_OFFICER, "head", State.PROPOSED),
        (State.WITH_OFFICER, "chair", "not_the_head"),
        (State.WITH_OFFICER, "sip", "not_the_head"),
        (State.WITH_OFFICER, "officer", "not_the_head"),
        (State.WITH_DIRECTOR, "head", State.DECIDED),
        (State.WITH_DIRECTOR, "director", "not_the_head"),
        (State.PROPOSED, "head", "wrong_state"),
        (State.DECIDED, "head", "wrong_state"),
        (State.DETERMINED, "head", "wrong_state"),
        (State.AGREED, "head", "wrong_state"),
    )

    @pytest.mark.promise("right")
    @pytest.mark.parametrize(("state", "who", "after"), TRIPLES)
    def test_until_it_is_decided_by_who_leads_the_school(self, state: State, who: str, after: str) -> None:
        """A disagreement or a referral that was sent by mistake can be withdrawn by whoever leads the school, until it
        is decided. Those who had it are told, and what was sent stays on record."""
        made = allocations.scene(state)
        by = getattr(made, who)
        if after not in State:
            assert refusal(lambda: withdraw(made, by)) == after
            return
        Message.objects.all().delete()
        kept = withdraw(made, by)
        found = Allocation.objects.get(pk=made.allocation.pk)
        assert found.status == after
        assert (kept.by, kept.reason, kept.position.party) == (made.head, WHY, Party.SCHOOL)
        decider = made.director if state == State.WITH_DIRECTOR else made.officer
        assert emails("allocation_answer_withdrawn") == {made.sip.email, decider.email}
        assert emails("receipt") == {made.head.email}
        period = open_period(found, "answer")
        assert open_period(found, "decision") is None and period is not None and period.starts_on == TODAY
        event = Event.objects.get(kind="allocation.case_withdrawn")
        assert (event.reason, event.actor_name) == (WHY, made.head.name)

    def test_a_reason_is_asked_for_and_what_was_read(self) -> None:
        made = allocations.scene(State.WITH_OFFICER)
        assert refusal(lambda: withdraw(made, made.head, reason=" ")) == "no_reason"
        act = {"by": made.head, "on": TODAY, "reason": WHY}
        assert refusal(lambda: answers.withdraw_case(made.allocation, position_id=0, **act)) == "changed"

    def test_it_is_sent_again_and_the_decider_is_asked_again(self) -> None:
        made = allocations.scene(State.WITH_OFFICER)
        withdraw(made, made.head)
        Message.objects.all().delete()
        allocations.disagree(made, on=TODAY)
        assert emails("allocation_to_decide") == {made.officer.email}
        latest = last_position(Allocation.objects.get(pk=made.allocation.pk), Party.SCHOOL)
        assert latest is not None and (latest.number, latest.is_withdrawn) == (2, False)

    def test_a_withdrawn_case_is_no_case(self) -> None:
        """Agreeing after a withdrawn disagreement, and taking that back, leads back to the proposal."""
        made = allocations.scene(State.WITH_OFFICER)
        withdraw(made, made.head)
        assert last_position(Allocation.objects.get(pk=made.allocation.pk), Party.SCHOOL) is None
        allocations.agree(made, on=TODAY)
        assert answers.take_back(made.allocation, by=made.head, on=TODAY).status == State.PROPOSED

    def test_the_page_says_what_follows_and_the_text_is_a_draft_again(self, client: Client) -> None:
        with clock.at(TODAY):
            made = allocations.scene(State.WITH_OFFICER)
            client.force_login(made.head)
            at = f"/allocations/{made.allocation.pk}/"
            assert "withdraw the disagreement" in client.get(at).content.decode()
            page = client.get(f"{at}withdraw-answer/").content.decode()
            assert "Nobody decides on the disagreement any more." in page
            said = {"position": str(made.read(Party.SCHOOL)), "reason": WHY}
            done: Any = client.post(f"{at}withdraw-answer/", said, follow=True)
            assert "You withdrew the disagreement." in done.content.decode()
            draft = draft_of(made.allocation, Party.SCHOOL)
            assert draft is not None and draft.reasons == "Results fell two years running." and len(draft.marks) == 2
            client.force_login(made.officer)
            text = client.get(at).content.decode()
        assert "Withdrawn by the school" in text and f"by {made.head.name}, Headteacher: {WHY}" in text

    def test_a_referral_names_another_band_than_the_one_decided(self, client: Client) -> None:
        made = allocations.scene(State.DECIDED)
        same = allocations.view(made.allocation.framework, "B")
        read = made.read(Party.OFFICER)
        act = {"by": made.head, "on": TODAY, "position_id": read, "choice": same}
        with pytest.raises(Denied) as denied:
            answers.refer(made.allocation, **act)  # type: ignore[arg-type]
        assert denied.value.code == "same_band"
        assert denied.value.sentence == "The decision is Band B. Select another band, or accept the decision."
        client.force_login(made.head)
        page = client.get(f"/allocations/{made.allocation.pk}/refer/").content.decode()
        assert 'value="A"' in page and 'value="B"' not in page


class TestAPreparation:
    def test_it_is_withdrawn_until_the_visit_and_sent_again(self, client: Client) -> None:
        made = reports.scene()
        visit = visits.planned(made.school, made.sip, TODAY + timedelta(days=7))
        who: dict[str, Any] = {"by": made.head, "on": TODAY}
        saved = prompts.save_prompts(visit, answers={"worry": "Staffing in Year 6."}, version=0, **who)
        sent = prompts.send_prompts(visit, version=saved.version, **who)
        for person, code in ((made.chair, "not_the_head"), (made.sip, "not_the_head")):
            act: dict[str, Any] = {"by": person, "on": TODAY, "version": sent.version, "reason": WHY}
            assert refusal(lambda act=act: prompts.withdraw_prompts(visit, **act)) == code
        assert refusal(lambda: prompts.withdraw_prompts(visit, version=99, reason=WHY, **who)) == "changed"
        assert refusal(lambda: prompts.withdraw_prompts(visit, version=sent.version, reason="", **who)) == "no_reason"
        with clock.at(TODAY):
            client.force_login(made.head)
            at = f"/visits/{visit.pk}/prepare/"
            assert "withdraw what you sent" in client.get(at).content.decode()
            assert "What you had sent stays on record" in client.get(f"{at}withdraw/").content.decode()
            client.post(f"{at}withdraw/", {"version": str(sent.version), "reason": WHY})
            assert emails("report_prompts_withdrawn") == {made.sip.email}
            client.force_login(made.sip)
            page = client.get(at).content.decode()
            assert "The school withdrew what it had sent." in page and "Staffing in Year 6." in page and WHY in page
        again = prompts.send_prompts(visit, version=sent.version + 1, **who)
        assert again.sent_by == made.head and len(again.withdrawn) == 1
        assert Message.objects.filter(kind="report_prompts_sent").count() == 2

    def test_not_once_the_visit_was_held(self) -> None:
        made = reports.scene()
        visit = visits.planned(made.school, made.sip, TODAY + timedelta(days=7))
        who: dict[str, Any] = {"by": made.head, "on": TODAY}
        assert refusal(lambda: prompts.withdraw_prompts(visit, version=0, reason=WHY, **who)) == "not_sent"
        saved = prompts.save_prompts(visit, answers={"worry": "Staffing."}, version=0, **who)
        prompts.send_prompts(visit, version=saved.version, **who)
        visit_actions.cancel(visit, reason="Snow.", ended_by="The school", by=made.sip, on=TODAY)
        assert (
            refusal(lambda: prompts.withdraw_prompts(visit, version=saved.version, reason=WHY, **who)) == "not_planned"
        )


class TestAPlan:
    @pytest.mark.promise("right")
    def test_it_is_owed_again_by_the_day_of_the_notice(self, client: Client) -> None:
        """An action plan that should not have been sent can be withdrawn until it is assessed. It is owed again by the
        day that the notice says: withdrawing it gives no more time."""
        made = cases.scene(CaseState.FORMAL)
        due = with_due(all_plans()).get(pk=made.plan.pk).due_on
        action_plans.send(made)
        with clock.at(TODAY):
            client.force_login(made.chair)
            at = f"/action-plans/{made.plan.pk}/withdraw/"
            assert f"You owe the plan again, by {clock.in_words(due)}." in client.get(at).content.decode()  # type: ignore[arg-type]
            client.post(at, {"read": "1", "reason": WHY})
        found = with_due(all_plans()).get(pk=made.plan.pk)
        assert (found.status, found.due_on, found.met_on) == ("awaited", due, None)
        assert found in plans_owed(with_due(all_plans()))
        assert emails("plan_withdrawn") == {made.plan.notice.case.owner.email}
        # The same words can be sent again: they are in force no more.
        action_plans.send(made)
        assert made.plan.status == "received" and made.plan.versions.count() == 2
        page = client.get(made.plan.get_absolute_url()).content.decode()
        assert f"by {made.chair.name}, Chair of governors: {WHY}" in page

    def test_one_that_was_returned_before_is_owed_at_once(self) -> None:
        made = cases.scene(CaseState.FORMAL)
        action_plans.walk(made, "returned")
        action_plans.send(made, "Better phonics.")
        plans.withdraw(made.plan, by=made.clerk, on=TODAY, number=2, reason=WHY)
        assert made.plan.status == "returned"

    def test_an_assessment_is_corrected_with_a_reason(self, client: Client) -> None:
        made = cases.scene(CaseState.FORMAL)
        action_plans.walk(made, "returned")
        Message.objects.all().delete()
        findings = {str(action.pk): {"enough": True, "reason": ""} for action in actions_of(made.plan)}
        said: dict[str, Any] = {"number": 1, "accepted": True, "findings": findings, "by": made.officer, "on": TODAY}
        assert refusal(lambda: assessments.assess(made.plan, **said)) == "no_correction"
        assessments.assess(made.plan, **said, correction="I had the plan of another school.")
        assert made.plan.status == "accepted" and Assessment.objects.count() == 2
        told = Message.objects.filter(kind="plan_assessed")
        assert {each.email for each in told} == {made.chair.email, made.clerk.email}
        assert all("Reason: I had the plan of another school." in each.body for each in told)
        client.force_login(made.officer)
        page = client.get(made.plan.get_absolute_url()).content.decode()
        assert "This corrects the assessment before." in page and "Before: returned on" in page
        assert "Correct the assessment" in client.get(f"/action-plans/{made.plan.pk}/assess/").content.decode()


class TestAProof:
    """The proof that a letter was handed over."""

    def test_a_proof_that_says_nothing_is_asked_about(self, client: Client) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        letter = case_letters.signed(made, dated=TODAY, method=Method.HAND)
        with pytest.raises(Denied) as denied:
            case_letters.serve(made, letter, proof=Proof(taken_by="x", place="The office"))
        assert denied.value.code == "sure"
        assert denied.value.sentence == (
            "“x” does not say who took the letter. You have not entered at what time it was handed over."
        )
        thin = Proof(taken_by="x", place="The office")
        case_letters.serve(made, letter, proof=thin, sure=denied.value.sentence)
        assert Delivery.objects.get(recorded_by=made.officer).taken_by == "x"

    @pytest.mark.promise("right")
    def test_it_is_corrected_with_a_reason_and_a_receipt_is_added_later(self, client: Client) -> None:
        """A proof of service can be corrected with a reason, and a receipt can be added when it arrives. What was
        recorded before stays, and no day changes."""
        with clock.at(TODAY):
            made = cases.scene(CaseState.DISCUSSED)
            letter = case_letters.given(made, method=Method.HAND)
            delivery = Delivery.objects.get(recorded_by=made.officer)
            days = (delivery.sent_on, delivery.given_on)
            noon = replace(case_letters.HANDED, at=time(12))
            said: dict[str, Any] = {"proof": noon, "reason": "A slip.", "on": TODAY}
            for person in (made.head, made.chair, people.person(role="administrator")):
                assert refusal(lambda by=person: correct_proof(letter, delivery, by=by, **said)) == "not_an_officer"
            unchanged = said | {"proof": case_letters.HANDED}
            assert refusal(lambda: correct_proof(letter, delivery, by=made.officer, **unchanged)) == "no_change"
            assert (
                refusal(lambda: correct_proof(letter, delivery, by=made.officer, **said | {"reason": ""}))
                == "no_reason"
            )
            thin = said | {"proof": replace(noon, at=None)}
            assert refusal(lambda: correct_proof(letter, delivery, by=made.officer, **thin)) == "sure"
            nobody = said | {"proof": replace(noon, taken_by=" ")}
            assert refusal(lambda: correct_proof(letter, delivery, by=made.officer, **nobody)) == "no_taker"
            receipt = examine("receipt.csv", b"who,when\nclerk,12:00\n")
            correct_proof(letter, delivery, by=made.officer, document=receipt, **said)
            client.force_login(made.officer)
            page = client.get(letter.get_absolute_url()).content.decode()
        assert "the school office, at 10.40am" in page and "the school office, at noon" in page
        assert "receipt.csv" in page
        delivery.refresh_from_db()
        assert (delivery.sent_on, delivery.given_on, delivery.done_at) == (*days, time(10, 40))
        assert Event.objects.get(kind="case_letter.proof_corrected").reason == "A slip."


def test_an_answer_to_a_concern_is_corrected_and_the_school_is_told() -> None:
    school = schools.school()
    head, officer = people.post(school, "headteacher").user, people.person(role="principal_officer")
    concern = service.raise_concern(school=school, text="Nobody came.", by=head, on=TODAY)
    said: dict[str, Any] = {"text": "We will come.", "outcome": "partly", "reason": "It named another school."}
    assert refusal(lambda: service.correct_answer(concern, by=officer, on=TODAY, **said)) == "not_answered"
    service.answer(concern, text="We came.", outcome="not_upheld", by=officer, on=TODAY)
    Message.objects.all().delete()
    assert refusal(lambda: service.correct_answer(concern, by=head, on=TODAY, **said)) == "not_the_service"
    empty = said | {"reason": ""}
    assert refusal(lambda: service.correct_answer(concern, by=officer, on=TODAY, **empty)) == "no_reason"
    found = service.correct_answer(concern, by=officer, on=TODAY, **said)
    assert (found.answer, found.outcome, found.status) == ("We will come.", "partly", "answered")
    told = Message.objects.get()
    assert told.email == head.email and "corrected it" in told.body
    event = Event.objects.get(kind="service_concern.answer_corrected")
    assert event.data["old"]["answer"] == "We came." and event.reason == "It named another school."
