"""Somebody leaves: what waits for them, by kind, who has it afterwards, and what waits for nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.models import Allocation
from allocations.states import State
from monitoring.notices.case.readers import restrict
from monitoring.notices.delegations.actions import delegate
from monitoring.notices.models import Case
from monitoring.notices.states import CaseState, LetterState
from monitoring.service import actions as service
from monitoring.summaries.models import Summary
from monitoring.team.models import Team
from monitoring.visits.models import Visit
from monitoring.visits.states import ReportState
from schools.leaving import actions
from schools.leaving.parts import PARTS
from schools.leaving.queries import left_behind, vacancies, waiting_for_person
from schools.models import AssignmentRole, Post, School
from schools.people.actions import give_role
from schools.queries import holders, officer
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.memo import reading
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import (
    allocations,
    authority_actions,
    case_letters,
    cases,
    covers,
    events,
    offers,
    people,
    reports,
    schools,
    support,
    teams,
    visits,
)
from tests.factories import plans as partnership_plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T11")]

PO = AssignmentRole.PRINCIPAL_OFFICER
NEXT_WEEK = date(2026, 11, 27)


@dataclass
class Left:
    """Somebody who has one thing, and the school it is about; `also` are those who could have it besides."""

    person: User
    school: School | None = None


def _allocation(state: State, who: str) -> Callable[[], Left]:
    def make() -> Left:
        made = allocations.scene(state)
        return Left(getattr(made, who), made.school)

    return make


def _report(state: str, who: str) -> Callable[[], Left]:
    def make() -> Left:
        made = reports.scene(state, checked=state == ReportState.IN_REVIEW)
        return Left(getattr(made, who), made.school)

    return make


def _case(who: str, state: str = CaseState.OPENED) -> Callable[[], Left]:
    def make() -> Left:
        made = cases.scene(state)
        return Left(getattr(made, who), made.school)

    return make


def _a_cover() -> Left:
    away, covering = people.person("Ann Away", role="sip"), people.person("Cy Cover", role="sip")
    school = people.assign(schools.school(), away).school
    covers.arranged(away, covering, TODAY, NEXT_WEEK)
    return Left(covering, school)


def _a_visit() -> Left:
    school = schools.school()
    sip = people.assign(school).user
    people.post(school, "headteacher")
    visits.planned(school, sip, date(2026, 12, 7))
    return Left(sip, school)


def _times() -> Left:
    school = schools.school()
    sip = people.assign(school).user
    people.post(school, "headteacher")
    offers.offered(school, sip)
    return Left(sip, school)


def _an_event() -> Left:
    sip = people.person(role="sip")
    events.opened(sip)
    return Left(sip)


def _a_team() -> Left:
    school = schools.school()
    sip = people.assign(school).user
    people.post(school, "headteacher")
    teams.set_up(school, sip)
    return Left(sip, school)


def _a_member() -> Left:
    """With an action that is still to do."""
    left, helper = _a_team(), people.person(role="service_officer")
    team = Team.objects.get()
    teams.joined(team, helper, left.person)
    teams.agreed_to(team, left.person, helper)
    return Left(helper, left.school)


def _a_summary() -> Left:
    school = schools.school()
    sip = people.assign(school).user
    term = visits.term("Autumn", date(2026, 9, 1), date(2026, 12, 18), by=people.person(role="administrator"))
    Summary.objects.create(school=school, term=term, made_at=clock.now(), text="Two visits were made.")
    return Left(sip, school)


def _a_concern() -> Left:
    school = schools.school()
    owner = people.assign(school, role=PO).user
    head = people.post(school, "headteacher").user
    service.raise_concern(school=school, text="Nobody came.", by=head, on=TODAY)
    return Left(owner, school)


def _a_letter() -> Left:
    """Prepared by a Principal Officer, of a case that somebody else owns."""
    made = cases.scene(CaseState.OPENED)
    case_letters.prepared(made, "discussion_invitation")
    letter = made.case.letters.get()
    letter.prepared_by = made.officer
    letter.save(update_fields=["prepared_by"])
    Case.objects.filter(pk=made.pk).update(owner=made.sip)
    return Left(made.officer, made.school)


def _a_signature() -> Left:
    made = cases.scene(CaseState.OPENED)
    letter = case_letters.presented(made, "discussion_invitation")
    assert letter.status == LetterState.PRESENTED
    return Left(made.signer(letter), made.school)


def _a_delegation() -> Left:
    director = people.person("Dan Director", role="director_of_childrens_services")
    officer_ = people.person("Olive Officer", role="principal_officer")
    asked: dict[str, Any] = {
        "starts_on": TODAY,
        "ends_on": NEXT_WEEK,
        "reason": "Leave",
        "authority": "Scheme, part 3",
        "by": director,
        "on": TODAY,
    }
    delegate(role="director_of_childrens_services", to=officer_, **asked)
    return Left(officer_)


def _an_action() -> Left:
    officer = people.person("Olive Owner", role="principal_officer")
    authority_actions.added(authority_actions.letter(officer), officer, owner=officer)
    return Left(officer)


def _a_change() -> Left:
    admin = people.person("Ada Admin", role="administrator")
    give_role(people.person("Rob Role"), by=admin, on=TODAY, role="principal_officer", starts_on=TODAY)
    return Left(admin)


def _partner() -> Left:
    made = people.assign(schools.school())
    people.post(made.school, "headteacher")
    return Left(made.user, made.school)


def _a_plan(who: str) -> Callable[[], Left]:
    def make() -> Left:
        made = partnership_plans.asked()
        return Left(getattr(made, who), made.school)

    return make


def _support(who: str) -> Callable[[], Left]:
    def make() -> Left:
        made = support.scene()
        support.asked(made)
        return Left(getattr(made, who), made.school)

    return make


# Every kind: how somebody comes to have one, in which role its next person is found, and whether it is counted as
# without a person once that person's account is closed. Written by hand, not read from the parts.
MATRIX: dict[str, tuple[Callable[[], Left], str, bool]] = {
    "partner": (_partner, "sip", False),
    "officer": (lambda: Left(people.assign(schools.school(), role=PO).user), "principal_officer", False),
    "posts": (lambda: Left(people.post(schools.school(), "headteacher").user), "", True),
    "cover": (_a_cover, "sip", True),
    "proposals": (_allocation(State.IDENTIFIED, "sip"), "sip", True),
    "decisions": (_allocation(State.WITH_OFFICER, "officer"), "principal_officer", True),
    "answers": (_allocation(State.PROPOSED, "head"), "headteacher", True),
    "visits": (_a_visit, "sip", True),
    "times": (_times, "sip", True),
    "events": (_an_event, "sip", True),
    "teams": (_a_team, "sip", True),
    "team-members": (_a_member, "", True),
    "reports": (_report(ReportState.DRAFT, "sip"), "sip", True),
    "checks": (_report(ReportState.IN_REVIEW, "officer"), "principal_officer", True),
    "report_answers": (_report(ReportState.ISSUED, "head"), "headteacher", True),
    "actions": (_report(ReportState.ISSUED, "sip"), "sip", True),
    "partnership_plans": (_a_plan("sip"), "sip", True),
    "partnership_plans_of_heads": (_a_plan("head"), "headteacher", True),
    "support": (_support("partner"), "sip", True),
    "support_of_heads": (_support("head"), "headteacher", True),
    "summaries": (_a_summary, "sip", True),
    "service": (_a_concern, "principal_officer", True),
    "authority_actions": (_an_action, "principal_officer", True),
    "cases": (_case("officer"), "principal_officer", True),
    "letters": (_a_letter, "principal_officer", False),
    "signatures": (_a_signature, "director_of_education", True),
    "plans": (_case("chair", CaseState.FORMAL), "chair", True),
    "delegations": (_a_delegation, "", True),
    "changes": (_a_change, "", False),
}
# What goes to whoever owns the case, and not to whoever takes the person's own things.
BY_OTHERS = {"letters"}


def waits(slug: str, person: User) -> int:
    return len(list(PARTS[slug].waiting(person, TODAY)))


def gone(slug: str) -> int:
    part = PARTS[slug]
    return len(list(part.gone(TODAY))) if part.gone else 0


def hand_over(person: User, to: User | None, by: User, **changes: Any) -> None:
    """Everything that can be given goes to one person."""
    takes = {part.slug: to for part in PARTS if part.takers and part.take and list(part.waiting(person, TODAY))}
    asked: dict[str, Any] = {
        "starts_on": TODAY,
        "takes": takes,
        "reason": "",
        "note": "",
        "ends": True,
        "closes": True,
        "by": by,
        "on": TODAY,
    }
    actions.leave(person, **(asked | changes))


def heir(role: str, left: Left) -> User:
    """The next person: in the role, or in the post at the school."""
    if role in ("headteacher", "chair"):
        assert left.school is not None
        return people.post(left.school, role, people.person("Nell Next")).user
    return people.person("Nell Next", role=role or "sip")


def test_the_matrix_has_every_kind() -> None:
    assert set(MATRIX) == {slug for slug, _ in PARTS.declared()}


@pytest.mark.promise("nobody")
@pytest.mark.parametrize("slug", MATRIX)
def test_what_waited_for_somebody_who_left_waits_for_the_next(slug: str) -> None:
    """Everything that waits for somebody who leaves (schools, posts, visits, reports, cases, letters, cover, questions)
    waits for somebody else afterwards, and nothing waits for nobody."""
    make, role, _ = MATRIX[slug]
    left = make()
    admin, spare = people.person("Addie Makebelieve", role="administrator"), people.person(role="administrator")
    assert waits(slug, left.person) == 1 or (slug == "actions" and waits(slug, left.person) == 2)
    number = waits(slug, left.person)
    nell = heir(role, left)
    for needed in {"sip", "principal_officer"} - ({role} if role else set()):
        if nell.grants.filter(role=needed).exists() or role in ("headteacher", "chair"):
            continue
        accounts.give_role(nell, by=None, on=TODAY, role=needed, starts_on=date(2020, 9, 1))
    hand_over(left.person, nell if not role or role not in ("headteacher", "chair") else None, admin)
    assert spare.is_active and not User.objects.get(pk=left.person.pk).is_active
    assert gone(slug) == 0
    if role and slug not in BY_OTHERS:
        assert waits(slug, nell) == number
    assert not RoleGrant.objects.filter(user=left.person, ends_on__isnull=True).exists()


@pytest.mark.parametrize("slug", MATRIX)
def test_a_kind_is_named_in_one_query_and_counted_with_the_others(slug: str) -> None:
    """The page of somebody who leaves asks for all numbers at once, and names what there is by the columns that a kind
    declares: an item that reads more would ask once for each row."""
    left = MATRIX[slug][0]()
    with reading():
        who = roles_of(people.person("Olga Officer", role="principal_officer"), TODAY)
        kinds = {each.part.slug for each in waiting_for_person(left.person, who)}
        with CaptureQueriesContext(connection) as queries:
            found = {each.part.slug: each for each in waiting_for_person(left.person, who)}
    assert slug in kinds and found[slug].number == waits(slug, left.person)
    assert len(queries) <= 1 + len(kinds)


@pytest.mark.promise("nobody")
@pytest.mark.parametrize("slug", MATRIX)
def test_what_nobody_has_is_counted(slug: str) -> None:
    """Where somebody's account is closed and nobody has taken over, what waited for them is counted on a page to which
    the officers' first page leads, with the way to give it to somebody."""
    make, _, counted = MATRIX[slug]
    left = make()
    # Others who could act are out of the way too, so that nobody is left.
    before = gone(slug)
    roles = PARTS[slug].roles
    User.objects.filter(Q(grants__role__in=roles) | Q(posts__role__in=roles)).update(is_active=False)
    User.objects.filter(pk=left.person.pk).update(is_active=False)
    assert (gone(slug) > before) is counted
    if counted:
        reader = "principal_officer" if slug == "signatures" else "director_of_childrens_services"
        who = roles_of(people.person("Olga Officer", role=reader), TODAY)
        if slug != "delegations":
            assert any(each.slug == slug and each.number and each.fix for each in vacancies(who))


