"""seed: fill an empty database with a made-up authority of any size, to measure on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.demo import many
from sil import clock
from sil.accounts.models import User

SCHOOLS, YEARS = 150, 3


class Command(BaseCommand):
    help = (
        "Fill an empty database with a made-up authority of so many schools and years of records, to measure on."
        " The same numbers on the same day give the same authority."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=SCHOOLS, help=f"default {SCHOOLS}, at least 61")
        parser.add_argument("--years", type=int, default=YEARS, help=f"default {YEARS}, at least 3, at most 30")

    def handle(self, *, schools: int, years: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for trials only, since its accounts have a known password: set SIL_DEMO=1.")
        if not 3 <= years <= 30:
            raise CommandError("Years are from 3 to 30.")
        if User.objects.exists():
            raise CommandError("This database holds people already. Seeding needs an empty one.")
        try:
            many.fill(schools, years, clock.today(), self.stdout.write)
        except ValueError as error:
            raise CommandError(str(error)) from None
