from django.apps import AppConfig


class AccessReviewConfig(AppConfig):
    name = "monitoring.access_review"
    label = "access_review"
    verbose_name = "Access reviews"

    def ready(self) -> None:
        from sil.audit import events
        from sil.web import work
        from sil.web.history import kinds as history

        from .events import EVENTS, PARTS
        from .histories import HISTORIES
        from .work import FINDER

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        work.FINDERS.declare(self.name, FINDER)
        history.HISTORIES.declare(self.name, *HISTORIES)
