"""What is asked before a notice is presented and signed, and that every answer is kept: domain 2.6, "formal notice, two
clocks" and "period too short"."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.notices.bundle.front import record
from monitoring.notices.bundle.permissions import shared
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions
from monitoring.notices.letters.facts import facts_of
from monitoring.notices.letters.policies import missing
from monitoring.notices.models import Bundle, CaseLetter, Confirmation
from monitoring.notices.questions.questions import Question, questions_of
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import CaseState, LetterState
from sil import clock
from sil.accounts.models import User
from sil.letters.models import Method
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import case_letters as letters
from tests.factories import cases, people, visits
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C3", "C14")]
# Friday 20 November 2026. A formal notice of that day asks for its plan by Saturday 5 December.
PLAN_BY = "The action plan is due by Saturday 5 December 2026"
LONG = {"count": "42", "why": "Six weeks, with two meetings of the governing body."}


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page(letter: CaseLetter, rest: str = "") -> str:
    return f"/case-letters/{letter.pk}/{rest}"


def again(letter: CaseLetter) -> CaseLetter:
    return CaseLetter.objects.get(pk=letter.pk)


def formal(made: Scene, count: str, **changes: Any) -> CaseLetter:
    """Written and checked, with so many days."""
    return letters.prepared(made, "formal_notice", compliance={"count": count}, **changes)


def asked(letter: CaseLetter, *, dated: date = TODAY, now: datetime = NOW) -> dict[str, Question]:
    return {each.code: each for each in questions_of(again(letter), dated, now)}


def present(letter: CaseLetter, by: User, **said: Any) -> CaseLetter:
    letter = again(letter)
    return signing.present(letter, dated=TODAY, by=by, on=TODAY, version=letter.version, **said)


def sign(letter: CaseLetter, by: User, **said: Any) -> Any:
    letter = again(letter)
    return signing.sign(letter, by=by, on=TODAY, version=letter.version, **said)


def refused(act: Any, *args: Any, **said: Any) -> tuple[str, str]:
    with pytest.raises(Denied) as denied:
        act(*args, **said)
    return denied.value.code, denied.value.sentence


class TestLength:
    @pytest.mark.parametrize(
        ("compliance", "codes"),
        [
            ({}, ["no_period", "no_why"]),
            ({"count": "28", "why": ""}, ["no_why"]),
            ({"count": "28", "why": " \n"}, ["no_why"]),
            ({"why": "Two meetings."}, ["no_period"]),
            ({"count": "0", "why": "Two meetings."}, ["no_period"]),
            ({"count": "28", "why": "x" * 2001}, ["too_long"]),
            ({"count": "28", "why": "Two meetings."}, []),
        ],
    )
    def test_no_notice_goes_without_its_length_and_the_reason(self, compliance: Any, codes: list[str]) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        letter = letters.prepared(made, compliance=compliance)
        assert [lack.code for lack in missing(letter)] == codes
        sentences = " ".join(lack.sentence for lack in missing(letter))
        assert ("Enter how many days the governing body has." in sentences) == ("count" not in compliance)
        assert ("Say why the governing body has this many days." in sentences) == ("no_why" in codes)

    def test_the_editor_tells_the_two_clocks_apart(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = actions.prepare(made.case, kind="formal_notice", by=made.officer, on=TODAY)
        shown = text(client(made.officer).get(page(letter, "write/")))
        assert "No length has been entered yet, so it has no last day." in shown
        assert "the plan would be due by <time" in shown and "Saturday 5 December 2026" in shown
        assert "Neither the Act nor the framework gives a number." in shown
        assert "it is usually 28 calendar days (Local setting:" in shown
        assert "15 calendar days" not in shown
        checked = text(client(made.officer).get(page(letter, "check/")))
        assert "[Compliance period: missing]" in checked

    def test_what_was_typed_is_kept_and_read_by_the_signatory(self) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        letter = letters.presented(made, compliance=LONG)
        for user, rest in ((made.dcs, "sign/"), (made.officer, "")):
            assert "Six weeks, with two meetings of the governing body." in text(client(user).get(page(letter, rest)))
        done = again(letters.given(cases.scene(CaseState.DISCUSSED), compliance=LONG))
        assert (done.period_ends_on, done.compliance["why"]) == (date(2026, 12, 31), LONG["why"])
        assert done.period_basis == (
            "Compliance period: 42 calendar days, beginning with the day the notice is given: Friday 20 November to "
            "Thursday 31 December 2026."
        )

    def test_one_that_was_signed_before_lengths_were_entered_keeps_its_printed_days(self) -> None:
        """Its own count is blank: it was the framework's."""
        made = cases.scene(CaseState.DISCUSSED)
        letter = letters.signed(made, method=Method.HAND)
        CaseLetter.objects.filter(pk=letter.pk).update(compliance={})
        letters.serve(made, again(letter))
        done = again(letter)
        assert (done.status, done.period_ends_on) == (LetterState.GIVEN, date(2026, 12, 4))
        assert "Friday 20 November to Friday 4 December 2026" in text(client(made.officer).get(page(letter)))

    def test_one_that_was_presented_before_comes_back_as_incomplete(self) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        letter = letters.presented(made)
        CaseLetter.objects.filter(pk=letter.pk).update(compliance={})
        code, sentence = refused(sign, letter, made.dcs)
        assert code == "incomplete" and "Enter how many days the governing body has." in sentence


