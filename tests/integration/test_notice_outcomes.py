"""monitoring.notices.actions.outcomes: a notice is judged action by action, and not before its period ends."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitoring.notices.ends import close as ending
from monitoring.notices.models import Case, CaseLetter, Finding
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.outcomes.policies import judgement_warnings, row_of_judgement
from monitoring.notices.outcomes.queries import judged
from monitoring.notices.plans import actions as plans
from monitoring.notices.states import CaseState
from schools.models import TypeSpell
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import BankHoliday, Deadline
from sil.framework import actions as framework_actions
from sil.framework.loader import LIVERPOOL
from sil.letters.models import Method
from sil.web.work import waiting_for
from sil.workflow import Denied, can
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people
from tests.factories.case_scene import Scene
from tests.factories.cases import FORMAL, JUDGED, PERIOD_ENDS, PREFORMAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
DAY = timedelta(days=1)
AFTER = PERIOD_ENDS + DAY


def judge(made: Scene, kind: str = "formal_notice", **changes: Any) -> None:
    how = {"by": made.officer, "on": AFTER, "secured": True, "reasons": "Seen on three visits."} | changes
    outcomes.judge(made.notice(kind), **how)


def refused(made: Scene, **changes: Any) -> str:
    with pytest.raises(Denied) as denied:
        judge(made, **changes)
    return denied.value.code


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestFindings:
    @pytest.mark.feature("C9")
    def test_each_required_action_has_its_finding_and_the_latest_counts(self) -> None:
        made = cases.formal()
        first, second = made.notice().required_actions.all()
        for result in ("not_met", "partly", "met"):
            outcomes.record_finding(first, by=made.officer, on=TODAY, result=result, evidence=f"Seen: {result}.")
        found = judged(made.notice())
        assert [each.latest.result if each.latest else None for each in found] == ["met", None]
        assert [each.result for each in found[0].findings] == ["met", "partly", "not_met"], "nothing is overwritten"
        said = Event.objects.filter(kind="case_letter.judged").order_by("-pk")
        assert [(e.data["number"], e.data["result"]) for e in said[:1]] == [(1, "done")]
        assert second.findings.count() == 0

    @pytest.mark.feature("C9")
    def test_the_latest_counts_whatever_was_found_before(self) -> None:
        made = cases.preformal()
        letter = made.notice("preformal_notice")
        required = list(letter.required_actions.all())

        @given(results=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(Finding.Result.values)), max_size=8))
        @settings(max_examples=15)
        def whatever(results: list[tuple[int, str]]) -> None:
            with transaction.atomic():
                for place, result in results:
                    outcomes.record_finding(required[place], by=made.officer, on=TODAY, result=result, evidence="Seen.")
                found = judged(letter)
                last = dict(results)
                assert {n: each.latest.result for n, each in enumerate(found) if each.latest} == last
                assert len(judgement_warnings(found, secured=True)) == sum(result != "met" for result in last.values())
                transaction.set_rollback(True)

        whatever()

    @pytest.mark.feature("C9")
    @pytest.mark.parametrize(
        ("changes", "code"),
        [({"result": "fine"}, "no_result"), ({"evidence": " \n"}, "no_evidence")],
    )
    def test_a_finding_without_result_or_evidence_is_refused(self, changes: dict[str, str], code: str) -> None:
        made = cases.formal()
        how: dict[str, Any] = {"result": "met", "evidence": "Seen."} | changes
        with pytest.raises(Denied) as denied:
            outcomes.record_finding(made.notice().required_actions.all()[0], by=made.officer, on=TODAY, **how)
        assert denied.value.code == code
        assert not Finding.objects.exists()

    def test_nothing_is_found_of_a_notice_that_a_formal_one_followed(self) -> None:
        made = cases.formal()
        with pytest.raises(Denied) as denied:
            cases.found(made, "preformal_notice", "met")
        assert denied.value.code == "not_in_force"

    def test_what_was_found_of_the_earlier_notice_stands_beside(self) -> None:
        made = cases.preformal()
        cases.found(made, "preformal_notice", "met", "not_met", on=JUDGED)
        cases.judge(made, "preformal_notice", secured=False, on=JUDGED)
        case_letters.given(made, "formal_notice", method=Method.HAND, dated=FORMAL, actions=case_letters.ACTIONS[1:])
        (only,) = judged(made.notice())
        assert only.earlier is not None and only.earlier.result == "not_met"


class TestJudgements:
    @pytest.mark.feature("C4")
    def test_improvement_secured_before_the_period_ends(self) -> None:
        made = cases.preformal()
        cases.found(made, "preformal_notice", "met", "met")
        judge(made, "preformal_notice", on=PREFORMAL + 3 * DAY)
        assert made.case.status == CaseState.SECURED
        deadline = Deadline.objects.get(rule="compliance_period")
        assert (deadline.met_on, deadline.due_on) == (PREFORMAL + 3 * DAY, date(2026, 10, 15))

    @pytest.mark.feature("C5")
    def test_each_open_action_is_named_before_a_notice_is_complied_with(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met")
        with pytest.raises(Denied) as denied:
            judge(made)
        assert denied.value.code == "not_judged"
        assert "Required action 2, “Check attendance each week and act on it.”" in denied.value.sentence
        assert "Required action 1" not in denied.value.sentence

    @pytest.mark.feature("C9")
    def test_what_is_not_done_is_warned_of_and_not_refused(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "partly")
        with pytest.raises(Denied) as denied:
            judge(made)
        assert denied.value.code == "sure"
        assert "was found “done in part”" in denied.value.sentence
        judge(made, sure=denied.value.sentence)
        assert made.case.status == CaseState.COMPLIED

    @pytest.mark.feature("C5")
    def test_not_secured_without_findings_asks_first(self) -> None:
        made = cases.preformal()
        assert refused(made, kind="preformal_notice", secured=False, on=JUDGED) == "sure"
        cases.found(made, "preformal_notice", "met", "met", on=JUDGED)
        assert refused(made, kind="preformal_notice", secured=False, on=JUDGED) == "sure", "everything is done"
        cases.found(made, "preformal_notice", "not_met", on=JUDGED)
        judge(made, "preformal_notice", secured=False, on=JUDGED)
        assert made.case.status == CaseState.NOT_SECURED
        assert not Deadline.objects.running().filter(rule="compliance_period").exists()

    @pytest.mark.feature("C3")
    @pytest.mark.feature("C7")
    def test_not_complied_never_before_the_printed_end(self) -> None:
        """Whatever the framework's counting and the bank holidays say since the notice was given."""
        made = cases.formal()
        cases.found(made, "formal_notice", "not_met", "not_met")
        source = LIVERPOOL.read_text(encoding="utf-8")
        start = source.index("[periods.compliance_period]")

        @given(
            on=st.dates(FORMAL, FORMAL + timedelta(days=40)),
            unit=st.sampled_from(["calendar", "working"]),
            holidays=st.sets(st.dates(FORMAL, FORMAL + timedelta(days=60)), max_size=8),
        )
        @settings(max_examples=20)
        @example(on=PERIOD_ENDS, unit="working", holidays=set())
        @example(on=AFTER, unit="working", holidays=set())
        def whatever(on: date, unit: str, holidays: set[date]) -> None:
            with transaction.atomic():
                changed = source[start:].replace('unit = "calendar"', f'unit = "{unit}"', 1) + "\n# Changed.\n"
                framework_actions.load(source[:start] + changed, file_name="changed.toml", by=None)
                days = [BankHoliday(date=day, name="Holiday") for day in holidays]
                BankHoliday.objects.bulk_create(days, ignore_conflicts=True)
                if on <= PERIOD_ENDS:
                    assert refused(made, secured=False, on=on) == "period_runs"
                else:
                    judge(made, secured=False, on=on)
                    assert made.case.status == CaseState.NOT_COMPLIED
                assert made.notice().period_ends_on == PERIOD_ENDS
                transaction.set_rollback(True)

        whatever()

    @pytest.mark.feature("C9")
    def test_a_judgement_can_be_put_right_until_its_letter_is_on_the_way(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "not_met", "met")
        judge(made, secured=False)
        cases.found(made, "formal_notice", "met")
        judge(made)
        assert made.case.status == CaseState.COMPLIED
        assert [each.secured for each in made.notice().judgements.all()] == [True, False]

    def test_no_reasons(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "met")
        assert refused(made, reasons=" ") == "no_reasons"

    def test_not_while_a_letter_waits_for_a_signature(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "not_met", "met")
        judge(made, secured=False)
        cases.found(made, "formal_notice", "met")
        case_letters.presented(made, "intention_notice", dated=AFTER)
        assert refused(made) == "on_the_way"

    @pytest.mark.feature("C10")
    def test_not_of_a_school_that_converted(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "met")
        TypeSpell.objects.update(ends_on=TODAY)
        TypeSpell.objects.create(
            school=made.school, type_code=34, type_name="Academy converter", group_code=10, starts_on=AFTER
        )
        assert refused(made) == "converted"

    @pytest.mark.feature("C7")
    @pytest.mark.parametrize(
        ("kind", "states"),
        [
            ("preformal_notice", {True: {"preformal", "not_secured"}, False: {"preformal", "secured"}}),
            (
                "formal_notice",
                {
                    True: {"formal", "not_complied", "eligible", "powers_used", "powers_ended"},
                    False: {"formal", "complied"},
                },
            ),
        ],
    )
    def test_in_which_states_a_notice_is_judged(self, kind: str, states: dict[bool, set[str]]) -> None:
        """True: improvement secured, or complied with. Written out by hand."""
        made = cases.formal() if kind == "formal_notice" else cases.preformal()
        letter, case = made.notice(kind), made.case
        for secured, expected in states.items():
            able = set()
            for state in CaseState:
                case.status = state
                if can(row_of_judgement)(case, letter, secured=secured, on=AFTER):
                    able.add(str(state))
            assert able == expected, secured

    @pytest.mark.feature("C8")
    def test_only_those_who_keep_the_case_judge(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "met")
        others = [people.person(role="sip"), people.person(role="administrator")]
        for user in (made.head, made.chair, made.clerk, made.dcs, *others):
            assert refused(made, by=user) == "not_an_officer"
            with pytest.raises(Denied) as denied:
                outcomes.record_finding(
                    made.notice().required_actions.all()[0], by=user, on=TODAY, result="met", evidence="x"
                )
            assert denied.value.code == "not_an_officer"

    def test_the_schools_partner_judges_too(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "met")
        judge(made, by=made.sip)
        assert made.case.status == CaseState.COMPLIED


