"""recount: compare what was kept of the days of support, of reports, of rounds and of inspections with what the
records say now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from allocations.round import kept as rounds
from monitoring.visits.days import kept as days
from monitoring.visits.report import kept as reports
from schools.inspections.kept import follow
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year, label


class Command(BaseCommand):
    help = (
        "Compare the counts that lists read with what the records of an academic year say, name those that differ, and "
        "count them again. Exit code 1 where there was any: a change of a record went unnoticed, which is a fault."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="the year it begins in; the present one without")

    def handle(self, *, year: int | None, **options: Any) -> None:
        on = clock.today()
        of = year or academic_year(on)
        schools, people = days.drift(of), reports.drift(of, on)
        for name in School.objects.filter(pk__in=schools).order_by("name").values_list("name", flat=True):
            self.stdout.write(f"Days of support of {name}")
        for name in User.objects.filter(pk__in=people).order_by("name").values_list("name", flat=True):
            self.stdout.write(f"Reports of {name}")
        for fault in (wrong := rounds.drift()):
            self.stdout.write(fault)
        if followed := follow():
            self.stdout.write(f"Until when a category holds: {followed}")
        number = len(schools) + len(people) + len(wrong) + followed
        self.stdout.write(f"{label(of)}: {number} differ" if number else f"{label(of)}: all counts are right")
        if wrong:
            rounds.tally_everything()
            rounds.compare()
        if number:
            days.mark_everything()
            days.refresh(of)
            reports.refresh(of, on)
            raise SystemExit(1)
