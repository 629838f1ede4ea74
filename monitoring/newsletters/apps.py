from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "monitoring.newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"

    def ready(self) -> None:
        from sil.audit import events
        from sil.outbox import post
        from sil.web.history import kinds as history

        from .histories import HISTORIES
        from .notifications import MESSAGES
        from .transitions import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES)
        history.HISTORIES.declare(self.name, *HISTORIES)
