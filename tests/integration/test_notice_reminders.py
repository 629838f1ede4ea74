"""monitoring.notices.reminders: who hears of a period that ends and of a plan, on which day, once each."""

from datetime import date, timedelta

import pytest

from monitoring.notices.models import Case
from monitoring.notices.plans.reminders import remind
from monitoring.notices.tasks import send_reminders
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import action_plans, cases, people
from tests.factories.case_scene import Scene
from tests.factories.cases import PERIOD_ENDS, PLAN_DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C5")]
KINDS = ("notice_period_ends", "plan_reminder", "plan_late")


def sweep(first: date, last: date) -> dict[date, list[tuple[str, str]]]:
    """What is written on each day of a stretch, by kind and person; days without anything are left out."""
    found = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        before = set(Message.objects.values_list("pk", flat=True))
        with clock.at(day):
            remind(day)
            assert remind(day) == 0, "once each"
        new = Message.objects.exclude(pk__in=before).filter(kind__in=KINDS)
        if written := sorted(new.values_list("kind", "email")):
            found[day] = written
    return found


def to(kind: str, *users: User) -> list[tuple[str, str]]:
    return sorted((kind, user.email) for user in users)


def test_before_on_and_after_the_day_of_a_plan_and_before_and_on_that_of_a_period() -> None:
    """The period ends on Monday 23 November 2026, so that three days before is Friday; the plan is due on Tuesday:
    three days before is Saturday, so it goes on Friday."""
    made = cases.formal()
    plan, period = to("plan_reminder", made.chair, made.clerk), to("notice_period_ends", made.officer)
    assert sweep(date(2026, 11, 10), date(2026, 12, 10)) == {
        date(2026, 11, 20): sorted([*period, *plan]),
        PERIOD_ENDS: sorted([*period, *plan]),
        PLAN_DUE: plan,
        PLAN_DUE + timedelta(days=1): sorted([*plan, *to("plan_late", made.officer)]),
    }


def test_a_sweep_that_was_missed_sends_the_latest_alone() -> None:
    made = cases.formal()
    day = date(2026, 12, 4)
    assert sweep(day, day) == {
        day: sorted(
            [
                *to("notice_period_ends", made.officer),
                *to("plan_reminder", made.chair, made.clerk),
                *to("plan_late", made.officer),
            ]
        )
    }


def test_what_goes_before_a_weekend_does_not_say_today() -> None:
    """Given on Saturday 7 November, so that the period ends on Saturday 21 November: said on the Friday."""
    cases.formal(on=date(2026, 11, 7))
    sweep(date(2026, 11, 20), date(2026, 11, 20))
    message = Message.objects.get(kind="notice_period_ends")
    assert "the compliance period ends on Saturday 21 November 2026" in message.subject
    assert "today" not in message.body


@pytest.mark.parametrize("end", ["sent", "complied", "ended"])
def test_nothing_is_asked_for_that_is_not_owed_any_more(end: str) -> None:
    made = cases.formal()
    if end == "sent":
        action_plans.send(made)
    elif end == "complied":
        cases.found(made, "formal_notice", "met", "met")
        cases.judge(made, "formal_notice", secured=True)
    else:
        action_plans.walk(made, "ended")
    kinds = {kind for day in sweep(date(2026, 11, 20), date(2026, 12, 4)).values() for kind, _ in day}
    assert kinds == ({"notice_period_ends"} if end == "sent" else set())


@pytest.mark.feature("C12")
def test_of_a_restricted_case_nobody_hears_who_may_not_read_it() -> None:
    made = cases.formal()
    Case.objects.update(restricted=True)
    other = people.person(role="principal_officer")
    _takes_over(other, made)
    _leaves(made)
    assert sweep(PERIOD_ENDS, PERIOD_ENDS) == {PERIOD_ENDS: to("plan_reminder", made.chair, made.clerk)}
    Case.objects.get().named.add(other)
    after = PLAN_DUE + timedelta(days=1)
    assert ("plan_late", other.email) in sweep(after, after)[after]


def test_where_the_owner_has_left_the_schools_principal_officer_hears() -> None:
    made = cases.formal()
    other = people.person(role="principal_officer")
    _takes_over(other, made)
    _leaves(made)
    assert ("notice_period_ends", other.email) in sweep(PERIOD_ENDS, PERIOD_ENDS)[PERIOD_ENDS]


def test_nobody_is_written_to_in_the_night() -> None:
    cases.formal()
    with clock.at(clock.local(PERIOD_ENDS).replace(hour=3)):
        assert send_reminders() == 0
    with clock.at(clock.local(PERIOD_ENDS).replace(hour=7)):
        assert send_reminders() > 0


def _takes_over(other: User, made: Scene) -> None:
    role, day = AssignmentRole.PRINCIPAL_OFFICER, TODAY
    people_actions.assign([made.school], user=other, role=role, starts_on=day, by=None, on=day)


def _leaves(made: Scene) -> None:
    """The owner of the case is not of the authority any more."""
    accounts.set_open(made.officer, by=None, on=TODAY, is_open=False)
