"""unlink_provider: let somebody sign in by another account of the identity provider."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.accounts.models import User
from sil.identity_provider import actions


class Command(BaseCommand):
    help = "End the link of a person's account with their account at the identity provider."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody has the email address “{email}”.")
        if not actions.unlink(user):
            raise CommandError(f"The account of {user.name} is not linked.")
        self.stdout.write(f"The account of {user.name} is not linked any more.")
