"""A given notice is withdrawn by a signed letter to the same people; what rested on it is marked everywhere."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from monitoring.notices.bundle.collecting import collect
from monitoring.notices.case.resting import rests_in
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters.powers import facts_of
from monitoring.notices.models import CaseLetter, PowerReview
from monitoring.notices.states import CaseState, LetterState
from monitoring.notices.withdrawals.actions import review_power
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.letters.models import Letter, Method, Recipient
from sil.outbox.models import Attachment, Message
from sil.web.work import waiting_for
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, schools
from tests.factories.case_scene import Scene
from tests.page_words import plain, words
from tests.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
DIOCESE = {"diocese_code": "XX00", "diocese_name": "Diocese of Exampleton"}
EMAILS = {"diocese": "diocese@test.example"}
WHY = "It named the results of another school."


def withdrawn(made: Scene, kind: str = "formal_notice") -> CaseLetter:
    """Withdraws a letter, and returns the letter that says so."""
    letter = made.notice(kind)
    return giving.withdraw(letter, reason=WHY, by=made.signer(letter), on=TODAY)


@pytest.mark.feature("C4", "C5")
class TestTheLetter:
    def test_it_goes_to_the_same_people_by_the_same_ways(self) -> None:
        made = cases.scene(CaseState.NOT_SECURED, school=schools.school("Example Primary School", **DIOCESE))
        notice = case_letters.given(made, "formal_notice", method=Method.HAND, emails=EMAILS)
        made_of = withdrawn(made)
        assert (made_of.status, made_of.dated, made_of.made_from) == (LetterState.SIGNED, TODAY, notice)

        def of(letter: CaseLetter) -> list[tuple[Any, ...]]:
            found = Recipient.objects.filter(letter=letter.letter_id).order_by("pk")
            return [(e.name, e.post, e.user, e.party, e.is_copy, e.method, e.email, e.address) for e in found]

        assert of(made_of) == of(notice) and len(of(notice)) == 5
        signed = Letter.objects.get(pk=made_of.letter_id)
        assert (signed.signed_by, signed.signed_as) == (made.dcs, "Director of Children’s Services") or (
            signed.signed_by == made.dcs and signed.signed_as == notice.letter.signed_as  # type: ignore[union-attr]
        )
        assert signed.subject == f"Withdrawal of the formal warning notice: {made.school.name}"
        text = plain(signed.html)
        number = notice.letter.reference  # type: ignore[union-attr]
        assert (
            f"Our notice {number} about Example Primary School (URN {made.school.pk}) is withdrawn with effect from "
            "Friday 20 November 2026. It is our formal warning notice, given on 20 November 2026."
        ) in text
        assert WHY in text and "You do not have to do what it required." in text

    def test_by_email_it_is_attached(self) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        case_letters.given(made, "preformal_notice")
        Message.objects.all().delete()
        made_of = withdrawn(made, "preformal_notice")
        assert made_of.letter is not None
        case_letters.make(made_of.letter)
        made_of.refresh_from_db()
        assert made_of.status == LetterState.GIVEN and made_of.given_on == TODAY
        told = Message.objects.get(email=made.chair.email)
        assert told.subject == (
            f"Withdrawal of the pre-formal warning notice: {made.school.name}, Friday 20 November 2026"
        )
        assert bytes(Attachment.objects.get(message=told).content).startswith(b"%PDF")
        assert made.case.status == CaseState.DISCUSSED

    def test_by_hand_it_can_go_on_a_later_day(self) -> None:
        """What it says holds from its date: it does not lapse, and cannot be called off or withdrawn."""
        made = cases.scene(CaseState.FORMAL)
        made_of = withdrawn(made)
        assert made_of.letter is not None
        case_letters.make(made_of.letter)
        later = TODAY + timedelta(days=4)
        with clock.at(datetime.combine(later, time(9))):
            giving.give_due(later)
            letter = CaseLetter.objects.get(pk=made_of.pk)
            assert letter.status == LetterState.SIGNED
            assert refusal(lambda: case_letters.signing.call_off(letter, by=made.dcs, on=later)) == "no_way_back"
            case_letters.serve(made, letter, done_on=later, on=later)
        letter.refresh_from_db()
        assert (letter.status, letter.given_on) == (LetterState.GIVEN, later)
        assert refusal(lambda: giving.withdraw(letter, reason=WHY, by=made.dcs, on=later)) == "no_way_back"

    def test_somebody_who_stands_in_signs_for_the_director(self) -> None:
        from tests.integration.test_case_letter_acts import delegate

        made = cases.scene(CaseState.FORMAL)
        stands_in = people.person("Stella Stands", role="principal_officer")
        delegate(made.dcs, stands_in)
        giving.withdraw(made.notice(), reason=WHY, by=stands_in, on=TODAY)
        signed = Letter.objects.get(kind="withdrawal")
        assert signed.signed_by == stands_in and signed.signed_as.startswith("For the Director of Children")

    def test_it_is_prepared_by_nobody(self) -> None:
        made = cases.scene(CaseState.FORMAL)
        words(made, f"/cases/{made.pk}/letters/prepare/withdrawal/", status=404)
        assert (
            refusal(lambda: case_letters.actions.prepare(made.case, kind="withdrawal", by=made.officer, on=TODAY))
            == "wrong_step"
        )

    def test_an_academy_has_one_too(self) -> None:
        made = cases.scene(CaseState.CONCERNS_WRITTEN, academy=True)
        made_of = withdrawn(made, "academy_concerns")
        assert made_of.status == LetterState.SIGNED and made.case.status == CaseState.CONSIDERED
        assert Letter.objects.get(pk=made_of.letter_id).subject == f"Withdrawal of a letter: {made.school.name}"

    def test_a_letter_in_progress_is_no_hindrance(self) -> None:
        made = cases.scene(CaseState.NOT_COMPLIED)
        case_letters.prepared(made, "intention_notice")
        assert withdrawn(made).status == LetterState.SIGNED

    def test_whose_account_was_closed_gets_it_by_post(self) -> None:
        made = cases.scene(CaseState.DISCUSSED)
        case_letters.given(made, "preformal_notice")
        type(made.chair).objects.filter(pk=made.chair.pk).update(is_active=False)
        made_of = withdrawn(made, "preformal_notice")
        to = Recipient.objects.get(letter=made_of.letter_id, name=made.chair.name)
        assert to.method == Method.POST and made.school.name in to.address and to.user is None


@pytest.mark.feature("C4", "C17")
class TestWhatRestsOnIt:
    MARK = "rests on the formal warning notice that was withdrawn on 20 November 2026"

    def test_a_power_stays_used_and_is_marked_everywhere(self) -> None:
        """The case, its list, the page of the letter, the letter as the school reads it, the first page of the chair,
        the panel of the school and the bundle say that the power rests on a withdrawn notice."""
        made = cases.scene(CaseState.POWERS_USED)
        power, intention = made.notice("power_used"), made.notice("intention_notice")
        assert not rests_in(made.case)
        made_of = withdrawn(made)
        assert made.case.status == CaseState.POWERS_USED
        assert set(rests_in(made.case)) == {power.pk, intention.pk}
        said = "Power used (rests on a notice that was withdrawn on 20 November 2026)"
        assert made.case.state_words == said
        case = made.case.get_absolute_url()
        for path in (case, "/cases/", f"/schools/{made.school.pk}/", "/causing-concern/"):
            assert said in words(made, path), path
        assert words(made, case).count("R" + self.MARK[1:]) == 2
        for letter in (power, intention):
            assert letter.letter is not None
            assert f"This notice {self.MARK}" in words(made, letter.get_absolute_url())
            read = words(made, f"/letters/{letter.letter.reference}/", "chair")
            assert "R" + self.MARK[1:] in read
        assert words(made, "/", "chair").count("R" + self.MARK[1:]) == 2
        titles = [each.title for each in collect([made.case])]
        assert sum(self.MARK in title for title in titles) == 2, titles
        text = Letter.objects.get(pk=made_of.letter_id).html
        assert "Later letters that rest on it" in text and power.letter.reference in text  # type: ignore[union-attr]

    def test_what_was_found_judged_and_sent_is_marked(self) -> None:
        made = cases.scene(CaseState.NOT_COMPLIED)
        notice = made.notice()
        withdrawn(made)
        assert made.case.status == CaseState.NOT_SECURED
        judged = words(made, f"/case-letters/{notice.pk}/judgement/")
        assert f"What is found and judged here {self.MARK}." in judged
        assert f"This action plan {self.MARK}." in words(made, made.plan.get_absolute_url())
        case = words(made, made.case.get_absolute_url())
        assert "What was found and judged of it, and its action plan, rest on a notice that was withdrawn." in case

    def test_an_earlier_notice_is_withdrawn_first(self) -> None:
        """The formal notice stands on its own ground; that it followed the other is marked."""
        made = cases.scene(CaseState.FORMAL)
        withdrawn(made, "preformal_notice")
        assert made.case.status == CaseState.FORMAL
        assert made.case.state_words == (
            "Formal warning notice given (rests on a notice that was withdrawn on 20 November 2026)"
        )
        assert set(rests_in(made.case)) == {made.notice().pk}

    def test_a_power_rests_on_the_notice_that_names_it(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        withdrawn(made, "intention_notice")
        power = made.notice("power_used")
        assert str(rests_in(made.case)[power.pk]).startswith("rests on the notice of proposed use of powers that was")
        assert "(rests on a notice" in made.case.state_words

    def test_it_stands_where_another_notice_names_the_power(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        second = case_letters.given(made, "intention_notice", method=Method.HAND, dated=cases.INTENDED)
        case_letters.given(made, "power_used", method=Method.HAND, dated=cases.USED)
        giving.withdraw(second, reason=WHY, by=made.dcs, on=TODAY)
        assert not rests_in(made.case) and "rests on" not in made.case.state_words

    def test_a_notice_of_powers_of_a_withdrawn_notice_intends_nothing(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        assert facts_of(case_letters.prepared(made, "power_used")).intended
        case_letters.actions.discard(made.notice("power_used"), by=made.officer, on=TODAY)
        withdrawn(made)
        assert made.case.status == CaseState.NOT_SECURED
        letter = CaseLetter(case=made.case, kind="power_used", powers=["governors"])
        assert not facts_of(letter).intended

    def test_what_does_not_rest_on_it_says_nothing(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        for path in (made.case.get_absolute_url(), "/cases/"):
            assert "rests on" not in words(made, path).lower()

    def test_the_lists_ask_no_more_with_more_of_them(self, django_assert_max_num_queries: Any) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        withdrawn(made)
        client = Client()
        client.force_login(made.officer)
        with django_assert_max_num_queries(15):
            assert client.get("/cases/").status_code == 200


@pytest.mark.feature("C4")
def test_whoever_presents_or_signs_what_rests_on_a_withdrawn_notice_reads_that_with_its_days() -> None:
    made = cases.scene(CaseState.NOT_COMPLIED)
    letter = case_letters.prepared(made, "intention_notice")
    pages = [(f"/case-letters/{letter.pk}/check/", "officer"), (f"/case-letters/{letter.pk}/sign/", "dcs")]
    assert "What it rests on" not in words(made, *pages[0])
    withdrawn(made, "preformal_notice")
    said = (
        "This notice rests on the pre-formal warning notice given on Thursday 1 October 2026 , which was withdrawn on "
        f"Friday 20 November 2026 . Reason: {WHY}"
    )
    assert said in words(made, *pages[0])
    case_letters.present(made, letter)
    pack = words(made, *pages[1])
    assert said in pack[pack.index("What was checked") : pack.index("If you sign")]


@pytest.mark.feature("C4")
class TestWhatBecomesOfThePower:
    def scene(self) -> tuple[Scene, CaseLetter]:
        made = cases.scene(CaseState.POWERS_USED)
        withdrawn(made)
        return made, made.notice("power_used")

    def titles(self, made: Scene) -> list[str]:
        return [item.title for item in waiting_for(roles_of(made.dcs, TODAY))]

    def test_the_director_is_asked_until_it_is_recorded(self) -> None:
        made, power = self.scene()
        asked = "Record what becomes of the power that was used"
        assert asked in self.titles(made)
        how: dict[str, Any] = {"by": made.dcs, "on": TODAY}
        review_power(power, outcome="advice", reason="Counsel was asked today.", **how)
        assert asked in self.titles(made)
        review_power(power, outcome="stands", reason="Section 64 on the notice of 2 November.", **how)
        assert asked not in self.titles(made)
        assert made.case.status == CaseState.POWERS_USED
        assert "Section 64 on the notice of 2 November." in words(made, power.get_absolute_url())
        kinds = Event.objects.filter(kind="case_letter.power_reviewed").order_by("pk")
        assert [each.data["outcome"] for each in kinds] == ["it is under legal advice", "it stands on another ground"]

    def test_one_that_has_ended_takes_the_case_back(self) -> None:
        made, power = self.scene()
        review_power(power, outcome="ended", ended_on=TODAY, reason="The governors left.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.NOT_SECURED
        again: dict[str, Any] = {"outcome": "stands", "reason": "x", "by": made.dcs, "on": TODAY}
        assert refusal(lambda: review_power(power, **again)) == "ended"

    def test_withdrawing_the_power_takes_the_case_back_behind_its_notice(self) -> None:
        made, power = self.scene()
        giving.withdraw(power, reason=WHY, by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.NOT_SECURED

    def test_it_is_refused(self) -> None:
        made, power = self.scene()
        how: dict[str, Any] = {"outcome": "ended", "reason": "It ended.", "by": made.dcs, "on": TODAY}
        assert refusal(lambda: review_power(power, **how)) == "no_day"
        assert refusal(lambda: review_power(power, **how | {"ended_on": TODAY + timedelta(days=1)})) == "to_come"
        assert refusal(lambda: review_power(power, **how | {"ended_on": date(2026, 11, 1)})) == "too_early"
        assert refusal(lambda: review_power(power, **how | {"outcome": "gone"})) == "no_outcome"
        assert refusal(lambda: review_power(power, **how | {"ended_on": TODAY, "reason": " "})) == "no_reason"
        for person in (made.officer, made.director, made.chair):
            assert refusal(lambda by=person: review_power(power, **how | {"by": by})) == "not_the_signatory"
        stands = cases.scene(CaseState.POWERS_USED, school=schools.school("Another School"))
        assert refusal(lambda: review_power(stands.notice("power_used"), **how | {"by": stands.dcs})) == "not_resting"
        assert refusal(lambda: review_power(made.notice("intention_notice"), **how)) == "not_in_use"

    def test_it_is_never_changed(self) -> None:
        made, power = self.scene()
        made_of = review_power(power, outcome="stands", reason="Another ground.", by=made.dcs, on=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE notices_powerreview SET reason = 'x' WHERE id = %s", [made_of.pk])
        assert PowerReview.objects.get().reason == "Another ground."

    def test_the_page(self) -> None:
        made, power = self.scene()
        address = f"/case-letters/{power.pk}/power/"
        assert "What becomes of the power?" in words(made, address, "dcs")
        words(made, address, "officer", status=404)
        client = Client()
        client.force_login(made.dcs)
        wrong = client.post(address, {"outcome": "ended", "reason": "The governors left."})
        assert "Enter the day on which the power ended." in wrong.content.decode()
        assert "The governors left." in wrong.content.decode()
        day = {"ended_on_day": "20", "ended_on_month": "11", "ended_on_year": "2026"}
        assert client.post(address, {"outcome": "ended", "reason": "The governors left.", **day}).status_code == 302
        assert PowerReview.objects.get().ended_on == TODAY
