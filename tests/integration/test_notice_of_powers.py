"""The notice of the powers that are to be used, alone or with the formal warning notice, and what the letter that
uses a power says."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.notices.act import POWERS
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import letters
from monitoring.notices.letters.policies import missing, timing_of
from monitoring.notices.letters.powers import intended_by, lacking_of
from monitoring.notices.models import CaseLetter, StateNotification
from monitoring.notices.state.actions import end_act, record_act, record_notification
from monitoring.notices.states import CaseState
from sil import clock
from sil.deadlines.rules import recorded_calendar
from sil.letters.models import Method
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases
from tests.factories.case_letters import DETAILS
from tests.factories.case_scene import Scene
from tests.integration.test_concern_letters import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C14")]
DAY = timedelta(days=1)
# A formal notice of Monday 9 November 2026, whose period ends on Monday 23 November. Seven working days after it is
# Wednesday 18 November, ten Monday 23 November.
GIVEN, ENDS = cases.FORMAL, cases.PERIOD_ENDS
FIRST = date(2026, 11, 24)


@pytest.fixture
def combined() -> Scene:
    """A formal notice that is the notice of the powers too."""
    made = cases.scene(CaseState.NOT_SECURED)
    powers = ["governors", "board"]
    case_letters.given(made, "formal_notice", dated=GIVEN, method=Method.HAND, powers=powers, intends=True)
    return made


def told_of(made: Scene, power: str, on: date) -> dict[str, Any]:
    how = {"how": "By email.", "recorded_by": made.officer, "recorded_at": clock.now()}
    return {"case": made.case, "power": power, "notified_on": on, **how}


def html_of(letter: CaseLetter) -> str:
    assert letter.letter is not None
    return text_of(letter.letter.html)


class TestWithTheFormalNotice:
    def test_the_notice_says_so(self, combined: Scene) -> None:
        notice = combined.notice()
        assert (notice.represent_by, notice.usable_from) == (ENDS, FIRST)
        said = html_of(notice)
        assert "This notice is also the written notice that section 60(1)(d) requires." in said
        assert "No power will be used before Tuesday 24 November 2026." in said
        assert "You can make representations to us by Monday 23 November 2026." in said
        assert "Section 64: Appoint additional governors, until 23 January 2027" in said
        assert "Have the governing body consist of interim executive members, until" not in said
        assert "We would give you reasonable written notice" not in said

    def test_one_without_it_says_that_notice_follows(self) -> None:
        made = cases.scene(CaseState.FORMAL)
        said = html_of(made.notice())
        assert "We would give you reasonable written notice before any power is used." in said
        assert "representations" not in said and ", until" not in said
        assert (made.notice().represent_by, made.notice().usable_from) == (None, None)

    def test_the_school_is_eligible_once_it_is_judged(self, combined: Scene) -> None:
        with clock.at(FIRST):
            client = Client()
            client.force_login(combined.officer)
            page = client.get(f"/case-letters/{combined.notice().pk}/judgement/").content.decode()
        assert "a power can be used from 24 November 2026" in page
        cases.judge(combined, "formal_notice", secured=False, on=FIRST)
        assert combined.case.status == CaseState.ELIGIBLE
        assert intended_by(combined.notice()) == dict.fromkeys(("governors", "board"), FIRST)

    def test_no_power_before_the_day_and_one_from_it(self, combined: Scene) -> None:
        cases.judge(combined, "formal_notice", secured=False, on=FIRST)
        letter = case_letters.prepared(combined, "power_used", on=FIRST)
        assert [lack.code for lack in lacking_of(letter, ENDS)][:2] == ["period_runs", "too_early"]
        assert lacking_of(letter, FIRST) == []
        assert lacking_of(letter, date(2027, 1, 23)) == []
        assert [lack.code for lack in lacking_of(letter, date(2027, 1, 24))] == ["window_over"]

    def test_judged_again_it_can_be_complied_with_and_not(self, combined: Scene) -> None:
        cases.judge(combined, "formal_notice", secured=False, on=FIRST)
        cases.found(combined, "formal_notice", "met", "met", on=FIRST)
        cases.judge(combined, "formal_notice", secured=True, on=FIRST)
        assert combined.case.status == CaseState.COMPLIED
        cases.judge(combined, "formal_notice", secured=False, on=FIRST)
        assert combined.case.status == CaseState.ELIGIBLE

    def test_withdrawing_a_further_notice_leaves_the_school_eligible(self, combined: Scene) -> None:
        cases.judge(combined, "formal_notice", secured=False, on=FIRST)
        how: dict[str, Any] = {"dated": FIRST, "method": Method.HAND, "powers": ["budget"]}
        further = case_letters.given(combined, "intention_notice", **how)
        assert further.usable_from == date(2026, 12, 9)
        giving.withdraw(further, reason="It named the wrong power.", by=combined.dcs, on=FIRST)
        assert combined.case.status == CaseState.ELIGIBLE


class TestByItself:
    def test_the_days_are_printed_and_hold(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        notice = made.notice("intention_notice")
        # Wednesday 4 November 2026: ten working days are over on Wednesday 18 November.
        assert (notice.represent_by, notice.usable_from) == (date(2026, 11, 13), date(2026, 11, 19))
        said = html_of(notice)
        assert "No power will be used before Thursday 19 November 2026." in said
        assert "10 working days of notice, not counting 4 November 2026" in said
        assert "Section 64: Appoint additional governors, until 2 January 2027" in said
        letter = case_letters.prepared(made, "power_used")
        StateNotification.objects.create(**told_of(made, "governors", date(2026, 11, 18)))
        assert [lack.sentence for lack in lacking_of(letter, date(2026, 11, 18))] == [
            "This power can be used from 19 November 2026, the first day that the notice to the governing body gives "
            "(Education and Inspections Act 2006, section 60(1)(d))."
        ]
        assert lacking_of(letter, date(2026, 11, 19)) == []

    def test_a_notice_of_powers_that_comes_too_late_for_them_is_asked_about(self) -> None:
        """The period ended on 2 November 2026, so the window closes on 2 January 2027; given on 21 December, ten
        working days are over on 7 January."""
        made = cases.scene(CaseState.NOT_COMPLIED)
        letter = case_letters.prepared(made, "intention_notice", method=Method.HAND)
        with clock.at(date(2026, 12, 21)):
            asked = case_letters.asked(letter, date(2026, 12, 21), clock.now())
        assert (
            "A power could be used from 8 January 2027, but those which the Act limits to two months can be used only "
            "until 2 January 2027."
        ) in asked
        with clock.at(TODAY):
            assert not [each for each in case_letters.asked(letter, TODAY, clock.now()) if "two months" in each]

    @given(after=st.integers(0, 60), power=st.sampled_from(sorted(POWERS)))
    @settings(max_examples=40)
    def test_no_day_gives_a_power_before_its_notice_does(self, after: int, power: str) -> None:
        notice = CaseLetter(kind="intention_notice", usable_from=date(2026, 11, 19), given_on=date(2026, 11, 4))
        from monitoring.notices.letters.powers import Facts, lacking

        on = date(2026, 11, 4) + after * DAY
        facts = Facts(
            eligible=True,
            period_ends_on=date(2026, 11, 2),
            notice_given_on=date(2026, 10, 19),
            intended={power: notice.usable_from or on},
            consent_on=date(2026, 11, 3),
            consent_reference="EX/1",
            notified_on=on,
        )
        refused = [lack.code for lack in lacking(power, facts, on)]
        assert ("too_early" in refused) == (on < date(2026, 11, 19))


SAID = {
    "arrangements": "The authority requires the governing body to enter into arrangements with Example High School, "
    "Exampleton. It is to arrange the following. A contract for leadership of English, made by 1 February 2027.",
    "governors": "The authority appoints 2 additional governors: Gita Example Hal Example Term of office: Four years.",
    "board": "From Wednesday 1 September 2027 the governing body consists of interim executive members. The members of "
    "the interim executive board are: Mina Muster (chair) Noel Nobody What they are paid: Nothing.",
    "budget": "The authority suspends the governing body's right to a delegated budget with effect from Wednesday "
    "1 September 2027.",
}


class TestOperativeWords:
    @pytest.fixture(params=sorted(POWERS))
    def letter(self, request: Any) -> CaseLetter:
        made = cases.scene(CaseState.NOT_COMPLIED)
        powers = sorted(POWERS)
        case_letters.given(made, "intention_notice", dated=cases.INTENDED, method=Method.HAND, powers=powers)
        consulted = [{"who": "The governing body", "on": ["5", "11", "2026"], "said": "They regret it."}]
        consent = {"on": ["6", "11", "2026"], "reference": "EX/1"}
        how: dict[str, Any] = {"powers": [request.param], "consulted": consulted, "consent": consent}
        return case_letters.prepared(made, "power_used", **how)

    def test_each_power_has_its_own(self, letter: CaseLetter) -> None:
        timing = timing_of(letter, TODAY, recorded_calendar())
        said = text_of(letters.preview(letter, timing, signatory=("A", "B")))
        power = letter.powers[0]
        assert SAID[power] in said
        assert not [other for other in SAID if other != power and SAID[other][:40] in said]
        assert "can be used" not in said and "[" not in said
        assert lacking_of(letter, TODAY) == [] and missing(letter) == []

    def test_what_is_missing_is_named(self, letter: CaseLetter) -> None:
        power = POWERS[letter.powers[0]]
        letter.details = {}
        wanted = [detail.missing for detail in power.details if detail.missing]
        assert [lack.sentence for lack in missing(letter)] == wanted

    def test_what_is_said_of_other_powers_is_not_asked_for(self, letter: CaseLetter) -> None:
        mine = {key: said for key, said in DETAILS.items() if key.startswith(letter.powers[0])}
        letter.details = mine
        assert missing(letter) == []


def test_a_budget_is_suspended_on_receipt_where_no_day_is_named() -> None:
    made = cases.scene(CaseState.ELIGIBLE)
    letter = case_letters.prepared(made, "power_used", powers=["budget"], details={})
    assert missing(letter) == []
    said = text_of(letters.preview(letter, timing_of(letter, TODAY, recorded_calendar()), signatory=("A", "B")))
    assert "delegated budget with effect from the receipt of this notice by the governing body." in said


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"governors-number": "two"}, "“How many additional governors?” must be a whole number from 1 to 99."),
        ({"governors-number": "0"}, "“How many additional governors?” must be a whole number from 1 to 99."),
        ({"governors-term": "x" * 201}, "“For how long are they appointed?” is longer than 200 characters."),
    ],
)
def test_a_wrong_detail_is_named(details: dict[str, str], sentence: str) -> None:
    made = cases.scene(CaseState.ELIGIBLE)
    letter = case_letters.prepared(made, "power_used", details=DETAILS | details)
    assert [lack.sentence for lack in missing(letter)] == [sentence]


def test_a_day_that_does_not_exist_and_one_before_the_letter_are_refused() -> None:
    made = cases.scene(CaseState.ELIGIBLE)
    details = DETAILS | {"budget-starts": ["31", "2", "2027"]}
    letter = case_letters.prepared(made, "power_used", powers=["budget"], details=details)
    assert [lack.sentence for lack in missing(letter)] == ["Change “31 2 2027” to a date like 27 11 2026."]
    letter.details = DETAILS | {"budget-starts": ["19", "11", "2026"]}
    assert "starts_before" in [lack.code for lack in lacking_of(letter, TODAY)]


def test_a_power_whose_day_has_not_come_is_not_presented() -> None:
    made = cases.scene(CaseState.NOT_COMPLIED)
    case_letters.given(made, "intention_notice", dated=TODAY, method=Method.HAND)
    letter = case_letters.prepared(made, "power_used")
    with pytest.raises(Denied) as denied:
        case_letters.present(made, letter, dated=TODAY)
    assert denied.value.code == "conditions"
    # Friday 20 November 2026: ten working days are over on Friday 4 December.
    assert "This power can be used from 5 December 2026" in denied.value.sentence


class TestTheSecretaryOfState:
    @pytest.fixture
    def made(self) -> Scene:
        return cases.scene(CaseState.ELIGIBLE)

    def test_a_power_waits_until_the_notification_is_on_record(self, made: Scene) -> None:
        with clock.at(TODAY):
            letter = case_letters.prepared(made, "power_used", powers=["budget"])
            letter.powers = ["governors"]
            assert [lack.sentence for lack in lacking_of(letter, TODAY)] == [
                "Notify the Secretary of State of this power by letter, or record on the "
                "case that this was done (Education and Inspections "
                "Act 2006, section 70A)."
            ]
            case_letters.notified(made, "governors")
            assert lacking_of(letter, TODAY) == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"notified_on": TODAY + DAY}, "not_yet"),
            ({"notified_on": date(2026, 10, 18)}, "before_the_notice"),
            ({"how": " "}, "no_proof"),
            ({"power": "spending"}, "no_power"),
        ],
    )
    def test_what_is_recorded_can_be_so(self, made: Scene, changes: dict[str, Any], code: str) -> None:
        said = {"power": "budget", "notified_on": TODAY, "how": "By email."} | changes
        with pytest.raises(Denied) as denied:
            record_notification(made.case, by=made.officer, on=TODAY, **said)
        assert denied.value.code == code

    def test_a_notice_to_act_bars_every_power_until_it_ends(self, made: Scene) -> None:
        letter = case_letters.prepared(made, "power_used")
        act = record_act(made.case, by=made.officer, on=TODAY, given_on=date(2026, 11, 16), note="Letter 7.")
        assert [lack.sentence for lack in lacking_of(letter, TODAY)] == [
            "The Secretary of State gave notice on 16 November 2026 to act instead of the authority. While that notice "
            "is in force the authority may not use a power (Education and Inspections Act 2006, sections 70A to 70C)."
        ]
        with pytest.raises(Denied) as denied:
            case_letters.present(made, letter, dated=TODAY)
        assert denied.value.code == "conditions"
        with pytest.raises(Denied) as again:
            record_act(made.case, by=made.officer, on=TODAY, given_on=TODAY)
        assert again.value.code == "recorded"
        with clock.at(TODAY):
            client = Client()
            client.force_login(made.officer)
            page = client.get(f"/cases/{made.case.pk}/").content.decode()
        assert "The Secretary of State is to act" in page and "Letter 7." in page
        end_act(act, made.case, by=made.officer, on=TODAY)
        assert lacking_of(letter, TODAY) == []

    def test_those_who_do_not_handle_the_case_record_nothing(self, made: Scene) -> None:
        for nobody in (made.chair, made.dcs):
            with pytest.raises(Denied) as denied:
                record_act(made.case, by=nobody, on=TODAY, given_on=TODAY)
            assert denied.value.code == "not_an_officer"
