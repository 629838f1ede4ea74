"""What waits for nobody, and for whoever acts then, is found from the few that it can be, as the rules say of each."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from allocations.allocation.permissions import deciders, nobody_decides
from allocations.decision import actions as decisions
from allocations.models import Allocation
from allocations.states import AWAITING_DIRECTOR, AWAITING_OFFICER, AWAITING_SCHOOL, IN_DISPUTE, Party, State
from monitoring.visits.models import Report, Visit
from monitoring.visits.report.actions.writing import hand_to
from monitoring.visits.report.queries import OWED
from monitoring.visits.states import ReportState
from monitoring.visits.visit import actions
from schools.models import Assignment, AssignmentRole, School
from schools.queries import can_act, works_with
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.web import work
from tests import world
from tests.conftest import TODAY
from tests.factories import allocations, people, reports, schools, visits
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T11")]

OPEN = (*OWED, ReportState.ISSUED, ReportState.CORRECTIONS_ASKED)
PO = AssignmentRole.PRINCIPAL_OFFICER
WEEK = timedelta(days=7)


def finishers() -> dict[int, int | None]:
    """What is kept of each report."""
    return dict(Report.objects.order_by().values_list("pk", "finisher"))


def by_the_rule() -> dict[int, int | None]:
    """Who finishes each: nobody one that is done, or whose visit is not held."""
    there = Report.objects.select_related("visit__lead", "writer")
    return {each.pk: each.owed_by.pk if each.status in OPEN and each.visit.is_held else None for each in there}


def test_the_database_keeps_who_finishes_a_report() -> None:
    """After everything the product can do."""
    world.build()
    for state in ReportState:
        reports.scene(state)
    assert finishers() == by_the_rule()
    assert {None} < set(finishers().values())


def test_who_finishes_a_report_changes_with_its_writer_its_lead_and_its_visit() -> None:
    """A row that was read before and is saved whole changes nothing."""
    made = reports.scene()
    before, other = made.report, people.person("Otto Other", role="sip")
    assert before.finisher == made.sip
    hand_to(made.report, other, by=None)
    assert made.report.finisher == other
    made.visit.refresh_from_db()
    actions.undo(made.visit, reason="It was not held.", by=made.sip, on=TODAY)
    assert made.report.finisher is None, "it waits until the visit is held"
    Visit.objects.get().refresh_from_db()
    assert finishers() == by_the_rule()
    again = reports.scene()
    read = again.report
    Visit.objects.filter(pk=again.visit.pk).update(lead=other)
    assert again.report.finisher == other
    read.save()
    assert again.report.finisher == other


def declares(scene: Scene, person: User) -> None:
    decisions.declare_conflict(scene.allocation, by=person, on=TODAY, reason="A governor there is family.")


def is_in_post(scene: Scene, person: User) -> None:
    people.comes_to_hold(scene.school, "chair", person)


def leaves(scene: Scene, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def loses_the_role(_: Scene | None, person: User) -> None:
    RoleGrant.objects.filter(user=person).update(ends_on=TODAY - WEEK)


def makes_way_for_the_proposer(scene: Scene, person: User) -> None:
    """Whoever proposed holds the role now, and is barred."""
    role = RoleGrant.objects.get(user=person).role
    loses_the_role(scene, person)
    accounts.give_role(scene.sip, by=None, on=TODAY - WEEK, role=role, starts_on=TODAY - WEEK)


def is_assigned_nowhere(scene: Scene, person: User) -> None:
    Assignment.objects.filter(user=person).delete()


ACTS: tuple[Callable[[Scene, User], None], ...] = (
    declares,
    is_in_post,
    leaves,
    loses_the_role,
    is_assigned_nowhere,
)


@pytest.mark.feature("A6")
@pytest.mark.parametrize("state", [State.WITH_OFFICER, State.DECIDED])
def test_a_decision_waits_for_those_whom_the_rules_name(state: State) -> None:
    """Schools with an officer, and one for each way in which theirs cannot decide: whoever holds the role reads what
    waits for them, their own and what nobody of their own decides."""
    acts = ACTS if state == State.WITH_OFFICER else [act for act in ACTS if act is not declares]
    there = [schools.school() for _ in range(len(acts) + 1)]
    scenes = [allocations.scene(state, school=school) for school in there]
    for act, scene in zip(acts, scenes, strict=False):
        act(scene, scene.officer)
    on = max(each.due_on for each in Allocation.objects.all() if each.due_on) + WEEK
    seen = set()
    for person in User.objects.filter(is_active=True):
        who = roles_of(person, on)
        expected = {each.pk for each in Allocation.objects.all() if _decides(each, person, on)}
        found = {key for key, _ in work._records(who).get("allocations to decide", [])}
        assert found == expected, person
        seen |= expected
    assert seen == set(Allocation.objects.values_list("pk", flat=True))


def _decides(allocation: Allocation, person: User, on: date) -> bool:
    waits = allocation.status in AWAITING_OFFICER or (allocation.status in AWAITING_SCHOOL and allocation.due_on < on)
    able = deciders(allocation, Party.OFFICER, on)
    if not waits or person not in able or not roles_of(person, on).holds("principal_officer"):
        return False
    own = Assignment.objects.filter(can_act(on), school=allocation.school, role=PO)
    return works_with(person, allocation.school, PO, on) or not any(each.user in able for each in own)


@pytest.mark.feature("A6")
@pytest.mark.parametrize("state", [State.WITH_OFFICER, State.WITH_DIRECTOR])
@pytest.mark.parametrize("first", [declares, is_in_post, makes_way_for_the_proposer])
@pytest.mark.parametrize("second", [None, declares, leaves])
def test_nobody_decides_where_each_holder_of_the_role_is_barred(
    state: State, first: Callable[[Scene, User], None], second: Callable[[Scene, User], None] | None
) -> None:
    """Whoever of them comes first: with two of them, one who is barred leaves the other."""
    people.person(role="administrator")
    scene = allocations.scene(state)
    role = "principal_officer" if state == State.WITH_OFFICER else "director_of_education"
    one = scene.officer if state == State.WITH_OFFICER else scene.director
    other = people.person("Otto Other", role=role)
    for act, person in ((first, one), (second, other)):
        if act is not None:
            act(scene, person)
    assert _without_decision() == _counted()
    assert bool(_counted()) == (second is not None)
    if second is None:
        leaves(scene, other)
        assert _without_decision() == _counted() == {scene.allocation.pk}


def _without_decision() -> set[int]:
    found = Allocation.objects.filter(nobody_decides(TODAY), status__in=IN_DISPUTE)
    return set(found.values_list("pk", flat=True))


def _counted() -> set[int]:
    parties = {Party.OFFICER: AWAITING_OFFICER, Party.DIRECTOR: AWAITING_DIRECTOR}
    return {
        each.pk
        for each in Allocation.objects.all()
        for party, states in parties.items()
        if each.status in states and not deciders(each, party, TODAY)
    }


@pytest.mark.feature("V1")
@pytest.mark.parametrize("has_lead", [True, False])
@pytest.mark.parametrize("has_partner", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_past_visit_waits_for_a_principal_officer_where_nobody_else_records_it(
    has_lead: bool, has_partner: bool, is_open: bool
) -> None:
    """And one to come where the school has closed."""
    school, lead = schools.school(), people.person("Lee Lead", role="sip")
    officer = people.person("Olive Officer", role="principal_officer")
    partner = people.assign(school).user
    past, coming = (visits.planned(school, officer, day) for day in (TODAY - WEEK, TODAY + WEEK))
    Visit.objects.update(lead=lead)
    for person in [] if has_partner else [partner]:
        loses_the_role(None, person)
    for person in [] if has_lead else [lead]:
        loses_the_role(None, person)
    School.objects.filter(pk=school.pk).update(status="Open" if is_open else "Closed")
    expected = {past.pk} if not (has_lead or has_partner) else set()
    expected |= set() if is_open else {coming.pk}
    found = work._records(roles_of(officer, TODAY)).get("visits", [])
    assert {key for key, _ in found} == expected
