"""Posts, roles, assignments, cover and delegations are put right: other days, or never held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.delegations.actions import delegate
from monitoring.notices.delegations.permissions import delegations_on
from monitoring.notices.models import Delegation
from schools.appointments import actions
from schools.appointments.kinds import KINDS
from schools.models import Assignment, AssignmentRole, Cover, Post, School
from schools.people import actions as posts
from schools.queries import covers as covers_on
from schools.queries import officer, visible, works_with
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import covers, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T11")]

YESTERDAY = date(2026, 11, 19)
NEXT_WEEK = date(2026, 11, 27)
NEW_YEAR = date(2027, 1, 1)
WRONG = "It was the wrong school."
EVERY_DAY = (date(2026, 11, 1), YESTERDAY, TODAY, NEXT_WEEK, NEW_YEAR, date(2040, 1, 1))


@dataclass
class Scene:
    school: School
    admin: User
    officer: User
    director: User


@pytest.fixture
def scene() -> Scene:
    return Scene(
        school=schools.school("Quillfeather Primary School"),
        admin=people.person("Addie Makebelieve", role="administrator"),
        officer=people.person("Olive Makebelieve", role="principal_officer"),
        director=people.person("Dora Makebelieve", role="director_of_childrens_services"),
    )


def a_post(scene: Scene, starts_on: date) -> Post:
    return people.post(scene.school, "headteacher", people.person("Hal Wrongschool"), starts_on=starts_on)


def a_role(scene: Scene, starts_on: date) -> RoleGrant:
    user = people.person("Rob Wrongrole")
    return accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=starts_on)


def an_assignment(scene: Scene, starts_on: date) -> Assignment:
    user = people.person("Asa Wrongschool", role="sip")
    posts.assign([scene.school], user=user, role=AssignmentRole.SIP, starts_on=starts_on, by=None, on=TODAY)
    return Assignment.objects.get(user=user)


def a_cover(scene: Scene, starts_on: date) -> Cover:
    away, covering = people.person("Ann Away", role="sip"), people.person("Cy Wrongcover", role="sip")
    people.assign(scene.school, away)
    return covers.arranged(away, covering, starts_on, date(2030, 1, 1), on=TODAY)


def a_delegation(scene: Scene, starts_on: date) -> Delegation:
    return delegate(
        role="director_of_childrens_services",
        to=scene.officer,
        starts_on=starts_on,
        ends_on=date(2030, 1, 1),
        reason="Leave",
        authority="Scheme of delegation, part 3.",
        by=scene.director,
        on=TODAY,
    )


@dataclass(frozen=True)
class Case:
    """One kind of appointment: how it is made, who puts it right, and whether it gives anything on a day."""

    make: Callable[[Scene, date], Any]
    by: Callable[[Scene], User]
    gives: Callable[[Any, date], bool]


CASES = {
    "post": Case(
        a_post,
        lambda scene: scene.admin,
        lambda row, day: row.school in visible(roles_of(row.user, day)) or roles_of(row.user, day).holds("headteacher"),
    ),
    "role": Case(a_role, lambda scene: scene.admin, lambda row, day: roles_of(row.user, day).holds("sip")),
    "assignment": Case(
        an_assignment,
        lambda scene: scene.officer,
        lambda row, day: (
            works_with(row.user, row.school, AssignmentRole.SIP, day) or row.school in visible(roles_of(row.user, day))
        ),
    ),
    "cover": Case(
        a_cover, lambda scene: scene.officer, lambda row, day: covers_on(day).filter(covering=row.covering).exists()
    ),
    "delegation": Case(
        a_delegation,
        lambda scene: scene.director,
        lambda row, day: delegations_on(day).filter(delegate=row.delegate).exists(),
    ),
}


def test_every_kind_is_walked() -> None:
    assert set(CASES) == {slug for slug, _ in KINDS.declared()}


@pytest.mark.promise("right")
@pytest.mark.parametrize("slug", CASES)
@pytest.mark.parametrize("starts_on", [date(2026, 11, 2), TODAY, NEW_YEAR], ids=["past", "today", "future"])
def test_what_was_given_by_mistake_was_never_held(scene: Scene, slug: str, starts_on: date) -> None:
    """A post, role, assignment, cover or delegation given by mistake can be taken back; it then gives no access on any
    day, and the history shows that it was entered by mistake."""
    case = CASES[slug]
    row = case.make(scene, starts_on)
    assert [day for day in EVERY_DAY if case.gives(row, day)] == [day for day in EVERY_DAY if starts_on <= day][
        : None if row.ends_on is None else -1
    ]
    actions.take_back(KINDS[slug], row.pk, reason=WRONG, by=case.by(scene), on=TODAY)
    row = type(row).objects.get(pk=row.pk)
    assert not [day for day in EVERY_DAY if case.gives(row, day)]
    said = Event.objects.filter(kind="appointment.never_held", subject_id=str(row.pk))
    assert said and all(event.reason == WRONG and event.actor_name == case.by(scene).name for event in said)
    with pytest.raises(Denied) as denied:
        actions.take_back(KINDS[slug], row.pk, reason=WRONG, by=case.by(scene), on=TODAY)
    assert denied.value.code == "never_held"


@pytest.mark.promise("right")
@pytest.mark.parametrize("slug", CASES)
def test_the_days_can_be_corrected(scene: Scene, slug: str) -> None:
    """The first and last day of a post, role, assignment, cover or delegation can be corrected, also an end far away;
    a day more than a year ahead is asked about once."""
    case = CASES[slug]
    row, by = case.make(scene, date(2026, 11, 10)), case.by(scene)
    last = date(2026, 11, 25)
    asked: dict[str, Any] = {"reason": "The day was wrong.", "by": by, "on": TODAY}
    actions.correct_days(KINDS[slug], row.pk, starts_on=date(2026, 11, 12), ends_on=last, **asked)
    row = type(row).objects.get(pk=row.pk)
    assert (row.starts_on, row.ends_on) == (date(2026, 11, 12), last)
    assert [day for day in EVERY_DAY if case.gives(row, day)] == [YESTERDAY, TODAY]
    event = Event.objects.filter(kind="appointment.days_corrected", subject_id=str(row.pk)).first()
    assert event is not None
    assert event.data["old"]["first_day"] == "2026-11-10"
    assert event.data["new"] == {"first_day": "2026-11-12", "last_day": "2026-11-25"}
    with pytest.raises(Denied, match="25 November 2062 is more than a year away"):
        actions.correct_days(KINDS[slug], row.pk, starts_on=row.starts_on, ends_on=date(2062, 11, 25), **asked)


def test_cover_and_delegations_tell_those_who_were_told(scene: Scene) -> None:
    for slug, kind, told in (
        ("cover", "cover_ended", {"Ann Away", "Cy Wrongcover"}),
        ("delegation", "signing_corrected", {"Olive Makebelieve"}),
    ):
        row = CASES[slug].make(scene, NEW_YEAR)
        Message.objects.all().delete()
        actions.take_back(KINDS[slug], row.pk, reason=WRONG, by=CASES[slug].by(scene), on=TODAY)
        found = Message.objects.filter(kind=kind)
        emails = {User.objects.get(email=message.email).name for message in found}
        assert emails == told - {CASES[slug].by(scene).name}


@pytest.mark.promise("right")
def test_a_post_taken_back_opens_nothing_the_same_day(scene: Scene, client: Client) -> None:
    """A post given by mistake and taken back the same day opens nothing of that school, not even until midnight."""
    post = a_post(scene, TODAY)
    client.force_login(post.user)
    assert client.get(f"/schools/{post.school_id}/").status_code == 200
    client.force_login(scene.admin)
    page = client.get(f"/schools/{post.school_id}/?part=people").content.decode()
    assert f"/appointments/post/{post.pk}/put-right/" in page
    ways = client.get(f"/appointments/post/{post.pk}/put-right/").content.decode()
    assert "Correct the first or last day" in ways and "It was entered by mistake" in ways
    page = client.get(f"/appointments/post/{post.pk}/mistake/").content.decode()
    assert "it counts on no day, in the past or in the future" in page
    assert "Nobody has been told of it so far." in page and "We will not tell anybody." in page
    answer = client.post(f"/appointments/post/{post.pk}/mistake/", {"reason": WRONG})
    assert answer.status_code == 302 and answer["Location"] == f"/schools/{post.school_id}/"
    assert "entered by mistake, never held" in client.get(f"/schools/{post.school_id}/?part=people").content.decode()
    client.force_login(post.user)
    assert client.get(f"/schools/{post.school_id}/").status_code == 404


def test_a_future_post_is_not_called_present(scene: Scene, client: Client) -> None:
    user = people.person("Fay Future")
    client.force_login(scene.admin)
    data = {"user": user.pk, "role": "headteacher", "starts_on_day": 1, "starts_on_month": 1, "starts_on_year": 2027}
    page = client.post(f"/schools/{scene.school.pk}/posts/give/", data, follow=True).content.decode()
    assert "Fay Future will be headteacher of Quillfeather Primary School from 1 January 2027." in page
    assert "is now headteacher" not in page


@pytest.mark.promise("signed")
def test_nobody_alone_gives_more_days_in_a_signing_role(scene: Scene) -> None:
    """The days of a role that signs or decides can be shortened by one administrator, never lengthened."""
    grant = RoleGrant.objects.get(user=scene.director)
    asked: dict[str, Any] = {"reason": "The day was wrong.", "by": scene.admin, "on": TODAY}
    role = KINDS["role"]
    actions.correct_days(role, grant.pk, starts_on=grant.starts_on, ends_on=NEXT_WEEK, **asked)
    for first, last in ((grant.starts_on, None), (grant.starts_on, NEW_YEAR), (date(2019, 1, 1), NEXT_WEEK)):
        with pytest.raises(Denied) as denied:
            actions.correct_days(role, grant.pk, starts_on=first, ends_on=last, **asked)
        assert denied.value.code == "longer"


def test_nobody_puts_their_own_right_and_one_administrator_stays(scene: Scene) -> None:
    own = RoleGrant.objects.get(user=scene.admin)
    for by, code in ((scene.admin, "oneself"), (None, "last_administrator")):
        with pytest.raises(Denied) as denied:
            actions.take_back(KINDS["role"], own.pk, reason=WRONG, by=by, on=TODAY)
        assert denied.value.code == code


@pytest.mark.promise("signed")
def test_nobody_works_with_a_school_for_both_sides(scene: Scene) -> None:
    """Whoever holds a post at a school cannot become its officer or cover for one, and its officer cannot be
    given a post there."""
    partner = people.person("Pat Partner", role="sip")
    head = people.person("Hetty Head", role="sip")
    covered = people.person("Cora Covered", role="sip")
    people.post(scene.school, "headteacher", head)
    asked: dict[str, Any] = {"by": None, "on": TODAY}
    refused: list[Callable[[], object]] = [
        lambda: posts.assign([scene.school], user=head, role=AssignmentRole.SIP, starts_on=TODAY, **asked),
        lambda: posts.give_post(school=scene.school, user=partner, role="chair", starts_on=TODAY, **asked),
        lambda: covers.arranged(partner, head, TODAY, NEXT_WEEK),
    ]
    people.assign(scene.school, partner)
    for act in refused:
        with pytest.raises(Denied) as denied:
            act()
        assert denied.value.code == "both_sides"
    covers.arranged(partner, covered, TODAY, NEXT_WEEK)
    with pytest.raises(Denied, match="works with this school for the authority"):
        posts.give_post(school=scene.school, user=covered, role="chair", starts_on=TODAY, **asked)


@pytest.mark.promise("signed")
def test_a_post_that_comes_about_takes_the_school_away(scene: Scene) -> None:
    """A partner who has come to hold a post at her school works with it no more, so she cannot propose its band; the
    school then counts as without a partner."""
    partner = people.person("Pat Partner", role="sip")
    people.assign(scene.school, partner)
    assert officer(scene.school, AssignmentRole.SIP, TODAY) == partner
    Post.objects.create(school=scene.school, user=partner, role="chair", starts_on=TODAY)
    assert officer(scene.school, AssignmentRole.SIP, YESTERDAY) == partner
    assert officer(scene.school, AssignmentRole.SIP, TODAY) is None
    assert not works_with(partner, scene.school, AssignmentRole.SIP, TODAY)