def test_closing_an_account_says_first_what_waits(client: Client) -> None:
    left = _a_visit()
    admin = people.person("Addie Makebelieve", role="administrator")
    client.force_login(admin)
    page = client.get(f"/people/{left.person.pk}/close/").content.decode()
    assert "Schools as School Improvement Partner: 1" in page and "Planned visits to lead: 1" in page
    assert f"/people/{left.person.pk}/leaving/" in page and "Close the account anyway" in page
    refused = client.post(f"/people/{left.person.pk}/close/").content.decode()
    assert "Give these to somebody first" in refused
    assert User.objects.get(pk=left.person.pk).is_active
    answer = client.post(f"/people/{left.person.pk}/close/", {"reason": "She retired without notice."})
    assert answer.status_code == 302 and not User.objects.get(pk=left.person.pk).is_active
    assert Event.objects.get(kind="person.closed").reason == "She retired without notice."
    boss = people.person("Olive Makebelieve", role="principal_officer")
    found = {each.slug: each.number for each in vacancies(roles_of(boss, TODAY))}
    assert found == {"no_partner": 1, "no_officer": 1, "no_chair": 1, "visits": 1}
    client.force_login(boss)
    home = client.get("/").content.decode()
    assert "work that waits for nobody" in home and "/without-a-person/" in home


