"""Drafts for many schools, from a file or from last year: every change is seen first, and all are saved or none."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client

from allocations.bulk import actions
from allocations.bulk.queries import headings
from allocations.draft.actions import Writing, save_draft
from allocations.models import BulkDraft, Draft
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import Assignment, AssignmentRole
from sil.accounts.models import User
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, inspections, schools
from tests.factories.allocations import OPENED, PROPOSED, YEAR, Scene
from tests.integration.test_proposing import A_YEAR, THEN, give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A7", "A17")]

START = f"/allocations/rounds/{YEAR}/drafts/"


@pytest.fixture
def made() -> list[Scene]:
    """Two schools of one partner to propose for, and one of another."""
    there = [schools.school(name=name, high_age=11) for name in ("Ash", "Beech", "Cedar")]
    scenes = [allocations.scene(school=school) for school in there]
    give(scenes[1], scenes[0].sip)
    return [scenes[0], replace(scenes[1], sip=scenes[0].sip), scenes[2]]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def table(*lines: str) -> str:
    return "\n".join(lines)


def upload(client: Client, text: str, name: str = "drafts.csv") -> Any:
    data = {"act": "file", "document": SimpleUploadedFile(name, text.encode())}
    return client.post(START, data, follow=True)


def prepared(by: User, text: str) -> BulkDraft:
    document = examine("drafts.csv", text.encode())
    found = allocations.Round.objects.get(academic_year=YEAR)
    return actions.prepare_from_file(found, document, by=by, on=TODAY)


def draft_of(made: Scene) -> Draft | None:
    return Draft.objects.filter(allocation=made.allocation, party=Party.SIP).first()


def write(made: Scene, *, version: int = 0, **said: Any) -> None:
    writing = Writing(**said)
    save_draft(made.allocation, Party.SIP, by=made.sip, on=TODAY, writing=writing, version=version)


class TestAFile:
    def test_each_change_is_shown_and_saved_into_the_drafts(self, made: list[Scene]) -> None:
        ash, beech, _ = made
        client = signed_in(ash.sip)
        page = upload(
            client,
            table(
                "URN,Band,Reasons,Reading,Reading: reason,Safeguarding",
                f"{ash.school.pk},b,Leaders know the school.,Band C,Fewer read at home.,does not apply",
                f"{beech.school.pk},,,A,,",
            ),
        )
        assert "Ash: Band B, reasons, 2 marks and 1 reason or evidence beside a mark (line 2)" in page.text
        assert "Beech: 1 mark (line 3)" in page.text and "Fewer read at home." in page.text
        assert draft_of(ash) is None, "nothing is saved before it was looked at"
        done = client.post(page.request["PATH_INFO"], follow=True)
        assert "Drafts for 2 schools were saved." in done.text
        draft = draft_of(ash)
        assert draft and (draft.band, draft.reasons) == ("B", "Leaders know the school.")
        assert draft.marks["reading"] == {"reading": "2", "reason": "Fewer read at home."}
        assert draft.marks["safeguarding"] == {"reading": "none"}
        reading = ash.allocation.framework.criterion("reading")
        assert reading and reading.readings[2].bands == ("C",)
        assert ash.allocation.status == State.IDENTIFIED
        assert Event.objects.get(kind="round.drafted").data["schools"] == 2
        assert not Message.objects.filter(kind="drafts_prepared").exists(), "they know what they did"

    def test_an_empty_cell_changes_nothing_and_what_was_there_is_kept(self, made: list[Scene]) -> None:
        ash = made[0]
        write(ash, band="A", reasons="Mine.", marks={"reading": {"reading": "0", "reason": "Seen."}})
        bulk = prepared(ash.sip, table("URN,Band,Reasons,Reading", f"{ash.school.pk},B,,"))
        actions.save_drafts(bulk, by=ash.sip, on=TODAY)
        draft = draft_of(ash)
        assert draft and (draft.band, draft.reasons, draft.version) == ("B", "Mine.", 2)
        assert draft.marks == {"reading": {"reading": "0", "reason": "Seen."}}
        assert [kept["content"]["band"] for kept in draft.replaced] == ["A"]

    def test_a_carried_mark_is_confirmed_by_another(self, made: list[Scene]) -> None:
        ash = made[0]
        write(ash, marks={"reading": {"reading": "1", "carried": "1"}})
        actions.save_drafts(prepared(ash.sip, table("URN,Reading", f"{ash.school.pk},Band C")), by=ash.sip, on=TODAY)
        draft = draft_of(ash)
        assert draft and draft.marks["reading"] == {"reading": "2"}

    def test_the_problems_of_all_lines_are_told_at_once_and_nothing_is_saved(self, made: list[Scene]) -> None:
        ash, beech, cedar = made
        client = signed_in(ash.sip)
        page = upload(
            client,
            table(
                "URN,Band,Reading,Post-16 provision,Reasons",
                f"{ash.school.pk},E,good,Band A,{'x' * 4001}",
                f"{ash.school.pk},B,,,",
                f"{cedar.school.pk},B,,,",
                ",B,,,",
                f"{beech.school.pk},B,,,",
            ),
        )
        for said in (
            "Ash: “E” in the column “Band” is not a band. Enter one of Band A, Band B, Band C, Band D.",
            "Ash: “good” in the column “Reading” is not a mark. Enter one of: Band A,",
            "Ash: “Post-16 provision” is not for this school. Leave “Post-16 provision” empty.",
            "Ash: “Reasons” must be 4,000 characters or fewer. It has 4,001.",
            f"The school with URN {ash.school.pk} is already on line 2. Keep one of the lines.",
            f"No school with URN {cedar.school.pk} waits for a proposal from you.",
            "Enter the URN of the school.",
            "7 problems: nothing is saved until the file has none",
        ):
            assert said in page.text, said
        assert "Save the drafts" not in page.text
        refused = client.post(page.request["PATH_INFO"])
        assert "Put the problems in the file right" in refused.text
        assert not Draft.objects.exists()

    def test_columns_of_one_s_own_are_told(self, made: list[Scene]) -> None:
        page = upload(signed_in(made[0].sip), table("URN,Band,Bandd", f"{made[0].school.pk},B,C"))
        assert "We did not read this column, since the template has none of that name: “Bandd”." in page.text

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("URN,Band\n", "Nothing in the file differs from the drafts."),
            ("School,Band\nAsh,B\n", "We did not find the heading “URN” in the file."),
        ],
    )
    def test_a_file_that_says_nothing_is_refused_beside_the_field(
        self, made: list[Scene], text: str, said: str
    ) -> None:
        page = upload(signed_in(made[0].sip), text)
        assert said in page.text and not BulkDraft.objects.exists()


class TestAllOrNothing:
    def test_a_draft_that_was_written_meanwhile_stops_all(self, made: list[Scene]) -> None:
        ash, beech, _ = made
        bulk = prepared(ash.sip, table("URN,Band", f"{ash.school.pk},B", f"{beech.school.pk},B"))
        write(beech, band="C")
        with pytest.raises(Denied) as denied:
            actions.save_drafts(bulk, by=ash.sip, on=TODAY)
        assert denied.value.sentence.startswith(
            "Nothing has been saved. Meanwhile somebody wrote in the draft for Beech"
        )
        assert draft_of(ash) is None

    def test_a_band_that_was_proposed_meanwhile_stops_all(self, made: list[Scene]) -> None:
        ash, beech, _ = made
        bulk = prepared(ash.sip, table("URN,Band", f"{ash.school.pk},B", f"{beech.school.pk},B"))
        allocations.propose(beech, on=PROPOSED)
        with pytest.raises(Denied, match="or its band was proposed"):
            actions.save_drafts(bulk, by=ash.sip, on=TODAY)
        assert draft_of(ash) is None

    def test_saved_once(self, made: list[Scene]) -> None:
        bulk = prepared(made[0].sip, table("URN,Band", f"{made[0].school.pk},B"))
        actions.save_drafts(bulk, by=made[0].sip, on=TODAY)
        with pytest.raises(Denied, match="are saved already"):
            actions.save_drafts(bulk, by=made[0].sip, on=TODAY)

    def test_only_its_maker_opens_it(self, made: list[Scene]) -> None:
        bulk = prepared(made[0].sip, table("URN,Band", f"{made[0].school.pk},B"))
        for person in (made[2].sip, made[0].officer, made[0].head):
            assert signed_in(person).get(f"/allocations/drafts/{bulk.pk}/").status_code in (403, 404)
        with pytest.raises(Denied, match="Only the person who prepared"):
            actions.save_drafts(bulk, by=made[0].officer, on=TODAY)

    def test_a_new_one_takes_the_place_of_what_was_never_saved(self, made: list[Scene]) -> None:
        text = table("URN,Band", f"{made[0].school.pk},B")
        saved = prepared(made[0].sip, text)
        actions.save_drafts(saved, by=made[0].sip, on=TODAY)
        prepared(made[0].sip, table("URN,Band", f"{made[0].school.pk},C"))
        last = prepared(made[0].sip, table("URN,Band", f"{made[0].school.pk},D"))
        assert set(BulkDraft.objects.all()) == {saved, last}

    def test_a_closed_round_takes_none(self, made: list[Scene]) -> None:
        bulk = prepared(made[0].sip, table("URN,Band", f"{made[0].school.pk},B"))
        for scene in made:
            allocations.walk(scene, State.AGREED)
        rounds.close_round(bulk.round, by=made[0].officer, on=TODAY)
        with pytest.raises(Denied, match="is closed"):
            actions.save_drafts(bulk, by=made[0].sip, on=TODAY)


class TestAnOfficer:
    def test_fills_gaps_of_every_partner_and_reads_no_draft(self, made: list[Scene]) -> None:
        ash, _, cedar = made
        write(ash, band="A", marks={"reading": {"reading": "0", "reason": "Between us."}})
        client = signed_in(ash.officer)
        assert "Between us." not in file_of(client, "csv")
        page = upload(
            client,
            table(
                "URN,Band,Reasons,Reading: evidence,Safeguarding",
                f"{ash.school.pk},B,For both to read.,Book look,A",
                f"{cedar.school.pk},C,,,",
            ),
        )
        assert "Between us." not in page.text
        assert "2 cells left out, since the School Improvement Partner has already written there." in page.text
        client.post(page.request["PATH_INFO"])
        draft, other = draft_of(ash), draft_of(cedar)
        assert draft and (draft.band, draft.reasons) == ("A", "For both to read.")
        assert draft.marks["reading"] == {"reading": "0", "reason": "Between us."}
        assert draft.marks["safeguarding"] == {"reading": "0"}
        assert other and other.band == "C"

    def test_each_partner_is_told_once_and_the_officer_stays_free_to_decide(self, made: list[Scene]) -> None:
        ash, _, cedar = made
        lines = [f"{each.school.pk},B" for each in made]
        actions.save_drafts(prepared(ash.officer, table("URN,Band", *lines)), by=ash.officer, on=TODAY)
        told = {message.email: message.subject for message in Message.objects.filter(kind="drafts_prepared")}
        assert set(told) == {ash.sip.email, cedar.sip.email}
        assert "drafts for 2 of your schools" in told[ash.sip.email]
        allocations.propose(cedar, on=PROPOSED)
        allocations.disagree(cedar, on=PROPOSED)
        allocations.decide(replace(cedar, officer=ash.officer), on=PROPOSED)

    def test_starts_a_partner_s_schools_from_last_year(self, made: list[Scene]) -> None:
        ash, beech, _ = made
        then = rounds.open_round(year=YEAR - 1, by=None, on=OPENED - A_YEAR)
        for scene in made:
            before = replace(scene, allocation=then.allocations.get(school=scene.school))
            allocations.propose(before, on=THEN)
            allocations.agree(before, on=THEN)
        inspections.from_a_file(ash.school, THEN + A_YEAR / 2)
        client = signed_in(ash.officer)
        page = client.post(START, {"act": "last_year", "partner": str(ash.sip.pk)}, follow=True)
        assert "From last year: " in page.text and "Cedar" not in page.text
        assert "Beech: Band B, reasons and 13 marks" in page.text
        assert "1 mark has new evidence and still has to be confirmed." in page.text
        client.post(page.request["PATH_INFO"])
        draft, other = draft_of(ash), draft_of(beech)
        assert draft and [key for key, mark in draft.marks.items() if mark.get("carried")] == ["inspection-outlook"]
        assert other and other.band == "B" and len(other.marks) == 13
        again = client.post(START, {"act": "last_year", "partner": str(ash.sip.pk)}, follow=True)
        assert "There is nothing to fill in from last year for the schools of" in again.text


def file_of(client: Client, ending: str) -> str:
    response = client.get(f"{START}template.{ending}")
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue().decode("utf-8-sig")


class TestTheTemplate:
    def test_it_has_a_line_for_each_school_with_what_its_own_draft_holds(self, made: list[Scene]) -> None:
        ash, beech, _ = made
        write(ash, band="A", marks={"reading": {"reading": "0", "reason": "Seen."}})
        rows = list(csv.DictReader(StringIO(file_of(signed_in(ash.sip), "csv"))))
        assert [row["School"] for row in rows] == ["Ash", "Beech"]
        assert list(rows[0]) == headings(ash.allocation.framework)
        assert (rows[0]["Band"], rows[0]["Reading"], rows[0]["Reading: reason"]) == ("Band A", "Band A", "Seen.")
        assert (rows[1]["Band"], rows[1]["Partner"]) == ("", beech.sip.name)

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_sent_back_as_it_is_it_changes_nothing(self, made: list[Scene], ending: str) -> None:
        write(made[0], band="A", reasons="=1+1", marks={"reading": {"reading": "0", "reason": "Seen."}})
        client = signed_in(made[0].sip)
        response = client.get(f"{START}template.{ending}")
        assert isinstance(response, StreamingHttpResponse)
        # To close it would close the connection of the test.
        content = b"".join(response)
        sent = {"act": "file", "document": SimpleUploadedFile(f"drafts.{ending}", content)}
        assert "Nothing in the file differs from the drafts." in client.post(START, sent).text

    def test_no_other_endings(self, made: list[Scene]) -> None:
        assert signed_in(made[0].sip).get(f"{START}template.pdf").status_code == 404

    def test_a_partner_who_no_longer_has_the_school_gets_no_line_of_it(self, made: list[Scene]) -> None:
        Assignment.objects.filter(school=made[0].school, role=AssignmentRole.SIP).update(user=made[2].sip)
        text = file_of(signed_in(made[1].sip), "csv")
        assert "Ash" not in text and "Beech" in text
