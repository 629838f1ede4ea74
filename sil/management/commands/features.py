"""features: which rows of the feature list are proved by which tests."""

import json as jsons
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sil.features import WrongMark, features


class Command(BaseCommand):
    help = "List the rows of the feature list with the tests that prove each. Reads the source of the tests only."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"A1": {"meaning": …, "tests": […]}, …}')

    def handle(self, *, json: bool, **options: Any) -> None:
        try:
            found = features(Path(settings.BASE_DIR))
        except WrongMark as error:
            raise CommandError(str(error)) from error
        if json:
            rows = {row: asdict(feature) for row, feature in found.items()}
            self.stdout.write(jsons.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row, feature in found.items():
            self.stdout.write(f"{row:<4} {feature.meaning}")
            for test in feature.tests or ("not proved yet",):
                self.stdout.write(f"       {test}")
        proved = sum(bool(feature.tests) for feature in found.values())
        self.stdout.write(f"{proved} of {len(found)} rows are proved.")
