from django.apps import AppConfig


class AccessReviewConfig(AppConfig):
    name = "monitoring.access_review"
    label = "access_review"
    verbose_name = "Access reviews"

    def ready(self) -> None:
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, work
        from sil.web.history import kinds as history

        from .events import EVENTS, PARTS
        from .navigation import ENTRY
        from .notifications import MESSAGES
        from .queries import HISTORIES
        from .work import FINDERS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES)
        work.FINDERS.declare(self.name, *FINDERS)
        navigation.ENTRIES.declare(self.name, ENTRY)
        history.HISTORIES.declare(self.name, *HISTORIES)
