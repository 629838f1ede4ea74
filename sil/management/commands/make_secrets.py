"""make_secrets: the secrets and certificates that docker-compose.yml gives to its containers, as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.connections.certificates import LIFE
from sil.connections.secrets import write


class Command(BaseCommand):
    help = (
        "Make the secrets of an installation as files: SECRET_KEY, the passwords of the database and the broker, and"
        " certificates for TLS between its parts. What is there stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder SECRETS of docker-compose.yml, such as ./secrets")
        parser.add_argument("--renew", action="store_true", help=f"make new certificates; they last {LIFE.days} days")

    def handle(self, *, folder: Path, renew: bool = False, **options: Any) -> None:
        try:
            written = write(folder, renew=renew)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}. Run this as its owner.") from error
        self.stdout.write(f"Written: {', '.join(written)}" if written else "Everything is there. Nothing was changed.")
        if written:
            self.stdout.write(
                "Keep a copy of secret_key and the passwords where backups are not: without secret_key nobody's second"
                " step works after a restore."
            )
