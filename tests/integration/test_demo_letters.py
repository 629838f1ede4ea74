"""The letters of the demonstration: one confirmed, one that contradicts itself waiting, one to the authority."""

from datetime import date, timedelta

import pytest

from monitoring.demo.schools import ofsted
from schools.letters.authority_actions.page import answered
from schools.models import Inspection, OfstedLetter
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = pytest.mark.django_db


@pytest.mark.feature("S3", "S4")
def test_the_letters_of_the_demonstration_read_as_they_were_meant() -> None:
    for overall in "34":
        school = schools.school(f"Example {overall} School")
        people.assign(school)
        Inspection.objects.create(
            school=school,
            event_number=overall,
            kind="graded",
            starts_on=date(2024, 5, 1),
            overall=overall,
            source="file",
        )
    known = {
        "officer": people.person(role="principal_officer"),
        "director": people.person(role="director_of_education"),
    }
    ofsted.letters(known, TODAY)
    improving, special, authority = OfstedLetter.objects.order_by("pk")
    assert [improving.status, special.status, authority.status] == ["confirmed", "read", "confirmed"]
    assert improving.inspection is not None and improving.inspection.starts_on == TODAY - ofsted.IMPROVING
    assert improving.inspection.areas.count() == 4 and improving.inspection.findings.get().value is True
    assert improving.reading["contradictions"] == []
    assert (
        special.reading["effective_action"]["value"] is False
        and special.reading["may_appoint_new_teachers"]["value"] is False
    )
    assert special.reading["plan_fit_for_purpose"]["value"] is True
    assert len(special.reading["contradictions"]) == 1 and len(special.reading["external_reviews"]) == 1
    assert authority.reading["contradictions"] == [
        "6 schools were inspected, but the kinds of school named add up to 5."
    ]
    assert len(authority.reading["strengths"]) == 2 and len(authority.reading["areas"]) == 3
    shown = answered(authority, authority.authority_actions.all(), TODAY)
    assert shown.tally == "3 areas for improvement, 2 with an action, 1 action late" and not shown.others
    states = sorted(authority.authority_actions.values_list("status", flat=True))
    assert states == ["done", "not_done", "to_do", "under_way", "withdrawn"]
    assert all(each.sent_in_at.date() <= TODAY - timedelta(days=1) for each in (improving, special, authority))
