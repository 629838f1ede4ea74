"""allocations.evidence and schools.evidence: what speaks to a criterion, and who reads it from when."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.evidence.actions import add_evidence, remove_evidence
from allocations.evidence.queries import by_criterion, document_for, own_party, visible_evidence
from allocations.models import Allocation, Evidence
from allocations.proposal import actions as proposals
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.evidence import INSPECTIONS
from schools.models import Inspection, School
from sil import memo
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.uploads.formats import examine
from sil.uploads.models import Upload
from sil.web.evidence import Fact, facts
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A3")]

# (year, text) of facts
Said = list[tuple[int, str]]
PDF = b"%PDF-1.7\nThe plan of Example Primary School.\n%%EOF\n"


def add(scene: Scene, party: Party = Party.SIP, *, by: User | None = None, **changes: Any) -> Evidence:
    writer = by or {Party.SIP: scene.sip, Party.SCHOOL: scene.head, Party.OFFICER: scene.officer}[party]
    given = {"title": "The plan", "document": examine("plan.pdf", PDF)} | changes
    return add_evidence(scene.allocation, party, by=writer, on=TODAY, **given)


def link(scene: Scene, party: Party = Party.SIP, **changes: Any) -> Evidence:
    return add(scene, party, **({"document": None, "url": "https://www.example.org/results"} | changes))


def reads(scene: Scene, user: User) -> list[Evidence]:
    return list(visible_evidence(scene.allocation, own_party(roles_of(user, TODAY), scene.allocation)))


def people_of(scene: Scene) -> dict[str, User]:
    return {
        "sip": scene.sip,
        "head": scene.head,
        "officer": scene.officer,
        "director": scene.director,
        "acting head": people.post(scene.school, "acting_headteacher").user,
    }


@pytest.fixture
def scene(liverpool: FrameworkVersion) -> Scene:
    return allocations.scene()


class TestWhoReadsIt:
    def test_the_partners_is_the_partners_until_it_is_proposed(self, scene: Scene) -> None:
        evidence = add(scene, criterion="reading")
        everybody = people_of(scene)
        assert {name for name, user in everybody.items() if reads(scene, user)} == {"sip"}
        allocations.propose(scene, on=TODAY)
        assert {name for name, user in everybody.items() if reads(scene, user) == [evidence]} == set(everybody)
        evidence.refresh_from_db()
        assert evidence.position_id == scene.read()

    def test_the_schools_is_the_schools_until_it_disagrees(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        evidence = link(scene, Party.SCHOOL)
        everybody = people_of(scene)
        assert {name for name, user in everybody.items() if reads(scene, user)} == {"head", "acting head"}
        allocations.disagree(scene, on=TODAY)
        assert {name for name, user in everybody.items() if reads(scene, user) == [evidence]} == set(everybody)

    def test_what_is_added_for_a_revision_waits_for_the_revision(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene()
        first = add(scene)
        allocations.propose(scene, on=TODAY)
        second = add(scene, title="Results of this autumn")
        assert reads(scene, scene.head) == [first]
        assert reads(scene, scene.sip) == [first, second]
        proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=allocations.case(scene.allocation.framework))
        assert reads(scene, scene.head) == [first, second]

    def test_a_side_takes_only_its_own_with_it(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        add(scene)
        link(scene, Party.SCHOOL)
        allocations.disagree(scene, on=TODAY)
        kept = Evidence.objects.filter(position__isnull=False)
        assert [evidence.party for evidence in kept] == [Party.SCHOOL]

    def test_the_deciders_is_theirs_until_they_decide(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.WITH_OFFICER)
        evidence = link(scene, Party.OFFICER)
        assert (reads(scene, scene.officer), reads(scene, scene.sip), reads(scene, scene.head)) == ([evidence], [], [])
        allocations.decide(scene, on=TODAY)
        assert reads(scene, scene.sip) == reads(scene, scene.head) == [evidence]

    def test_a_page_asks_once_for_all_of_it_and_never_for_the_files(self, scene: Scene) -> None:
        who, asked = roles_of(scene.sip, TODAY), []
        for number in (1, 5):
            for _ in range(number):
                add(scene)
            fresh = Allocation.objects.select_related("school").get()
            with CaptureQueriesContext(connection) as queries:
                found = [
                    (e.added_by.name, e.upload and e.upload.name)
                    for e in visible_evidence(fresh, own_party(who, fresh))
                ]
            asked.append(len(queries))
            assert not any('"content"' in query["sql"] for query in queries)
        assert len(found) == 6
        assert asked[0] == asked[1] <= 3


class TestAddingAndTakingBack:
    def test_adding_leaves_its_event_where_the_schools_history_does_not_show_it(self, scene: Scene) -> None:
        evidence = add(scene, title="  The plan  ", dated=date(2026, 9, 1))
        assert (evidence.title, evidence.added_by, evidence.added_on) == ("The plan", scene.sip, TODAY)
        event = Event.objects.get(kind="allocation.evidence_added")
        assert events.sentence(event) == "Evidence added: The plan"
        assert event not in events.timeline(f"school:{scene.school.pk}"), "the other side does not read it yet"

    @pytest.mark.parametrize("both", [True, False])
    def test_it_is_a_file_or_an_address(self, scene: Scene, both: bool) -> None:
        with pytest.raises(Denied) as denied:
            add(scene, **({"url": "https://www.example.org/"} if both else {"document": None}))
        assert denied.value.code == "not_one_thing"
        assert not Evidence.objects.exists() and not Upload.objects.exists()

    @pytest.mark.parametrize("both", [True, False])
    def test_the_database_holds_it_to_one_thing_too(self, scene: Scene, both: bool) -> None:
        evidence = add(scene)
        changes = {"url": "https://www.example.org/"} if both else {"upload": None}
        with pytest.raises(IntegrityError, match="evidence_is_one_thing"), transaction.atomic():
            Evidence.objects.filter(pk=evidence.pk).update(**changes)

    def test_taken_back_it_is_gone_with_its_file(self, scene: Scene) -> None:
        evidence = add(scene)
        remove_evidence(evidence, by=scene.sip, on=TODAY)
        assert not Evidence.objects.exists() and not Upload.objects.exists()
        assert Event.objects.filter(kind="allocation.evidence_removed").count() == 1

    def test_once_a_position_stands_on_it_it_is_kept(self, scene: Scene) -> None:
        evidence = add(scene)
        allocations.propose(scene, on=TODAY)
        with pytest.raises(Denied) as denied:
            remove_evidence(evidence, by=scene.sip, on=TODAY)
        assert denied.value.code == "kept"
        assert Evidence.objects.count() == Upload.objects.count() == 1

    def test_nobody_takes_back_what_the_other_side_added(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        evidence = link(scene, Party.SCHOOL)
        for other in (scene.sip, scene.chair, scene.officer, scene.director):
            with pytest.raises(Denied):
                remove_evidence(evidence, by=other, on=TODAY)
        assert Evidence.objects.count() == 1

    def test_who_does_not_write_for_a_side_adds_nothing(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        tries = [(Party.SCHOOL, scene.sip), (Party.SIP, scene.head), (Party.SCHOOL, scene.chair)]
        for party, user in [*tries, (Party.OFFICER, scene.officer)]:
            with pytest.raises(Denied):
                link(scene, party, by=user)
        assert not Evidence.objects.exists()


class TestDownload:
    @pytest.fixture
    def scene(self, liverpool: FrameworkVersion) -> Scene:
        scene = allocations.scene()
        add(scene)
        return scene

    def take(self, user: User | None) -> Any:
        client = Client()
        if user:
            client.force_login(user)
        return client.get(f"/evidence/{Evidence.objects.get().pk}/document/")

    def test_it_is_saved_and_never_shown_as_a_page_of_ours(self, scene: Scene) -> None:
        response = self.take(scene.sip)
        assert response.content == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert (
            response["Content-Security-Policy"]
            == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
        )
        assert "no-store" in response["Cache-Control"]

    def test_before_it_is_proposed_nobody_else_finds_it(self, scene: Scene) -> None:
        strangers = _strangers()
        others = [scene.head, scene.chair, scene.officer, scene.director, *strangers]
        assert [self.take(user).status_code for user in others] == [404] * len(others)

    def test_then_both_sides_and_oversight_do_and_no_stranger(self, scene: Scene) -> None:
        allocations.propose(scene, on=TODAY)
        readers = (scene.sip, scene.head, scene.officer, scene.director)
        assert [self.take(user).status_code for user in readers] == [200] * 4
        others = [scene.chair, *_strangers()]
        assert [self.take(user).status_code for user in others] == [404] * len(others)

    def test_the_chair_reads_it_from_the_end_on(self, scene: Scene) -> None:
        allocations.propose(scene, on=TODAY)
        assert self.take(scene.chair).status_code == 404
        allocations.agree(scene, on=TODAY)
        assert self.take(scene.chair).status_code == 200

    def test_who_has_not_signed_in_is_asked_to(self, scene: Scene) -> None:
        response = self.take(None)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")

    def test_an_address_has_no_file(self, scene: Scene) -> None:
        Evidence.objects.all().delete()
        link(scene)
        assert self.take(scene.sip).status_code == 404
        assert document_for(roles_of(scene.sip, TODAY), Evidence.objects.get().pk) is None


@pytest.fixture
def school(liverpool: FrameworkVersion) -> School:
    """A made-up school that was inspected in the terms of every era."""
    made = schools.school("Example Primary School")
    inspect(made, date(2011, 3, 8), overall="3", judgements={"Achievement of pupils": "3", "Quality of teaching": "3"})
    inspect(made, date(2014, 5, 13), overall="4", category="SM", judgements={"Leadership and management": "4"})
    inspect(
        made,
        date(2019, 11, 5),
        overall="2",
        judgements={"Quality of education": "2", "Behaviour and attitudes": "1", "Early years provision": "9"},
    )
    inspect(
        made,
        date(2025, 11, 25),
        judgements={
            "Curriculum and teaching": "Expected standard",
            "Inclusion": "Strong standard",
            "Safeguarding standards": "Met",
            "Post-16 provision (where applicable)": "Not applicable",
        },
    )
    inspect(
        made, date(2022, 2, 1), kind=Inspection.Kind.UNGRADED, outcome="School remains Good", overall="", judgements={}
    )
    return made


class TestFacts:
    """Ofsted's findings in the terms of their day, the latest first."""

    def of(self, school: School, liverpool: FrameworkVersion, criterion: str, on: date = TODAY) -> Said:
        found = [fact for fact in facts(school, liverpool.framework, on) if fact.criterion == criterion]
        return [(fact.as_of.year, fact.text) for fact in found]

    def test_overall_findings_follow_each_other_and_are_never_translated(
        self, school: School, liverpool: FrameworkVersion
    ) -> None:
        assert self.of(school, liverpool, "inspection-outlook") == [
            (2022, "Overall effectiveness: School remains Good"),
            (2019, "Overall effectiveness: Good"),
            (2014, "Overall effectiveness: Inadequate"),
            (2011, "Overall effectiveness: Satisfactory"),
        ]

    def test_a_category_stands_until_a_graded_inspection_names_none(
        self, school: School, liverpool: FrameworkVersion
    ) -> None:
        inspect(school, date(2026, 3, 3), overall="4", category="SWK")
        assert self.of(school, liverpool, "formal-powers") == [(2026, "Category of concern: Serious weaknesses")]

    @pytest.mark.parametrize(
        ("criterion", "expected"),
        [
            (
                "reading",
                [(2025, "Curriculum and teaching: Expected standard"), (2019, "Quality of education: Good")],
            ),
            (
                "curriculum",
                [
                    (2025, "Curriculum and teaching: Expected standard"),
                    (2019, "Quality of education: Good"),
                    (2011, "Quality of teaching: Satisfactory"),
                ],
            ),
            (
                "outcomes-and-gaps",
                [(2019, "Quality of education: Good"), (2011, "Achievement of pupils: Satisfactory")],
            ),
            ("inclusion-and-send", [(2025, "Inclusion: Strong standard")]),
            ("attendance", [(2019, "Behaviour and attitudes: Outstanding")]),
            ("safeguarding", [(2025, "Safeguarding standards: Met")]),
            ("leadership-and-governance", [(2014, "Leadership and management: Inadequate")]),
            ("formal-powers", []),  # the graded inspection of 2019 names no category any more
            ("post-16", []),
            ("self-evaluation", []),
        ],
    )
    def test_each_criterion_draws_on_its_judgements_of_every_era(
        self, school: School, liverpool: FrameworkVersion, criterion: str, expected: Said
    ) -> None:
        assert self.of(school, liverpool, criterion) == expected

    def test_of_a_judgement_that_was_made_again_the_newest_stands(
        self, school: School, liverpool: FrameworkVersion
    ) -> None:
        inspect(school, date(2016, 6, 7), overall="3", judgements={"Quality of education": "3"})
        assert self.of(school, liverpool, "outcomes-and-gaps")[0] == (2019, "Quality of education: Good")
        assert (2016, "Overall effectiveness: Requires improvement") in self.of(school, liverpool, "inspection-outlook")

    def test_a_day_knows_nothing_of_what_came_after_it(self, school: School, liverpool: FrameworkVersion) -> None:
        assert self.of(school, liverpool, "inspection-outlook", date(2012, 1, 1)) == [
            (2011, "Overall effectiveness: Satisfactory")
        ]
        assert facts(school, liverpool.framework, date(2011, 3, 7)) == []

    def test_each_names_its_source(self, school: School, liverpool: FrameworkVersion) -> None:
        sources = {fact.as_of.year: fact.source for fact in facts(school, liverpool.framework, TODAY)}
        assert sources[2019] == "Ofsted, graded (section 5) inspection"
        assert sources[2022] == "Ofsted, ungraded or monitoring (section 8) inspection"

    def test_another_school_says_nothing_here_and_it_is_four_queries(
        self, school: School, liverpool: FrameworkVersion
    ) -> None:
        other = schools.school()
        for year in range(2010, 2010 + INSPECTIONS + 4):
            inspect(other, date(year, 3, 1), overall="2")
        with CaptureQueriesContext(connection) as queries, memo.reading():
            found = facts(other, liverpool.framework, TODAY)
        assert len(queries) == 4, "whom it followed, its inspections, its figures, notices in force"
        assert [fact.as_of.year for fact in found] == list(range(2019, 2019 - INSPECTIONS, -1))


