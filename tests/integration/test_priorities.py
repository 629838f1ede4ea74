"""What was done for each priority: the figures are what the visits say, in all, by phase and term, for whom."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.visits.models import Visit
from monitoring.visits.priorities.queries import UNTAGGED, VISITS, done, priorities_of
from monitoring.visits.priorities.sources import SOURCES, Figures, Period
from monitoring.visits.visit import actions
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from tests.conftest import TODAY
from tests.factories import people, schools, terms, visits

pytestmark = [pytest.mark.django_db, pytest.mark.feature("O10"), pytest.mark.usefixtures("liverpool")]
AT = "/visits/priorities/"
YEAR = Period(date(2026, 9, 1), date(2027, 8, 31))
PRIORITIES = ["wellbeing", "reading", "inclusion"]


@pytest.fixture
def sip() -> User:
    return people.person("Sam Sample", role="sip")


def visited(sip: User, phase: str, *visits_of: tuple[date, str, tuple[str, ...]]) -> Any:
    """A school with visits held: (day, days, priorities)."""
    school = schools.school(phase=phase)
    people.assign(school, sip)
    for day, days, tags in visits_of:
        visits.held(school, sip, day, days=Decimal(days), priorities=tags)
    return school


@pytest.fixture
def made(liverpool: FrameworkVersion, sip: User) -> None:
    visited(
        sip,
        "Primary",
        (date(2026, 9, 8), "1", ("reading",)),
        (date(2026, 10, 6), "0.5", ("reading", "inclusion")),
        (date(2025, 11, 4), "1", ("reading",)),
    )
    visited(sip, "Primary", (date(2026, 9, 9), "1.5", ("reading",)), (date(2026, 10, 7), "1", ()))
    visited(sip, "Secondary", (date(2026, 9, 10), "2", ("inclusion",)))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("made")
def test_schools_visits_and_days_of_each_priority_by_hand() -> None:
    officer = roles_of(people.person(role="principal_officer"), TODAY)
    phases, rows = done(VISITS, officer, YEAR, priorities_of(2026))
    assert phases == ["Primary", "Secondary"]
    found = {row.slug: (row.total, row.by_phase) for row in rows}
    none = Figures()
    reading = Figures(2, 3, Decimal("3.0"))
    assert found["reading"] == (reading, (reading, none))
    assert found["inclusion"] == (
        Figures(2, 2, Decimal("2.5")),
        (Figures(1, 1, Decimal("0.5")), Figures(1, 1, Decimal("2.0"))),
    )
    assert found[UNTAGGED] == (Figures(1, 1, Decimal("1.0")), (Figures(1, 1, Decimal("1.0")), none))
    assert found["pathways"] == (none, (none, none))


@pytest.mark.usefixtures("made")
def test_the_pages_of_a_year_and_a_term_lead_to_the_visits_behind_a_figure() -> None:
    terms.recorded()
    client = client_of(people.person(role="principal_officer"))
    page = client.get(AT)
    assert "2 schools, 3 visits" in page.text and "1 school, 1 visit" in page.text
    listed = client.get(f"{AT}visits/reading/?year=2026&phase=Primary")
    assert listed.context["listing"].count == 3
    assert client.get(f"{AT}visits/reading/?year=2025").context["listing"].count == 1
    assert client.get(f"{AT}visits/reading/?year=2026&phase=Secondary").context["listing"].count == 0
    spring = page.context["asked"].terms[1]
    assert "schools, " not in client.get(f"{AT}?year=2026&term={spring.pk}").text
    response: Any = client.get(f"{AT}?year=2026&export=csv")
    text = b"".join(response.streaming_content).decode()
    assert '"Oracy, fluency and comprehension in reading",visits,All,2,3,3.0' in text
    response = client.get(f"{AT}visits/reading/?year=2026&export=csv")
    assert len(b"".join(response.streaming_content).decode().splitlines()) == 1 + 3


@pytest.mark.usefixtures("made")
def test_a_partner_counts_what_they_may_read_and_no_school_opens_it() -> None:
    other, head = people.person(role="sip"), people.person()
    school = visited(other, "Nursery", (date(2026, 9, 14), "1", ("wellbeing",)))
    people.post(school, "headteacher", head)
    page = client_of(other).get(AT).text
    assert "Nursery" in page and "Secondary" not in page
    for path in (AT, f"{AT}visits/wellbeing/"):
        assert client_of(head).get(path).status_code == 404
    assert client_of(other).get(f"{AT}nothing/wellbeing/").status_code == 404


def test_a_planned_visit_or_a_call_does_not_count(sip: User) -> None:
    school = visited(sip, "Primary")
    visits.planned(school, sip, date(2026, 11, 27), priorities=("reading",))
    visits.held(school, sip, date(2026, 11, 10), priorities=("reading",))
    Visit.objects.filter(status="held").update(days=0)
    officer = roles_of(people.person(role="principal_officer"), TODAY)
    assert done(VISITS, officer, YEAR, priorities_of(2026))[0] == []


def test_the_priorities_of_a_visit_are_changed_with_history(sip: User) -> None:
    school = visited(sip, "Primary", (date(2026, 11, 10), "1", ("reading",)))
    visit = Visit.objects.get(school=school)
    details = actions.details_of(visit)
    changed = type(details)(**{**vars(details), "priorities": ("inclusion",)})
    actions.change(visit, details=changed, by=sip, on=TODAY, reason="It was about support.")
    (event,) = Event.objects.filter(kind="visit.changed")
    assert (event.data["old"]["priorities"], event.data["new"]["priorities"]) == ("reading", "inclusion")
    officer = roles_of(people.person(role="principal_officer"), TODAY)
    rows = {row.slug: row.total.records for row in done(VISITS, officer, YEAR, priorities_of(2026))[1]}
    assert (rows["reading"], rows["inclusion"]) == (0, 1)


def test_another_app_adds_its_own_records(sip: User) -> None:
    """Brokered support will declare a source, and have a table and lists without any other change."""
    visited(sip, "Primary", (date(2026, 11, 10), "1", ("reading",)))
    other = type(VISITS)(**{**vars(VISITS), "slug": "brokered", "one": "package", "many": "packages", "order": 30})
    client = client_of(people.person(role="principal_officer"))
    with SOURCES.lent(other):
        assert "1 school, 1 package" in client.get(AT).text
        assert client.get(f"{AT}brokered/reading/").status_code == 200


_VISITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sets(st.sampled_from(PRIORITIES)),
        st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("2.5")]),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=_VISITS)
def test_the_figures_are_what_the_visits_say(sip: User, held: list[tuple[int, set[str], Decimal]]) -> None:
    with transaction.atomic():
        phases = ("Primary", "Primary", "Secondary")
        places = [visited(sip, phase) for phase in phases]
        for number, (place, tags, days) in enumerate(held):
            day = date(2026, 9, 1 + 2 * number)
            visits.held(places[place], sip, day, days=days, priorities=tuple(sorted(tags)))
        shown, rows = done(VISITS, roles_of(sip, TODAY), YEAR, priorities_of(2026))
        for row in rows:
            for phase, figures in [("", row.total), *zip(shown, row.by_phase, strict=True)]:
                mine = list(_of(held, row.slug, [p for p in range(3) if phase in ("", phases[p])]))
                expected = Figures(len({place for place, _ in mine}), len(mine), sum((d for _, d in mine), Decimal(0)))
                assert figures == expected, (row.slug, phase)
        transaction.set_rollback(True)


def _of(held: list[tuple[int, set[str], Decimal]], slug: str, places: list[int]) -> Iterator[tuple[int, Decimal]]:
    """The place and the days of each visit with a priority, or without any."""
    for place, tags, days in held:
        if place in places and (slug in tags or (slug == UNTAGGED and not tags)):
            yield place, days
