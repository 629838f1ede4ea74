"""Support from others: who agrees, approves and evaluates it, what it costs, and who is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from allocations.states import State
from monitoring.support.brokered.actions import agreeing, asking, delivering
from monitoring.support.brokered.matches import matches
from monitoring.support.brokered.page import nobody_agrees
from monitoring.support.brokered.policies import band_warning
from monitoring.support.brokered.queries import readable
from monitoring.support.brokered.reminders import remind
from monitoring.support.brokered.tagged import SUPPORT
from monitoring.support.budgets.actions import keep_budget
from monitoring.support.budgets.queries import left_of, lines
from monitoring.support.leaders.actions import end_leader
from monitoring.support.models import BudgetLine, Conflict, Support
from monitoring.support.states import COMMITTED, ENDED, SPENT
from monitoring.support.states import SupportState as S
from monitoring.support.transitions import ROWS
from monitoring.support.years import financial_year, pounds
from monitoring.visits.priorities.sources import Period
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework.queries import of_the_repository
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, frameworks, people, schools, support
from tests.factories.support import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P3")]


@pytest.fixture
def scene() -> Scene:
    return support.scene()


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def waiting(user: User) -> list[str]:
    return [item.act for item in waiting_for(roles_of(user, TODAY)) if "support" in item.title]


class TestTheWay:
    def test_from_the_need_to_closed(self, scene: Scene) -> None:
        made = support.walk(scene, S.CLOSED)
        assert made.status == S.CLOSED and made.ended_on == TODAY
        kinds = Event.objects.filter(subject_table="support_support").order_by("pk").values_list("kind", flat=True)
        assert " ".join(each.removeprefix("support.") for each in kinds) == (
            "asked matched agreed_by_one agreed commissioned under_way days_recorded delivered evaluated_by_one "
            "evaluated closed"
        )
        assert mails("support_proposed") == [scene.head.email]
        assert made.provider is not None
        assert mails("support_commissioned") == [made.provider.email]
        assert mails("support_to_evaluate") == [scene.head.email]

    def test_the_school_asks_and_gets_a_receipt(self, scene: Scene) -> None:
        made = support.asked(scene, by=scene.head)
        assert made.by_school and mails("support_asked") == [scene.partner.email]
        assert mails("receipt") == [scene.head.email]

    def test_the_commission_says_everything(self, scene: Scene) -> None:
        made = support.walk(scene, S.COMMISSIONED)
        body = Message.objects.get(kind="support_commissioned").body
        for said in (scene.school.name, "3 days", "£1,000.00", "Friday 20 November 2026", f"S{made.pk:05}", "Help."):
            assert said in body
        assert "http" not in body, "whoever gives it cannot sign in"

    def test_each_side_agrees_once(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        agreeing.agree(made, by=scene.head, on=TODAY)
        assert refusal(lambda: agreeing.agree(made, by=scene.head, on=TODAY)) == "agreed_already"
        assert refusal(lambda: agreeing.agree(made, by=people.person(role="sip"), on=TODAY)) == "not_yours"

    @pytest.mark.parametrize("facts", [{"days": "4"}, {"cost": "1200"}])
    def test_a_change_of_days_or_cost_lets_the_agreement_lapse(self, scene: Scene, facts: dict[str, str]) -> None:
        made = support.walk(scene, S.AGREED)
        assert made.provider is not None
        found = support.proposal(made.provider, made.budget, **facts)
        made = agreeing.match(made, found, by=scene.partner, on=TODAY)
        assert (made.status, made.head_agreed_by, made.officer_agreed_by) == (S.MATCHED, None, None)
        assert mails("support_proposed") == [scene.head.email] * 2
        assert refusal(lambda: agreeing.match(made, found, by=scene.partner, on=TODAY)) == "no_change"

    def test_what_costs_more_is_approved_by_somebody_else(self, scene: Scene) -> None:
        line = support.budget(scene.officer, "20000")
        at_most = support.walk(scene, S.AGREED, cost="5000", line=line)
        assert at_most.status == S.AGREED, "the framework says more than 5000 pounds"
        made = support.asked(scene)
        found = support.proposal(support.provider(scene.officer), line, "5000.01")
        made = agreeing.match(made, found, by=scene.officer, on=TODAY)
        agreeing.agree(made, by=scene.officer, on=TODAY)
        made = agreeing.agree(made, by=scene.head, on=TODAY)
        assert made.status == S.TO_APPROVE
        assert refusal(lambda: agreeing.approve(made, by=scene.officer, on=TODAY)) == "agreed_it"
        assert refusal(lambda: agreeing.approve(made, by=scene.partner, on=TODAY)) == "not_allowed"
        assert mails("support_to_approve") == [scene.other.email], "who agreed it is not asked"
        assert agreeing.approve(made, by=scene.other, on=TODAY).status == S.AGREED

    def test_days_are_recorded_in_parts_and_corrected_with_a_reason(self, scene: Scene) -> None:
        made = support.walk(scene, S.COMMISSIONED)
        first = support.given(made, scene, "2")
        assert refusal(lambda: support.given(made, scene, "1.5")) == "too_many"
        support.given(made, scene, "1")
        again = {"day": TODAY, "days": Decimal("1.5"), "note": "", "by": scene.partner, "on": TODAY}
        assert refusal(lambda: delivering.correct(first, reason=" ", **again)) == "no_reason"
        delivering.correct(first, reason="Half a day was cancelled.", **again)
        assert refusal(lambda: delivering.correct(first, reason="Again.", **again)) == "replaced"
        assert delivering.given_of(made) == Decimal("2.5")
        assert made.deliveries.count() == 3, "both are kept"
        with pytest.raises(DatabaseError), transaction.atomic():
            made.deliveries.update(days=9)

    def test_it_costs_no_more_than_was_agreed(self, scene: Scene) -> None:
        made = support.walk(scene, S.UNDER_WAY)
        by: dict[str, Any] = {"by": scene.partner, "on": TODAY}
        assert refusal(lambda: delivering.complete(made, cost=Decimal("1000.01"), **by)) == "dearer"
        delivering.complete(made, cost=Decimal(700), **by)
        line = lines().get(pk=made.budget_id)
        assert (line.committed, line.spent, line.left) == (0, 700, 9300)

    def test_both_sides_evaluate_once(self, scene: Scene) -> None:
        made = support.walk(scene, S.DELIVERED)
        support.evaluated(made, scene.partner)
        assert refusal(lambda: support.evaluated(made, scene.officer)) == "evaluated"
        assert refusal(lambda: delivering.close(made, by=scene.partner, on=TODAY)) == "wrong_state"
        support.evaluated(made, scene.head)
        made.refresh_from_db()
        assert made.status == S.EVALUATED

    def test_who_would_give_it_is_told_that_it_is_withdrawn(self, scene: Scene) -> None:
        made = support.walk(scene, S.COMMISSIONED)
        asking.withdraw(made, reason="The school closes.", by=scene.head, on=TODAY)
        assert made.provider and mails("support_ended") == sorted([scene.partner.email, made.provider.email])

    def test_the_partner_is_told_what_another_officer_declines(self, scene: Scene) -> None:
        asking.decline(support.asked(scene), reason="No.", by=scene.other, on=TODAY)
        assert mails("support_ended") == sorted([scene.partner.email, scene.head.email])
        Message.objects.filter(kind="support_ended").delete()
        asking.decline(support.asked(scene), reason="No.", by=scene.partner, on=TODAY)
        assert mails("support_ended") == [scene.head.email], "not who did it"

    def test_what_began_by_mistake_can_be_withdrawn(self, scene: Scene) -> None:
        made = support.walk(scene, S.COMMISSIONED)
        entry = support.given(made, scene)
        withdraw: dict[str, Any] = {"reason": "Nobody came.", "by": scene.partner, "on": TODAY}
        assert refusal(lambda: asking.withdraw(made, **withdraw)) == "given"
        again: dict[str, Any] = {"day": TODAY, "days": Decimal(0), "note": "", "by": scene.partner, "on": TODAY}
        delivering.correct(entry, reason="Nobody came.", **again)
        assert asking.withdraw(made, **withdraw).status == S.WITHDRAWN
        assert made.provider and mails("support_ended") == sorted([scene.head.email, made.provider.email])

    def test_a_final_cost_is_corrected_and_the_budget_counts_it(self, scene: Scene) -> None:
        line = support.budget(scene.officer, "1500")
        made = support.walk(scene, S.DELIVERED, line=line)
        by: dict[str, Any] = {"reason": "The invoice says so.", "by": scene.partner, "on": TODAY}
        made = delivering.correct_cost(made, cost=Decimal(700), **by)
        assert left_of(line) == 800
        event = Event.objects.filter(kind="support.cost_corrected").latest("pk")
        assert (event.data["old"], event.data["new"]) == ({"final_cost": "£1,000.00"}, {"final_cost": "£700.00"})
        assert refusal(lambda: delivering.correct_cost(made, cost=Decimal(700), **by)) == "no_change"
        assert refusal(lambda: delivering.correct_cost(made, cost=Decimal(1001), **by)) == "dearer"
        assert refusal(lambda: delivering.correct_cost(made, cost=Decimal(1), **by | {"reason": " "})) == "no_reason"
        support.walk(scene, S.AGREED, line=line, cost="750")
        assert refusal(lambda: delivering.correct_cost(made, cost=Decimal(800), **by)) == "over_budget"
        friend = people.person(role="principal_officer")
        Conflict.objects.create(support=made, user=friend, giver=made.giver_key, what="related", declared_on=TODAY)
        beyond: dict[str, Any] = {**by, "cost": Decimal(800)}
        assert refusal(lambda: delivering.correct_cost(made, **beyond | {"by": friend})) == "over_budget"
        made = delivering.correct_cost(made, **beyond | {"by": scene.other})
        event = Event.objects.filter(kind="support.cost_corrected").latest("pk")
        assert event.data["new"] == {"final_cost": "£800.00", "approved_by": scene.other.name}
        assert left_of(line) == -50 and (made.over_reason, made.approved_by) == ("The invoice says so.", scene.other)

    def test_work_waits_for_whose_turn_it_is(self, scene: Scene) -> None:
        made = support.asked(scene)
        assert waiting(scene.partner) == ["Find who will give it"] and waiting(scene.head) == []
        made = agreeing.match(
            made,
            support.proposal(support.provider(scene.officer), support.budget(scene.officer), "6000"),
            by=scene.partner,
            on=TODAY,
        )
        assert waiting(scene.partner) == waiting(scene.head) == ["Read and agree"]
        agreeing.agree(made, by=scene.head, on=TODAY)
        assert waiting(scene.head) == []
        agreeing.agree(made, by=scene.partner, on=TODAY)
        assert waiting(scene.other) == ["Read and approve"] and waiting(scene.partner) == []


class TestConflicts:
    def test_who_declares_one_neither_agrees_nor_approves(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        asking.declare(made, what="governor", text="Governor there.", by=scene.partner, on=TODAY)
        assert refusal(lambda: agreeing.agree(made, by=scene.partner, on=TODAY)) == "conflict"
        made = support.walk(scene, S.TO_APPROVE)
        asking.declare(made, what="related", text="My sister.", by=scene.other, on=TODAY)
        assert refusal(lambda: agreeing.approve(made, by=scene.other, on=TODAY)) == "conflict"

    def test_an_interest_is_in_who_gives_it(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        said: dict[str, Any] = {"what": "works", "text": "I worked there.", "by": scene.partner, "on": TODAY}
        asking.declare(made, **said)
        assert refusal(lambda: asking.declare(made, **said)) == "declared"
        assert waiting(scene.partner) == []
        other = support.proposal(support.provider(scene.officer), made.budget)
        made = agreeing.match(made, other, by=scene.partner, on=TODAY)
        assert waiting(scene.partner) == ["Read and agree"]
        asking.declare(made, **said)
        assert refusal(lambda: agreeing.agree(made, by=scene.partner, on=TODAY)) == "conflict"
        early = support.asked(scene)
        asking.declare(early, **said)
        early = agreeing.match(early, other, by=scene.partner, on=TODAY)
        assert refusal(lambda: agreeing.agree(early, by=scene.partner, on=TODAY)) == "conflict"

    def test_an_agreement_that_was_given_lapses(self, scene: Scene) -> None:
        made = support.walk(scene, S.TO_APPROVE)
        asking.declare(made, what="works", text="I worked there.", by=scene.partner, on=TODAY)
        made.refresh_from_db()
        assert (made.status, made.officer_agreed_by, made.head_agreed_by) == (S.MATCHED, None, scene.head)
        with pytest.raises(DatabaseError), transaction.atomic():
            Conflict.objects.all().delete()

    def test_an_agreement_lapses_until_it_is_commissioned(self, scene: Scene) -> None:
        said: dict[str, Any] = {"what": "works", "text": "I worked there.", "on": TODAY}
        made = support.walk(scene, S.AGREED)
        asking.declare(made, by=scene.head, **said)
        made.refresh_from_db()
        assert (made.status, made.officer_agreed_by, made.head_agreed_by) == (S.MATCHED, scene.partner, None)
        assert left_of(made.budget) == 10000
        made = agreeing.approve(support.walk(scene, S.TO_APPROVE), by=scene.other, on=TODAY)
        Message.objects.filter(kind="support_to_approve").delete()
        asking.declare(made, by=scene.other, **said)
        made.refresh_from_db()
        assert (made.status, made.approved_by, made.head_agreed_by) == (S.TO_APPROVE, None, scene.head)
        assert mails("support_to_approve") == [scene.officer.email], "not who has the interest"
        assert Event.objects.filter(kind="support.lapsed").count() == 2
        made = support.walk(scene, S.COMMISSIONED)
        assert refusal(lambda: asking.declare(made, by=scene.head, **said)) == "wrong_state"

    def test_a_leader_neither_agrees_nor_evaluates_what_they_give(self, scene: Scene) -> None:
        giver = support.leader(scene.officer, email=scene.partner.email)
        found = support.proposal(giver, support.budget(scene.officer))
        made = agreeing.match(support.asked(scene), found, by=scene.officer, on=TODAY)
        assert refusal(lambda: agreeing.agree(made, by=scene.partner, on=TODAY)) == "conflict"
        assert waiting(scene.partner) == [] and waiting(scene.officer) == waiting(scene.head) == ["Read and agree"]
        agreeing.agree(made, by=scene.officer, on=TODAY)
        made = agreeing.agree(made, by=scene.head, on=TODAY)
        made = agreeing.commission(made, by=scene.partner, on=TODAY)
        support.given(made, scene)
        made = delivering.complete(made, cost=Decimal(1000), by=scene.partner, on=TODAY)
        assert refusal(lambda: support.evaluated(made, scene.partner)) == "conflict"
        assert waiting(scene.partner) == [] and waiting(scene.officer) == waiting(scene.head) == ["Evaluate it"]

    def test_who_can_no_longer_give_it_is_not_agreed(self, scene: Scene) -> None:
        giver = support.leader(scene.officer)
        found = support.proposal(giver, support.budget(scene.officer))
        made = agreeing.match(support.asked(scene), found, by=scene.partner, on=TODAY)
        people.post(scene.school, "chair", people.person(email=giver.email))
        assert refusal(lambda: agreeing.agree(made, by=scene.head, on=TODAY)) == "own_school"
        made = support.asked(scene)
        assert refusal(lambda: agreeing.match(made, found, by=scene.partner, on=TODAY)) == "own_school"
        other = support.leader(scene.officer)
        found = support.proposal(other, support.budget(scene.officer))
        made = agreeing.match(made, found, by=scene.partner, on=TODAY)
        end_leader(other, reason="Retired.", by=scene.officer, on=TODAY)
        assert refusal(lambda: agreeing.agree(made, by=scene.head, on=TODAY)) == "not_there"
        assert refusal(lambda: agreeing.match(support.asked(scene), found, by=scene.partner, on=TODAY)) == "not_there"

    def test_who_leads_the_school_that_gives_it_does_not_agree(self, scene: Scene) -> None:
        other = schools.school()
        people.post(other, "headteacher", scene.head)
        giver = support.offer(other, scene.head)
        found = support.proposal(giver, support.budget(scene.officer))
        made = agreeing.match(support.asked(scene), found, by=scene.partner, on=TODAY)
        assert refusal(lambda: agreeing.agree(made, by=scene.head, on=TODAY)) == "conflict"

    def test_nobody_is_matched_with_their_own_school(self, scene: Scene) -> None:
        made, line = support.asked(scene), support.budget(scene.officer)
        own = support.leader(scene.officer, school=scene.school)
        for giver in (own, support.offer(scene.school, scene.head)):
            found = support.proposal(giver, line)
            assert refusal(lambda f=found: agreeing.match(made, f, by=scene.partner, on=TODAY)) == "own_school"
        assert matches(made, TODAY) == []

    def test_where_nobody_who_leads_the_school_can_agree_the_page_says_whom_to_ask(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        assert nobody_agrees(made, scene.head, TODAY) == ""
        asking.declare(made, what="work", text="My sister works there.", by=scene.head, on=TODAY)
        made = Support.objects.get(pk=made.pk)
        said = nobody_agrees(made, scene.head, TODAY)
        assert f"Ask {scene.officer.name} ({scene.officer.email})" in said and "nobody else leads the school" in said
        told = nobody_agrees(made, scene.partner, TODAY)
        assert scene.head.name in told and "Propose somebody else" in told
        # Somebody else who leads the school can.
        people.post(scene.school, "acting_headteacher")
        assert nobody_agrees(made, scene.head, TODAY) == nobody_agrees(made, scene.partner, TODAY) == ""


class TestReminders:
    """By the figures of the framework file: 10 working days to agree from Friday 20 November 2026, 20 to evaluate."""

    AGREE, EVALUATE = date(2026, 12, 4), date(2026, 12, 18)

    def test_those_are_reminded_who_have_not_agreed(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        assert remind(self.AGREE - 4 * support.DAY) == 0
        assert remind(self.AGREE - 3 * support.DAY) == 2 and remind(self.AGREE - 3 * support.DAY) == 0
        assert mails("support_waiting") == sorted([scene.head.email, scene.partner.email])
        agreeing.agree(made, by=scene.head, on=TODAY)
        assert remind(self.AGREE) == 1 and mails("support_waiting").count(scene.head.email) == 1
        assert remind(self.AGREE + 3 * support.DAY) == 1
        assert remind(self.AGREE + 30 * support.DAY) == 0

    def test_an_officer_is_reminded_where_the_partner_cannot_agree(self, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        asking.declare(made, what="work", text="I worked there.", by=scene.partner, on=TODAY)
        assert remind(self.AGREE) == 2
        assert mails("support_waiting") == sorted([scene.head.email, scene.officer.email])

    def test_the_evaluation_is_reminded_of_until_it_is_given(self, scene: Scene) -> None:
        made = support.walk(scene, S.DELIVERED)
        assert remind(self.AGREE) == 0 and remind(self.EVALUATE) == 2
        support.evaluated(made, scene.head)
        assert remind(self.EVALUATE + 3 * support.DAY) == 1
        support.evaluated(Support.objects.get(pk=made.pk), scene.partner)
        assert not Deadline.objects.running().filter(rule__startswith="support").exists()

    @pytest.mark.parametrize("end", ["decline", "withdraw", "change"])
    def test_what_ended_or_was_changed_is_not_reminded_of(self, end: str, scene: Scene) -> None:
        made = support.walk(scene, S.MATCHED)
        if end == "change":
            later = support.proposal(support.provider(scene.officer), support.budget(scene.officer), days="2")
            agreeing.match(made, later, by=scene.partner, on=TODAY + 7 * support.DAY)
        else:
            getattr(asking, end)(made, reason="No need.", by=scene.partner, on=TODAY)
        assert remind(self.AGREE) == 0

    def test_without_a_figure_nobody_is_reminded(self, scene: Scene) -> None:
        text = frameworks.liverpool().replace("agree_within = 10\nevaluate_within = 20\n", "")
        assert text != frameworks.liverpool()
        frameworks.load(text)
        support.walk(scene, S.MATCHED)
        assert not Deadline.objects.filter(rule__startswith="support").exists()


class TestBands:
    @pytest.mark.parametrize(
        ("kind", "band", "warned"),
        [
            ("additional-support", "A", True),
            ("additional-support", "B", True),
            ("additional-support", "C", False),
            ("additional-support", "D", False),
            ("commissioned-intervention", "A", True),
            ("commissioned-intervention", "B", False),
            ("extra-visits", "A", False),
            ("extra-visits", "", False),
            ("commissioned-intervention", "", True),
        ],
    )
    def test_outside_what_the_framework_names_is_a_warning(self, kind: str, band: str, warned: bool) -> None:
        framework = of_the_repository()
        assert bool(band_warning(framework, kind, framework.band(band) if band else None)) is warned

    def test_a_band_is_read_in_its_own_version(self) -> None:
        framework = of_the_repository()
        old = framework.band("C").model_copy(update={"id": "amber", "name": "Band Amber"})
        assert band_warning(framework, "additional-support", old) == (
            "The framework names additional commissioned support for Band C or Band D. The school is in Band Amber."
        )

    def test_it_is_asked_about_once_and_not_refused(self) -> None:
        made = allocations.scene(State.AGREED)
        need = {"kind": "additional-support", "topic": "reading", "priorities": (), "need": "Help.", "days": Decimal(2)}
        ask = {"by": made.sip, "on": TODAY}
        with pytest.raises(Denied) as denied:
            asking.ask(made.school, asking.Need(**need), **ask)
        assert denied.value.code == "sure"
        assert denied.value.sentence == (
            "The framework names additional commissioned support for Band C or Band D. The school is in Band B."
        )
        assert asking.ask(made.school, asking.Need(**need, read=denied.value.sentence), **ask).status == S.ASKED


class TestBudgets:
    def test_financial_years_begin_in_april(self) -> None:
        assert [financial_year(date(2027, *day)) for day in ((3, 31), (4, 1), (12, 31))] == [2026, 2027, 2027]
        assert [pounds(Decimal(each)) for each in ("1250", "-5", "0.5")] == ["£1,250.00", "−£5.00", "£0.50"]

    def test_more_than_is_left_needs_a_recorded_approval(self, scene: Scene) -> None:
        line = support.budget(scene.officer, "1500")
        support.walk(scene, S.AGREED, line=line)
        made = support.walk(scene, S.MATCHED, line=line)
        agreeing.agree(made, by=scene.head, on=TODAY)
        made = agreeing.agree(made, by=scene.partner, on=TODAY)
        assert made.status == S.TO_APPROVE and left_of(line) == 500
        assert refusal(lambda: agreeing.approve(made, by=scene.other, on=TODAY)) == "over_budget"
        made = agreeing.approve(made, reason="It cannot wait.", by=scene.other, on=TODAY)
        assert left_of(line) == -500 and made.over_reason == "It cannot wait."

    def test_an_amount_does_not_fall_below_what_is_taken(self, scene: Scene) -> None:
        line = support.budget(scene.officer, "1500")
        support.walk(scene, S.AGREED, line=line)
        typed = {"name": line.name, "amount": Decimal("999.99")}
        assert refusal(lambda: keep_budget(line, typed, by=scene.officer, on=TODAY)) == "too_little"
        keep_budget(line, typed | {"amount": Decimal(1000)}, by=scene.officer, on=TODAY)
        assert refusal(lambda: keep_budget(line, typed, by=scene.partner, on=TODAY)) == "not_allowed"

    def test_a_budget_is_of_the_year_in_which_support_begins(self, scene: Scene) -> None:
        made, giver = support.asked(scene), support.provider(scene.officer)
        line = support.budget(scene.officer, financial_year=2027)
        act = {"by": scene.partner, "on": TODAY}
        assert refusal(lambda: agreeing.match(made, support.proposal(giver, line), **act)) == "other_year"
        assert refusal(lambda: agreeing.match(made, support.proposal(giver, None), **act)) == "no_budget"
        assert agreeing.match(made, support.proposal(giver, None, "0"), **act).budget is None

    @example([("propose", 0, 40), ("agree", 0, 1), ("propose", 1, 40), ("agree", 1, 1), ("complete", 0, 10)])
    @example([("propose", 0, 60), ("agree", 0, 1), ("over", 0, 1), ("propose", 1, 1), ("agree", 1, 1)])
    @example(
        [
            *(("propose", 0, 40), ("agree", 0, 1), ("complete", 0, 10), ("propose", 1, 40), ("agree", 1, 1)),
            *(("cost", 0, 40), ("cost over", 0, 40), ("cost", 0, 20)),
        ]
    )
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    (
                        "propose",
                        "agree",
                        "approve",
                        "over",
                        "decline",
                        "withdraw",
                        "complete",
                        "amount",
                        "cost",
                        "cost over",
                    )
                ),
                st.integers(0, 2),
                st.integers(1, 60),
            ),
            min_size=3,
            max_size=18,
        )
    )
    def test_figures_are_those_of_the_records_and_never_over_unnoticed(
        self, scene: Scene, acts: list[tuple[str, int, int]]
    ) -> None:
        with transaction.atomic():
            point = transaction.savepoint()
            line, giver = support.budget(scene.officer, "5000"), support.provider(scene.officer)
            there = [support.asked(scene) for _ in range(3)]
            for name, place, number in acts:
                _try(scene, name, there[place], line, giver, Decimal(number) * 100)
                shown = lines().get(pk=line.pk)
                rows = list(Support.objects.filter(budget=line))
                committed = sum(r.cost or 0 for r in rows if r.status in COMMITTED)
                spent = sum(r.cost if r.final_cost is None else r.final_cost for r in rows if r.status in SPENT)
                assert (shown.committed, shown.spent) == (committed, spent)
                assert shown.left == shown.amount - committed - spent == left_of(shown)
                over = sum(
                    (r.cost if r.final_cost is None else r.final_cost)
                    for r in rows
                    if r.status in (*COMMITTED, *SPENT) and r.over_reason and r.approved_by_id
                )
                assert shown.left >= -over, "never over by more than what was approved as over"
            transaction.savepoint_rollback(point)


def _try(scene: Scene, name: str, made: Support, line: BudgetLine, giver: Any, cost: Decimal) -> None:
    """An act, which may be refused."""
    made = Support.objects.get(pk=made.pk)
    by, head, other = ({"by": who, "on": TODAY} for who in (scene.partner, scene.head, scene.other))

    def agree_both() -> None:
        agreeing.agree(made, **head)
        agreeing.agree(made, **by)

    def complete() -> None:
        agreeing.commission(made, **by)
        support.given(made, scene)
        delivering.complete(made, cost=min(cost, made.cost or cost), **by)

    acts: dict[str, Callable[[], Any]] = {
        "propose": lambda: agreeing.match(made, support.proposal(giver, line, str(cost)), **by),
        "agree": agree_both,
        "approve": lambda: agreeing.approve(made, **other),
        "over": lambda: agreeing.approve(made, reason="It cannot wait.", **other),
        "decline": lambda: asking.decline(made, reason="No.", **by),
        "withdraw": lambda: asking.withdraw(made, reason="No.", **head),
        "complete": complete,
        "cost": lambda: delivering.correct_cost(made, cost=cost, reason="A slip.", **by),
        "cost over": lambda: delivering.correct_cost(made, cost=cost, reason="A slip.", **other),
        "amount": lambda: keep_budget(line, {"name": line.name, "amount": cost}, by=scene.officer, on=TODAY),
    }
    try:
        with transaction.atomic():
            acts[name]()
    except Denied:
        pass


# By hand: in which states each act is possible, for somebody of the side that does it.
POSSIBLE: dict[str, set[S]] = {
    "match": {S.ASKED, S.MATCHED, S.TO_APPROVE, S.AGREED},
    "agree": {S.MATCHED},
    "approve": {S.TO_APPROVE},
    "commission": {S.AGREED},
    "deliver": {S.COMMISSIONED, S.UNDER_WAY},
    "complete": {S.UNDER_WAY},
    "evaluate": {S.DELIVERED},
    "close": {S.EVALUATED},
    "cost": {S.DELIVERED, S.EVALUATED, S.CLOSED},
    "declare": {S.ASKED, S.MATCHED, S.TO_APPROVE, S.AGREED},
    "decline": {S.ASKED, S.MATCHED, S.TO_APPROVE, S.AGREED},
    "withdraw": {S.ASKED, S.MATCHED, S.TO_APPROVE, S.AGREED, S.COMMISSIONED},
}
WHO = {
    "match": {"partner", "officer"},
    "agree": {"partner", "officer", "head"},
    "approve": {"officer", "other"},
    "commission": {"partner", "officer"},
    "deliver": {"partner", "officer"},
    "complete": {"partner", "officer"},
    "evaluate": {"partner", "officer", "head"},
    "close": {"partner", "officer"},
    "cost": {"partner", "officer", "other"},
    "declare": {"partner", "officer", "head", "other"},
    "decline": {"partner", "officer", "other"},
    "withdraw": {"partner", "officer", "head"},
}


@pytest.mark.parametrize("state", S)
def test_every_act_in_every_state_by_everybody(state: S, scene: Scene) -> None:
    made = support.walk(scene, state)
    giver, line = support.provider(scene.officer), support.budget(scene.officer)
    everybody = {
        "partner": scene.partner,
        "officer": scene.officer,
        "head": scene.head,
        "other": scene.other,
        "chair": people.post(scene.school, "chair").user,
        "sip": people.person(role="sip"),
        "dcs": people.person(role="director_of_childrens_services"),
        "admin": people.person(role="administrator"),
    }
    for act, states in POSSIBLE.items():
        for name, user in everybody.items():
            done = _does(act, made, user, support.proposal(giver, line, "500"), scene)
            assert done == (state in states and name in WHO[act]), f"{act} by {name} in {state}"


def _does(act: str, made: Support, user: User, proposal: Any, scene: Scene) -> bool:
    by = {"by": user, "on": TODAY}
    acts: dict[str, Callable[[], Any]] = {
        "match": lambda: agreeing.match(made, proposal, **by),
        "agree": lambda: agreeing.agree(made, **by),
        "approve": lambda: agreeing.approve(made, **by),
        "commission": lambda: agreeing.commission(made, **by),
        "deliver": lambda: delivering.deliver(made, day=TODAY, days=Decimal("0.5"), note="", **by),
        "complete": lambda: delivering.complete(made, cost=Decimal(100), **by),
        "evaluate": lambda: delivering.evaluate(made, impact="some", changed="Much.", again=True, **by),
        "close": lambda: delivering.close(made, **by),
        "cost": lambda: delivering.correct_cost(made, cost=Decimal(100), reason="A slip.", **by),
        "declare": lambda: asking.declare(made, what="other", text="I know them.", **by),
        "decline": lambda: asking.decline(made, reason="No.", **by),
        "withdraw": lambda: asking.withdraw(made, reason="No.", **by),
    }
    try:
        with transaction.atomic():
            acts[act]()
            transaction.set_rollback(True)
    except Denied:
        return False
    return True


def test_every_state_leads_to_an_end() -> None:
    ends = set(ENDED)
    for _ in S:
        ends |= {S(row.source) for row in ROWS if row.target in ends}
    assert ends == set(S)


def test_a_status_changes_only_with_its_event(scene: Scene) -> None:
    made = support.asked(scene)
    with pytest.raises(DatabaseError), transaction.atomic():
        Support.objects.filter(pk=made.pk).update(status=S.DECLINED)


def test_who_reads_it(scene: Scene) -> None:
    made = support.asked(scene)
    outside = [people.post(scene.school, "chair").user, people.person(role="sip"), people.person(role="administrator")]
    for user in (scene.head, scene.partner, scene.officer, scene.other):
        assert readable(roles_of(user, TODAY)).filter(pk=made.pk).exists()
    for user in outside:
        assert not readable(roles_of(user, TODAY)).filter(pk=made.pk).exists()


def test_it_counts_for_its_priorities(scene: Scene) -> None:
    made = support.walk(scene, S.UNDER_WAY, priorities=("reading",))
    support.walk(scene, S.TO_APPROVE, priorities=("reading",))
    period = Period(date(2026, 9, 1), date(2027, 8, 31))
    rows = SUPPORT.rows(roles_of(scene.officer, TODAY), period)
    assert [(row.pk, row.tagged, row.counted_days) for row in rows] == [(made.pk, ["reading"], 2)]
    assert not SUPPORT.rows(roles_of(scene.officer, TODAY), replace(period, last=date(2026, 11, 19)))
