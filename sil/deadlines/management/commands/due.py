"""due: when a period that starts on a date ends, and why."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.deadlines.rules import due, recorded_calendar
from sil.deadlines.working_days import CalendarIncomplete
from sil.framework.periods import Counting, Period, Periods
from sil.framework.queries import framework_on, of_the_repository

RULES = tuple(Periods.model_fields)


class Command(BaseCommand):
    help = "Say when a period that starts on a date ends, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", choices=RULES)
        parser.add_argument("date", type=_day, help="the day of the event, as 2026-11-20")
        parser.add_argument(
            "--count", type=_count, help="a number of days other than the framework's, or where it has none"
        )
        parser.add_argument("--unit", choices=["calendar", "working"])
        parser.add_argument("--day-one", choices=["in", "out"], help="whether the day of the event counts")
        parser.add_argument("--json", action="store_true", help="print keys rule, starts, due and basis")

    def handle(
        self,
        *,
        rule: str,
        date: date,
        count: int | None,
        unit: str | None,
        day_one: str | None,
        json: bool,
        **options: Any,
    ) -> None:
        framework = framework_on(date)
        if framework is None:
            self.stderr.write("No framework in force on that date is loaded: the Liverpool file is used.")
            framework = of_the_repository()
        changes = {"count": count, "unit": unit, "day_one": day_one}
        if (found_rule := framework.periods.given.get(rule)) is None:
            raise CommandError(f"The framework in force on that date has no period “{rule}”.")
        period = _period(found_rule, {key: value for key, value in changes.items() if value is not None})
        try:
            found = due(rule, period, date, calendar=recorded_calendar())
        except CalendarIncomplete as error:
            raise CommandError(str(error)) from error
        except OverflowError as error:
            raise CommandError("That date is too far away to count from.") from error
        self.stdout.write(_as_json(found) if json else found.basis)


def _period(rule: Counting, changes: dict[str, object]) -> Period:
    if not isinstance(rule, Period) and "count" not in changes:
        raise CommandError(f"{rule.name}: the framework gives it no length. Say one with --count.")
    return Period.model_validate(rule.model_dump() | changes)


def _as_json(found: Any) -> str:
    return json.dumps(
        {
            "rule": found.rule,
            "starts": found.starts.isoformat(),
            "due": found.due.isoformat(),
            "basis": found.basis,
        },
        ensure_ascii=False,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a date; write it as 2026-11-20.") from error


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 400:
        raise CommandError("--count is a whole number of days from 1 to 400.")
    return int(text)
