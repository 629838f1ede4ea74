"""Questions that are made once for everybody with the same roles: each person gets their own answers."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from schools.lacking import lacks_officer
from schools.leaving.parts import PARTS
from schools.leaving.queries import schools_here, vacancies
from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, works_with
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles, roles_of
from sil.made_once.questions import made_once
from sil.memo import reading
from sil.web import work
from tests import world
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O1")]


@made_once
def _of_a_partner(who: UserRoles) -> QuerySet[School]:
    return School.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk")).order_by("pk")


@made_once
def _with_keys(keys: list[int], name: str) -> QuerySet[School]:
    return School.objects.filter(pk__in=keys, name=name)


def test_each_person_gets_their_own_answer() -> None:
    """Two people with the same roles share the question, and neither its answers nor the day."""
    first, second = (schools.school() for _ in range(2))
    officers = [people.person(name, role="sip") for name in ("Ann First", "Ben Second")]
    for school, officer in zip((first, second), officers, strict=True):
        people.assign(school, officer)
    ann, ben = (roles_of(officer, TODAY) for officer in officers)
    assert list(_of_a_partner(ann)) == [first]
    assert list(_of_a_partner(ben)) == [second]
    before = UserRoles(ann.user, date(2000, 1, 1), ann.roles)
    assert list(_of_a_partner(before)) == []


def test_everybody_finds_what_waits_for_them_alone() -> None:
    """For each person, the one question that is made once finds what the finders find one after the other."""
    world.build()
    found = 0
    for user in User.objects.filter(is_active=True):
        who = roles_of(user, TODAY)
        asked = [(finder.slug, finder.asks(who)) for finder in work.FINDERS]
        alone = sorted((slug, row.pk) for slug, rows in asked if rows is not None for row in rows)
        assert sorted((slug, key) for slug, found in work._records(who).items() for key, _ in found) == alone, user
        found += len(alone)
    assert found


def test_what_has_nobody_is_numbered_as_each_kind_counts_it() -> None:
    world.build()
    Assignment.objects.all().delete()
    User.objects.filter(name__icontains="head").update(is_active=False)
    who = roles_of(people.person(role="principal_officer"), TODAY)
    numbers = {each.slug: each.number for each in vacancies(who)}
    alone = {part.slug: part.gone(TODAY).count() for part in PARTS if part.gone is not None}
    assert {slug: numbers.get(slug, 0) for slug in alone} == alone
    lacking = School.objects.filter(lacks_officer(AssignmentRole.PRINCIPAL_OFFICER, TODAY), is_open=True)
    assert numbers["no_officer"] == len(set(lacking) & set(schools_here()))


def test_pages_and_acts_agree_on_who_works_with_a_school() -> None:
    """A page reads all officers of a school at once, an act asks for the one person."""
    world.build()
    there = [
        (user, school, role)
        for user in User.objects.all()
        for school in School.objects.all()
        for role in (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER)
    ]
    acting = [works_with(*each, TODAY) for each in there]
    with reading():
        shown = [works_with(*each, TODAY) for each in there]
    assert acting == shown and any(acting) and not all(acting)


def test_lists_and_words_are_told_apart() -> None:
    there = [schools.school(name="Alpha"), schools.school(name="Beta")]
    keys = [school.pk for school in there]
    assert [list(_with_keys(keys, name)) for name in ("Alpha", "Beta", "Gamma")] == [there[:1], there[1:], []]
    assert list(_with_keys([], "Alpha")) == []
    with CaptureQueriesContext(connection) as asked:
        assert list(_with_keys(keys[1:], "Beta")) == there[1:]
    assert len(asked) == 1


def test_what_cannot_be_made_once_is_refused() -> None:
    """A question that asks on its way, and one that is narrowed afterwards, would give somebody else's answer."""

    @made_once
    def asks(who: UserRoles) -> QuerySet[School]:
        return School.objects.filter(pk__in=list(School.objects.values_list("pk", flat=True)))

    @made_once
    def reads(who: UserRoles) -> QuerySet[Any]:
        return User.objects.filter(name=who.user.name)

    @made_once
    def compares(who: UserRoles) -> QuerySet[Any]:
        return User.objects.filter(is_active=who.user == ann)

    ann = people.person("Ann First", role="sip")
    who = roles_of(ann, TODAY)
    with pytest.raises(TypeError, match="who its person is"):
        compares(who)
    with pytest.raises(RuntimeError, match="asks the database nothing"):
        asks(who)
    with pytest.raises(AttributeError):
        reads(who)
    for narrowed in (lambda rows: rows.filter(pk=1), lambda rows: rows.exists(), lambda rows: rows[:1]):
        with pytest.raises(TypeError, match="filter where it is made"):
            narrowed(_of_a_partner(who))
