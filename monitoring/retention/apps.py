from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "monitoring.retention"
    label = "retention"
    verbose_name = "Retention"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.web import navigation, panels, work
        from sil.web.history import kinds as history

        from .disposals.work import FINDER
        from .events import EVENTS
        from .histories import HISTORIES
        from .holds.queries import OF_SCHOOL

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        work.FINDERS.declare(self.name, FINDER)
        history.HISTORIES.declare(self.name, *HISTORIES)
        panels.MARKS.declare(self.name, OF_SCHOOL)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Legal holds", route="holds", order=71, shown=lambda who: who.may(Permission.LEGAL_HOLD)
            ),
            navigation.Entry(
                label="Disposals",
                route="disposals",
                order=72,
                shown=lambda who: who.may(Permission.DISPOSAL_ASK, Permission.DISPOSAL_APPROVE),
            ),
        )
