"""Early signs: the boundary of each rule by hand, who reads them, and how one is dismissed and shown again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from allocations.models import Round
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.visits.models import AgreedAction, Term, Visit
from schools.models import AreaForImprovement, Comparator, Indicator, School, SignDecision
from schools.signs.actions import decide
from schools.signs.kinds import KINDS
from schools.signs.queries import latest_signs, rules_on, signs_of
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework import signs as framework_signs
from sil.framework.models import FrameworkVersion
from sil.framework.schema import Framework
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, cases, frameworks, inspections, people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.feature("O9"), pytest.mark.usefixtures("liverpool")]
DAY = timedelta(days=1)
AT = "/early-signs/"


def words(school: School, rule: str, on: date = TODAY) -> str | None:
    """The facts of a rule that holds for a school, or None."""
    found = signs_of([school.pk], on).get(school.pk, [])
    return next((sign.words for sign in found if sign.rule.id == rule), None)


def publish(school: School, measure: str, year: int, value: str, england: str) -> None:
    facts = {"academic_year": year, "measure": measure, "pupil_group": "all", "source": "Made up"}
    Indicator.objects.create(key=f"{school.pk}-{measure}-{year}", school=school, value=Decimal(value), **facts)
    Comparator.objects.get_or_create(
        key=f"{measure}-{year}", defaults={"place": "england_state", "value": Decimal(england), **facts}
    )


def absent(name: str = "", by: str = "2.0") -> School:
    """A school with an early sign: absence above England's."""
    made = schools.school(name)
    publish(made, "absence_overall", 2025, str(Decimal("6.5") + Decimal(by)), "6.5")
    return made


def test_each_kind_of_the_framework_file_is_found_by_an_app() -> None:
    assert {kind.slug for kind in KINDS} == set(framework_signs.KINDS)
    assert {rule.kind for rule in rules_on(TODAY)} == set(framework_signs.KINDS)


