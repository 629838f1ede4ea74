"""create_administrator: create the first account."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from sil import clock
from sil.accounts import actions
from sil.accounts.adapter import invitation_link
from sil.workflow import Denied


class Command(BaseCommand):
    help = "Add an administrator and print the link with which they set their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="the full name, in quotation marks")

    def handle(self, *, email: str, name: str, **options: Any) -> None:
        if settings.SECRET_KEY_IS_TEMPORARY:
            raise CommandError("Set SECRET_KEY first, as the web process has it: the link is signed with it.")
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an email address.") from error
        today = clock.today()
        try:
            with transaction.atomic():
                user = actions.add(by=None, on=today, email=email, name=name)
                actions.give_role(user, by=None, on=today, role="administrator", starts_on=today)
        except Denied as denied:
            raise CommandError(denied.sentence) from denied
        self.stdout.write(f"{user.name} is an administrator. Within 14 days, set the password at:")
        self.stdout.write(invitation_link(user))
