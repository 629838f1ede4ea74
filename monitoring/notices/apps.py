from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "monitoring.notices"
    label = "notices"
    verbose_name = "Schools causing concern"

    def ready(self) -> None:
        from sil.audit import events

        from .events import EVENTS

        events.declare(EVENTS)
