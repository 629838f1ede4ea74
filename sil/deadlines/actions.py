"""Start and end periods for records, and keep the table of bank holidays."""

from collections.abc import Collection
from datetime import date

from django.db import models, transaction

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.clock import in_words
from sil.framework.periods import Period
from sil.workflow import Denied

from .kept import repeat
from .models import BankHoliday, Deadline
from .reminders import Stage
from .rules import Due, due, fingerprint, recorded_calendar


def start(subject: models.Model, *, rule: str, period: Period, on: date, printed: Due | None = None) -> Deadline:
    """Begin a period for a record; one that runs under the same rule is replaced and kept.

    `printed` is the outcome that a letter already names: its dates hold, whatever the calendar says by
    now. The caller holds the record's lock and a transaction.
    """
    calendar = recorded_calendar()
    found = printed or due(rule, period, on, calendar=calendar)
    open_deadlines(subject, rule=rule).update(replaced=True)
    made = Deadline.objects.create(
        rule=rule,
        subject_table=subject._meta.db_table,
        subject_id=subject.pk,
        starts_on=on,
        count=period.count,
        unit=period.unit,
        day_one=period.day_one,
        calendar=fingerprint(calendar),
        due_on=found.due,
        basis=found.basis,
    )
    repeat(subject, rule)
    return made


def start_counted(subject: models.Model, found: Due, *, count: int, unit: str) -> Deadline:
    """Begin a period that an Act counts and not the framework file, such as a month, under the rule of its outcome; one
    that runs under it is replaced and kept. The caller holds the record's lock and a transaction."""
    open_deadlines(subject, rule=found.rule).update(replaced=True)
    made = Deadline.objects.create(
        rule=found.rule,
        subject_table=subject._meta.db_table,
        subject_id=subject.pk,
        starts_on=found.starts,
        count=count,
        unit=unit,
        day_one="out",
        calendar=fingerprint(recorded_calendar()),
        due_on=found.due,
        basis=found.basis,
    )
    repeat(subject, found.rule)
    return made


def extend(subject: models.Model, *, rule: str, until: date, why: str) -> Deadline:
    """Let the period that runs for a record under a rule end on a later day, with the reason added to its own. The one
    before is replaced and kept, and reminders are written for the new day. The caller holds the record's lock and a
    transaction, and has checked the day."""
    running = open_deadlines(subject, rule=rule)
    made = running.get()
    running.update(replaced=True)
    made.pk, made.due_on, made.basis, made.reminded = None, until, f"{made.basis} {why}", ""
    made.save(force_insert=True)
    repeat(subject, rule)
    return made


def end(subject: models.Model, *, rule: str, on: date, met: bool) -> None:
    """End a record's open period: `met` on a day, or no longer owed."""
    end_any(subject, [rule], on=on, met=met)


def end_any(subject: models.Model, rules: Collection[str], *, on: date, met: bool) -> None:
    """The same for the open periods of a record under several rules."""
    running = Deadline.objects.running().filter(
        rule__in=rules, subject_table=subject._meta.db_table, subject_id=subject.pk
    )
    if rules and running.update(**({"met_on": on} if met else {"replaced": True})):
        for rule in rules:
            repeat(subject, rule)


def recount(subject: models.Model, *, rule: str, period: Period, on: date) -> None:
    """Count a record's last period again from another day, because the day was recorded wrongly. One that was met stays
    met on its day; where none ran, none begins. The caller holds the record's lock and a transaction."""
    table, key = subject._meta.db_table, subject.pk
    kept = Deadline.objects.filter(rule=rule, subject_table=table, subject_id=key, replaced=False)
    last = kept.order_by("-pk").first()
    if last is None:
        return
    kept.filter(pk=last.pk).update(replaced=True)
    start(subject, rule=rule, period=period, on=on)
    if last.met_on:
        end(subject, rule=rule, on=last.met_on, met=True)


def claim(deadline: Deadline, stage: Stage) -> bool:
    """Note that the reminders of a stage are written, and lock the deadline until the transaction ends. Returns False
    where it has ended or another sweep has written them."""
    still = Deadline.objects.running().filter(pk=deadline.pk).exclude(reminded=stage)
    return still.update(reminded=stage) == 1


def open_deadlines(subject: models.Model, *, rule: str) -> models.QuerySet[Deadline]:
    """The deadlines that run for a record under a rule."""
    return Deadline.objects.running().filter(rule=rule, subject_table=subject._meta.db_table, subject_id=subject.pk)


def check_keep_calendar(*, by: User | None, on: date) -> None:
    """Raise Denied("not_allowed") unless the person may edit bank holidays on a day."""
    check_may(by, on, Permission.SETTINGS_MANAGE, sentence="Only an administrator can change bank holidays.")


@transaction.atomic
def add_bank_holiday(*, by: User | None, on: date, day: date, name: str) -> BankHoliday:
    """Record a bank holiday. Deadlines already running keep their date. Raises Denied("recorded")."""
    check_keep_calendar(by=by, on=on)
    if BankHoliday.objects.filter(date=day).exists():
        raise Denied("recorded", f"{in_words(day)} is already recorded as a bank holiday.")
    holiday = BankHoliday.objects.create(date=day, name=name)
    events.record("calendar.added", subject=holiday, by=by, scope="calendar", name=name, date=in_words(day))
    return holiday


@transaction.atomic
def remove_bank_holiday(holiday: BankHoliday, *, by: User | None, on: date) -> None:
    """Strike a bank holiday. Deadlines already running keep their date. Raises Denied("last_of_year")."""
    check_keep_calendar(by=by, on=on)
    year = holiday.date.year
    if not BankHoliday.objects.filter(date__year=year).exclude(pk=holiday.pk).exists():
        raise Denied("last_of_year", f"This is the only bank holiday in {year}. A year needs at least one.")
    events.record(
        "calendar.removed",
        subject=holiday,
        by=by,
        scope="calendar",
        name=holiday.name,
        date=in_words(holiday.date),
    )
    holiday.delete()
