"""reset_second_factor: let in somebody who has neither their app nor a recovery code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.accounts.models import User
from sil.second_factor import actions
from sil.second_factor.notifications import tell


class Command(BaseCommand):
    help = "Take a person's second step to sign in away. They set up a new one the next time they sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody has the email address “{email}”.")
        if not actions.reset(user, by=None):
            raise CommandError(f"{user.name} has no second step.")
        tell(user, "Your second step to sign in was removed on the server, because it was lost.")
        self.stdout.write(f"{user.name} sets up a new second step the next time they sign in.")
