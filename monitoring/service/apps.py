from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "monitoring.service"
    label = "service"
    verbose_name = "Quality of the service"

    def ready(self) -> None:
        from schools.leaving.parts import PARTS
        from schools.receipts import kinds as receipts
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.deadlines import kept, promises
        from sil.outbox import post
        from sil.web import navigation, panels, work
        from sil.web.history import kinds as history

        from .handover import LEAVING
        from .notifications import MESSAGES
        from .panels import PANEL
        from .promises import PROMISE
        from .queries import HISTORIES, KEPT
        from .sent import SENT
        from .transitions import EVENTS
        from .work import FINDER

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES)
        receipts.SENT.declare(self.name, *SENT)
        panels.PANELS.declare(self.name, PANEL)
        PARTS.declare(self.name, LEAVING)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, PROMISE)
        work.FINDERS.declare(self.name, FINDER)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Concerns about the service",
                route="service_concerns",
                order=38,
                shown=lambda who: who.may(Permission.SERVICE_ANSWER),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