class TestQuestions:
    @pytest.mark.parametrize(("count", "asks"), [("15", True), ("16", True), ("17", False), ("28", False)])
    def test_a_plan_due_on_or_after_the_last_day(self, count: str, asks: bool) -> None:
        found = asked(formal(cases.scene(CaseState.NOT_SECURED), count))
        assert ("plan_after_period" in found) == asks
        if asks:
            assert found["plan_after_period"].needs_reason
            assert found["plan_after_period"].sentence.startswith(PLAN_BY)

    def test_a_preformal_notice_asks_for_no_plan(self) -> None:
        assert "plan_after_period" not in asked(letters.prepared(cases.scene(CaseState.DISCUSSED)))

    @pytest.mark.parametrize(
        ("kind", "compliance", "words"),
        [
            ("formal_notice", {"count": "28"}, ""),
            ("formal_notice", {"count": "27"}, "is 27 calendar days. For this kind of notice it is usually 28 (Local"),
            ("formal_notice", {"count": "20"}, "is 20 calendar days. For this kind of notice it is at least 21 (Local"),
            ("formal_notice", {"count": "1"}, "is 1 calendar day. For"),
            # Friday 20 November and 15 more working days: to Thursday 10 December, 21 days with both.
            ("formal_notice", {"count": "15", "unit": "working"}, "is 15 working days, which is 21 calendar days. For"),
            ("formal_notice", {"count": "20", "unit": "working"}, ""),
            ("preformal_notice", {"count": "14"}, ""),
            (
                "preformal_notice",
                {"count": "13"},
                "is 13 calendar days. For this kind of notice it is at least 14 (Local",
            ),
        ],
    )
    def test_a_period_shorter_than_usual(self, kind: str, compliance: Mapping[str, str], words: str) -> None:
        state = CaseState.NOT_SECURED if kind == "formal_notice" else CaseState.DISCUSSED
        letter = letters.prepared(cases.scene(state), kind, compliance=dict(compliance))
        found = asked(letter).get("short_period")
        assert (found is not None and words in found.sentence) if words else found is None
        assert found is None or not found.is_note

    def test_a_short_period_is_only_a_note_where_safety_is_a_ground(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = formal(made, "5", grounds=["standards", "safety"])
        found = asked(letter)
        assert found["short_period"].is_note
        assert "(section 60(2)(c))" in found["short_period"].sentence
        present(letter, made.officer, plan_reason=letters.REASON)
        assert "at least 21" in text(client(made.dcs).get(page(letter, "sign/")))
        sign(letter, made.dcs, plan_reason=letters.REASON)
        assert set(letter.confirmations.values_list("code", flat=True)) == {"plan_after_period"}

    def test_another_notice_in_force(self) -> None:
        first = cases.preformal()
        second = cases.about(first.school, vars(first), CaseState.DISCUSSED)
        letter = letters.prepared(second)
        reference = first.case.reference
        assert asked(letter)["notice_in_force"].sentence == (
            "Another notice to this governing body is in force: pre-formal warning notice, given on Thursday 1 October "
            f"2026 (case {reference}: Pre-formal notice given)."
        )
        giving.withdraw(first.notice("preformal_notice"), reason="The wrong year.", by=first.dcs, on=TODAY)
        assert "notice_in_force" not in asked(letter)

    def test_the_notice_that_a_formal_one_follows_is_no_other(self) -> None:
        assert facts_of(formal(cases.scene(CaseState.NOT_SECURED), "28")).notices == []

    def test_a_restricted_case_is_not_named(self) -> None:
        first = cases.preformal()
        second = cases.about(first.school, vars(first), CaseState.DISCUSSED)
        letter = letters.prepared(second)
        first.case.__class__.objects.filter(pk=first.case.pk).update(restricted=True)
        assert "notice_in_force" not in asked(letter)

    def test_another_school_has_nothing_to_do_with_it(self) -> None:
        cases.preformal()
        letter = letters.prepared(cases.scene(CaseState.DISCUSSED))
        assert "notice_in_force" not in asked(letter)

    @pytest.mark.parametrize(
        ("count", "ends", "outside"),
        [
            # The term ends on Thursday 26 November, the next begins on Monday 4 January: 7 days in it, then holidays.
            ("14", "Thursday 3 December 2026", 0),
            ("15", "Friday 4 December 2026", 8),
            ("46", "Monday 4 January 2027", 38),
            ("90", "Wednesday 17 February 2027", 0),
        ],
    )
    def test_more_than_half_of_the_days_outside_the_terms(self, count: str, ends: str, outside: int) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        admin = people.person(role="administrator")
        visits.term("Autumn", date(2026, 9, 1), date(2026, 11, 26), by=admin)
        visits.term("Spring", date(2027, 1, 4), date(2027, 3, 25), by=admin)
        letter = letters.prepared(made, compliance={"count": count})
        found = asked(letter).get("outside_terms")
        assert (found.sentence if found else "") == (
            f"{outside} of the {count} days of the compliance period, Friday 20 November 2026 to {ends}, are outside "
            "the school terms."
            if outside
            else ""
        )

    def test_without_terms_on_record_nothing_is_asked_about_them(self) -> None:
        letter = letters.prepared(cases.scene(CaseState.DISCUSSED), compliance=LONG)
        assert "outside_terms" not in asked(letter)

    @pytest.mark.parametrize(
        ("at", "dated", "asks"),
        [
            (time(16, 30), TODAY, False),
            (time(16, 31), TODAY, True),
            (time(23, 50), TODAY, True),
            (time(23, 50), TODAY + timedelta(days=3), False),
        ],
    )
    def test_after_the_end_of_the_working_day(self, at: time, dated: date, asks: bool) -> None:
        letter = letters.prepared(cases.scene(CaseState.DISCUSSED))
        found = asked(letter, dated=dated, now=datetime.combine(TODAY, at, clock.LONDON)).get("after_hours")
        assert (found is not None) == asks
        if found:
            assert found.sentence.startswith("It is after 4.30pm: ")


class TestAnswers:
    def test_present_and_sign_each_demand_the_reason_and_keep_it(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = formal(made, "15")
        code, sentence = refused(present, letter, made.officer)
        assert (code, sentence) == (
            "no_plan_reason",
            "Say why the action plan can be due on or after the last day of the compliance period.",
        )
        sure = letters.sure(again(letter), TODAY, TODAY)
        assert refused(present, letter, made.officer, plan_reason=" ", sure=sure)[0] == "no_plan_reason"
        code, sentence = refused(present, letter, made.officer, plan_reason="It was promised for Monday.")
        assert (code, sentence) == ("sure", sure) and "at least 21" in sure
        present(letter, made.officer, plan_reason="It was promised for Monday.", sure=sure)
        assert refused(sign, letter, made.dcs, sure=sure)[0] == "no_plan_reason", (
            "the preparer's is not the signatory's"
        )
        sign(letter, made.dcs, plan_reason="I spoke with the chair.", sure=sure)
        rows = [(each.act, each.code, each.reason, each.by, each.by_as, each.at) for each in letter.confirmations.all()]
        assert rows == [
            ("present", "plan_after_period", "It was promised for Monday.", made.officer, "Principal Officer", NOW),
            ("present", "short_period", "", made.officer, "Principal Officer", NOW),
            ("sign", "plan_after_period", "I spoke with the chair.", made.dcs, DCS, NOW),
            ("sign", "short_period", "", made.dcs, DCS, NOW),
        ]

    def test_who_presents_and_who_signs_each_confirm_the_day_and_the_hour(self) -> None:
        """Saturday 28 November 2026, 4.45pm: nobody may be at the school, and an email counts from Monday."""
        made, saturday = cases.scene(CaseState.DISCUSSED), date(2026, 11, 28)
        with clock.at(datetime.combine(saturday, time(16, 45), clock.LONDON)):
            letter = letters.prepared(made, on=saturday)
            day = "Saturday 28 November 2026 is at the weekend. Is that the day?"
            hour = "It is after 4.30pm: an email sent now counts as given on the next working day."
            how: dict[str, Any] = {"on": saturday, "version": again(letter).version}
            refused_ = refused(signing.present, again(letter), dated=saturday, by=made.officer, sure=hour, **how)
            assert refused_ == ("odd_day", day)
            said = {"day_sure": day, "sure": hour}
            signing.present(again(letter), dated=saturday, by=made.officer, **how, **said)
            pack = text(client(made.dcs).get(page(letter, "sign/")))
            assert pack.index("What was asked and answered") < pack.index(day) < pack.index("If you sign")
            letters.make(signing.sign(again(letter), by=made.dcs, **how, sure=f"{day} {hour}"))
        rows = [(each.act, each.code, each.sentence, each.by_as) for each in letter.confirmations.all()]
        assert rows == [
            ("present", "day", day, "Principal Officer"),
            ("present", "after_hours", hour, "Principal Officer"),
            ("sign", "day", day, DCS),
            ("sign", "after_hours", hour, DCS),
        ]
        shown = _in_bundle(made)
        for who in (
            "Olive Officer, Principal Officer, when it was presented",
            f"Dan Director, {DCS}, when it was signed",
        ):
            assert shown.replace("&#x27;", "'").count(f"Confirmed by {who}: 28 November 2026, 16:45") == 2

    def test_a_period_of_usual_length_asks_and_keeps_nothing(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = formal(made, "28")
        present(letter, made.officer)
        sign(letter, made.dcs)
        assert not Confirmation.objects.exists()

    def test_an_answer_does_not_change(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letters.presented(made, "formal_notice")
        for change in (lambda: Confirmation.objects.update(reason="Another."), Confirmation.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_pages_ask_beside_the_field_and_show_the_answers(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = formal(made, "15")
        names = [check.id for check in letter.step.checks]
        posted = {"act": "present", "version": letter.version, "check": names, "was": names}
        posted |= {"dated_day": "20", "dated_month": "11", "dated_year": "2026"}
        officer, dcs = client(made.officer), client(made.dcs)
        shown = text(officer.get(page(letter, "check/")))
        assert PLAN_BY in shown and 'name="plan_reason"' in shown and "at least 21" in shown
        bare = text(officer.post(page(letter, "check/"), posted))
        assert "Say why the action plan can be due on or after" in bare and again(letter).status == "drafted"
        asks = text(officer.post(page(letter, "check/"), posted | {"plan_reason": "It was promised."}))
        assert "It was promised." in asks and "Yes, go ahead" in asks and again(letter).status == "drafted"
        sure = letters.sure(again(letter), TODAY, TODAY)
        officer.post(page(letter, "check/"), posted | {"plan_reason": "It was promised.", "sure": sure})
        assert again(letter).status == "presented"
        pack = text(dcs.get(page(letter, "sign/")))
        assert "What was asked and answered" in pack and "Reason: It was promised." in pack
        assert "Confirmed by Olive Officer, Principal Officer, when it was presented: 20 November 2026, 10:00" in pack
        answer = {"act": "sign", "version": letter.version}
        bare = text(dcs.post(page(letter, "sign/"), answer))
        assert "Say why the action plan can be due on or after" in bare
        asks = text(dcs.post(page(letter, "sign/"), answer | {"plan_reason": "I rang the chair."}))
        assert "I rang the chair." in asks and "Yes, go ahead" in asks
        dcs.post(page(letter, "sign/"), answer | {"plan_reason": "I rang the chair.", "sure": sure})
        assert again(letter).status == "signed"
        done = text(officer.get(page(letter)))
        assert "Reason: I rang the chair." in done and "when it was signed" in done

    def test_the_bundle_has_the_answers_and_nothing_of_another_case(self) -> None:
        first = cases.preformal()
        second = cases.about(first.school, vars(first), CaseState.PREFORMAL)
        assert {each.code for each in Confirmation.objects.all()} == {"notice_in_force"}
        shown = _in_bundle(second)
        assert "Another notice to this governing body was in force." in shown
        assert "Confirmed by Dan Director" in shown and first.case.reference not in shown
        assert letters.REASON in _in_bundle(cases.formal())

    def test_no_path_gives_a_plan_due_after_its_period_without_kept_reasons(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED)
        letter = formal(made, "28")
        reasons = st.sampled_from(["", " ", "It was promised."])

        @given(st.integers(1, 40), reasons, reasons, st.booleans())
        @settings(max_examples=25)
        def whatever(count: int, theirs: str, ours: str, confirms: bool) -> None:
            with transaction.atomic():
                writing = letters.writing(again(letter), method=Method.HAND, compliance={"count": str(count)})
                actions.save(again(letter), by=made.officer, on=TODAY, writing=writing, version=again(letter).version)
                letters.tick_all(again(letter), made.officer)
                sure = letters.sure(again(letter), TODAY, TODAY) if confirms else ""
                with suppress(Denied):
                    present(letter, made.officer, plan_reason=theirs, sure=sure)
                    sign(letter, made.dcs, plan_reason=ours, sure=sure)
                done = again(letter)
                if done.status == LetterState.SIGNED:
                    assert done.plan_ends_on == date(2026, 12, 5) and done.period_ends_on is not None
                    kept = done.confirmations.filter(code="plan_after_period").exclude(reason="")
                    acts = set(kept.values_list("act", flat=True))
                    assert acts == ({"present", "sign"} if done.period_ends_on <= done.plan_ends_on else set())
                else:
                    assert count <= 27, "nothing is asked of a period of usual length"
                transaction.set_rollback(True)

        whatever()


DCS = "Director of Children's Services"


def _in_bundle(made: Scene) -> str:
    """The leaf of the evidence bundle with the answers."""
    bundle = Bundle(case=made.case, asked_by=made.officer, asked_at=NOW)
    (leaf,) = [each for each in record(bundle, shared(made.case, TODAY)) if each.title == "What was asked and answered"]
    return render_to_string("notices/bundle/front.html", {"reference": made.case.reference, **leaf.context})


def test_whoever_signs_for_another_is_named_so_in_the_answer() -> None:
    made = cases.scene(CaseState.NOT_SECURED)
    letter = letters.presented(made, "formal_notice")
    other = people.person("Dina Director", role="director_of_childrens_services")
    letters.sign(made, letter, by=other)
    found = letter.confirmations.filter(act="sign").first()
    assert found is not None and (found.by, found.by_as) == (other, DCS)