class TestBoundaries:
    """On which day, or from which figure on, each rule of Liverpool's file holds."""

    def term(self, first: date, last: date, name: str = "Autumn term", school: School | None = None) -> None:
        year = 2026 if first >= date(2026, 9, 1) else 2025
        Term.objects.create(academic_year=year, name=name, starts_on=first, ends_on=last, school=school)

    # Eight weeks of term are 56 days of it, this one included: from 26 September to 20 November 2026.
    @pytest.mark.parametrize(
        ("last", "holds"), [(date(2026, 9, 25), True), (date(2026, 9, 26), False), (date(2026, 11, 20), False)]
    )
    def test_no_visit_for_eight_weeks_of_term(self, last: date, holds: bool) -> None:
        self.term(date(2026, 9, 1), date(2026, 12, 18))
        school, sip = schools.school(), people.person(role="sip")
        people.assign(school, sip)
        visits.held(school, sip, last)
        said = "The last visit was on 25 September 2026." if holds else None
        assert words(school, "no-visit") == said

    def test_weeks_between_terms_do_not_count(self) -> None:
        # Half a term's holiday from 24 October to 1 November: nine days further back, from 17 September on.
        self.term(date(2026, 9, 1), date(2026, 10, 23))
        self.term(date(2026, 11, 2), date(2026, 12, 18), "Second half")
        school, sip = schools.school(), people.person(role="sip")
        people.assign(school, sip)
        visits.held(school, sip, date(2026, 9, 17))
        assert words(school, "no-visit") is None
        Visit.objects.update(starts_on=date(2026, 9, 16), ends_on=date(2026, 9, 16))
        assert words(school, "no-visit") == "The last visit was on 16 September 2026."

    def test_a_school_s_own_terms_count_for_it(self) -> None:
        self.term(date(2026, 9, 1), date(2026, 12, 18))
        own, other = schools.school(), schools.school()
        self.term(date(2026, 11, 2), date(2026, 12, 18), school=own)
        assert words(other, "no-visit") == "No visit is on record."
        assert words(own, "no-visit") is None

    def test_a_call_or_a_planned_visit_is_none_and_a_new_school_is_not_counted(self) -> None:
        self.term(date(2026, 9, 1), date(2026, 12, 18))
        school, sip = schools.school(), people.person(role="sip")
        people.assign(school, sip)
        visits.held(school, sip, date(2026, 11, 2))
        Visit.objects.update(days=0)
        assert words(school, "no-visit") == "No visit is on record."
        visits.planned(school, sip, date(2026, 11, 27))
        assert words(school, "no-visit") == "No visit is on record."
        School.objects.filter(pk=school.pk).update(open_date=date(2026, 9, 27))
        assert words(school, "no-visit") is None

    def test_without_enough_terms_on_record_nothing_is_said(self) -> None:
        school = schools.school()
        assert words(school, "no-visit") is None
        self.term(date(2026, 9, 27), date(2026, 12, 18))
        assert words(school, "no-visit") is None

    def test_a_report_is_late_by_five_days(self) -> None:
        made = reports.scene()
        due = made.visit.due_on
        assert due is not None
        assert words(made.school, "report-late", due + 4 * DAY) is None
        said = f"The report of the visit on 16 November 2026 was due on {clock.in_words(due)}."
        assert words(made.school, "report-late", due + 5 * DAY) == said
        reports.walk(made, "issued")
        assert words(made.school, "report-late", due + 5 * DAY) is None

    def test_an_agreed_action_is_overdue_by_ten_days(self) -> None:
        made = reports.scene()
        reports.walk(made, "issued")
        AgreedAction.objects.all().delete()
        facts = {"school": made.school, "visit": made.visit, "place": 9, "text": "Read daily."}
        action = AgreedAction.objects.create(due_on=TODAY, **facts)
        assert words(made.school, "actions-overdue", TODAY + 9 * DAY) is None
        said = "“Read daily.” was agreed to be done by 20 November 2026."
        assert words(made.school, "actions-overdue", TODAY + 10 * DAY) == said
        for progress, holds in (("partly", True), ("not_done", True), ("done", False), ("dropped", False)):
            AgreedAction.objects.filter(pk=action.pk).update(progress=progress)
            assert (words(made.school, "actions-overdue", TODAY + 10 * DAY) is not None) is holds

    def test_the_headteacher_changed_within_twelve_months(self) -> None:
        school = schools.school()
        people.post(school, "headteacher", starts_on=date(2015, 9, 1))
        assert words(school, "head-changed") is None
        new = people.post(school, "headteacher", people.person("Noa New"), starts_on=date(2026, 1, 5))
        assert words(school, "head-changed", date(2026, 1, 4)) is None
        said = "Noa New became headteacher on 5 January 2026."
        assert words(school, "head-changed", date(2026, 1, 5)) == said
        assert words(school, "head-changed", date(2027, 1, 5)) == said
        assert words(school, "head-changed", date(2027, 1, 6)) is None
        new.ends_on = date(2026, 3, 31)
        new.save()
        assert words(school, "head-changed", date(2026, 4, 1)) is None

    def test_the_first_head_on_record_is_no_change(self) -> None:
        school = schools.school()
        head = people.post(school, "headteacher", starts_on=date(2026, 9, 1))
        assert words(school, "head-changed") is None
        # Nor is one who had the post before.
        head.ends_on = date(2026, 10, 1)
        head.save()
        people.post(school, "headteacher", head.user, starts_on=date(2026, 11, 2))
        assert words(school, "head-changed") is None

    def test_ofsted_asked_for_the_same_twice_in_six_years(self) -> None:
        school, sip = schools.school(), people.person(role="sip")
        people.assign(school, sip)
        first = inspections.by_hand(school, sip, date(2020, 11, 20))
        inspections.asked(first, sip, "Teach early reading well.")
        assert words(school, "same-area-in-inspections") is None
        second = inspections.by_hand(school, sip, date(2026, 3, 3))
        inspections.asked(second, sip, "Teach early  reading: WELL!", "Another thing.")
        said = "“Teach early reading: WELL!”, asked on 3 March 2026 and on 20 November 2020."
        assert words(school, "same-area-in-inspections") == said
        assert words(school, "same-area-in-inspections", TODAY + DAY) is None
        AreaForImprovement.objects.filter(inspection=second).update(progress="improved")
        assert words(school, "same-area-in-inspections") is None
        AreaForImprovement.objects.filter(text="Another thing.").update(progress="asked_again")
        said = "“Another thing.”, asked on 3 March 2026 and recorded as asked again."
        assert words(school, "same-area-in-inspections") == said

    @pytest.mark.parametrize(("points", "holds"), [("8.0", True), ("7.9", False)])
    def test_a_result_fell_by_eight_points_against_england_in_two_years(self, points: str, holds: bool) -> None:
        school = schools.school()
        publish(school, "ks2_rwm_expected", 2023, "62", "60")
        publish(school, "ks2_rwm_expected", 2025, str(Decimal("64") - Decimal(points)), "62")
        said = words(school, "results-down")
        assert (said is not None) is holds
        if said:
            assert said == (
                "Reading, writing and maths, expected standard: 56% in 2025/26, 6 percentage points below England; "
                "62% in 2023/24, 2 percentage points above England."
            )

    @pytest.mark.parametrize(("by", "holds"), [("1.5", True), ("1.4", False), ("-3", False)])
    def test_absence_is_one_and_a_half_points_above_england(self, by: str, holds: bool) -> None:
        assert (words(absent(by=by), "absence") is not None) is holds

    def test_only_the_last_figure_counts_and_only_while_it_is_recent(self) -> None:
        school = absent()
        assert (
            words(school, "absence") == "Absence, of all sessions: 8.5% in 2025/26, 2 percentage points above England."
        )
        assert words(school, "absence", date(2028, 8, 31)) is not None
        assert words(school, "absence", date(2028, 9, 1)) is None
        publish(school, "absence_overall", 2026, "6.0", "6.5")
        assert words(school, "absence") is None

    def test_the_school_answered_late_twice_in_twelve_months(self) -> None:
        made = allocations.scene(State.PROPOSED)
        owed = Deadline.objects.get(rule="answer")
        due = owed.due_on
        same = {f.attname: getattr(owed, f.attname) for f in Deadline._meta.concrete_fields} | {"id": None}
        earlier = Deadline.objects.create(**same | {"due_on": due - 30 * DAY, "met_on": due - 29 * DAY})
        assert words(made.school, "answers-late", due) is None
        said = f"2 answers late in 12 months, the last due on {clock.in_words(due)}."
        assert words(made.school, "answers-late", due + DAY) == said
        earlier.met_on = earlier.due_on
        earlier.save()
        assert words(made.school, "answers-late", due + DAY) is None

    @pytest.mark.parametrize(
        ("then", "now", "said"), [("A", "B", "Band B, after Band A the year before."), ("C", "B", None)]
    )
    def test_the_band_moved_down(self, then: str, now: str, said: str | None) -> None:
        made = allocations.scene()
        year = timedelta(days=364)
        last = rounds.open_round(year=allocations.YEAR - 1, by=None, on=allocations.OPENED - year)
        before = replace(made, allocation=last.allocations.get(school=made.school))
        allocations.propose(before, then, on=allocations.PROPOSED - year)
        allocations.agree(before, on=allocations.PROPOSED - year)
        allocations.walk(made, State.AGREED, band=now)
        assert words(made.school, "band-down") == said
        # The band of the year before is named as its own version of the framework names it.
        text = frameworks.liverpool().replace('name = "Band A"', 'name = "Band Gold"', 1)
        Round.objects.filter(pk=last.pk).update(framework_version=frameworks.load(text))
        assert words(made.school, "band-down") == (said and said.replace("Band A", "Band Gold"))

    def test_two_reports_name_the_same_thing_to_develop(self) -> None:
        made = reports.scene()
        reports.walk(made, "issued")
        assert words(made.school, "same-area-in-reports") is None
        again = visits.held(made.school, made.sip, date(2026, 11, 18))
        other = reports.Scene(made.school, again, made.sip, made.head, made.chair, made.officer)
        reports.walk(other, "issued")
        first, second = made.report, other.report
        for report, text in (
            (first, "- Vocabulary in science\n- Books"),
            (second, "Other things.\n* vocabulary, in Science."),
        ):
            report.sections = {**report.sections, "to-develop": text}
            report.save()
        said = "“* vocabulary, in Science.”, last in the report of the visit on 18 November 2026."
        found = words(made.school, "same-area-in-reports")
        assert found is not None and "ocabulary" in found and said.split("”")[1] in found
        second.sections = {**second.sections, "to-develop": "Other things."}
        second.save()
        assert words(made.school, "same-area-in-reports") is None