def test_a_page_has_facts_and_evidence_by_criterion_and_loses_none(scene: Scene) -> None:
    inspect(scene.school, date(2019, 11, 5), overall="2", judgements={"Quality of education": "2"})
    about_reading, about_all = add(scene, criterion="reading"), link(scene, title="About the school")
    gone = link(scene, title="About a row that is no more", criterion="handwriting")
    framework = scene.allocation.framework
    found = by_criterion(framework, facts(scene.school, framework, TODAY), reads(scene, scene.sip))
    assert list(found) == [*(c.id for c in framework.criteria), ""]
    assert found["reading"].evidence == (about_reading,)
    assert [fact.text for fact in found["reading"].facts] == ["Quality of education: Good"]
    assert set(found[""].evidence) == {about_all, gone}
    assert sum(len(about.evidence) for about in found.values()) == Evidence.objects.count() == 3


def test_a_fact_says_what_where_from_and_when() -> None:
    with pytest.raises(TypeError, match="source"):
        Fact(criterion="reading", text="x", as_of=TODAY)  # type: ignore[call-arg]


def inspect(school: School, starts_on: date, **facts: Any) -> Inspection:
    values = {"kind": Inspection.Kind.GRADED, "source": "made-up.csv"} | facts
    number = f"99{school.urn}{starts_on:%Y%m}"
    return Inspection.objects.create(school=school, event_number=number, starts_on=starts_on, **values)


def _strangers() -> list[User]:
    """People of another school of the same round, and people without any."""
    other = schools.school()
    rounds.add_school(Allocation.objects.all()[0].round, other, by=None, on=TODAY)  # type: ignore[arg-type]
    return [
        people.post(other, "headteacher").user,
        people.post(other, "chair").user,
        people.assign(other).user,
        people.person(role="sip"),
        people.person(role="administrator"),
        people.person(),
    ]