def test_an_account_with_nothing_waiting_closes_at_once(client: Client) -> None:
    person = people.person("Nora Nothing", role="sip")
    client.force_login(people.person("Addie Makebelieve", role="administrator"))
    assert client.post(f"/people/{person.pk}/close/").status_code == 302
    assert not User.objects.get(pk=person.pk).is_active


def test_the_last_role_or_post_is_not_ended_in_silence(client: Client) -> None:
    """A role by which something waits, a post that nobody else holds: the page says so, and asks for a reason."""
    left = _a_visit()
    assert left.school is not None
    client.force_login(people.person("Addie Makebelieve", role="administrator"))
    grant = RoleGrant.objects.get(user=left.person)
    day = {"ends_on_day": 20, "ends_on_month": 11, "ends_on_year": 2026}
    page = client.post(f"/roles/{grant.pk}/end/", day).content.decode()
    assert "Something waits for" in page and "Give these to somebody first" in page
    assert client.post(f"/roles/{grant.pk}/end/", day | {"reason": "She moved."}).status_code == 302
    made = allocations.scene(State.PROPOSED)
    post = Post.objects.get(user=made.head)
    page = client.get(f"/posts/{post.pk}/end/").content.decode()
    assert "Allocations to answer: 1" in page and f"/schools/{made.school.pk}/posts/give/" in page
    people.post(made.school, "acting_headteacher")
    assert client.post(f"/posts/{post.pk}/end/", day).status_code == 302


