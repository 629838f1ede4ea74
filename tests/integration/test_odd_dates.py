"""Every date box of the product with a date that cannot be meant, and days on which a school is closed."""

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from sil import clock
from sil.dates.sense import NOW as TODAY_OR
from sil.dates.sense import YEAR, Known, Place, Sense, question
from tests import databases
from tests.access_table import ROWS, Row
from tests.conftest import NOW, TODAY
from tests.forms_on_page import Form, forms_to_post
from tests.world import World

LONG_AGO, FAR_AHEAD = date(1912, 1, 2), date(2098, 12, 31)
ASKED = "Is that the day?"
# Module with dates -> the addresses that show them, with the note of the row where one is needed, and what is pressed.
PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "allocations.acts": (("allocation_record", "", ""),),
    "allocations.evidence": (("evidence_add", "", ""),),
    "allocations.round": (("round_dates", "", "date"),),
    "monitoring.information_requests.log": (("information_request_log", "", ""), ("information_request_act", "", "")),
    "monitoring.notices.answers": (("case_letter_answer", "", ""),),
    "monitoring.notices.assessments": (("action_plan_record", "", ""),),
    "monitoring.notices.case": (("case_open", "", ""), ("case_change", "", "")),
    "monitoring.notices.categories": (("case_academy_order", "in category", ""),),
    "monitoring.notices.consents": (("email_consent", "", ""),),
    "monitoring.notices.delegations": (("delegation_give", "", ""),),
    "monitoring.notices.discussions": (("case_discussion", "", ""),),
    "monitoring.notices.ends": (("notice_of_state", "", ""), ("forbidden_decision", "", "")),
    "monitoring.notices.evidence": (("case_evidence_add", "", ""),),
    "monitoring.notices.giving": (("case_letter_serve", "", ""),),
    "monitoring.notices.plans": (("action_plan_write", "", "go"),),
    "monitoring.notices.statements": (("statement_record", "evidence", ""),),
    "monitoring.notices.state": (("case_state_notified", "", ""), ("case_state_acts", "", "")),
    "monitoring.notices.signing": (("case_letter_check", "", "present"),),
    "monitoring.notices.powers": (("power_periodic_review", "", ""), ("power_review_day", "", "")),
    "monitoring.notices.withdrawals": (("power_review", "", ""),),
    "monitoring.plans.draft": (("plan_objective", "", "done"),),
    "monitoring.plans.reviews": (("plan_review_add", "", ""),),
    "monitoring.scrutiny.report": (("scrutiny_make", "", "see"),),
    "monitoring.offer.request": (("offer_request_arrange", "", ""), ("offer_request_plan_visit", "", "")),
    "monitoring.offer.event": (("event_plan", "", ""), ("event_change", "", "")),
    "monitoring.support.brokered": (
        ("support_match", "", ""),
        ("support_deliver", "", ""),
        ("support_delivery_correct", "", ""),
    ),
    "monitoring.support.leaders": (("support_leader_add", "", ""), ("support_leader_change", "", "")),
    "monitoring.support.offers": (("support_offer_add", "", ""), ("support_offer_change", "", "")),
    "monitoring.support.providers": (("support_provider_add", "", ""), ("support_provider_change", "", "")),
    "monitoring.surveys.cycle": (("survey_plan", "", ""), ("survey_change", "", ""), ("survey_extend", "", "")),
    "monitoring.surveys.results": (("survey_theme", "", ""),),
    "allocations.brought_in": (("band_correct", "", ""),),
    "monitoring.visits.capacity": (("capacity_person", "", ""),),
    "monitoring.notes": (("note_add_at", "", ""), ("note_correct", "", "")),
    "monitoring.team.action": (("team_action_add", "", ""), ("team_action_change", "", "")),
    "monitoring.team.meeting": (("team_meeting_plan", "", ""), ("team_meeting_move", "", "")),
    "monitoring.team.support": (("team_support_pay", "", ""),),
    "monitoring.team.team": (("team_join", "", ""),),
    "monitoring.visits.agreed": (("agreed_action_update", "", ""),),
    "monitoring.visits.offers": (("times_offer", "", ""), ("times_none", "", "")),
    "monitoring.visits.report": (("report", "draft", "go"),),
    "monitoring.visits.visit": (
        ("visit_plan", "", ""),
        ("visit_record", "", ""),
        ("visit_hold", "", ""),
        ("visit_reschedule", "", ""),
        ("visit_redate", "", ""),
    ),
    "schools.appointments": tuple(
        ("appointment_days", kind, "") for kind in ("post", "role", "assignment", "cover", "delegation")
    ),
    "schools.covers": (("cover_arrange", "", ""), ("cover_change", "", "")),
    "schools.handovers": (("handover_start", "", ""),),
    "schools.leaving": (("person_leaving", "", ""),),
    "schools.inspections": (("inspection_record", "report card", ""), ("inspection_correct", "", "")),
    "schools.letters": (("ofsted_letter", "read", ""),),
    "schools.letters.authority_actions": (("authority_action_add", "", ""), ("authority_action_correct", "", "")),
    "schools.people": (
        ("person_invite", "", ""), ("post_give", "", ""), ("role_give", "", ""), ("post_end", "", ""),
        ("role_end", "", ""), ("officers", "", ""),
    ),
    "schools.trusts": (("trust_post_add", "", ""), ("trust_post_end", "", "")),
    "sil.web.settings": (("bank_holidays", "", ""),),
}  # fmt: skip
# Dates whose page no row of the access table shows with its boxes, or which refuse what is odd, and where that is held.
ELSEWHERE = {
    "allocations.more_time": "a day before the one due, and one too far off, are refused: test_more_time.py",
    "schools.casework_access": "a day that is past or more than 14 days ahead is refused: test_casework_access.py",
    "monitoring.notices.letters": "the powers are written in a case of their own: test_power_dates_are_asked_about",
    "monitoring.visits.terms": "a day outside its academic year is refused: test_visit_pages.py",
}


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


