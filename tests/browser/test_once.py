"""Back and the same button again, and a button that is pressed twice while the network is slow: one record."""

import pytest
from django.db import connection, transaction
from playwright.sync_api import expect

from monitoring.notices.models import Case
from monitoring.visits.models import ExtraDays
from schools.models import AssignmentRole
from tests.factories import people, schools

from .conftest import Arrive, Visitor


def until_waiting(visitor: Visitor, posts: int) -> None:
    """Wait until so many posts have come so far that they wait in the database."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(150):
        with connection.cursor() as cursor:
            # In a transaction the first answer would be given again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if len(cursor.fetchall()) == posts:
                return
        visitor.page.wait_for_timeout(100)
    raise AssertionError(f"Fewer than {posts} posts wait.")


def open_case(visitor: Visitor) -> None:
    visitor.page.get_by_label("An inspection or a letter from Ofsted", exact=True).check(force=True)
    visitor.page.get_by_label("What is the concern?").fill("Reading is taught unevenly.")
    visitor.press("Open the case")


@pytest.mark.promise("once")
def test_back_and_the_same_button_again(arrive: Arrive) -> None:
    """Going back after you have opened a case, and opening it again, leads you to the case that you opened."""
    school, officer = schools.school("Example Primary School"), people.person(role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    visitor = arrive(officer)
    visitor.go(f"/schools/{school.urn}/cases/open/")
    open_case(visitor)
    case = visitor.page.url
    visitor.page.go_back()
    visitor.page.wait_for_load_state()
    expect(visitor.page).to_have_url(f"{visitor.site.url}/schools/{school.urn}/cases/open/")
    open_case(visitor)
    expect(visitor.page).to_have_url(case)
    assert "You have already sent this form, on Friday 20 November at 10am. This is what it made." in visitor.text
    visitor.looks_right()
    assert Case.objects.count() == 1
    # Opened by its link it is another form.
    visitor.go(f"/schools/{school.urn}/cases/open/")
    open_case(visitor)
    assert Case.objects.count() == 2


@pytest.mark.promise("once")
def test_two_clicks_while_nothing_seems_to_happen(arrive: Arrive) -> None:
    """A button that you press again because nothing seems to happen acts once, with scripts or without."""
    school, officer = schools.school("Example Primary School"), people.person(role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    visitor = arrive(officer, js=False)
    visitor.go(f"/schools/{school.urn}/days/more/")
    visitor.page.get_by_label("How many days?").fill("2")
    visitor.page.get_by_label("Other support").check(force=True)
    visitor.page.locator("[name=reason]").fill("Two posts are empty.")
    button = visitor.page.get_by_role("button", name="Approve the days")
    button.scroll_into_view_if_needed()
    at = button.bounding_box()
    assert at is not None
    posts: list[str] = []
    visitor.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    with connection.cursor() as cursor, transaction.atomic():
        # Nobody records an event meanwhile, so the first post waits while the second one comes.
        cursor.execute("LOCK TABLE audit_event IN SHARE MODE")
        for pressed in (1, 2):
            visitor.page.mouse.click(at["x"] + 10, at["y"] + 10)
            until_waiting(visitor, pressed)
    # Both answers set the cookie with what the next page says, and a busy machine may bring the first one last.
    visitor.says(
        "You have already sent this form, on Friday 20 November at 10am. This is what it made.|You approved 2 days"
    )
    assert len(posts) == 2
    assert ExtraDays.objects.count() == 1
