"""Acts in which the action plan and the compliance period meet: a plan is accepted, a notice is judged not complied
with. Each asks and names the other date (domain 2.6, "plan accepted beyond the period")."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.assessments import actions as assessments
from monitoring.notices.models import Confirmation
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.queries import actions_of
from monitoring.notices.questions.clocks import questions_of_acceptance, questions_of_failure
from monitoring.notices.states import CaseState, PlanState
from sil import clock
from sil.workflow import Denied
from tests.factories import action_plans, cases
from tests.factories.case_scene import Scene
from tests.factories.cases import FORMAL, PERIOD_ENDS, PLAN_DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C3", "C14")]
# The period of the formal notice ends on Monday 23 November 2026, its plan is due on Tuesday the 24th.
WITHIN, LAST, AFTER = date(2026, 11, 18), PERIOD_ENDS, PLAN_DUE


def sent(on: date, by_when: date) -> Scene:
    """A plan that does everything by one day."""
    made = cases.formal()
    plan = made.plan
    day = [str(by_when.day), str(by_when.month), str(by_when.year)]
    with clock.at(on):
        saved = plans.save_plan(
            plan, by=made.chair, on=on, writing=action_plans.writing(plan, by_when=day), version=plan.version
        )
        plans.send(saved, by=made.chair, on=on, version=saved.version)
    return made


def accept(made: Scene, on: date, sure: str = "") -> Any:
    plan = made.plan
    findings = {str(each.pk): {"enough": True, "reason": ""} for each in actions_of(plan)}
    with clock.at(on):
        return assessments.assess(plan, by=made.officer, on=on, number=1, accepted=True, findings=findings, sure=sure)


def asked_to_accept(made: Scene, on: date) -> list[tuple[str, str]]:
    version = made.plan.versions.first()
    assert version is not None
    return [(each.code, each.sentence) for each in questions_of_acceptance(made.plan, version, on)]


def judge(made: Scene, on: date, sure: str = "") -> Any:
    how: dict[str, Any] = {"by": made.officer, "on": on, "secured": False, "reasons": "As found.", "sure": sure}
    with clock.at(on):
        return outcomes.judge(made.notice(), **how)


def refusal(act: Any, *args: Any) -> tuple[str, str]:
    with pytest.raises(Denied) as denied:
        act(*args)
    return denied.value.code, denied.value.sentence


class TestAccepting:
    @pytest.mark.parametrize(
        ("sent_on", "by_when", "on", "codes"),
        [
            (WITHIN, LAST, WITHIN, []),
            (WITHIN, LAST, LAST, []),
            (WITHIN, LAST, AFTER, ["plan_assessed_after_period"]),
            (AFTER, LAST, AFTER, ["plan_sent_after_period"]),
            (WITHIN, AFTER, WITHIN, ["planned_after_period"] * 2),
            (AFTER, AFTER, AFTER, ["plan_sent_after_period", *["planned_after_period"] * 2]),
        ],
    )
    def test_what_is_asked(self, sent_on: date, by_when: date, on: date, codes: list[str]) -> None:
        assert [code for code, _ in asked_to_accept(sent(sent_on, by_when), on)] == codes

    def test_it_names_the_other_date_and_the_answer_is_kept(self) -> None:
        made = sent(AFTER, date(2027, 1, 29))
        sentences = [sentence for _, sentence in asked_to_accept(made, AFTER)]
        assert sentences == [
            "The plan was sent on Tuesday 24 November 2026, after the compliance period, which ended on Monday 23 "
            "November 2026.",
            "Required action 1 is planned to be done by Friday 29 January 2027, after the compliance period, which "
            "ended on Monday 23 November 2026.",
            "Required action 2 is planned to be done by Friday 29 January 2027, after the compliance period, which "
            "ended on Monday 23 November 2026.",
        ]
        assert refusal(accept, made, AFTER) == ("sure", " ".join(sentences))
        assert made.plan.status == PlanState.RECEIVED and not Confirmation.objects.filter(act="assess").exists()
        accept(made, AFTER, sure=" ".join(sentences))
        assert made.plan.status == PlanState.ACCEPTED
        kept = made.notice().confirmations.filter(act="assess")
        assert [(each.sentence, each.by, each.by_as) for each in kept] == [
            (sentence, made.officer, "Principal Officer") for sentence in sentences
        ]

    def test_returning_a_plan_asks_nothing(self) -> None:
        made = sent(AFTER, AFTER)
        assert action_plans.assess(made, accepted=False, on=AFTER).status == PlanState.RETURNED
        assert not Confirmation.objects.filter(act="assess").exists()

    def test_the_page_asks(self) -> None:
        made = sent(WITHIN, AFTER)
        browser = Client()
        with clock.at(WITHIN):
            browser.force_login(made.officer)
            form = {"act": "accept", "read": "1", "once": "a" * 32}
            form |= {f"enough-{each.pk}": "yes" for each in actions_of(made.plan)}
            shown = " ".join(browser.post(f"/action-plans/{made.plan.pk}/assess/", form).content.decode().split())
        assert "is planned to be done by Tuesday 24 November 2026, after the compliance period, which ends on" in shown
        assert made.plan.status == PlanState.RECEIVED


class TestJudging:
    def failing(self, made: Scene, on: date) -> Scene:
        with clock.at(on):
            cases.found(made, "formal_notice", "not_met", "not_met", on=on)
        return made

    def test_a_plan_that_waits_to_be_assessed(self) -> None:
        made = self.failing(sent(WITHIN, LAST), AFTER)
        words = "The action plan, sent on Wednesday 18 November 2026, has not been assessed."
        assert refusal(judge, made, AFTER) == ("sure", words)
        judge(made, AFTER, sure=words)
        assert made.case.status == CaseState.NOT_COMPLIED
        assert [each.sentence for each in made.notice().confirmations.filter(act="judge")] == [words]

    def test_a_plan_that_was_accepted_the_same_day(self) -> None:
        made = self.failing(sent(WITHIN, LAST), AFTER)
        accept(made, AFTER, sure=" ".join(sentence for _, sentence in asked_to_accept(made, AFTER)))
        words = "The authority accepted the action plan on the same day, Tuesday 24 November 2026."
        assert refusal(judge, made, AFTER) == ("sure", words)
        judge(made, date(2026, 11, 25))
        assert made.case.status == CaseState.NOT_COMPLIED

    def test_a_plan_that_was_accepted_with_later_days(self) -> None:
        made = self.failing(sent(WITHIN, date(2026, 12, 18)), AFTER)
        accept(made, WITHIN, sure=" ".join(sentence for _, sentence in asked_to_accept(made, WITHIN)))
        code, sentence = refusal(judge, made, AFTER)
        assert code == "sure" and sentence.startswith(
            "The plan that the authority accepted gives the governing body until Friday 18 December 2026 for required "
            "action 1."
        )
        assert questions_of_failure(made.notice(), date(2026, 12, 18)) == []

    def test_without_a_plan_nothing_more_is_asked(self) -> None:
        made = self.failing(cases.formal(), AFTER)
        judge(made, AFTER)
        assert made.case.status == CaseState.NOT_COMPLIED and FORMAL < AFTER

    def test_that_it_was_complied_with_asks_nothing_of_the_plan(self) -> None:
        made = sent(WITHIN, LAST)
        with clock.at(WITHIN):
            cases.found(made, "formal_notice", "met", "met", on=WITHIN)
            outcomes.judge(made.notice(), by=made.officer, on=WITHIN, secured=True, reasons="As found.")
        assert made.case.status == CaseState.COMPLIED
