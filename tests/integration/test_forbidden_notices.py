"""A warning notice of the Secretary of State ends those of the authority that were given earlier, and no later one
(Education and Inspections Act 2006, section 60(4A) and (4B); domain 2.6)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.delegations.actions import delegate
from monitoring.notices.ends.forbidden import forbidden_notices
from monitoring.notices.ends.state_notices import end_notice_of_state, record_notice_of_state
from monitoring.notices.giving import actions as giving
from monitoring.notices.states import CaseState
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import cases, people
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C3")]
# The authority's formal notice was given on Monday 9 November 2026.
BEFORE, SAME, LATER = date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10)
WORDS = (
    "The authority's formal warning notice of Monday 9 November 2026 was given while section 60(4A) forbade it: the "
    "Secretary of State had given a warning notice on Friday 6 November 2026, of which the authority was told on "
    "Friday 20 November 2026."
)


def record(made: Scene, given_on: date, first: str = "") -> Any:
    return record_notice_of_state(made.school, given_on=given_on, told_on=TODAY, by=made.officer, on=TODAY, first=first)


def work(user: User) -> list[WorkItem]:
    return [item for item in waiting_for(roles_of(user, TODAY)) if "section 60(4A)" in item.title]


def case_page(made: Scene, user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return " ".join(browser.get(f"/cases/{made.case.pk}/").content.decode().split()).replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("given_on", "first", "state", "forbidden"),
    [
        (LATER, "", CaseState.SUPERSEDED, 0),
        (SAME, "authority", CaseState.SUPERSEDED, 0),
        (SAME, "state", CaseState.FORMAL, 1),
        (BEFORE, "", CaseState.FORMAL, 1),
        (BEFORE, "authority", CaseState.FORMAL, 1),
    ],
)
def test_it_ends_an_earlier_notice_alone(given_on: date, first: str, state: str, forbidden: int) -> None:
    made = cases.formal()
    record(made, given_on, first)
    assert (made.case.status, forbidden_notices().count()) == (state, forbidden)


def test_of_two_of_one_day_somebody_says_which_was_first() -> None:
    made = cases.formal()
    with pytest.raises(Denied) as denied:
        record(made, SAME)
    assert denied.value.code == "same_day"
    assert denied.value.sentence == (
        "The authority gave a formal warning notice on the same day, 9 November 2026. Say which was given first. If "
        "you do not know, ask the authority's lawyer."
    )
    assert made.case.status == CaseState.FORMAL
    browser = Client()
    browser.force_login(made.officer)
    form = {"given_on_day": "9", "given_on_month": "11", "given_on_year": "2026", "note": "By letter."}
    form |= {"told_on_day": "20", "told_on_month": "11", "told_on_year": "2026", "once": "b" * 32}
    shown = browser.post(f"/schools/{made.school.urn}/notices-of-state/record/", form).content.decode()
    assert "Say which was given first." in shown and "By letter." in shown
    browser.post(f"/schools/{made.school.urn}/notices-of-state/record/", form | {"first": "authority"})
    assert made.case.status == CaseState.SUPERSEDED


def test_a_later_notice_is_shown_and_waits_for_whoever_signs_such_notices() -> None:
    made = cases.formal()
    record(made, BEFORE)
    (item,) = work(made.dcs)
    assert (item.about, item.href, item.basis) == (made.school.name, f"/cases/{made.case.pk}/", WORDS)
    for user in (made.director, made.officer, made.sip):
        assert work(user) == []
    shown = case_page(made, made.dcs)
    assert WORDS in shown and f"/case-letters/{made.notice().pk}/withdraw/" in shown
    shown = case_page(made, made.officer)
    assert WORDS in shown and "The director who signs such notices has to decide whether to withdraw it." in shown


def test_it_waits_for_whoever_signs_for_that_director() -> None:
    made = cases.formal()
    record(made, BEFORE)
    said: dict[str, Any] = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Leave.", "authority": "Part 3"}
    delegate(role="director_of_childrens_services", to=made.director, by=made.dcs, on=TODAY, **said)
    assert len(work(made.director)) == 1


def test_once_it_is_withdrawn_or_the_other_has_ended_nothing_waits() -> None:
    made = cases.formal()
    found = record(made, BEFORE)
    end_notice_of_state(found, by=made.officer, on=TODAY)
    assert work(made.dcs) == [] and "60(4A) forbade" not in case_page(made, made.dcs)
    record(made, BEFORE)
    giving.withdraw(made.notice(), reason="Section 60(4A) did not allow it.", by=made.dcs, on=TODAY)
    assert work(made.dcs) == [] and made.case.status == CaseState.NOT_SECURED


def test_a_restricted_case_is_nobodys_work_who_may_not_read_it() -> None:
    made = cases.formal()
    record(made, BEFORE)
    made.case.__class__.objects.filter(pk=made.pk).update(restricted=True)
    assert work(made.dcs) == []


def test_a_notice_that_was_never_given_is_none() -> None:
    made = cases.scene(CaseState.NOT_SECURED)
    record(made, BEFORE)
    assert not forbidden_notices().exists()
    other = people.person("Dina Director", role="director_of_childrens_services")
    assert work(other) == []