def test_a_second_role_that_gives_the_same_leaves_nothing_behind() -> None:
    left = _a_visit()
    accounts.give_role(left.person, by=None, on=TODAY, role="principal_officer", starts_on=date(2020, 9, 1))
    assert [(part.slug, number) for part, number in left_behind(left.person, TODAY, role="sip")] == [("partner", 1)]


def test_everything_or_nothing() -> None:
    left = _a_visit()
    taker, admin = people.person("Nell Next", role="sip"), people.person(role="administrator")
    for takes, reason, code in (
        ({"partner": taker}, "", "not_said"),
        ({"partner": taker, "visits": None}, "", "no_reason"),
        ({"partner": taker, "visits": admin}, "", "not_able"),
    ):
        with pytest.raises(Denied) as denied:
            hand_over(left.person, None, admin, takes=takes, reason=reason)
        assert denied.value.code == code
        assert waits("partner", left.person) == waits("visits", left.person) == 1
    assert not Message.objects.filter(kind="work_taken").exists()
    with pytest.raises(Denied) as denied:
        hand_over(left.person, taker, admin, starts_on=NEXT_WEEK)
    assert denied.value.code == "close_later"
    with pytest.raises(Denied) as denied:
        hand_over(left.person, taker, left.person)
    assert denied.value.code in ("oneself", "not_allowed")


