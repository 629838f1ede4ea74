"""What a director's first page says of the notices in force, and who signs in whose place."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from monitoring.notices.case.readers import restrict
from monitoring.notices.delegations.actions import delegate
from monitoring.notices.page.desk import in_force
from monitoring.notices.states import CaseState
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.models import FrameworkVersion
from tests.conftest import TODAY
from tests.factories import cases, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C8"), pytest.mark.usefixtures("liverpool")]


def first_page(user: User) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(unescape(strip_tags(client.get("/").content.decode())).split())


def test_notices_in_force_with_their_days(liverpool: FrameworkVersion) -> None:
    formal = cases.scene(CaseState.FORMAL, school=schools.school("Example Formal School"))
    cases.scene(CaseState.ELIGIBLE, school=schools.school("Example Eligible School"))
    cases.scene(CaseState.DISCUSSED, school=schools.school("Example Discussed School"))
    shown = first_page(formal.dcs)
    assert "Notices in force" in shown
    notice = formal.notice("formal_notice")
    assert notice.period_ends_on is not None and notice.plan_ends_on is not None
    formal_row = shown[shown.index("Example Formal School") :]
    assert "Formal warning notice, given on Monday 9 November 2026" in formal_row
    assert "Action plan due on Tuesday 24 November 2026, 4 days left" in formal_row
    eligible = shown[shown.index("Example Eligible School") :]
    assert "Compliance period ended on Monday 2 November 2026" in eligible
    # Two months after 2 November 2026 (section 64(2)): the corresponding day.
    assert "Powers can be used until Saturday 2 January 2027" in eligible
    assert "Example Discussed School" not in shown
    assert "Notices in force" not in first_page(formal.officer)


def test_a_restricted_case_is_named_to_nobody_who_may_not_read_it(liverpool: FrameworkVersion) -> None:
    made = cases.scene(CaseState.PREFORMAL, on=date(2026, 9, 21))
    restrict(made.case, reason="A member of staff.", by=made.officer, on=TODAY)
    assert in_force(roles_of(made.dcs, TODAY)) == []
    assert made.school.name not in first_page(made.dcs)


def test_who_signs_in_whose_place_and_by_what_authority(liverpool: FrameworkVersion) -> None:
    director = people.person("Dan Director", role="director_of_childrens_services")
    stands_in = people.person("Stella Stands", role="principal_officer")
    delegate(
        role="director_of_childrens_services",
        to=stands_in,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=5),
        reason="Leave.",
        authority="Scheme of delegation, part 3",
        by=director,
        on=TODAY,
    )
    shown = first_page(director)
    assert "No notice is in force at any school whose cases you can read." in shown
    assert "Stella Stands signs for Dan Director, Director of Children's Services, from 20 November 2026" in shown
    assert "Authority: Scheme of delegation, part 3" in shown
