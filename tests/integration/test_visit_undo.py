"""A visit that was recorded by mistake is planned again: what goes back, what is kept, who hears, what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from monitoring.visits.calendar import actions as feeds
from monitoring.visits.models import Report, Visit
from monitoring.visits.report.actions import issuing
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.report.queries import for_figures, late
from monitoring.visits.report.reminders import remind
from monitoring.visits.states import SHOWN, ReportState, VisitState
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import reports, visits
from tests.factories.reports import HELD, TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V1")]
WHY = "It was <b>another</b> school's visit."


def undo(made: Scene, **changes: Any) -> Visit:
    return actions.undo(made.visit, **{"reason": WHY, "by": made.sip, "on": TODAY} | changes)


def hold(made: Scene, on: date = TODAY) -> None:
    visit = Visit.objects.get(pk=made.visit.pk)
    days = VisitDates(starts_on=on, ends_on=on)
    actions.hold(visit, dates=days, details=actions.details_of(visit), by=made.sip, on=on)


def page(user: User, path: str, **data: str) -> str:
    client = Client()
    client.force_login(user)
    response: Any = client.post(path, data, follow=True) if data else client.get(path, follow=True)
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("state", ReportState)
def test_what_the_school_has_read_and_what_is_being_checked_is_not_taken_back(state: ReportState) -> None:
    made = reports.scene(state)
    expected = "issued" if state in SHOWN else "being_checked" if state is ReportState.IN_REVIEW else ""
    at = f"/visits/{made.visit.pk}/undo/"
    shown = page(made.sip, at)
    assert ("There is a problem" in shown) is bool(expected) is not ("What was wrong?" in shown)
    if not expected:
        undo(made)
        assert (made.report.status, Visit.objects.get().status) == (state, VisitState.PLANNED), "kept as it was"
        return
    with pytest.raises(Denied) as denied:
        undo(made)
    assert denied.value.code == expected and denied.value.sentence in shown
    assert denied.value.sentence in page(made.sip, at, reason=WHY)
    assert Visit.objects.get().is_held and not Event.objects.filter(kind="visit.undone").exists()


def test_the_report_waits_with_what_was_written_and_goes_on_when_the_visit_is_held() -> None:
    made = reports.scene()
    reports.write(made, "Two lessons.", checked=False)
    before = made.report
    undo(made)
    assert not Deadline.objects.running().exists()
    assert not late(TODAY + timedelta(days=90)).exists() and not for_figures([made.sip.pk], 2026)
    for act in (
        lambda: save_report(made.report, by=made.sip, on=TODAY, writing=reports.writing(made.visit), version=1),
        lambda: issuing.issue(made.report, by=made.sip, on=TODAY, version=1),
        lambda: reports.send(made),
    ):
        with pytest.raises(Denied) as denied:
            act()
        assert denied.value.code == "not_held"
    at = f"/visits/{made.visit.pk}/report/"
    assert "Two lessons." in page(made.sip, at) and "You can continue it once" in page(made.sip, at)
    assert "Kept until the visit is held" in page(made.sip, f"{at}issue/")
    typed = page(made.sip, at, act="save", version="1", **{"section-focus": "Typed meanwhile."})
    assert "Its report is kept until" in typed and "Typed meanwhile." in typed, "nothing typed is lost"
    hold(made)
    assert (made.report.pk, made.report.sections, made.report.version) == (before.pk, before.sections, 1)
    assert Deadline.objects.running().get(rule="visit_report").starts_on == TODAY
    reports.issue(made)
    assert made.report.status == ReportState.ISSUED


def test_a_kind_without_a_report_owes_none_when_it_is_held_again() -> None:
    made = reports.scene()
    visit = undo(made)
    actions.change(visit, details=visits.facts(made.sip, kind="performance-management"), by=made.sip, on=TODAY)
    hold(made)
    assert not Report.objects.exists() and not Deadline.objects.running().exists()


def test_no_reminder_of_it_goes_and_nothing_of_it_waits() -> None:
    """Due on Thursday 26 November 2026."""
    made = reports.scene()
    undo(made)
    for day in range(20, 31):
        with clock.at(date(2026, 11, day)):
            remind(date(2026, 11, day))
    assert not Message.objects.filter(kind__in=("report_reminder", "report_late")).exists()
    items = [item.act for item in waiting_for(roles_of(made.sip, TODAY)) if "/visits/" in item.href]
    assert items == ["Record it as held"]


@pytest.mark.feature("T10")
def test_the_calendar_knows_that_it_changed() -> None:
    made = reports.scene()
    token = feeds.renew(by=made.sip).token

    def events() -> list[tuple[str, int, str]]:
        calendar: Any = Calendar.from_ical(Client().get(f"/calendar/{token}.ics").content)
        return [(str(e["uid"])[:6], e.get("sequence", 0), str(e.get("status", ""))) for e in calendar.walk("VEVENT")]

    assert events() == [("visit-", 1, "CONFIRMED"), ("report", 0, "")]
    actions.cancel(undo(made), reason="x", ended_by="The school", by=made.sip, on=TODAY)
    assert events() == [("visit-", 3, "CANCELLED")]
    undo(made)
    assert events() == [("visit-", 4, "CONFIRMED")]


@pytest.mark.parametrize("state", ["held", "cancelled", "missed"])
def test_who_hears_is_who_was_told_and_who_leads_it(state: str) -> None:
    made = reports.scene(on=HELD)
    visit = visits.in_every_state(made.school, made.sip)[state]
    before = set(Message.objects.values_list("pk", flat=True))
    actions.undo(visit, reason=WHY, by=made.officer, on=TODAY)
    told = {m.email: m for m in Message.objects.exclude(pk__in=before)}
    assert set(told) == {made.sip.email} | ({made.head.email} if state == "cancelled" else set())
    message = told[made.sip.email]
    assert (message.kind, WHY in message.body) == ("visit_undone", True)
    assert f"It was recorded as {state} by mistake." in message.body
    event = Event.objects.get(kind="visit.undone")
    assert (event.reason, event.data["status"], event.data["was"]) == (WHY, [state, "planned"], state)
    after = Visit.objects.get(pk=visit.pk)
    assert (after.held_recorded_at, after.reason, after.ended_by) == (None, "", "")


def test_by_its_pages_from_the_mistake_to_the_history() -> None:
    made = reports.scene()
    reports.write(made, "Two lessons.")
    at = f"/visits/{made.visit.pk}/"
    assert f'href="{at}undo/"' in page(made.sip, f"{at}put-right/") and "put-right" not in page(made.head, at)
    asked = page(made.sip, f"{at}undo/")
    assert (
        "It counts as planned, no longer as used, in the school&#x27;s days of support: 1 day." in asked
        and "What has been written of the report is kept" in asked
    )
    assert "Enter what was wrong." in page(made.sip, f"{at}undo/", reason=" ")
    done = page(made.sip, f"{at}undo/", reason=WHY)
    assert (
        "The visit of Monday 16 November 2026 is planned again. You can now record what happened, move it or cancel it."
        in done
    )
    assert "recorded as held by mistake, planned again" in done and "&lt;b&gt;another&lt;/b&gt;" in done
    assert "What was written of its report" in done and "Being written" not in done
    for path in ("/visits/", made.school.get_absolute_url()):
        assert ">Being written</strong>" not in page(made.sip, path)
    assert "No visits match these filters." in page(made.sip, "/visits/?report=draft")
    assert "there is nothing to undo" in page(made.sip, f"{at}undo/")