class TestPages:
    @pytest.mark.feature("C9")
    def test_judge_action_by_action_and_then_the_notice(self) -> None:
        made = cases.preformal()
        browser, letter = client(made.officer), made.notice("preformal_notice")
        shown = text(browser.get(f"/case-letters/{letter.pk}/judgement/"))
        assert shown.count("Not judged yet") == 2
        assert "The compliance period ended on" in shown
        assert letter.period_basis in shown
        for number, action in enumerate(letter.required_actions.all(), 1):
            address = f"/required-actions/{action.pk}/"
            empty = text(browser.post(address, {"evidence": "Seen in two classes."}))
            assert "Say whether it is done." in empty and "Seen in two classes." in empty
            sent: Any = browser.post(address, {"result": "met", "evidence": "Seen in two classes."}, follow=True)
            assert f"Required action {number} was found “done”." in text(sent)
        assert "Every required action has been judged." in text(sent)
        asked = text(browser.post(f"/case-letters/{letter.pk}/judgement/", {"secured": "no", "reasons": "Not yet."}))
        assert "Every required action was found done. Nothing is saved yet." in asked
        assert "Not yet." in asked
        done: Any = browser.post(
            f"/case-letters/{letter.pk}/judgement/", {"secured": "yes", "reasons": "All is done."}, follow=True
        )
        assert "Improvement is judged as secured. The letter that removes the notice comes next." in text(done)
        assert made.case.status == CaseState.SECURED

    @pytest.mark.feature("C7")
    def test_too_early_stands_beside_the_field_with_what_was_typed(self) -> None:
        made = cases.formal()
        shown = text(
            client(made.officer).post(
                f"/case-letters/{made.notice().pk}/judgement/", {"secured": "no", "reasons": "Nothing was done."}
            )
        )
        assert "The notice gives the governing body until 23 November 2026." in shown
        assert "You can judge from 24 November 2026 that it has not been met." in shown
        assert 'href="#id_secured_0"' in shown and "Nothing was done." in shown

    def test_the_director_reads_and_is_told_who_judges(self) -> None:
        made = cases.formal()
        shown = text(client(made.dcs).get(f"/case-letters/{made.notice().pk}/judgement/"))
        assert "Olive Officer is the case owner and will judge the notice." in shown
        assert "Judge this action" not in shown

    @pytest.mark.feature("C3")
    def test_work_of_the_owner_once_the_period_is_over(self) -> None:
        made = cases.formal()

        def titles(on: date) -> list[str]:
            return [item.title for item in waiting_for(roles_of(made.officer, on)) if "Judge" in item.act]

        assert titles(PERIOD_ENDS) == []
        assert titles(AFTER) == ["Judge each required action, and whether the notice was met: Formal warning notice"]
        cases.found(made, "formal_notice", "met", "met")
        judge(made)
        assert titles(AFTER) == []

    @pytest.mark.feature("C3")
    def test_the_school_reads_first_what_its_notice_requires_and_by_when(self) -> None:
        """The chair, the clerk and the headteacher, of the notice in force, until its period is over."""
        made = cases.formal()
        signed = made.notice().letter
        assert signed is not None

        def found(user: User, on: date) -> list[tuple[str, date | None, str, str]]:
            items = waiting_for(roles_of(user, on))
            return [(item.title, item.due, item.href, item.by_law) for item in items if "/letters/" in item.href]

        act = "Education and Inspections Act 2006, section 60"
        told = [("Do what the formal warning notice requires", PERIOD_ENDS, f"/letters/{signed.reference}/", act)]
        for user in (made.chair, made.clerk, made.head):
            assert found(user, PERIOD_ENDS) == told
            assert found(user, AFTER) == []
        assert found(made.officer, PERIOD_ENDS) == found(made.dcs, PERIOD_ENDS) == []
        cases.found(made, "formal_notice", "met", "met")
        judge(made)
        assert found(made.chair, PERIOD_ENDS) == [], "it was judged"


@pytest.mark.feature("C10")
def test_the_end_of_a_case_ends_all_that_runs() -> None:
    made = cases.formal()
    ending.end_periods_and_plans(Case.objects.get(pk=made.pk), by=made.officer, on=TODAY)
    assert made.plan.status == "ended"
    assert not Deadline.objects.running().filter(rule__in=("compliance_period", "action_plan")).exists()
    assert not [item for item in waiting_for(roles_of(made.chair, TODAY)) if "plan" in item.title]
    ending.end_periods_and_plans(Case.objects.get(pk=made.pk), by=made.officer, on=TODAY)


def test_the_notice_in_force_is_the_formal_one_once_it_is_given() -> None:
    made = cases.formal()
    assert made.case.notice_to_answer() == CaseLetter.objects.get(kind="formal_notice")
    plans.end(made.notice(), by=None, on=TODAY)
