from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "sil.uploads"
    label = "uploads"
    verbose_name = "Uploads"

    def ready(self) -> None:
        from sil.audit import events

        from .intact import DIFFERS

        events.KINDS.declare(self.name, DIFFERS)
