"""A concern case: opened on a concern, under the branch of the school's type, read by those it is for."""

import re

import pytest
from django.db import DatabaseError, transaction

from monitoring.notices.case.actions import open_case
from monitoring.notices.case.queries import readable
from monitoring.notices.models import Case, CaseLetter
from monitoring.notices.states import Branch
from schools.models import AssignmentRole
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.framework.models import FrameworkVersion
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(liverpool: FrameworkVersion) -> Case:
    school = schools.school("Example Primary School")
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    return open_case(school, source="visit", since=TODAY, concern="Reading.", by=officer, on=TODAY)


@pytest.mark.feature("C1")
def test_a_case_is_opened_under_the_branch_of_the_school(case: Case) -> None:
    assert (case.branch, case.status) == (Branch.MAINTAINED, "opened")
    assert re.fullmatch(r"C2026-\d{4}", case.reference)
    assert case.source_name == "A visit or its report"


@pytest.mark.feature("C12")
def test_a_restricted_case_is_read_by_its_owner_and_those_named(case: Case) -> None:
    other = people.person("Otto Officer", role="principal_officer")
    director = people.person("Dora Director", role="director_of_education")
    Case.objects.filter(pk=case.pk).update(restricted=True)
    case.named.add(director)
    can = {user.name: readable(roles_of(user, TODAY)).exists() for user in (case.owner, other, director)}
    assert can == {"Olive Officer": True, "Otto Officer": False, "Dora Director": True}


def test_a_case_about_a_school_of_neither_kind_is_refused(liverpool: FrameworkVersion) -> None:
    school = schools.school("Example Independent School", type_code=11, group_code=3)
    officer = people.person("Olive Officer", role="principal_officer")
    with pytest.raises(Denied) as refused:
        open_case(school, source="visit", since=TODAY, concern="Reading.", by=officer, on=TODAY)
    assert refused.value.code == "other_sector"


def test_the_database_refuses_a_status_without_its_event(case: Case) -> None:
    with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="discussed")


@pytest.mark.feature("C6")
@pytest.mark.parametrize(
    ("facts", "kind"), [(schools.CONVERTER, "preformal_notice"), (schools.COMMUNITY, "academy_concerns")]
)
def test_the_database_refuses_a_letter_of_the_other_branch(
    liverpool: FrameworkVersion, facts: dict[str, object], kind: str
) -> None:
    school = schools.school("Example School", **facts)
    officer = people.person("Olive Officer", role="principal_officer")
    case = open_case(school, source="visit", since=TODAY, concern="Reading.", by=officer, on=TODAY)
    letter = CaseLetter.objects.create(case=case, kind=kind)
    events.record(
        "case_letter.sign", subject=letter, by=officer, status=("drafted", "signed"), name=letter.name, day="today"
    )
    with pytest.raises(DatabaseError, match="is no letter to a school that is"), transaction.atomic():
        CaseLetter.objects.filter(pk=letter.pk).update(status="signed")
