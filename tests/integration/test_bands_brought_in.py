"""Bands of the years before: seen first, all brought in or none, marked as such, corrected, taken back as a whole."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.http import StreamingHttpResponse
from django.test import Client

from allocations.brought_in import actions
from allocations.brought_in.queries import files
from allocations.models import Allocation, Round
from allocations.proposal.queries import bands_before, last_year, with_year_before
from allocations.review.queries import reviewable
from allocations.round import actions as rounds
from allocations.states import RoundState, State
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.plan.actions import ask_missing
from schools.models import BroughtInFile, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T13", "A4")]

START = "/allocations/years-before/"
HEAD = "URN,School,Academic year,Band,Agreed on,Reasons"


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def ash() -> School:
    return schools.school(name="Ash Primary", high_age=11)


@pytest.fixture
def client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def prepare(officer: User, *lines: str) -> BroughtInFile:
    return actions.prepare(examine("bands.csv", "\n".join([HEAD, *lines]).encode()), by=officer, on=TODAY)


def brought(officer: User, *lines: str) -> BroughtInFile:
    return actions.bring_in(prepare(officer, *lines), by=officer, on=TODAY)


def line(school: School, band: str = "Band C", year: str = "2025/26", reasons: str = "Reading was weak.") -> str:
    return f"{school.pk},,{year},{band},12/11/{year[:4]},{reasons}"


def test_bands_are_shown_brought_in_and_marked_and_nobody_hears_of_it(
    client: Client, officer: User, ash: School
) -> None:
    elm = schools.school(name="Elm", status="Closed")
    head, chair = people.post(ash, "headteacher"), people.post(ash, "chair")
    text = "\n".join([HEAD, line(ash), line(elm, "a", "2024 to 2025", ""), f"{ash.pk},,2024/25,,,"])
    page: Any = client.post(START, {"document": SimpleUploadedFile("bands.csv", text.encode())}, follow=True)
    assert "2 bands" in page.text and "Reading was weak." in page.text and not Allocation.objects.exists()
    done: Any = client.post(page.request["PATH_INFO"], follow=True)
    assert "2 bands of earlier years are brought in." in done.text
    found = Allocation.objects.get(school=ash)
    said = f'Brought in from bands.csv on <time datetime="{TODAY.isoformat()}">'
    for reader in (officer, head.user, chair.user):
        client.force_login(reader)
        shown = client.get(found.get_absolute_url()).text
        assert said in shown and "by Olive Officer" in shown and "Reading was weak." in shown
        assert ("Put this right" in shown) == (reader == officer)
        assert "is agreed" not in shown and "We are making the letter" not in shown
    assert (found.status, found.band, found.ended_on) == (State.BROUGHT_IN, "C", date(2025, 11, 12))
    assert {each.status for each in Round.objects.all()} == {RoundState.CLOSED}
    assert Event.objects.filter(kind="allocation.brought_in", subject_id=str(found.pk)).count() == 1
    assert not any(each.objects.exists() for each in (Message, Letter, Deadline)), "no promise, no letter, no email"
    assert not reviewable(roles_of(officer, TODAY)).exists()
    ask_missing(TODAY)
    assert not PartnershipPlan.objects.exists() and not Message.objects.exists(), "the past asks for nothing"


def test_the_first_round_has_a_last_year(client: Client, officer: User, ash: School) -> None:
    brought(officer, line(ash))
    opened = rounds.open_round(year=2026, by=officer, on=allocations.OPENED)
    sip = people.assign(ash).user
    found = with_year_before(Allocation.objects.all()).get(round=opened, school=ash)
    last = last_year(found, bands_before(found), {})
    assert last and (last.band, last.reasons, last.name) == (
        "C", "Reading was weak.", "2025 to 2026",
    )  # fmt: skip
    assert "Band C" in client.get(opened.get_absolute_url()).text
    assert client.get("/allocations/rounds/2026/at-a-glance/").status_code == 200
    assert "was not run here" in client.get("/allocations/rounds/2025/").text
    client.force_login(sip)
    page = client.get(f"/allocations/{found.pk}/propose/").text
    assert "was brought in from before this service, without marks" in page
    assert client.get(f"/allocations/{Allocation.objects.get(band='C').pk}/grid/").status_code == 200


# A line, and what is said beside it; ASH stands for the URN of a school.
WRONG = (
    (",,2025/26,Band C,12/11/2025,", "“URN”: enter the URN"),
    ("1,,2025/26,Band C,12/11/2025,", "there is no school with URN 1 here"),
    ("x,,2025/26,Band C,12/11/2025,", "there is no school with URN x here"),
    ("ASH,,,Band C,12/11/2025,", "is not an academic year. Enter it like 2025/26"),
    ("ASH,,2025,Band C,12/11/2025,", "“2025” is not an academic year"),
    ("ASH,,2026/27,Band C,12/11/2026,", "bands are brought in for years before 2026 to 2027"),
    ("ASH,,2025/26,Band Z,12/11/2025,", "“Band Z” is no band of 2025 to 2026. Enter one of: Band A"),
    ("ASH,,2025/26,Band C,,", "“Agreed on”: enter the day"),
    ("ASH,,2025/26,Band C,12/11/25,", "“12/11/25” is not a date"),
    ("ASH,,2025/26,Band C,12/11/2026,", "12 November 2026 is not a day on which a band of 2025 to 2026 was agreed"),
    (f"ASH,,2025/26,Band C,12/11/2025,{'x' * 4001}", "“Reasons” must be 4,000 characters or fewer"),
)  # fmt: skip


def test_each_wrong_line_says_what_is_wrong_and_nothing_is_brought_in(officer: User, ash: School) -> None:
    elm = schools.school(name="Elm")
    for wrong, said in WRONG:
        file = prepare(officer, wrong.replace("ASH", str(ash.pk)), line(elm))
        assert [number for number, _ in file.problems] == [2], (wrong, file.problems)
        assert said in file.problems[0][1]
        with pytest.raises(Denied) as denied:
            actions.bring_in(file, by=officer, on=TODAY)
        assert denied.value.code == "problems" and not Allocation.objects.exists() and not Round.objects.exists()
    twice = prepare(officer, line(elm), line(elm, "Band B"))
    assert "already on line 2" in twice.problems[0][1]


def test_what_is_here_is_left_alone_and_what_differs_is_said(client: Client, officer: User, ash: School) -> None:
    brought(officer, line(ash))
    template = client.get(f"{START}template.csv")
    assert isinstance(template, StreamingHttpResponse)
    content = template.getvalue()
    there = next(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert (there["Band"], there["Agreed on"], there["Academic year"]) == ("Band C", "2025-11-12", "2025/26")
    page = client.post(START, {"document": SimpleUploadedFile("bands.csv", content)})
    assert "There is no band in the file that is not here already." in page.text
    again = prepare(officer, line(ash, "Band B"))
    assert "Ash Primary has Band C for 2025 to 2026, brought in before." in again.problems[0][1]


def test_a_round_that_was_run_here_takes_no_band_in(officer: User, ash: School) -> None:
    made = allocations.scene(school=ash)
    Round.objects.filter(pk=made.allocation.round_id).update(academic_year=2025)
    file = prepare(officer, line(ash))
    assert "the round of 2025 to 2026 was run here" in file.problems[0][1]


def test_what_changed_meanwhile_is_looked_at_again(officer: User, ash: School) -> None:
    other = people.person(role="principal_officer")
    file = prepare(officer, line(ash))
    brought(other, line(ash, "Band B"))
    with pytest.raises(Denied) as denied:
        actions.bring_in(file, by=officer, on=TODAY)
    assert denied.value.code == "changed" and Allocation.objects.get().band == "B"
    with pytest.raises(Denied) as denied:
        actions.bring_in(prepare(other, line(schools.school())), by=officer, on=TODAY)
    assert denied.value.code == "not_yours"


def test_one_band_is_corrected_with_a_reason(client: Client, officer: User, ash: School) -> None:
    brought(officer, line(ash))
    found = Allocation.objects.get()
    path = f"/allocations/{found.pk}/correct/"
    data = {"band": "B", "day_day": "10", "day_month": "11", "day_year": "2025", "reasons": "It was B."}
    assert "Enter why you correct it." in client.post(path, data).text
    assert "is not a day on which a band" in client.post(path, data | {"reason": "A slip.", "day_year": "2024"}).text
    client.post(path, data | {"reason": "A slip."})
    found.refresh_from_db()
    assert (found.band, found.ended_on, found.brought_in_reasons) == ("B", date(2025, 11, 10), "It was B.")
    event = Event.objects.get(kind="allocation.import_corrected")
    assert event.data["old"]["band"] == "C" and event.data["new"]["band"] == "B" and event.reason == "A slip."
    with pytest.raises(Denied) as denied:
        actions.correct(
            found, band="B", day=date(2025, 11, 10), reasons="It was B.", reason="No.", by=officer, on=TODAY
        )
    assert denied.value.code == "no_change"


def test_a_file_is_taken_back_as_a_whole_while_nothing_stands_on_it(client: Client, officer: User, ash: School) -> None:
    file = brought(officer, line(ash), line(ash, "Band D", "2024/25"))
    path = f"{START}{file.pk}/take-back/"
    client.post(path, {"reason": "The wrong sheet."})
    assert set(Allocation.objects.values_list("status", "band")) == {(State.WITHDRAWN, "")}
    assert Event.objects.filter(kind="allocation.import_taken_back", reason="The wrong sheet.").count() == 2
    assert "Taken back on" in client.get(Allocation.objects.all()[0].get_absolute_url()).text
    assert client.get(path).status_code == 404, "once is enough"
    again = brought(officer, line(ash, "Band B"))
    made = allocations.scene(State.PROPOSED, school=ash)
    assert client.get(f"{START}{again.pk}/take-back/").text.count("Ash Primary, 2025 to 2026") == 1
    with pytest.raises(Denied) as denied:
        actions.take_back(again, reason="No.", by=officer, on=TODAY)
    assert denied.value.code == "stands_on" and "Ash Primary" in denied.value.sentence
    assert made.allocation.round.academic_year == 2026 and Allocation.objects.get(band="B")


def test_the_database_lets_no_band_in_without_an_event_and_a_file(officer: User, ash: School) -> None:
    brought(officer, line(ash))
    found = Allocation.objects.get()
    for change in ({"status": State.AGREED}, {"brought_in": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Allocation.objects.filter(pk=found.pk).update(**change)


def test_administrators_and_partners_are_refused(ash: School) -> None:
    for role in ("administrator", "sip", "director_of_education"):
        with pytest.raises(Denied) as denied:
            prepare(people.person(role=role), line(ash))
        assert denied.value.code == "not_allowed", role


def test_the_command_brings_in_what_the_page_does(ash: School, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "bands.csv"
    path.write_text(f"{HEAD}\n{line(ash)}\n")
    call_command("import_bands", path, dry_run=True)
    assert "Ash Primary: Band C for 2025 to 2026" in capsys.readouterr().out and not Allocation.objects.exists()
    call_command("import_bands", path)
    found = Allocation.objects.get()
    assert found.is_brought_in and found.brought_in
    assert found.brought_in.who == "the server’s administrator" and files().get().number == 1
    path.write_text(f"{HEAD}\n{line(ash, 'Band Z')}\n")
    with pytest.raises(CommandError, match="Nothing was brought in"):
        call_command("import_bands", path)
    assert "Band Z" in capsys.readouterr().err


def test_a_band_that_was_brought_in_is_on_the_pages_of_the_school(client: Client, officer: User, ash: School) -> None:
    brought(officer, line(ash, "Band D"))
    assert "Brought in from before" in client.get(ash.get_absolute_url()).text
    assert "brought in from bands.csv" in client.get(f"/schools/{ash.pk}/timeline/").text
    assert client.get("/allocations/").status_code == 200
