from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sil.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from sil.audit import events
        from sil.web import navigation
        from sil.web.history import kinds as history

        from .queries import HISTORIES, may_open

        events.KINDS.declare(
            self.name,
            events.Kind("message.retried", "Message to {email} was put back in the queue"),
            events.Kind("message.returned", "Message to {email} came back"),
        )
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(label="Messages", route="messages", order=60, shown=may_open),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
