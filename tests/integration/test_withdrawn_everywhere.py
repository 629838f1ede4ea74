"""Wherever something that was withdrawn is shown, it says so beside it: one row for each place."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from lxml import html

from allocations.answer import actions as answers
from allocations.states import State
from monitoring.notices.giving import actions as giving
from monitoring.visits.put_right import actions as put_right
from sil.accounts.models import User
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from tests.conftest import TODAY
from tests.factories import allocations, cases, reports, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V14")]
# The parts of a page that name one thing each.
PARTS = (
    "//li | //tr | //section | //article | //dd | //h1 | //h2 | //h3 | //p | //*[contains(@class, 'summary-list__row')]"
)
MARKS = ("withdrawn", "not needed", "no longer needed", "recorded by mistake")


@dataclass(frozen=True)
class Place:
    """Where a withdrawn thing is shown: who reads it, at which address, and by what it is named there."""

    user: User
    path: str
    named: str


def unmarked(place: Place) -> str:
    """What is wrong with a place: it does not name the thing, or names it without a mark; "" where all is well."""
    client = Client()
    client.force_login(place.user)
    answer: Any = client.get(place.path, follow=True)
    if answer.status_code != 200:
        return f"{place.path}: {answer.status_code}"
    if place.path.endswith("csv"):
        text = b"".join(answer if answer.streaming else [answer.content]).decode("utf-8-sig")
        rows = [" ".join(row) for row in csv.reader(text.splitlines())]
    else:
        page = html.fromstring(answer.content.decode())
        parts = [part for part in page.xpath(PARTS) if place.named in words(part)]
        # The smallest parts that name it, with what stands around them in the same entry.
        rows = [words(part) for part in parts]
    named = [row for row in rows if place.named in row]
    if not named:
        return f"{place.path} as {place.user.name} does not name {place.named}"
    return "" if any(mark in row.lower() for row in named for mark in MARKS) else f"{place.path}: {named[0][:200]}"


def words(part: Any) -> str:
    return " ".join(part.text_content().split())


def of_a_report() -> list[Place]:
    made = reports.scene()
    reports.write(made, checked=False)
    reports.issue(made)
    issue_waiting()
    reports.withdraw(made)
    letter = Letter.objects.get(kind="visit_report")
    visit, school = f"/visits/{made.visit.pk}/", made.school.get_absolute_url()
    lists = [
        Place(user, path, named)
        for user in (made.head, made.chair, made.sip, made.officer)
        for path, named in ((visit, "Report"), (school, "16 November 2026"), ("/visits/", "16 November 2026"))
        if user != made.chair or path == school
    ]
    return [
        *lists,
        *(Place(user, f"/letters/{letter.reference}/", letter.reference) for user in (made.head, made.chair, made.sip)),
        *(Place(user, "/", letter.subject) for user in (made.head, made.chair)),
        *(Place(user, f"{visit}report/", "Version 1") for user in (made.sip, made.officer)),
        *(Place(user, "/visits/?export=csv", made.school.name) for user in (made.head, made.sip)),
        Place(made.sip, f"{school}timeline/", "Report of the"),
    ]


def of_a_report_to_issue_again() -> list[Place]:
    made = reports.scene()
    reports.write(made, checked=False)
    reports.issue(made)
    issue_waiting()
    reports.withdraw(made, again=True)
    visit, school = f"/visits/{made.visit.pk}/", made.school.get_absolute_url()
    return [
        Place(user, path, named)
        for user in (made.head, made.sip)
        for path, named in ((visit, "Report"), (school, "16 November 2026"), ("/visits/", "16 November 2026"))
    ] + [Place(made.sip, f"{visit}report/", "Core visit of")]


def of_a_visit() -> list[Place]:
    made = reports.scene()
    put_right.strike(made.visit, reason="It was another school's.", by=made.sip, on=TODAY)
    visits.planned(made.school, made.sip, TODAY + visits.WEEK)
    school = made.school.get_absolute_url()
    return [
        Place(made.sip, path, named)
        for path, named in (
            (f"/visits/{made.visit.pk}/", "16 November 2026"),
            (school, "16 November 2026"),
            ("/visits/", "16 November 2026"),
            (f"{school}timeline/", "16 November 2026"),
        )
    ]


def of_an_agreement() -> list[Place]:
    made = allocations.scene(State.PROPOSED)
    allocations.agree(made, on=TODAY)
    issue_waiting()
    answers.take_back(made.allocation, by=made.head, on=TODAY)
    letter = Letter.objects.get(kind="allocation_agreed")
    return [
        *(Place(user, "/", letter.subject) for user in (made.head, made.chair)),
        *(Place(user, f"/letters/{letter.reference}/", letter.reference) for user in (made.head, made.sip)),
        *(Place(user, f"/allocations/{made.allocation.pk}/", letter.subject) for user in (made.head, made.sip)),
    ]


def of_an_allocation() -> list[Place]:
    made = allocations.scene(State.WITHDRAWN)
    return [
        Place(made.officer, f"/allocations/{made.allocation.pk}/", "This allocation"),
        Place(made.officer, "/allocations/rounds/2026/", made.school.name),
        Place(made.sip, made.school.get_absolute_url(), "Support Allocation"),
    ]


def of_a_notice() -> list[Place]:
    made = cases.formal()
    notice = made.notice()
    giving.withdraw(notice, reason="It named the wrong year.", by=made.dcs, on=TODAY)
    letter = notice.letter
    assert letter is not None
    case = f"/cases/{made.pk}/"
    return [
        *(Place(user, "/", letter.subject) for user in (made.chair,)),
        *(Place(user, f"/letters/{letter.reference}/", letter.reference) for user in (made.chair, made.officer)),
        *(Place(user, case, letter.reference) for user in (made.officer, made.dcs)),
        Place(made.officer, f"/case-letters/{notice.pk}/", letter.reference),
        Place(made.officer, made.plan.get_absolute_url(), notice.name),
    ]


THINGS: dict[str, Callable[[], list[Place]]] = {
    "a report": of_a_report,
    "a report that is corrected": of_a_report_to_issue_again,
    "a visit": of_a_visit,
    "an agreement": of_an_agreement,
    "an allocation": of_an_allocation,
    "a notice": of_a_notice,
}


@pytest.mark.promise("right")
@pytest.mark.parametrize("thing", THINGS)
def test_what_was_withdrawn_says_so_wherever_it_is_shown(thing: str) -> None:
    """A letter, a report, a visit, a band or a notice that was withdrawn is marked as withdrawn on every page and in
    every list that shows it, for everybody who reads it there."""
    wrong = [said for said in map(unmarked, THINGS[thing]()) if said]
    assert not wrong, "\n".join(wrong)
