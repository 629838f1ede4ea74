from django.apps import AppConfig


class InformationRequestsConfig(AppConfig):
    name = "monitoring.information_requests"
    label = "information_requests"
    verbose_name = "Requests for information"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, work
        from sil.web.history import kinds as history

        from .events import EVENTS, PARTS
        from .histories import HISTORIES
        from .log.notifications import MESSAGES
        from .log.work import FINDER

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES)
        work.FINDERS.declare(self.name, FINDER)
        history.HISTORIES.declare(self.name, *HISTORIES)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Requests for information",
                route="information_requests",
                order=70,
                shown=lambda who: who.may(Permission.INFORMATION_REQUESTS),
            ),
        )
