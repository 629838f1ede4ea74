"""Bands that stand out: the list of a round, on the way of a proposal, dismissed with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from allocations.models import Allocation, OutlierDismissal, Round
from allocations.outliers.actions import dismiss
from allocations.outliers.queries import Standing, facts_of_round, of_allocation, standing_of
from allocations.outliers.similar import similar_schools
from allocations.position.actions import Marking
from allocations.proposal import actions as proposals
from allocations.states import State
from schools.models import Inspection
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, inspections, people, schools
from tests.factories.allocations import YEAR, Scene, case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A16")]

AT = f"/allocations/rounds/{YEAR}/outliers/"
WORDS = "Band A, but in a category of Ofsted: Requires significant improvement."


@pytest.fixture
def made() -> Scene:
    """A school in a category of Ofsted that is proposed for Band A."""
    scene = allocations.scene(State.PROPOSED, band="A")
    inspections.from_a_file(scene.school, date(2026, 9, 8), overall="", category="RSI", kind="report_card")
    return scene


def of_round(found: Round, on: date) -> list[Standing]:
    """The schools of a round that stand out, by name."""
    facts = facts_of_round(found, on)
    return standing_of(Allocation.objects.filter(pk__in=list(facts)).order_by("school__name"), facts)


def client_of(scene: Scene, who: str = "officer") -> Client:
    client = Client()
    client.force_login(getattr(scene, who))
    return client


def test_a_school_that_requires_significant_improvement_and_is_proposed_for_band_a_stands_out(made: Scene) -> None:
    (standing,) = of_round(made.allocation.round, TODAY)
    assert [outlier.words for outlier in standing.outliers] == [WORDS] and standing.is_open
    page = client_of(made).get(AT).text
    assert made.school.name in page and WORDS in page and "1 school" in page


@pytest.mark.parametrize(
    ("facts", "stands_out"),
    [
        ({}, True),
        # Past: a later full inspection named no category.
        ({"later": True}, False),
        ({"withdrawn_on": TODAY}, False),
        ({"starts_on": TODAY + timedelta(days=1)}, False),
    ],
)
def test_only_what_holds_speaks_against_it(made: Scene, facts: dict[str, object], stands_out: bool) -> None:
    if facts.pop("later", False):
        inspections.from_a_file(made.school, date(2026, 11, 3), overall="", kind="report_card")
    if facts:
        Inspection.everything.filter(school=made.school).update(**facts)
    assert bool(of_round(made.allocation.round, TODAY)) is stands_out


class TestDismissing:
    def at(self, made: Scene) -> str:
        return f"/allocations/{made.allocation.pk}/outliers/grade/dismiss/"

    def test_with_a_reason_it_moves_to_what_was_dismissed(self, made: Scene) -> None:
        client = client_of(made)
        page = client.get(self.at(made))
        assert WORDS in page.text
        empty = client.post(self.at(made), {"read": page.context["read"].token, "reason": " "})
        assert "Enter why the band is right all the same." in empty.text
        sent = {"read": page.context["read"].token, "reason": "Judged before the new trust."}
        done = client.post(self.at(made), sent, follow=True)
        assert "1 dismissed" in done.text and "Judged before the new trust." not in done.text
        assert "No band stands out that was not dismissed." in done.text
        assert "Judged before the new trust." in client.get(f"{AT}?state=dismissed").text
        assert Event.objects.get(kind="allocation.outlier_dismissed").data["facts"] == WORDS
        assert client_of(made, "head").get(self.at(made)).status_code in {403, 404}

    def test_it_stands_out_again_where_the_facts_change(self, made: Scene) -> None:
        dismiss(made.allocation, by=made.officer, on=TODAY, kind="grade", facts=WORDS, reason="All right.")
        assert not of_round(made.allocation.round, TODAY)[0].is_open
        choice = case(made.allocation.framework, "B")
        proposals.revise(made.allocation, by=made.sip, on=TODAY, choice=choice)
        (again,) = of_round(made.allocation.round, TODAY)
        assert again.is_open and again.outliers[0].words.startswith("Band B, but in a category")

    def test_twice_or_by_others_is_refused(self, made: Scene) -> None:
        said = {"on": TODAY, "kind": "grade", "facts": WORDS}
        for person in (made.sip, made.head, made.director):
            with pytest.raises(Denied):
                dismiss(made.allocation, by=person, reason="Fine.", **said)
        with pytest.raises(Denied, match="Enter why"):
            dismiss(made.allocation, by=made.officer, reason=" ", **said)
        dismiss(made.allocation, by=made.officer, reason="Fine.", **said)
        with pytest.raises(Denied, match="dismissed already"):
            dismiss(made.allocation, by=people.person(role="principal_officer"), reason="Fine.", **said)
        with pytest.raises(DatabaseError), transaction.atomic():
            OutlierDismissal.objects.update(reason="Other.")

    def test_what_changed_meanwhile_is_read_first(self, made: Scene) -> None:
        client = client_of(made)
        read = client.get(self.at(made)).context["read"].token
        Inspection.everything.filter(school=made.school).update(category="SM")
        page = client.post(self.at(made), {"read": read, "reason": "Fine."})
        assert "Nothing has been done" in page.text and "Fine.</textarea>" in page.text
        assert not OutlierDismissal.objects.exists()


def test_whoever_proposes_is_told_before_they_send(made: Scene) -> None:
    client, at = client_of(made, "sip"), f"/allocations/{made.allocation.pk}/propose/"
    marks = {f"mark-{c.id}": "0" for c in made.allocation.framework.criteria}
    version = client.get(at).context["editor"].version
    client.post(at, {"act": "check", "version": version, "band": "A", "reasons": "Rising.", **marks})
    assert WORDS in client.get(f"{at}check/").text


def test_none_stands_out(made: Scene) -> None:
    other = schools.school()
    assert not of_allocation(made.allocation, TODAY, band="D")
    Inspection.everything.all().delete()
    assert "No band stands out." in client_of(made).get(AT).text and other.name not in client_of(made).get(AT).text


def test_the_list_is_narrowed_and_taken_away(made: Scene) -> None:
    client = client_of(made)
    assert made.school.name in client.get(f"{AT}?about=band&search={made.school.pk}").text
    for narrow in ("about=mark", "search=Nowhere"):
        page = client.get(f"{AT}?{narrow}").text
        assert made.school.name not in page and "No school fits these filters." in page
    taken: Any = client.get(f"{AT}?export=csv")
    text = b"".join(taken.streaming_content).decode()
    assert WORDS in text and made.school.name in text and "Dismissed" not in text
    dismiss(made.allocation, by=made.officer, on=TODAY, kind="grade", facts=WORDS, reason="All right.")
    taken = client.get(f"{AT}?export=csv&state=dismissed")
    text = b"".join(taken.streaming_content).decode()
    assert f"{WORDS} Dismissed by {made.officer.name} on 20 November 2026: All right." in text


class TestMarks:
    """The same criterion marked otherwise in schools that Ofsted last judged alike."""

    @pytest.fixture
    def alike(self) -> list[Scene]:
        """Six schools last judged Good, of which five are marked Band C for Reading, and one Band A."""
        there = [schools.school() for _ in range(6)]
        scenes = [allocations.scene(school=school) for school in there]
        for scene in scenes:
            inspections.from_a_file(scene.school, date(2024, 3, 5), overall="2")
            framework = scene.allocation.framework
            reading = framework.criterion("reading")
            assert reading is not None
            marks = {each.id: Marking(each.reading_of("B").bands) for each in framework.criteria}
            marks["reading"] = Marking(reading.reading_of("A" if scene is scenes[0] else "C").bands)
            choice = case(framework, "B", marks=marks)
            proposals.propose(scene.allocation, by=scene.sip, on=TODAY, choice=choice)
        return scenes

    SAID = "Reading: Band A, but most schools last judged Good were marked Band C."

    def test_a_mark_that_is_far_from_most_stands_out_and_is_dismissed(self, alike: list[Scene]) -> None:
        (standing,) = of_round(alike[0].allocation.round, TODAY)
        assert [(o.kind, o.words) for o in standing.outliers] == [("mark-reading", self.SAID)]
        assert standing.allocation == alike[0].allocation
        client = client_of(alike[0])
        at = f"/allocations/{alike[0].allocation.pk}/outliers/mark-reading/dismiss/"
        page = client.get(at)
        client.post(at, {"read": page.context["read"].token, "reason": "Seen in every year."})
        assert not of_round(alike[0].allocation.round, TODAY)[0].is_open

    def test_too_few_or_of_another_grade_are_no_measure(self, alike: list[Scene]) -> None:
        Inspection.everything.filter(school=alike[1].school).update(overall="1")
        assert of_round(alike[0].allocation.round, TODAY)[0].outliers, "five are left, four of them Band C"
        Inspection.everything.filter(school=alike[2].school).update(overall="1")
        assert not of_round(alike[0].allocation.round, TODAY), "four are too few"

    def test_without_a_majority_none_stands_out(self, alike: list[Scene]) -> None:
        for scene in alike[1:3]:
            choice = case(scene.allocation.framework, "B")
            proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=choice)
        assert not of_round(alike[0].allocation.round, TODAY), "three of six are not most"

    def test_the_officer_who_checks_reads_it_too(self, alike: list[Scene]) -> None:
        found = of_allocation(alike[0].allocation, TODAY, with_marks=True)
        assert [outlier.words for outlier in found] == [self.SAID]
        assert not of_allocation(alike[1].allocation, TODAY, with_marks=True)

    def test_the_page_adds_up_by_grade_and_partner(self, alike: list[Scene]) -> None:
        page = client_of(alike[0]).get(f"/allocations/rounds/{YEAR}/marks/?criterion=reading")
        rows = [(row.grade_words, row.numbers) for row, _ in page.context["rows"]]
        assert page.context["columns"] == ("Band A", "Band B", "Band C", "Band D", "Does not apply")
        # Each partner has one school, and all have the same name.
        assert sorted(rows) == [("Good", (0, 0, 1, 0, 0))] * 5 + [("Good", (1, 0, 0, 0, 0))]
        assert client_of(alike[0], "sip").get(f"/allocations/rounds/{YEAR}/marks/").status_code in {403, 404}


def test_similar_schools_stand_side_by_side_the_most_alike_first() -> None:
    facts = {
        "Near": {"pupils": 210, "percentage_fsm": "20.0"},
        "Large": {"pupils": 600, "percentage_fsm": "20.0"},
        "Poorer": {"pupils": 200, "percentage_fsm": "45.0"},
        "Unknown": {"pupils": None, "percentage_fsm": None},
        "Other grade": {"pupils": 200, "percentage_fsm": "20.0"},
        "Secondary": {"pupils": 200, "percentage_fsm": "20.0", "phase": "Secondary"},
    }
    own = schools.school(name="Own", pupils=200, percentage_fsm="20.0")
    there = {name: schools.school(name=name, **said) for name, said in facts.items()}
    scene = allocations.scene(State.PROPOSED, school=own, band="A")
    for name, school in {"Own": own, **there}.items():
        if name != "Unknown":
            inspections.from_a_file(school, date(2024, 3, 5), overall="3" if name == "Other grade" else "2")
    inspections.from_a_file(there["Unknown"], date(2023, 3, 7), overall="2")
    mine, others = similar_schools(scene.allocation, TODAY)
    assert (mine.band, mine.judged, mine.pupils) == ("Band A", "Good", 200)
    assert [row.allocation.school.name for row in others] == ["Unknown", "Near", "Large", "Poorer", "Other grade"]
    page = client_of(scene).get(f"/allocations/{scene.allocation.pk}/similar/").text
    assert "Near" in page and "not known" in page and "none on record" not in page
    assert client_of(scene, "sip").get(f"/allocations/{scene.allocation.pk}/similar/").status_code in {403, 404}
