"""recount: compare what was kept of the days of support, of reports, visits, rounds, inspections and words with what
the records say now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from allocations.round import kept as rounds
from monitoring.visits.days import kept as days
from monitoring.visits.report import kept as reports
from monitoring.visits.visit import kept as visits
from schools.inspections.kept import follow
from schools.models import School
from schools.seeding import keep_words
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year, label


class Command(BaseCommand):
    help = (
        "Compare what lists and searches read with what the records of an academic year say, name what differs, and "
        "put it right. Exit code 1 where there was any: a change of a record went unnoticed, which is a fault."
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
        apart = list(visits.drift(of))
        for visit in apart:
            self.stdout.write(f"Report of the visit to {visit.school.name} on {clock.in_words(visit.starts_on)}")
        if missing := keep_words():
            self.stdout.write(f"Words that a search should know: {missing}")
        for fault in (wrong := rounds.drift()):
            self.stdout.write(fault)
        if followed := follow():
            self.stdout.write(f"Until when a category holds: {followed}")
        number = len(schools) + len(people) + len(apart) + missing + len(wrong) + followed
        self.stdout.write(f"{label(of)}: {number} differ" if number else f"{label(of)}: all counts are right")
        if wrong:
            rounds.tally_everything()
            rounds.compare()
        if number:
            visits.repeat_all()
            days.mark_everything()
            days.refresh(of)
            reports.refresh(of, on)
            raise SystemExit(1)
