"""A partner leaves: what waits for them is handed over at once, and nothing is left without a person."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from allocations.states import State
from monitoring.notices.models import Case
from monitoring.visits.models import Visit
from schools.models import AssignmentRole, School
from schools.queries import officer
from sil.accounts.models import User
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import allocations, cases, people, reports, visits
from tests.site import Site, running

from .conftest import DESKTOP, Visitor


@pytest.fixture
def site(own_database: str, tmp_path: Path) -> Iterator[Site]:
    """A partner with a school, a draft proposal, a planned visit, a report to write and a case."""
    load_liverpool()
    people.person("Addie Makebelieve", role="administrator", email="admin@test.example")
    people.person("Nell Nextpartner", role="sip", email="next@test.example")
    made = allocations.scene(State.IDENTIFIED)
    User.objects.filter(pk=made.sip.pk).update(email="leaves@test.example", name="Lena Leavewood")
    visits.planned(made.school, made.sip, date(2026, 12, 7))
    visits.held(made.school, made.sip, reports.HELD)
    cases.opened(made.school, made.officer, owner=made.sip)
    with running(own_database, tmp_path, NOW) as found:
        yield found


@pytest.mark.feature("T11")
@pytest.mark.promise("nobody")
def test_a_partner_leaves_and_nothing_is_left(site: Site, browser: Browser) -> None:
    """An administrator closes the account of a partner, is told what waits for them, gives all of it to another partner
    on one page, and the list to which the officers' first page leads names none of it any more."""
    addie, lena, nell = (User.objects.get(email=f"{name}@test.example") for name in ("admin", "leaves", "next"))
    boss = User.objects.get(name="Olive Officer")
    school = School.objects.get()
    admin = Visitor(browser, site, size=DESKTOP).sign_in_as(addie)
    admin.go(f"/people/{lena.pk}/")
    admin.follow("Close the account")
    assert "Something waits for Lena Leavewood that nobody else has." in admin.text
    admin.follow("See what waits and choose who takes it")
    for words in ("Planned visits to lead: 1", "Reports to write, issue or correct: 1", "Concern cases owned: 1"):
        assert words in admin.text
    for field in ("partner", "visits", "reports", "cases"):
        admin.page.locator(f"#id_take_{field}").fill("Nell Nextpartner")
    admin.page.get_by_label("Close their account now").check()
    admin.press("Hand everything over")
    assert "Handed over: what waited for Lena Leavewood." in admin.text

    assert officer(school, AssignmentRole.SIP, TODAY) == nell
    assert Visit.objects.get(status="planned").lead == nell
    assert Visit.objects.get(status="held").report.owed_by == nell
    assert Case.objects.get().owner == nell
    assert not User.objects.get(pk=lena.pk).is_active

    olive = Visitor(browser, site, size=DESKTOP).sign_in_as(boss)
    olive.go("/")
    # The numbers of what is missing come once the page is shown.
    olive.page.get_by_role("link", name="See what has nobody").click()
    assert "Without a person" in olive.text
    assert "Planned visits to lead" not in olive.text and "Reports to write" not in olive.text
    takes = Visitor(browser, site, size=DESKTOP).sign_in_as(nell)
    takes.go("/")
    assert school.name in takes.text
    for visitor in (admin, olive, takes):
        assert visitor.complaints == []
        visitor.close()