def _row(route: str, note: str) -> Row:
    rows = [
        row for row in ROWS
        if row.route == route and row.method == "GET" and row.status == 200 and row.who and note in row.note
    ]  # fmt: skip
    assert rows, route
    return rows[0]


def _boxes(form: Form) -> list[str]:
    return sorted(name.removesuffix("_day") for name in form.names if name.endswith("_day"))


def _posted(form: Form, boxes: list[str], day: date, act: str) -> dict[str, Any]:
    found: dict[str, Any] = {**form.values, **({"act": act} if act else {})}
    for box in boxes:
        found |= {f"{box}_day": str(day.day), f"{box}_month": str(day.month), f"{box}_year": str(day.year)}
    return found


def _said_beside(html: str, box: str) -> str:
    """The error beside a date box, or ""."""
    _, there, rest = html.partition(f'id="id_{box}-error" class="govuk-error-message"')
    return unescape(rest.split("</p>")[0]) if there else ""


def _modules_with_dates() -> set[str]:
    from tests.unit.test_dates import ROOT, _modules

    return {
        ".".join(path.relative_to(ROOT).parts[:-1])
        for path in _modules()
        if "DateField(\n" in (text := path.read_text()) or "DateField(sense" in text
        if path.parts[-1] != "timeline.py" and path.relative_to(ROOT).as_posix() != "sil/web/forms.py"
    }


def test_every_module_with_dates_is_walked() -> None:
    there = {module.removesuffix(".visit.forms") for module in _modules_with_dates()}
    assert there - {"monitoring.visits.days"} == {*PAGES, *ELSEWHERE}


@pytest.mark.promise("dates")
@pytest.mark.parametrize(
    ("route", "note", "act"), [page for pages in PAGES.values() for page in pages], ids=lambda value: value or "-"
)
def test_an_odd_date_is_asked_about_beside_its_box(route: str, note: str, act: str, built: World) -> None:
    """If you enter a date that can hardly be meant, such as one years ago or far ahead, the service asks once, beside
    the date, whether that is the day. What you typed stays, and sending the form again keeps the date."""
    row = _row(route, note)
    path, client = row.path(built), Client()
    asked: dict[str, set[str]] = {}
    with clock.at(NOW):
        # Not everybody who reads a report writes it.
        for who in sorted(row.who, key=lambda who: who != "sip"):
            client.force_login(built.people[who])
            page: Any = client.get(path)
            if any(map(_boxes, forms_to_post(page.content.decode(), path))):
                break
        for form in forms_to_post(page.content.decode(), path):
            boxes = _boxes(form)
            if not boxes:
                continue
            for day in (LONG_AGO, FAR_AHEAD):
                with transaction.atomic():
                    answer: Any = client.post(form.action, _posted(form, boxes, day, act))
                    transaction.set_rollback(True)
                html = answer.content.decode()
                for box in boxes:
                    asked.setdefault(box, set())
                    if ASKED in _said_beside(html, box):
                        asked[box].add(clock.weekday_in_words(day))
                        assert f'name="asked-{box}"' in html, "the page holds what it asked"
                        assert f'value="{day.year}"' in html, "what was typed stays"
    assert asked, f"{route} has no date box"
    for box, days in asked.items():
        assert days, f"nothing is asked beside {box} of {route}"


# Day -> what is asked where somebody has to be at a school: written by hand for the terms of the test.
CLOSED = {
    date(2026, 12, 3): "",
    date(2026, 12, 5): "Saturday 5 December 2026 is at the weekend. Is that the day?",
    date(2026, 12, 13): "Sunday 13 December 2026 is at the weekend. Is that the day?",
    date(2026, 12, 25): "Friday 25 December 2026 is a bank holiday (Christmas Day). Is that the day?",
    date(2026, 12, 23): "Wednesday 23 December 2026 is outside the school terms. Is that the day?",
    date(2027, 1, 4): "",
    date(2027, 7, 27): "Tuesday 27 July 2027 is outside the school terms. Is that the day?",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
def test_days_on_which_a_school_is_closed_are_asked_about() -> None:
    from monitoring.visits.models import Term

    Term.objects.filter(academic_year=2026).delete()
    for name, first, last in (
        ("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
        ("Spring", date(2027, 1, 4), date(2027, 3, 26)),
        ("Summer", date(2027, 4, 12), date(2027, 7, 21)),
    ):
        Term.objects.create(academic_year=2026, name=name, starts_on=first, ends_on=last)
    school = Sense(past=TODAY_OR, future=YEAR, place=Place.SCHOOL)
    assert {day: question(day, school, on=TODAY) for day in CLOSED} == CLOSED
    work = Sense(past=TODAY_OR, future=YEAR, place=Place.WORK)
    assert question(date(2026, 12, 23), work, on=TODAY) == ""
    assert question(date(2026, 12, 25), work, on=TODAY) == CLOSED[date(2026, 12, 25)]
    assert question(date(2026, 12, 25), work, on=TODAY, known=Known(recorded=date(2026, 12, 25))) == ""
