"""seed_demo: fill an empty database with the made-up authority, once."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from monitoring.demo.making import BEGUN, make
from sil import clock
from sil.accounts.demo import ACCOUNTS, PASSWORD
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.seals import actions as seals

STALE = timedelta(days=21)


class Command(BaseCommand):
    help = "Fill an empty database with a made-up authority. A database that holds anything is left alone."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for the demonstration only: set SIL_DEMO=1.")
        today = clock.today()
        if not User.objects.exists():
            with transaction.atomic():
                make(today)
            seals.seal()
            seals.verify_and_tell()
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
