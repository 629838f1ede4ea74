"""What was found of each required action, and why a notice was judged so, in the letter that follows."""

from typing import Any

import pytest

from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.letters import preview
from monitoring.notices.letters.policies import missing, timing_of
from monitoring.notices.models import CaseLetter
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.states import CaseState
from sil import clock
from sil.deadlines.rules import recorded_calendar
from sil.letters.models import Method
from tests.conftest import TODAY
from tests.factories import case_letters, cases
from tests.factories.case_scene import Scene
from tests.integration.test_concern_letters import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C16")]
# The letter that follows -> where the case is, the notice that was judged, and the part that starts with its reasons.
FOLLOWS = {
    "notice_removed": (CaseState.SECURED, "preformal_notice", "improvement"),
    "formal_notice": (CaseState.NOT_SECURED, "preformal_notice", "matters"),
    "formal_lifted": (CaseState.COMPLIED, "formal_notice", "improvement"),
    "intention_notice": (CaseState.NOT_COMPLIED, "formal_notice", "reasons"),
}


def words_of(letter: CaseLetter) -> str:
    letter = CaseLetter.objects.get(pk=letter.pk)
    return text_of(preview(letter, timing_of(letter, TODAY, recorded_calendar()), signatory=("A", "B")))


def found(made: Scene, kind: str, results: list[tuple[str, str]]) -> None:
    with clock.at(TODAY):
        for action, (result, evidence) in zip(made.notice(kind).required_actions.all(), results, strict=True):
            outcomes.record_finding(action, by=made.officer, on=TODAY, result=result, evidence=evidence)


@pytest.mark.parametrize("kind", FOLLOWS)
def test_findings_and_reasons_flow_into_the_letter_that_follows(kind: str) -> None:
    state, notice, part = FOLLOWS[kind]
    made = cases.scene(state)
    found(made, notice, [("met", "Nine lessons of ten on 19 November 2026."), ("not_met", "No record is kept.")])
    with clock.at(TODAY):
        started = letters.prepare(made.case, kind=kind, by=made.officer, on=TODAY)
    assert started.parts == {part: "As found."}
    letters.discard(started, by=made.officer, on=TODAY)
    said = words_of(case_letters.prepared(made, kind))
    assert "Teach early reading to every pupil daily. Done (found on 20 November 2026): Nine lessons of ten" in said
    assert "Check attendance each week and act on it. Not done (found on 20 November 2026): No record is kept." in said


def test_the_latest_finding_counts_and_one_that_is_missing_is_said_to_be() -> None:
    made = cases.scene(CaseState.NOT_COMPLIED)
    first = made.notice().required_actions.all()[0]
    for result, evidence in (("not_met", "Nothing was seen."), ("partly", "Year 1 has begun.")):
        outcomes.record_finding(first, by=made.officer, on=TODAY, result=result, evidence=evidence)
    said = words_of(case_letters.prepared(made, "intention_notice"))
    assert "Done in part (found on 20 November 2026): Year 1 has begun." in said and "Nothing was seen." not in said
    assert "Check attendance each week and act on it. We have made no finding of this action." in said


def test_what_was_signed_does_not_change_with_a_later_finding() -> None:
    made = cases.scene(CaseState.COMPLIED)
    with clock.at(TODAY):
        letter = case_letters.signed(made, "formal_lifted", method=Method.HAND)
        assert letter.letter is not None
        before = letter.letter.html
        found(made, "formal_notice", [("not_met", "It began and ended."), ("not_met", "It began and ended.")])
    again: Any = CaseLetter.objects.get(pk=letter.pk).letter
    assert again.html == before and "It began and ended." not in before


def test_a_finding_that_cannot_be_printed_is_named() -> None:
    made = cases.scene(CaseState.NOT_COMPLIED)
    first = made.notice().required_actions.all()[0]
    outcomes.record_finding(first, by=made.officer, on=TODAY, result="not_met", evidence="Seen \ue000.")
    letter = case_letters.prepared(made, "intention_notice")
    assert [lack.code for lack in missing(letter)] == ["unprintable"]
    assert missing(letter)[0].sentence.startswith("The finding of required action 1 has")
