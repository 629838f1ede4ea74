from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "monitoring.retention"
    label = "retention"
    verbose_name = "Retention"

    def ready(self) -> None:
        from sil.audit import events

        from .events import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
