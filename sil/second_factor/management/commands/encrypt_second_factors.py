"""encrypt_second_factors: after SECRET_KEY was replaced, let nothing depend on the earlier one."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from sil.second_factor import actions


class Command(BaseCommand):
    help = "Encrypt everybody's second step with the new SECRET_KEY. SIL_EARLIER_SECRET_KEYS has the earlier ones."

    def handle(self, **options: Any) -> None:
        try:
            done = actions.encrypt_again()
        except InvalidToken as error:
            raise CommandError(
                "A second step was encrypted with a key that is neither SECRET_KEY nor in SIL_EARLIER_SECRET_KEYS."
                " Nothing was changed."
            ) from error
        self.stdout.write(f"People whose second step has the new key: {done}. SIL_EARLIER_SECRET_KEYS can be emptied.")
