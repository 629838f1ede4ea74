"""A school's days read the same on every page; going over is asked about, listed and put right; calls take none."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from allocations.models import Allocation
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.states import State
from monitoring.visits.days import actions
from monitoring.visits.days.queries import ledgers
from monitoring.visits.models import ExtraDaysRequest, Report, Term, Visit
from monitoring.visits.requests import actions as requests
from monitoring.visits.visit import actions as visits
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from schools.models import School
from sil.accounts.models import User
from sil.framework.years import label
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A10")]
YEAR = 2026
HELD, TO_COME = date(2026, 10, 14), date(2026, 12, 2)


@pytest.fixture(autouse=True)
def terms() -> None:
    Term.objects.filter(academic_year=YEAR).delete()
    for name, starts, ends in (
        ("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
        ("Spring", date(2027, 1, 4), date(2027, 3, 26)),
        ("Summer", date(2027, 4, 12), date(2027, 7, 21)),
    ):
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)


def visit(made: Scene, day: date, kind: str, days: str) -> Visit:
    what = VisitDetails(kind=kind, mode="virtual", days=Decimal(days), lead=made.sip)
    act: Callable[..., Visit] = visits.record if day <= TODAY else visits.plan
    return act(made.school, dates=VisitDates(starts_on=day, ends_on=day), details=what, by=made.sip, on=TODAY)


def text(user: User, path: str, **data: str) -> str:
    client = Client()
    client.force_login(user)
    answer: Any = client.post(path, data, follow=True) if data else client.get(path, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def band(made: Scene, letter: str) -> str:
    return made.allocation.framework.band(letter).name


def plain() -> tuple[Scene, str, str]:
    return allocations.scene(State.AGREED, band="A"), "3 days", "0 days are used, 0 are planned, 3 are left."


def over() -> tuple[Scene, str, str]:
    made = allocations.scene(State.AGREED, band="A")
    visit(made, HELD, "core-visit", "1.5")
    visit(made, date(2026, 11, 4), "termly-contact", "0.5")
    visit(made, TO_COME, "performance-management", "2")
    return made, "3 days", "2 days are used, 2 are planned: 1 day over what is allowed."


def first_headship() -> tuple[Scene, str, str]:
    made = allocations.scene(State.IDENTIFIED)
    case = allocations.case(made.allocation.framework, "B", extra_days=("new-to-headship",))
    proposals.propose(made.allocation, by=made.sip, on=allocations.PROPOSED, choice=case)
    allocations.agree(made)
    visit(made, HELD, "new-to-headship", "0.5")
    made_of = f"7.5 days: 5.5 from {band(made, 'B')} and 2 extra"
    return made, made_of, "0.5 days are used, 0 are planned, 7 are left."


def extra() -> tuple[Scene, str, str]:
    made = allocations.scene(State.AGREED, band="A")
    actions.approve(
        made.school, year=YEAR, line="", days=Decimal("1.5"), reason="Two posts.", by=made.officer, on=TODAY
    )
    visit(made, HELD, "brokered", "1")
    return made, f"4.5 days: 3 from {band(made, 'A')} and 1.5 extra", "1 day is used, 0 are planned, 3.5 are left."


def outside() -> tuple[Scene, str, str]:
    """The figures of a school that had support beyond its lines: they add up without it."""
    made = allocations.scene(State.AGREED, band="A")
    visit(made, HELD, "core-visit", "1")
    visit(made, date(2026, 11, 4), "brokered", "0.5")
    visit(made, TO_COME, "termly-contact", "0.5")
    return made, "3 days", "1 day is used, 0.5 are planned, 1.5 are left."


def reviewed() -> tuple[Scene, str, str]:
    made = allocations.scene(State.AGREED, band="A")
    visit(made, HELD, "core-visit", "1")
    review = reviews.start_review(
        Allocation.objects.get(pk=made.allocation.pk), by=made.officer, on=TODAY, ground="evidence", reason="Results."
    )
    again = replace(made, allocation=review)
    allocations.propose(again, "C", on=TODAY)
    allocations.agree(again, on=TODAY)
    return made, "7 days", "1 day is used, 0 are planned, 6 are left."


@pytest.mark.promise("days")
@pytest.mark.parametrize("state", [plain, over, first_headship, extra, outside, reviewed], ids=lambda s: s.__name__)
def test_days_read_the_same_wherever_they_are_told(state: Callable[[], tuple[Scene, str, str]]) -> None:
    """The days of support that a school is allowed, has used, has planned and has left are the same on every page, and
    they add up."""
    made, allowance, figures = state()
    days, school = f"/schools/{made.school.pk}/days/", f"/schools/{made.school.pk}/"
    line = f"{allowance} for {label(YEAR)}. {figures}"
    for path in ("/", school, days):
        assert f"You have {line}" in text(made.head, path), path
    for user, path in ((made.sip, school), (made.officer, days), (made.officer, f"{days}more/")):
        assert f"The school has {line}" in text(user, path), path
    ledger = ledgers(School.objects.filter(pk=made.school.pk), YEAR)[made.school.pk]
    assert ledger.allowed == ledger.delivered + ledger.planned + ledger.left
    latest = Allocation.objects.filter(school=made.school).latest("pk")
    if state is not extra:
        # What was approved since is no part of the allocation.
        assert allowance in text(made.head, latest.get_absolute_url())
    assert "from the criteria" not in text(made.head, days) and "further contacts" not in text(made.head, days)


@pytest.mark.promise("days")
def test_the_letter_about_a_band_prints_the_figures_of_the_pages() -> None:
    """The letter about your band prints the same days as the pages: those of the band, those that are extra, and both
    together."""
    made, _, _ = first_headship()
    printed = " ".join(unescape(re.sub("<[^>]+>", " ", Letter.objects.get(kind="allocation_agreed").html)).split())
    assert f"{band(made, 'B')} 5.5" in printed and "Total 7.5" in printed
    ledger = ledgers(School.objects.filter(pk=made.school.pk), YEAR)[made.school.pk]
    assert (ledger.headline, ledger.extra, ledger.allowed) == (Decimal("5.5"), 2, Decimal("7.5"))


def test_going_over_is_seen_afterwards_on_the_pages_of_officers() -> None:
    made, _, _ = over()
    planned = Visit.objects.get(status="planned")
    assert "Over by 1 day" in text(made.sip, f"/visits/{planned.pk}/")
    assert "Over by 1 day" not in text(made.head, f"/visits/{planned.pk}/")
    for user in (made.sip, made.officer):
        assert "1 school has used and planned more days of support than it is allowed" in text(user, "/")
    seen = text(made.sip, "/visits/over/")
    assert made.school.name in seen and "3 2 2 1" in seen and "Ask for extra days" in seen
    assert "Approve extra days" in text(made.officer, "/visits/over/")
    actions.approve(made.school, year=YEAR, line="", days=Decimal(1), reason="Posts.", by=made.officer, on=TODAY)
    assert made.school.name not in text(made.officer, "/visits/over/")
    assert "No school is over its days of support." in text(made.officer, "/")


def test_going_over_is_asked_about_before_a_visit_is_saved() -> None:
    made = allocations.scene(State.AGREED, band="A")
    path = f"/schools/{made.school.pk}/visits/plan/"
    typed = {
        "kind": "core-visit", "mode": "virtual", "days": "9.5", "lead": str(made.sip.pk), "purpose": "Reading",
        "starts_on_day": "2", "starts_on_month": "12", "starts_on_year": "2026",
    }  # fmt: skip
    asked = (
        f"{made.school.name} has 3 days for {label(YEAR)}. With this visit 9.5 days are used or planned: 6.5 days "
        "over. Is that right?"
    )
    page = text(made.sip, path, **typed)
    assert asked in page and "Reading" in page and "Ask for extra days" in page and not Visit.objects.exists()
    assert "is planned" in text(made.sip, path, **typed, **{"asked-days": asked})
    found = Visit.objects.get()
    # Changing something else of it asks nothing again; a longer one does.
    change = f"/visits/{found.pk}/change/"
    assert "The details are changed" in text(made.sip, change, **typed | {"purpose": "Number"})
    assert "7 days over" in text(made.sip, change, **typed | {"days": "10"})


def test_a_partner_asks_for_extra_days_and_the_principal_officer_answers() -> None:
    made = allocations.scene(State.AGREED, band="A")
    path = f"/schools/{made.school.pk}/days/ask/"
    assert "Enter the number of days" in text(made.sip, path, days="", line="-", reason="x")
    assert "You asked for 2 days extra" in text(made.sip, path, days="2", line="core-visit", reason="A new building.")
    asked = ExtraDaysRequest.objects.get()
    told = Message.objects.get(kind="extra_days_asked")
    assert told.email == made.officer.email and "A new building." in told.body
    assert f"{made.sip.name} asks for 2 days extra" in text(made.officer, "/")
    assert "asked for 2 days extra" in text(made.sip, f"/schools/{made.school.pk}/days/")
    with pytest.raises(Denied) as again:
        requests.ask(made.school, line="", days=Decimal(1), reason="More.", by=made.sip, on=TODAY)
    assert again.value.code == "asked_already"
    answer = f"/days-requests/{asked.pk}/"
    assert "A new building." in text(made.officer, answer)
    assert "Enter why you are declining" in text(made.officer, answer, act="decline", reason=" ")
    assert "You approved 2 days" in text(made.officer, answer, act="approve", reason="")
    asked.refresh_from_db()
    assert asked.extra and (asked.extra.days, asked.extra.line, asked.answered_by) == (2, "core-visit", made.officer)
    assert ledgers(School.objects.filter(pk=made.school.pk), YEAR)[made.school.pk].allowed == 5
    kinds = set(Message.objects.filter(kind__startswith="extra_days").values_list("kind", "email"))
    assert ("extra_days_request_approved", made.sip.email) in kinds and (
        "extra_days_approved",
        made.head.email,
    ) in kinds
    assert "already been answered" in text(made.officer, answer)


def test_a_request_is_declined_with_a_reason_and_by_nobody_else() -> None:
    made = allocations.scene(State.AGREED, band="A")
    asked = requests.ask(made.school, line="", days=Decimal(1), reason="More.", by=made.sip, on=TODAY)
    for by in (made.sip, made.head, made.director):
        with pytest.raises(Denied) as denied:
            requests.approve(asked, reason="Yes.", by=by, on=TODAY)
        assert denied.value.code == "not_allowed"
    with pytest.raises(Denied) as denied:
        requests.ask(made.school, line="", days=Decimal(1), reason="More.", by=made.head, on=TODAY)
    assert denied.value.code == "not_the_partner"
    requests.decline(asked, reason="Next year.", by=made.officer, on=TODAY)
    told = Message.objects.get(kind="extra_days_request_declined")
    assert told.email == made.sip.email and "Next year." in told.body
    assert not Message.objects.filter(email=made.head.email, kind__startswith="extra_days").exists()
    with pytest.raises(Denied) as denied:
        requests.approve(asked, reason="Yes.", by=made.officer, on=TODAY)
    assert denied.value.code == "answered"


@pytest.mark.feature("V2")
def test_a_call_that_was_recorded_as_a_visit_takes_no_days() -> None:
    made = allocations.scene(State.AGREED, band="A")
    day = date(2026, 11, 20)
    visits.record(
        made.school,
        dates=VisitDates(starts_on=day, ends_on=day),
        details=VisitDetails(
            kind="call",
            mode="",
            days=Decimal(0),
            lead=made.sip,
            met="Ada Example",
            purpose="The date of the next visit.",
        ),
        by=made.sip,
        on=TODAY,
    )
    found = Visit.objects.get()
    assert (found.status, found.days, found.mode, found.met) == ("held", 0, "", "Ada Example")
    assert not Report.objects.exists()
    assert "0 days are used, 0 are planned, 3 are left." in text(made.head, f"/schools/{made.school.pk}/days/")
    assert "Telephone call or email" not in text(made.head, f"/schools/{made.school.pk}/days/")
    for page in ("/visits/", f"/schools/{made.school.pk}/", f"/schools/{made.school.pk}/timeline/"):
        assert "Telephone call or email" in text(made.sip, page), page
    assert "Telephone call or email" not in text(made.sip, f"/schools/{made.school.pk}/visits/plan/")
    # It clashes with nothing, and its record is corrected without a length.
    visit(made, TODAY, "core-visit", "1")
    seen = text(made.sip, f"/visits/{found.pk}/change/")
    assert "Length in days" not in seen and "Who did you meet?" in seen
