"""Tables that are no long lists: their files hold the figures of their pages, in both formats."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from allocations.states import State
from sil.uploads.formats import examine
from sil.uploads.sheets import read_sheet
from tests.factories import allocations, inspections, schools
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
    assert "Export this table:" in page and "export=csv" in page and "export=xlsx" in page
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
