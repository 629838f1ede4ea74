from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "monitoring.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        from sil.audit import events
        from sil.web import timeline

        from .events import EVENTS

        events.declare(EVENTS)
        timeline.declare_group("visits", "Visits and reports", ("visit.", "report.", "action.", "extra_days."))
