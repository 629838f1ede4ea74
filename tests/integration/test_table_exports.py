"""Tables that are no long lists: their files hold the figures of their pages, in both formats."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from allocations.states import State
from monitoring.notices.models import Bundle, Delegation
from schools.models import TrustPost
from sil.accounts.models import User
from sil.uploads.formats import examine
from sil.uploads.sheets import read_sheet
from tests.conftest import NOW
from tests.factories import allocations, cases, covers, inspections, people, schools, terms, visits
from tests.factories.allocations import YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O7")]


@pytest.fixture
def made() -> Scene:
    """A school in a category that is proposed for Band A, beside another."""
    other = schools.school(name="Other", pupils=180)
    scene = allocations.scene(State.PROPOSED, school=schools.school(name="Example", pupils=200), band="A")
    inspections.from_a_file(scene.school, date(2026, 9, 8), overall="", category="RSI", kind="report_card")
    assert other
    return scene


def lines(client: Client, path: str, kind: str, *heads: str) -> list[dict[str, str]]:
    response: Any = client.get(f"{path}{'&' if '?' in path else '?'}export={kind}")
    sheet = read_sheet(examine(f"table.{kind}", b"".join(response.streaming_content)), required=heads)
    return [dict(line.cells) for line in sheet.lines]


def both(client: Client, path: str, *heads: str) -> list[dict[str, str]]:
    page = client.get(path).text
    assert (
        ("Export this table:" in page or "Export everything on this page:" in page)
        and "export=csv" in page
        and "export=xlsx" in page
    )
    told = lines(client, path, "csv", *heads)
    assert told == lines(client, path, "xlsx", *heads)
    return told


def test_marks_by_partner(made: Scene) -> None:
    client = Client()
    client.force_login(made.officer)
    path = f"/allocations/rounds/{YEAR}/marks/?criterion=reading"
    (line,) = both(client, path, "Last overall grade", "School Improvement Partner", "Band A", "Band B", "Schools")
    assert line == {
        "Last overall grade": "No overall grade",
        "School Improvement Partner": made.sip.name,
        "Band A": "1",
        "Band B": "0",
        "Schools": "1",
    }


def test_similar_schools(made: Scene) -> None:
    client = Client()
    client.force_login(made.officer)
    found = both(client, f"/allocations/{made.allocation.pk}/similar/", "School", "Pupils", "Band now")
    assert found == [
        {"School": "Example", "Pupils": "200", "Band now": "Band A"},
        {"School": "Other", "Pupils": "180", "Band now": ""},
    ]


def test_promises(made: Scene) -> None:
    client = Client()
    client.force_login(made.officer)
    found = {line["Promise"]: line for line in both(client, "/promises/", "Promise", "In all", "Late", "Not due yet")}
    answers = found["Schools’ answers to proposals"]
    assert (answers["In all"], answers["Late"], answers["Not due yet"]) == ("1", "0", "1")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_rounds_and_bands_of_a_round(made: Scene) -> None:
    client = signed_in(made.officer)
    (line,) = both(client, "/allocations/", "Academic year", "Opened", "Progress", "Closed")
    assert (line["Academic year"], line["Closed"]) == ("2026 to 2027", "")
    assert line["Progress"] == "To be proposed: 1; Waiting for the Headteacher: 1"
    page = client.get(f"/allocations/rounds/{YEAR}/").text
    assert "table=bands" in page and "Export what is shown:" in page
    path = f"/allocations/rounds/{YEAR}/?table=bands"
    found = lines(client, path, "csv", "Band", "This year", "Last year")
    assert found == lines(client, path, "xlsx", "Band", "This year", "Last year")
    assert [line["Band"] for line in found] == ["Band A", "Band B", "Band C", "Band D"]
    # Partners see no figures of the round, and get none: `table` changes nothing for them.
    mine = lines(signed_in(made.sip), path, "csv", "School", "State")
    assert [line["School"] for line in mine] == ["Example"]


def test_a_round_at_a_glance(made: Scene) -> None:
    client = signed_in(made.officer)
    path = f"/allocations/rounds/{YEAR}/at-a-glance/"
    by_phase = lines(client, f"{path}?by=phase&table=progress", "csv", "Phase", "Schools", "With the school", "Settled")
    assert by_phase[-1] == {"Phase": "All schools", "Schools": "2", "With the school": "1", "Settled": "0"}
    moves = lines(client, f"{path}?table=moves", "csv", "Last year", "Now Band A", "Now no band")
    assert moves[-1] == {"Last year": "no band", "Now Band A": "1", "Now no band": "1"}
    assert client.get(f"{path}?table=nothing&export=csv").status_code == 404
    assert signed_in(made.sip).get(f"{path}?table=moves&export=csv").status_code == 404


def test_cover_handovers_and_terms() -> None:
    school = schools.school("Example")
    away = people.assign(school, people.person("Ada Away", role="sip")).user
    covering, officer = people.person("Carl Cover", role="sip"), people.person(role="principal_officer")
    covers.arranged(away, covering, date(2026, 12, 1), date(2026, 12, 4), by=officer)
    client = signed_in(officer)
    (line,) = both(client, "/officers/cover/", "State", "Away", "Covered by", "First day", "Last day", "Cancelled")
    assert line == {
        "State": "Planned",
        "Away": "Ada Away",
        "Covered by": "Carl Cover",
        "First day": "2026-12-01",
        "Last day": "2026-12-04",
        "Cancelled": "",
    }
    covers.handed_over([school], away, covering, by=officer)
    path, heads = "/officers/handovers/?table=handovers", ("Handed over by", "To", "Schools", "From", "Read by")
    (line,) = lines(client, path, "csv", *heads)
    assert [line[head] for head in heads] == ["Ada Away", "Carl Cover", "1", visits.TODAY.isoformat(), ""]
    assert lines(client, path, "xlsx", *heads) == [line]
    # The first table has a file of its own.
    assert "table=partners" in client.get("/officers/handovers/").text
    terms.recorded()
    admin = signed_in(people.person(role="administrator"))
    found = both(admin, "/settings/terms/?year=2026", "Whose", "Term", "First day", "Last day")
    assert found[0]["Whose"] == "The authority" and len(found) == 3


def test_people_at_trusts_and_who_signs() -> None:
    school = schools.school("Example Academy", trust_name="Example Trust", **schools.CONVERTER)
    admin = people.person(role="administrator")
    heads = ("Trust", "Academies", "Name", "Post", "Email", "To")
    (line,) = both(signed_in(admin), "/trusts/", *heads)
    assert [line[head] for head in heads] == ["Example Trust", "Example Academy", "", "", "", ""]
    TrustPost.objects.create(
        trust_name="Example Trust", role="chair_of_trustees", name="Tia Trustee", email="tia@example.invalid",
        starts_on=date(2026, 9, 1), source="Its website", recorded_at=NOW,
    )  # fmt: skip
    (line,) = both(signed_in(admin), "/trusts/", *heads)
    assert (line["Name"], line["Email"], line["Academies"]) == ("Tia Trustee", "tia@example.invalid", school.name)
    director = people.person("Dan Director", role="director_of_education")
    Delegation.objects.create(
        director=director, delegate=people.person("Olive Officer", role="principal_officer"),
        role="director_of_education", starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9),
        reason="Leave", given_at=NOW, given_by=director,
    )  # fmt: skip
    (line,) = both(signed_in(director), "/delegations/", "Signs for", "Who", "From", "To", "Why", "State")
    assert line == {
        "Signs for": "Dan Director",
        "Who": "Olive Officer",
        "From": "2026-01-05",
        "To": "2026-01-09",
        "Why": "Leave",
        "State": "Ended",
    }


def test_bundles_of_a_case_are_exported_to_those_who_read_the_case() -> None:
    scene = cases.scene()
    Bundle.objects.create(case=scene.case, asked_by=scene.officer, asked_at=NOW, failed=True)
    client, path = signed_in(scene.officer), f"/cases/{scene.case.pk}/bundles/"
    assert "Export this table:" in client.get(path).text
    for kind in ("csv", "xlsx"):
        (line,) = lines(client, path, kind, "Requested", "By", "State")
        assert (line["By"], line["State"]) == (scene.officer.name, "Could not be made")
    other = signed_in(people.person(role="sip"))
    assert other.get(f"/cases/{scene.case.pk}/bundles/?export=csv").status_code == 404
