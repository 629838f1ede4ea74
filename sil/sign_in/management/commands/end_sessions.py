"""end_sessions: sign one person out everywhere, or everybody."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.accounts.models import User
from sil.sign_in import sessions


class Command(BaseCommand):
    help = "Sign a person out everywhere, or everybody with --everybody. They can sign in again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("email", nargs="?")
        whom.add_argument("--everybody", action="store_true")

    def handle(self, *, email: str | None, everybody: bool, **options: Any) -> None:
        found = User.objects.all() if everybody else User.objects.filter(email=(email or "").strip().lower())
        if not found:
            raise CommandError(f"Nobody has the email address “{email}”.")
        ended = sum(sessions.end(user, by=None) for user in found.filter(pk__in=sessions.people_with_sessions()))
        self.stdout.write(f"Sessions ended: {ended}.")
