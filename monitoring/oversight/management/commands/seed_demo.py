"""seed_demo: fill an empty database with the made-up authority, once."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from monitoring.oversight.demo import people, rounds
from monitoring.oversight.demo.authority import CODE, framework_text
from monitoring.oversight.demo.schools import schools, write_inspections, write_register
from schools.models import School
from schools.registers.actions import import_file
from sil import clock
from sil.accounts.demo import ACCOUNTS, PASSWORD
from sil.accounts.models import User
from sil.framework import actions as framework
from sil.framework.models import FrameworkVersion
from sil.framework.years import academic_year

STALE = timedelta(days=21)
ROUND_OPENED = timedelta(days=40)
YEAR = timedelta(days=365)


class Command(BaseCommand):
    help = "Fill an empty database with a made-up authority. A database that holds anything is left alone."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for the demonstration only: set SIL_DEMO=1.")
        today = clock.today()
        if not User.objects.exists():
            with transaction.atomic():
                make(today)
        elif not User.objects.filter(email=ACCOUNTS[0].email).exists():
            raise CommandError("This database holds other people's data, so the demonstration is not put into it.")
        self._say_accounts()
        made = FrameworkVersion.objects.order_by("pk").values_list("loaded_at", flat=True).first()
        if made and (made_on := clock.in_london(made)) + YEAR * 3 + STALE < today:
            self.stdout.write(f"\nThe dates were made for {made_on + YEAR * 3}: start with --reset for fresh ones.")

    def _say_accounts(self) -> None:
        self.stdout.write(f"Accounts (password {PASSWORD}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<24} {account.name}, {account.what}")


def make(today: date) -> None:
    """The whole authority, with dates relative to a day."""
    begun = today - YEAR * 3
    with clock.at(begun):
        framework.load(framework_text(), file_name="demonstration.toml", by=None)
        _read_registers(today)
        known = people.make_accounts(begun)
        all_schools = list(School.objects.order_by("urn"))
        people.fill_posts(all_schools, known, begun)
        people.assign_officers(all_schools, known, begun)
    officer = known["officer"]
    opened = today - ROUND_OPENED
    rounds.last_year(academic_year(today) - 1, len(all_schools), officer, opened - YEAR)
    rounds.this_year(academic_year(today), officer, opened, today)


def _read_registers(today: date) -> None:
    """By the same code as the real files."""
    made_up = schools()
    with tempfile.TemporaryDirectory() as folder:
        for register, write in (
            ("gias", lambda path: write_register(path, made_up)),
            ("ofsted", lambda path: write_inspections(path, made_up, today=today)),
        ):
            path = Path(folder) / f"demonstration-{register}.csv"
            write(path)
            import_file(register, path, by=None, authority=CODE, dry_run=False)
