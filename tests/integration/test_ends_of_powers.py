"""How a power ends: by a letter that names its last day, or by what a director records; the state of the case and every
place that names the power say so (ADR 65). Expected values are written by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from monitoring.notices.bundle.collecting import collect
from monitoring.notices.case.in_use import powers_in_use
from monitoring.notices.ends.close import close
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.head import withdrawn_before
from monitoring.notices.models import CaseLetter, PowerEnd
from monitoring.notices.powers.ends import end_powers
from monitoring.notices.states import CaseState, LetterState
from monitoring.notices.withdrawals.actions import review_power
from sil import clock
from sil.audit.models import Event
from sil.letters.models import Method
from tests.conftest import TODAY
from tests.factories import case_letters, cases, schools
from tests.factories.case_scene import Scene
from tests.page_words import words
from tests.refusals import refusal

pytestmark = [pytest.mark.feature("C4"), pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
LAST = date(2026, 11, 30)


def ending(made: Scene, last: date = LAST, **how: Any) -> CaseLetter:
    """The letter of today that ends the one power in use."""
    details = {"governors-ends": [str(last.day), str(last.month), str(last.year)]}
    return case_letters.given(made, "power_ended", method=Method.HAND, details=details, **how)


class TestByLetter:
    def test_the_power_is_in_use_until_its_last_day(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        letter = ending(made)
        assert letter.made_from == made.notice("power_used") and letter.powers == ["governors"]
        assert made.case.status == CaseState.POWERS_USED
        assert list(powers_in_use(LAST).filter(case=made.pk)) == [made.notice("power_used")]
        assert not powers_in_use(LAST + timedelta(days=1)).filter(case=made.pk)
        assert end_powers(LAST) == 0
        assert end_powers(LAST + timedelta(days=1)) == 1
        assert made.case.status == CaseState.POWERS_ENDED
        assert end_powers(LAST + timedelta(days=1)) == 0

    def test_a_power_over_a_school_in_a_category(self) -> None:
        made = cases.scene(CaseState.CATEGORY_POWER)
        ending(made)
        end_powers(LAST + timedelta(days=1))
        assert made.case.status == CaseState.CATEGORY_ENDED

    def test_it_goes_to_those_who_had_the_letter_that_used_the_power(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        used, letter = made.notice("power_used"), ending(made)
        assert used.letter and letter.letter
        theirs, ours = (
            [(str(each), each.address, each.is_copy) for each in each.letter.recipients.all()]
            for each in (used, letter)
        )
        assert theirs == ours and len(ours) >= 3

    def test_the_events_name_the_last_day(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        ending(made)
        end_powers(LAST + timedelta(days=1))
        said = {
            each.kind: each.data for each in Event.objects.filter(kind__in=["case.end_power", "case.end_last_power"])
        }
        assert said["case.end_power"]["day"] == said["case.end_last_power"]["day"] == "30 November 2026"

    def test_the_case_goes_on_when_one_of_two_powers_ends(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        other = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])
        first = made.case.letters.exclude(pk=other.pk).get(kind="power_used")
        assert (
            refusal(lambda: letters.prepare(made.case, kind="power_ended", by=made.officer, on=TODAY)) == "which_power"
        )
        letter = letters.prepare(made.case, kind="power_ended", by=made.officer, on=TODAY, ends=first)
        assert letter.made_from == first
        letters.discard(letter, by=made.officer, on=TODAY)
        PowerEnd.objects.create(power=first, letter=letter, last_day=LAST)
        # The letter was never given, so its end does not hold.
        assert powers_in_use(date(2027, 1, 1)).filter(case=made.pk).count() == 2


class TestSaidEverywhere:
    SAID = "The power ended on 19 November 2026"

    def test_the_case_its_lists_its_letter_and_the_school_say_when_it_ended(self) -> None:
        made = cases.scene(CaseState.POWERS_ENDED)
        power, state = made.notice("power_used"), "Power ended on 19 November 2026: notice in force"
        assert power.letter is not None
        case = made.case.get_absolute_url()
        for path in (case, "/cases/", f"/schools/{made.school.pk}/", "/causing-concern/"):
            assert state in words(made, path), path
        assert state in words(made, "/", "dcs")
        for path in (case, power.get_absolute_url()):
            assert f"{self.SAID}." in words(made, path)
        for path in (f"/letters/{power.letter.reference}/", "/"):
            assert f"{self.SAID}." in words(made, path, "chair"), path
        assert sum("the power ended on 19 November 2026" in each.title for each in collect([made.case])) == 1
        said = words(made, f"/cases/{made.pk}/chronology/")
        assert "The last power that was used ended on 19 November 2026" in said

    def test_before_its_last_day_it_says_when_it_ends(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        ending(made)
        said = words(made, made.case.get_absolute_url())
        assert "The power ends on 30 November 2026." in said and "Power ended" not in said.split("Letters")[0][:400]

    def test_nothing_is_offered_that_ends_a_power_where_none_is_in_use(self) -> None:
        act = "Prepare the letter that ends a power"
        used, none = cases.scene(CaseState.POWERS_USED), cases.scene(CaseState.ELIGIBLE, school=schools.school("Other"))
        assert act in words(used, used.case.get_absolute_url())
        assert act not in words(none, none.case.get_absolute_url())


class TestTakenBack:
    def test_a_letter_that_was_wrong_is_withdrawn_and_the_power_is_in_use_again(self) -> None:
        made = cases.scene(CaseState.POWERS_ENDED)
        letter = made.notice("power_ended")
        giving.withdraw(letter, reason="The board has to stay.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.POWERS_USED
        assert powers_in_use(date(2027, 1, 1)).filter(case=made.pk).exists()

    def test_a_power_that_ended_is_withdrawn(self) -> None:
        made = cases.scene(CaseState.POWERS_ENDED)
        giving.withdraw(made.notice("power_used"), reason="It named the wrong school.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.ELIGIBLE

    def test_the_power_in_use_is_withdrawn_where_another_has_ended(self) -> None:
        """Before, the case went on saying that a power was used."""
        made = cases.scene(CaseState.POWERS_ENDED)
        other = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])
        assert made.case.status == CaseState.POWERS_USED
        giving.withdraw(other, reason="It named the wrong school.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.POWERS_ENDED

    def test_a_directors_record_ends_it_by_the_same_rule(self) -> None:
        """The notice of powers was withdrawn and the formal notice stands, so the case is where that stands alone."""
        made = cases.scene(CaseState.POWERS_USED)
        giving.withdraw(made.notice("intention_notice"), reason="A wrong date.", by=made.dcs, on=TODAY)
        power = made.notice("power_used")
        review_power(power, outcome="ended", ended_on=TODAY, reason="They left.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.POWERS_ENDED
        assert not powers_in_use(TODAY).filter(case=made.pk)


class TestReplaces:
    def test_a_letter_about_another_power_replaces_none(self) -> None:
        """The end of the governors' appointment was withdrawn; the suspension that ends is another power."""
        made = cases.scene(CaseState.POWERS_USED)
        giving.withdraw(ending(made), reason="A wrong day.", by=made.dcs, on=TODAY)
        case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])
        budget, governors = (
            made.case.letters.get(kind="power_used", powers=[each]) for each in ("budget", "governors")
        )
        how: dict[str, Any] = {"kind": "power_ended", "by": made.officer, "on": TODAY}
        letter = letters.prepare(made.case, ends=budget, **how)
        assert withdrawn_before(letter) is None
        letters.discard(letter, by=made.officer, on=TODAY)
        assert withdrawn_before(letters.prepare(made.case, ends=governors, **how)) is not None


class TestRefused:
    def test_no_power_is_in_use(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        assert (
            refusal(lambda: letters.prepare(made.case, kind="power_ended", by=made.officer, on=TODAY)) == "not_in_use"
        )

    def test_a_last_day_before_the_letter(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        assert refusal(lambda: ending(made, TODAY - timedelta(days=1))) == "ends_before"

    def test_a_second_letter_of_the_same_power(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        ending(made)
        assert (
            refusal(lambda: letters.prepare(made.case, kind="power_ended", by=made.officer, on=TODAY)) == "ends_already"
        )

    def test_no_case_ends_over_a_board_or_a_suspension_in_use(self) -> None:
        made = cases.scene(CaseState.CATEGORY_POWER)
        with clock.at(TODAY):
            case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])
        assert refusal(lambda: close(made.case, by=made.officer, on=TODAY, reason="Over.")) == "power_in_use"

    def test_an_end_is_never_changed(self) -> None:
        made = cases.scene(CaseState.POWERS_ENDED)
        end = PowerEnd.objects.get(power__case=made.pk)
        assert end.last_day == date(2026, 11, 19) and made.notice("power_ended").status == LetterState.GIVEN
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM notices_powerend WHERE id = %s", [end.pk])