def test_schools_change_on_the_day_and_the_rest_now() -> None:
    left = _a_visit()
    assert left.school is not None
    taker, admin = people.person("Nell Next", role="sip"), people.person(role="administrator")
    early = visits.planned(left.school, left.person, date(2026, 11, 25))
    hand_over(left.person, taker, admin, starts_on=NEXT_WEEK, closes=False)
    assert Visit.objects.get(pk=early.pk).lead == left.person, "she is still here on that day"
    assert officer(left.school, AssignmentRole.SIP, date(2026, 11, 26)) == left.person
    assert officer(left.school, AssignmentRole.SIP, NEXT_WEEK) == taker
    assert Visit.objects.get(school=left.school, starts_on=date(2026, 12, 7)).lead == taker
    assert RoleGrant.objects.get(user=left.person).ends_on == date(2026, 11, 26)
    told = Message.objects.get(kind="work_taken")
    assert told.email == taker.email and "Planned visits to lead: 1" in told.body
    assert waits("partner", left.person) == 0, "somebody takes them up the day after"


@pytest.mark.promise("read")
def test_an_administrator_learns_no_casework_of_somebody_who_leaves(client: Client) -> None:
    """An administrator who hands over what waits for somebody learns how many cases there are, never which; a
    restricted case is neither named nor counted for anybody."""
    made = cases.scene()
    other = cases.about(schools.school("Secretwood School"), {**_people_of(made), "officer": made.officer})
    with clock.at(TODAY):
        restrict(other.case, by=made.officer, on=TODAY, reason="A complaint about a person.")
    admin, boss = people.person(role="administrator"), people.person(role="principal_officer")
    seen = {}
    for name, user in (("admin", admin), ("boss", boss)):
        found = {each.part.slug: each for each in waiting_for_person(made.officer, roles_of(user, TODAY))}["cases"]
        seen[name] = (found.number, [item.about for item in found.items])
    assert seen == {"admin": (1, []), "boss": (1, [made.school.name])}
    client.force_login(admin)
    page = client.get(f"/people/{made.officer.pk}/leaving/").content.decode()
    assert "Concern cases owned: 1" in page
    assert made.case.reference not in page and other.case.reference not in page and "Secretwood" not in page


def _people_of(made: Any) -> dict[str, User]:
    return {name: getattr(made, name) for name in ("sip", "officer", "director", "dcs", "head", "chair", "clerk")}


def test_a_page_that_is_out_of_date_hands_nothing_over(client: Client) -> None:
    left = _a_visit()
    assert left.school is not None
    taker, admin = people.person("Nell Next", role="sip"), people.person(role="administrator")
    client.force_login(admin)
    address = f"/people/{left.person.pk}/leaving/"
    page = client.get(address)
    read = page.context["read"].token
    visits.planned(left.school, left.person, date(2026, 12, 14))
    data = {
        "read": read,
        "starts_on_day": 20,
        "starts_on_month": 11,
        "starts_on_year": 2026,
        "take_partner": taker.pk,
        "take_visits": taker.pk,
        "ends": "on",
    }
    answer = client.post(address, data)
    assert answer.status_code == 409 and "Nothing has been done" in answer.content.decode()
    assert waits("visits", left.person) == 2
    data["read"] = answer.context["read"].token
    assert client.post(address, data)["Location"] == f"/people/{left.person.pk}/"
    assert waits("visits", left.person) == 0 and waits("visits", taker) == 2


def test_the_number_without_a_partner_is_the_same_everywhere(client: Client) -> None:
    """Closing an account or ending the role counts: in the list of officers, and where what is missing is numbered."""
    for _ in range(3):
        people.assign(schools.school())
    lost = people.person("Lou Lost", role="sip")
    for _ in range(2):
        people.assign(schools.school(), lost)
    boss = people.person("Olive Makebelieve", role="principal_officer")
    client.force_login(boss)
    User.objects.filter(pk=lost.pk).update(is_active=False)
    assert client.get("/officers/?sip=none").context["listing"].count == 2
    User.objects.filter(pk=lost.pk).update(is_active=True)
    RoleGrant.objects.filter(user=lost).update(ends_on=date(2026, 11, 19))
    assert client.get("/officers/?sip=none").context["listing"].count == 2
    for page in ({}, {"HX-Request": "true"}):
        assert "Schools with no School Improvement Partner: 2" in client.get("/without-a-person/", headers=page).text
    assert 'hx-get="/without-a-person/"' in client.get("/").text, "the first page asks for the numbers"
    assert holders(School.objects.earliest("pk"), TODAY, ["headteacher"]).count() == 0
    assert Allocation.objects.count() == 0
