"""What an officer grants an administrator: for how long, by whom it is asked, answered and ended, and who is told."""

from datetime import timedelta
from typing import Any

import pytest

from schools.casework_access import actions
from schools.models import AssignmentRole, CaseworkAccess, School
from schools.queries import assigned_schools
from sil import memo
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T1")]


@pytest.fixture
def there() -> dict[str, Any]:
    load_liverpool()
    found: dict[str, Any] = {
        "admin": people.person("Addie Admin", email="addie@test.example", role="administrator"),
        "officer": people.person("Olive Officer", email="olive@test.example", role="principal_officer"),
        "other": people.person("Otto Officer", email="otto@test.example", role="principal_officer"),
        "sip": people.person("Sam Sample", email="sam@test.example", role="sip"),
        "school": schools.school("Example School"),
        "second": schools.school("Example Second School"),
    }
    people.assign(found["school"], found["officer"], role=AssignmentRole.PRINCIPAL_OFFICER)
    return found


def asked(there: dict[str, Any], **more: Any) -> CaseworkAccess:
    how = {"schools": [there["school"], there["second"]], "reason": "A fault.", "ends_on": TODAY + timedelta(days=14)}
    return actions.ask(**how | more, by=there["admin"], on=TODAY)


def granted(there: dict[str, Any], *places: School) -> CaseworkAccess:
    made = asked(there)
    chosen = places or (there["school"], there["second"])
    return actions.grant(made, schools=chosen, ends_on=TODAY + timedelta(days=2), by=there["officer"], on=TODAY)


def reads(user: User, days: int = 0) -> list[int]:
    with memo.reading_page():
        return assigned_schools(user, TODAY + timedelta(days=days))


def refused(code: str, act: Any, *args: Any, **how: Any) -> None:
    with pytest.raises(Denied) as denied:
        act(*args, **how, on=TODAY)
    assert denied.value.code == code


def test_it_holds_from_the_day_to_the_last_day_for_the_schools_that_were_chosen(there: dict[str, Any]) -> None:
    admin, school = there["admin"], there["school"]
    assert reads(admin) == []
    granted(there, school)
    assert [reads(admin, days) for days in (0, 2, 3)] == [[school.pk], [school.pk], []]
    assert assigned_schools(admin, TODAY) == [], "nothing outside of a page that is read"


def test_it_ends_with_the_role_and_with_the_account(there: dict[str, Any]) -> None:
    admin = there["admin"]
    people.person("Another Admin", role="administrator")
    granted(there)
    accounts.set_open(admin, by=None, on=TODAY, is_open=False)
    assert reads(User.objects.get(pk=admin.pk)) == []
    accounts.set_open(admin, by=None, on=TODAY, is_open=True)
    assert reads(User.objects.get(pk=admin.pk)) != []
    accounts.end_role(admin.grants.get(), by=None, on=TODAY, ends_on=TODAY - timedelta(days=1))
    assert reads(admin) == []


def test_fourteen_days_at_most(there: dict[str, Any]) -> None:
    refused(
        "too_long", actions.ask, schools=[there["school"]], reason="x", ends_on=TODAY + timedelta(15), by=there["admin"]
    )
    refused("past", actions.ask, schools=[there["school"]], reason="x", ends_on=TODAY - timedelta(1), by=there["admin"])
    made = asked(there)
    how = {"schools": [there["school"]], "by": there["officer"]}
    refused("too_long", actions.grant, made, ends_on=TODAY + timedelta(15), **how)
    refused(
        "not_asked", actions.grant, made, ends_on=TODAY, schools=[schools.school("Example Third")], by=there["other"]
    )


def test_who_asks_and_who_answers(there: dict[str, Any]) -> None:
    """An administrator asks, who reads no casework otherwise; another person answers, and only once."""
    how = {"schools": [there["school"]], "reason": "x", "ends_on": TODAY}
    refused("not_allowed", actions.ask, **how, by=there["sip"])
    made = asked(there)
    refused("asked_already", actions.ask, **how, by=there["admin"])
    for who in ("sip", "admin"):
        refused("not_allowed", actions.grant, made, schools=[there["school"]], ends_on=TODAY, by=there[who])
        refused("not_allowed", actions.decline, made, reason="No.", by=there[who])
    accounts.give_role(there["admin"], by=None, on=TODAY, role="principal_officer", starts_on=TODAY)
    refused("oneself", actions.grant, made, schools=[there["school"]], ends_on=TODAY, by=there["admin"])
    refused("reads_already", actions.ask, **how, by=there["admin"])
    actions.decline(made, reason="Ask the school.", by=there["officer"], on=TODAY)
    refused("not_waiting", actions.grant, made, schools=[there["school"]], ends_on=TODAY, by=there["officer"])


def test_nobody_reads_of_a_school_where_they_hold_a_post(there: dict[str, Any]) -> None:
    people.post(there["school"], "clerk", there["admin"])
    refused("own_school", actions.ask, schools=[there["school"]], reason="x", ends_on=TODAY, by=there["admin"])
    granted_first = actions.ask(schools=[there["second"]], reason="x", ends_on=TODAY, by=there["admin"], on=TODAY)
    actions.grant(granted_first, schools=[there["second"]], ends_on=TODAY, by=there["officer"], on=TODAY)
    people.post(there["second"], "clerk", there["admin"])
    assert reads(there["admin"]) == []


def test_who_is_told(there: dict[str, Any]) -> None:
    """The school's Principal Officer is asked; the administrator hears the answer; the other one hears of the end."""
    addie, olive = "addie@test.example", "olive@test.example"
    made = granted(there)
    assert sent() == {("casework_access_asked", olive), ("casework_access_granted", addie)}
    actions.end(made, by=there["other"], on=TODAY)
    assert sent() >= {("casework_access_ended", addie), ("casework_access_ended", olive)}
    refused("over", actions.end, made, by=there["admin"])
    assert reads(there["admin"]) == []
    again = asked(there)
    actions.end(again, by=there["admin"], on=TODAY)
    assert CaseworkAccess.objects.get(pk=again.pk).outcome == "withdrawn"
    declined = actions.decline(asked(there), reason="Ask the school.", by=there["officer"], on=TODAY)
    assert ("casework_access_declined", addie) in sent()
    assert not declined.holds(TODAY)


def sent() -> set[tuple[str, str]]:
    return set(Message.objects.filter(kind__startswith="casework_access").values_list("kind", "email"))