class TestReaders:
    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def test_partners_see_their_own_schools_and_no_school_sees_any(self) -> None:
        mine, other = absent("Mine Example School"), absent("Other Example School")
        sip, head = people.person(role="sip"), people.person()
        people.assign(mine, sip)
        people.post(mine, "headteacher", head)
        officer, director, admin = (
            people.person(role=role) for role in ("principal_officer", "director_of_education", "administrator")
        )
        text = self.client(sip).get(AT).text
        assert mine.name in text and other.name not in text and "Dismiss<" not in text
        for person in (officer, director):
            text = self.client(person).get(AT).text
            assert mine.name in text and other.name in text
        for person in (head, admin):
            assert self.client(person).get(AT).status_code == 404
            page = self.client(person).get(f"/schools/{mine.pk}/?part=signs").text
            assert "percentage points above England." not in page and "Early signs" not in page
        assert "2 percentage points above England." in self.client(sip).get(f"/schools/{mine.pk}/?part=signs").text

    def test_the_order_is_by_name_or_latest_fact_and_a_filter_narrows(self) -> None:
        second, first = absent("B Example School"), absent("A Example School")
        people.post(second, "headteacher", starts_on=date(2015, 9, 1))
        people.post(second, "headteacher", people.person("Noa New"), starts_on=date(2026, 9, 7))
        client = self.client(people.person(role="principal_officer"))

        def names(query: str) -> list[str]:
            return [school.name for school, _ in client.get(f"{AT}?{query}").context["rows"]]

        assert names("") == [first.name, second.name]
        assert names("sort=-latest") == [second.name, first.name]
        assert names("rule=head-changed") == [second.name]
        assert names("rule=absence&phase=Primary") == [first.name, second.name]
        assert names("phase=Secondary") == [] and names("state=dismissed") == []

    def test_of_many_facts_the_list_shows_the_latest_and_the_school_all(self) -> None:
        made = reports.scene()
        reports.walk(made, "issued")
        AgreedAction.objects.all().delete()
        facts = {"school": made.school, "visit": made.visit}
        for place in range(1, 6):
            due_on = TODAY - (9 + place) * DAY
            AgreedAction.objects.create(place=place, text=f"Read {place}.", due_on=due_on, **facts)
        client = self.client(people.person(role="principal_officer"))
        page, own = client.get(AT), client.get(f"/schools/{made.school.pk}/?part=signs")
        listed = [number for number in range(1, 6) if f"“Read {number}.”" in page.text]
        assert listed == [1, 2, 3] and "2 earlier" in page.text
        assert all(f"“Read {number}.”" in own.text for number in range(1, 6)) and "earlier" not in own.text

    def test_rules_of_all_schools_are_found_without_their_facts(self) -> None:
        """What the list is put together from agrees with the signs themselves, dismissed or not."""
        dismissed, other = absent("A Example School"), absent("B Example School")
        people.post(other, "headteacher", starts_on=date(2015, 9, 1))
        people.post(other, "headteacher", people.person("Noa New"), starts_on=date(2026, 9, 7))
        schools.school("C Example School")
        officer = people.person(role="principal_officer")
        facts = words(dismissed, "absence") or ""
        decide(dismissed, by=officer, on=TODAY, rule="absence", facts=facts, is_dismissal=True, reason="Known.")
        who = roles_of(officer, TODAY)
        for are_dismissed in (True, False):
            expected: dict[int, dict[str, date]] = {}
            for urn, signs in signs_of(list(School.objects.values_list("pk", flat=True)), TODAY).items():
                if days := {sign.rule.id: sign.day for sign in signs if sign.is_dismissed is are_dismissed}:
                    expected[urn] = days
            assert latest_signs(who, are_dismissed=are_dismissed) == expected
        assert latest_signs(who, are_dismissed=True) == {dismissed.pk: {"absence": date(2026, 8, 31)}}

    def test_a_file_has_what_is_shown(self) -> None:
        school = absent()
        client = self.client(people.person(role="principal_officer"))
        response: Any = client.get(f"{AT}?export=csv")
        text = b"".join(response.streaming_content).decode()
        assert school.name in text and "2 percentage points above England." in text and "2026-08-31" in text

    def test_a_restricted_case_leaves_no_trace(self) -> None:
        school = absent("Restricted Example School")
        before = words(school, "absence")
        made = cases.scene(school=school, restricted=True)
        (sign,) = signs_of([school.pk], TODAY)[school.pk]
        assert sign.words == before
        page = self.client(people.person(role="principal_officer")).get(AT).text
        assert school.name in page and made.case.reference not in page


