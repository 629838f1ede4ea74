"""The list of the actions agreed on visits: whose it is, what comes first, and what it leads to."""

import csv
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from monitoring.visits.models import AgreedAction
from monitoring.visits.states import ReportState
from sil.accounts.models import User
from tests.factories import people, reports, schools, terms
from tests.factories.reports import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O12")]
LATE = date(2026, 11, 19)
READ, SHARE = "Read with each pupil.", "Share the timetable."


@pytest.fixture
def made() -> Scene:
    """A school whose head has read a report with two actions, one of them for 4 December and one without a day."""
    terms.recorded()
    return reports.scene(ReportState.ISSUED)


def get(user: User, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/visits/actions/?{query}")


def text(user: User, query: str = "") -> str:
    response = get(user, query)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def rows(user: User, query: str = "") -> list[dict[str, str]]:
    body = b"".join(get(user, f"export=csv&{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(body.splitlines()))


def named(user: User, query: str = "") -> list[str]:
    return [row["Action"] for row in rows(user, query)]


def test_each_action_is_listed_with_its_school_owner_day_and_state(made: Scene) -> None:
    first, second = rows(made.sip)
    assert (first["School"], first["Action"], first["Owner"], first["Due"], first["State"]) == (
        made.school.name, READ, "Ada Example", "2026-12-04", "Not followed up yet",
    )  # fmt: skip
    assert (second["Action"], second["Owner"], second["Due"]) == (SHARE, "", "")
    assert first["Partner"] == made.sip.name
    assert f'href="/visits/{made.visit.pk}/report/"' in get(made.sip).content.decode()


def test_officers_see_their_schools_and_heads_their_own(made: Scene) -> None:
    other = reports.scene(ReportState.ISSUED, school=schools.school("Other School"))
    director = people.person(role="director_of_education")
    for user, count in ((made.sip, 2), (made.head, 2), (other.sip, 2), (made.officer, 4), (director, 4)):
        assert len(rows(user)) == count, user
    assert {row["School"] for row in rows(made.head)} == {made.school.name}
    assert "Partner" not in rows(made.head)[0]
    for user in (made.chair, people.person(role="administrator"), people.person()):
        assert get(user).status_code == 404, user


def test_what_the_school_has_not_read_is_not_listed(made: Scene) -> None:
    unread = reports.scene(ReportState.APPROVED, school=schools.school("Unread School"))
    assert rows(unread.sip) == [] and "There is nothing to do." in text(unread.sip)
    reports.walk(withdrawn := reports.scene(school=schools.school("Withdrawn School")), ReportState.WITHDRAWN)
    assert rows(withdrawn.sip) == []


def test_late_ones_come_first_and_done_ones_are_left_out(made: Scene) -> None:
    AgreedAction.objects.filter(text=SHARE).update(due_on=LATE)
    assert named(made.sip) == [SHARE, READ] and named(made.sip, "late=on") == [SHARE]
    seen = text(made.sip)
    assert "Thursday 19 November 2026 Late" in seen and "Friday 4 December 2026 Late" not in seen
    AgreedAction.objects.filter(text=SHARE).update(progress="done", progress_note="Seen.")
    assert named(made.sip) == [READ] and named(made.sip, "late=on") == []
    assert named(made.sip, "state=done") == [SHARE] and named(made.sip, "state=all") == [SHARE, READ]
    assert "Thursday 19 November 2026 Late" not in text(made.sip, "state=all")
    AgreedAction.objects.filter(text=SHARE).update(progress="partly")
    assert named(made.sip) == [SHARE, READ]


def test_the_list_is_narrowed(made: Scene) -> None:
    other = reports.scene(ReportState.ISSUED, school=schools.school("Other School"))
    for query, count in (
        ("search=other", 2), (f"search={made.school.pk}", 2), ("search=timetable", 2), ("owner=ada", 2),
        (f"sip={other.sip.pk}", 2), ("sip=none", 0), ("state=dropped", 0), ("owner=nobody+such", 0),
    ):  # fmt: skip
        assert len(rows(made.officer, query)) == count, query
    assert "No actions match these filters." in text(made.officer, "state=dropped")


def test_a_row_leads_to_the_report_in_which_it_is_followed_up(made: Scene) -> None:
    assert "Follow it up" not in text(made.sip)
    later = reports.visits.held(made.school, made.sip, date(2026, 11, 18))
    page = get(made.sip).content.decode()
    assert "Follow it up" in page and f'href="/visits/{later.pk}/report/"' in page
    # Nobody else writes it.
    assert "Follow it up" not in text(made.head)
    AgreedAction.objects.update(progress="done")
    assert "Follow it up" not in text(made.sip, "state=all")


def test_an_action_is_the_partners_where_its_owner_says_so(made: Scene) -> None:
    for owner, whose in (
        (made.sip.name.upper(), "partner"),
        (f"{made.sip.name} and the headteacher", "partner"),
        ("SIP", "partner"),
        ("School Improvement Partner", "partner"),
        ("The leader of English", "others"),
        ("Sipho Example", "others"),
        ("", "nobody"),
    ):
        AgreedAction.objects.filter(text=READ).update(owner=owner)
        AgreedAction.objects.filter(text=SHARE).update(progress="done")
        found = [each for each in ("partner", "others", "nobody") if named(made.sip, f"whose={each}")]
        assert found == [whose], owner
