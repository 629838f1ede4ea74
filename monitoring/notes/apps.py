from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "monitoring.notes"
    label = "notes"
    verbose_name = "Notes"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, timeline
        from sil.web.history import kinds as history

        from .events import EVENTS
        from .histories import HISTORIES
        from .notifications import MESSAGES
        from .timeline import GROUP, SOURCE

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES)
        timeline.GROUPS.declare(self.name, GROUP)
        timeline.SOURCES.declare(self.name, SOURCE)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Notes",
                route="notes",
                order=35,
                shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
