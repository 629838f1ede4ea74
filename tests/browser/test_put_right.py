"""A partner writes the report of a visit at the wrong school, issues it, and puts it right; then withdraws one."""

import pytest
from playwright.sync_api import Browser

from monitoring.visits.models import Report, Visit
from monitoring.visits.states import ReportState
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from tests.factories import people, reports, schools
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

CHILD = "Robin Placeholder of Year 4"
pytestmark = [pytest.mark.feature("V14"), pytest.mark.promise("right")]


def cannot_read(visitor: Visitor, path: str) -> None:
    response = visitor.page.goto(path)
    assert response is not None and response.status == 404
    assert CHILD not in visitor.text


def test_a_report_at_the_wrong_school_and_one_with_a_name(site: Site, browser: Browser) -> None:
    """A partner who recorded a visit at the wrong school and issued its report moves both to the right school: the
    wrong school can no longer read it, and the right one has it. A report that names a child is withdrawn in a
    minute, and nobody at the school reads it any more."""
    made = reports.scene(school=schools.school("Wrongwood Primary School"))
    right = schools.school("Rightwood Primary School")
    people.assign(right, made.sip)
    right_head = people.post(right, "headteacher").user
    reports.write(made, CHILD, checked=False)
    reports.issue(made)
    issue_waiting()
    report, letter = f"/visits/{made.visit.pk}/report/", Letter.objects.get(kind="visit_report")
    head = Visitor(browser, site, size=PHONE).sign_in_as(made.head)
    head.go(report)
    assert CHILD in head.text

    sip = Visitor(browser, site, size=DESKTOP).sign_in_as(made.sip)
    sip.go(report)
    sip.follow("Put this right")
    sip.follow("Move it to another school")
    sip.page.get_by_label("Which school was visited?").fill("Rightwood Primary School")
    sip.press("Continue")
    sip.says("Who was told, and who will be")
    assert f"{made.head.name}, Headteacher was sent letter {letter.reference}" in sip.text
    assert (sip.violations(), sip.overflow()) == ([], 0)
    sip.press("Move it to Rightwood Primary School")
    assert "Enter why it is moved." in sip.text
    sip.page.get_by_label("Why are you moving it?").fill("Two schools have that name.")
    sip.press("Move it to Rightwood Primary School")
    sip.says("The visit is now recorded for Rightwood Primary School.")
    issue_waiting()
    assert Visit.objects.get().school == right

    cannot_read(head, report)
    head.go(f"/letters/{letter.reference}/")
    assert "Withdrawn" in head.text and CHILD not in head.text and "Two schools have that name." in head.text
    assert head.overflow() == 0
    theirs = Visitor(browser, site, size=PHONE).sign_in_as(right_head)
    theirs.go(report)
    assert CHILD in theirs.text
    told = Message.objects.get(email=made.head.email, kind="report_sent_by_mistake")
    assert CHILD not in told.body and "cancelled" not in told.body

    sip.go(report)
    sip.follow("Put this right")
    sip.follow("Withdraw the report, or correct it and issue it again")
    sip.page.get_by_label("It stays withdrawn").check()
    sip.page.get_by_label("Why are you withdrawing it?").fill("It names a pupil.")
    assert (sip.violations(), sip.overflow()) == ([], 0)
    sip.press("Withdraw the report")
    sip.says("The report is withdrawn.")
    assert Report.objects.get().status == ReportState.WITHDRAWN
    cannot_read(theirs, report)
    theirs.go("/visits/")
    assert "Withdrawn" in theirs.text
    for visitor in (sip, head, theirs):
        visitor.close()
