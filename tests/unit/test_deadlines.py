"""sil.deadlines: reasons in words, records that keep their date, a table that people edit."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sil.deadlines import actions
from sil.deadlines.bank_holidays import add_missing_years
from sil.deadlines.models import BankHoliday, Deadline
from sil.deadlines.reminders import Stage
from sil.deadlines.rules import due, recorded_calendar
from sil.deadlines.tasks import extend_calendar
from sil.framework.models import FrameworkVersion
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_basis_of_a_period_that_leaves_its_day_out(liverpool: FrameworkVersion) -> None:
    period = liverpool.framework.periods.action_plan
    found = due("action_plan", period, date(2026, 9, 7), calendar=recorded_calendar())
    assert found.due == date(2026, 9, 22)
    assert found.basis == (
        "Action plan: within 15 days of the day the formal notice is given, 7 September 2026, "
        "not counting that day: by 22 September 2026."
    )


def test_basis_of_a_period_that_begins_with_its_day(liverpool: FrameworkVersion) -> None:
    period = liverpool.framework.periods.compliance_period.lasting(15)
    found = due("compliance_period", period, date(2026, 9, 7), calendar=recorded_calendar())
    assert found.basis == (
        "Compliance period: 15 calendar days, beginning with the day the notice is given: "
        "Monday 7 September to Monday 21 September 2026."
    )


def test_working_days_are_named_as_such(liverpool: FrameworkVersion) -> None:
    found = due("answer", liverpool.framework.periods.answer, date(2026, 12, 16), calendar=recorded_calendar())
    assert found.due == date(2027, 1, 4)
    assert "within 10 working days" in found.basis


def test_a_deadline_keeps_its_date_when_the_calendar_changes(liverpool: FrameworkVersion) -> None:
    admin = people.person(role="administrator")
    period = liverpool.framework.periods.answer
    running = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 20))
    actions.add_bank_holiday(by=admin, on=TODAY, day=date(2026, 11, 25), name="A state occasion")
    running.refresh_from_db()
    assert running.due_on == date(2026, 12, 4)
    later = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 20))
    assert later.due_on == date(2026, 12, 7)
    assert later.calendar != running.calendar


def test_a_new_start_replaces_what_runs_and_keeps_it(liverpool: FrameworkVersion) -> None:
    period = liverpool.framework.periods.answer
    first = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 2))
    second = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 9))
    assert list(actions.open_deadlines(liverpool, rule="answer")) == [second]
    assert Deadline.objects.get(pk=first.pk).replaced is True
    actions.end(liverpool, rule="answer", on=date(2026, 11, 12), met=True)
    assert Deadline.objects.get(pk=second.pk).met_on == date(2026, 11, 12)
    assert Deadline.objects.get(pk=first.pk).met_on is None


def test_a_period_that_is_of_no_account_any_more_ends_without_being_met(liverpool: FrameworkVersion) -> None:
    period = liverpool.framework.periods.answer
    ended = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 2))
    other = actions.start(liverpool, rule="decision", period=period, on=date(2026, 11, 2))
    actions.end(liverpool, rule="answer", on=date(2026, 11, 3), met=False)
    ended.refresh_from_db()
    assert (ended.met_on, ended.replaced) == (None, True)
    assert not actions.open_deadlines(liverpool, rule="answer")
    assert list(actions.open_deadlines(liverpool, rule="decision")) == [other], "another rule's period runs on"


def test_an_ended_period_is_not_ended_again(liverpool: FrameworkVersion) -> None:
    period = liverpool.framework.periods.answer
    met = actions.start(liverpool, rule="answer", period=period, on=date(2026, 11, 2))
    actions.end(liverpool, rule="answer", on=date(2026, 11, 3), met=True)
    actions.end(liverpool, rule="answer", on=date(2026, 11, 4), met=True)
    actions.end(liverpool, rule="answer", on=date(2026, 11, 5), met=False)
    met.refresh_from_db()
    assert (met.met_on, met.replaced) == (date(2026, 11, 3), False)


def test_a_stage_is_claimed_once_and_only_while_the_period_runs(liverpool: FrameworkVersion) -> None:
    running = actions.start(liverpool, rule="answer", period=liverpool.framework.periods.answer, on=TODAY)
    assert Deadline.objects.get(pk=running.pk).reminded == ""
    assert actions.claim(running, Stage.ON)
    assert Deadline.objects.get(pk=running.pk).reminded == "on"
    assert not actions.claim(running, Stage.ON)
    actions.end(liverpool, rule="answer", on=TODAY, met=True)
    assert not actions.claim(running, Stage.AFTER)
    assert Deadline.objects.get(pk=running.pk).reminded == "on"


def test_one_record_has_one_open_period_of_a_rule(liverpool: FrameworkVersion) -> None:
    running = actions.start(liverpool, rule="answer", period=liverpool.framework.periods.answer, on=TODAY)
    running.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        running.save()


def test_missing_years_are_added_and_edited_ones_left_alone() -> None:
    BankHoliday.objects.filter(date__year=2028).delete()
    BankHoliday.objects.filter(date__year=2029).exclude(date=date(2029, 12, 25)).delete()
    assert add_missing_years(BankHoliday, up_to=2029) == [2028]
    assert BankHoliday.objects.filter(date__year=2029).count() == 1
    assert BankHoliday.objects.filter(date=date(2028, 4, 14)).exists()


def test_the_sweep_keeps_the_calendar_three_years_ahead() -> None:
    BankHoliday.objects.filter(date__year__gte=2028).delete()
    assert extend_calendar() == [2028, 2029]


def test_only_an_administrator_edits_the_calendar() -> None:
    sip = people.person(role="sip")
    with pytest.raises(Denied) as denied:
        actions.add_bank_holiday(by=sip, on=TODAY, day=date(2026, 11, 25), name="A day")
    assert denied.value.code == "not_allowed"
    assert not BankHoliday.objects.filter(date=date(2026, 11, 25)).exists()


def test_a_day_is_recorded_once_and_a_year_keeps_its_last_day() -> None:
    admin = people.person(role="administrator")
    with pytest.raises(Denied) as denied:
        actions.add_bank_holiday(by=admin, on=TODAY, day=date(2026, 12, 25), name="Again")
    assert denied.value.code == "recorded"
    BankHoliday.objects.filter(date__year=2027).exclude(date=date(2027, 12, 27)).delete()
    with pytest.raises(Denied) as denied:
        actions.remove_bank_holiday(BankHoliday.objects.get(date=date(2027, 12, 27)), by=admin, on=TODAY)
    assert denied.value.code == "last_of_year"
