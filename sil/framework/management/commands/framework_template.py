"""framework_template: a small framework file that is complete, with comments, to begin one's own with."""

from typing import Any

from django.core.management.base import BaseCommand

from sil.framework.loader import STARTER


class Command(BaseCommand):
    help = "Print a small framework file that is complete, with comments. Begin your own with it."

    def handle(self, **options: Any) -> None:
        self.stdout.write(STARTER.read_text(encoding="utf-8"), ending="")