class TestDismissing:
    @pytest.fixture
    def made(self) -> tuple[School, Any]:
        return absent(), people.person(role="principal_officer")

    def at(self, school: School) -> str:
        return f"{AT}{school.pk}/absence/"

    def test_with_a_reason_until_it_is_shown_again(self, made: tuple[School, Any]) -> None:
        school, officer = made
        client = Client()
        client.force_login(officer)
        page = client.get(self.at(school))
        read = page.context["read"].token
        assert "Enter a reason." in client.post(self.at(school), {"read": read, "reason": " "}).text
        done = client.post(self.at(school), {"read": read, "reason": "A long illness."}, follow=True)
        assert "You dismissed an early sign of" in done.text and "has an early sign at present" in done.text
        assert "A long illness." in client.get(f"{AT}?state=dismissed").text
        assert "A long illness." in client.get(f"/schools/{school.pk}/?part=signs").text
        assert Event.objects.get(kind="sign.dismissed").reason == "A long illness."
        page = client.get(self.at(school))
        assert "Show the sign again" in page.text
        sent = {"read": page.context["read"].token, "reason": "It goes on."}
        assert "is shown again" in client.post(self.at(school), sent, follow=True).text
        assert "A long illness." in client.get(self.at(school)).text
        assert list(SignDecision.objects.values_list("is_dismissal", flat=True)) == [True, False]

    def test_it_appears_again_when_the_facts_change(self, made: tuple[School, Any]) -> None:
        school, officer = made
        facts = words(school, "absence") or ""
        decide(school, by=officer, on=TODAY, rule="absence", facts=facts, is_dismissal=True, reason="Known.")
        (sign,) = signs_of([school.pk], TODAY)[school.pk]
        assert sign.is_dismissed
        Indicator.objects.update(value=9)
        (sign,) = signs_of([school.pk], TODAY)[school.pk]
        assert not sign.is_dismissed

    def test_what_changed_meanwhile_is_read_first(self, made: tuple[School, Any]) -> None:
        school, officer = made
        client = Client()
        client.force_login(officer)
        read = client.get(self.at(school)).context["read"].token
        Indicator.objects.update(value=9)
        page = client.post(self.at(school), {"read": read, "reason": "Known."})
        assert "Nothing has been done" in page.text and not SignDecision.objects.exists()

    def test_others_twice_or_without_a_sign_is_refused(self, made: tuple[School, Any]) -> None:
        school, officer = made
        said = {"on": TODAY, "rule": "absence", "facts": words(school, "absence") or "", "is_dismissal": True}
        sip = people.person(role="sip")
        people.assign(school, sip)
        for person in (sip, people.person(role="director_of_education")):
            with pytest.raises(Denied, match="Only a"):
                decide(school, by=person, reason="Known.", **said)
        with pytest.raises(Denied, match="Enter a reason"):
            decide(school, by=officer, reason=" ", **said)
        with pytest.raises(Denied, match="facts have changed"):
            decide(school, by=officer, reason="Known.", **said | {"facts": "Other."})
        decide(school, by=officer, reason="Known.", **said)
        with pytest.raises(Denied, match="dismissed already"):
            decide(school, by=officer, reason="Known.", **said)
        with pytest.raises(DatabaseError), transaction.atomic():
            SignDecision.objects.update(reason="Other.")


@settings(max_examples=25)
@given(gaps=st.lists(st.decimals(-5, 5, places=1), min_size=1, max_size=6))
def test_the_schools_listed_are_those_above_the_figure(gaps: list[Decimal]) -> None:
    """Whatever the figures are, one query finds the schools that a loop over them finds."""
    with transaction.atomic():
        made = [absent(by=str(gap)) for gap in gaps]
        found = signs_of([school.pk for school in made], TODAY)
        assert set(found) == {school.pk for school, gap in zip(made, gaps, strict=True) if gap >= Decimal("1.5")}
        transaction.set_rollback(True)


def test_a_rule_that_is_off_or_a_framework_without_rules_shows_nothing(
    liverpool: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = absent()
    framework = liverpool.framework
    off = tuple(rule.model_copy(update={"is_on": False}) for rule in framework.early_signs)

    def without(rules: tuple[Any, ...]) -> Callable[[date], Framework]:
        return lambda on: framework.model_copy(update={"early_signs": rules})

    for rules in (off, ()):
        monkeypatch.setattr("schools.signs.queries.framework_on", without(rules))
        assert not signs_of([school.pk], TODAY)
