from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "monitoring.scrutiny"
    label = "scrutiny"
    verbose_name = "Reports for scrutiny"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, work
        from sil.web.history import kinds as history

        from .events import EVENTS
        from .histories import HISTORIES
        from .terms.notifications import MESSAGES
        from .terms.work import FINDER

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES)
        work.FINDERS.declare(self.name, FINDER)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Scrutiny reports",
                route="scrutiny_reports",
                order=47,
                shown=lambda who: who.may(Permission.SCRUTINY_REPORT),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
