from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "monitoring.notices"
    label = "notices"
    verbose_name = "Schools causing concern"

    def ready(self) -> None:
        from sil.audit import events
        from sil.letters import kinds

        from . import letters
        from .actions import giving
        from .events import EVENTS

        events.declare(EVENTS)
        for kind in letters.kinds(on_issue=giving.issued):
            kinds.declare(kind)
