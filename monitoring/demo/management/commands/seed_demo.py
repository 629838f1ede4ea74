"""seed_demo: fill an empty database with the made-up authority, once."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from monitoring.demo import handover, people, service
from monitoring.demo.allocations import rounds
from monitoring.demo.authority import framework_text
from monitoring.demo.concern import cases as concerns
from monitoring.demo.schools import ofsted, register, results
from monitoring.demo.schools.rows import FIRST_URN
from monitoring.demo.visits import days, reports
from monitoring.demo.visits import diary as visits
from schools.models import School
from sil import clock
from sil.accounts.demo import ACCOUNTS, PASSWORD
from sil.accounts.models import User
from sil.framework import actions as framework
from sil.framework.models import FrameworkVersion
from sil.framework.years import academic_year

DAY, YEAR, STALE = timedelta(days=1), timedelta(days=365), timedelta(days=21)
# Before today.
BEGUN, ROUND_OPENED, NEW_SCHOOLS = YEAR * 4, timedelta(days=40), timedelta(days=110)
REGISTER_CHANGED, STOOD_IN = timedelta(days=12), timedelta(days=5)
# After last year's round was opened.
INSPECTED = timedelta(days=130)


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
        if made and (made_on := clock.in_london(made)) + BEGUN + STALE < today:
            self.stdout.write(f"\nThe dates were made for {made_on + BEGUN}: start with --reset for fresh ones.")

    def _say_accounts(self) -> None:
        self.stdout.write(f"Accounts (password {PASSWORD}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<24} {account.name}, {account.what}")


def make(today: date) -> None:
    """The whole authority, with dates relative to a day: four rounds, the last of them under way."""
    begun, opened, came, changed = (today - days for days in (BEGUN, ROUND_OPENED, NEW_SCHOOLS, REGISTER_CHANGED))
    year = academic_year(today)
    with clock.at(begun):
        framework.load(framework_text(), file_name="demonstration.toml", by=None)
        register.read(register.at_first())
        known = people.make_accounts(begun)
        there = list(School.objects.order_by("urn"))
        people.fill_posts(there, known, begun)
        people.assign_officers(there, known, begun)
    for urns, day in ((people.NEW_LAST_YEAR, came - YEAR), (people.NEW_THIS_YEAR, came)):
        with clock.at(day):
            people.change_heads(urns, day)
    for ago in sorted(rounds.EARLIER, reverse=True):
        rounds.earlier(ago, year - ago, known["officer"], opened - YEAR * ago)
    with clock.at(came):
        register.read(register.with_new(came))
        new = list(School.objects.filter(open_date=came).order_by("urn"))
        people.fill_posts(new, known, came)
        people.assign_principal(new, known["officer"], came)
    rounds.open_round(year, known["officer"], opened)
    _change(opened, came, changed, today)
    results.read(register.at_first(), today)
    rounds.present(year, opened, today)
    ofsted.letters(known, today)
    service.concerns(known, today)
    visits.terms_of(known, today)
    visits.make(known, today)
    reports.write(known, today)
    days.more(known, today)
    concerns.make(known, today)
    handover.make(known, today)
    rounds.deliver(opened, today)


def _change(opened: date, came: date, changed: date, today: date) -> None:
    """What happens to schools while the round is under way."""
    with clock.at(opened + DAY):
        people.lose_heads(opened + DAY)
    with clock.at(changed):
        inspected = opened - YEAR + INSPECTED
        rows = register.with_changes(came, inspected, changed)
        register.read(rows, inspections_until=today)
        register.read_links(rows, changed)
        register.read_report_cards(rows, today)
        people.leave(FIRST_URN + register.MERGED, changed - DAY)
        people.follow(FIRST_URN + register.CONVERTED, register.ACADEMY, changed)
    with clock.at(today - STOOD_IN):
        people.stand_in(today - STOOD_IN)
