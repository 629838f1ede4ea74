from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "monitoring.support"
    label = "support"
    verbose_name = "Support from others"

    def ready(self) -> None:
        from monitoring.conversations.things import THINGS
        from monitoring.visits.priorities.sources import SOURCES
        from schools.handovers.parts import PARTS as HANDOVERS
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work
        from sil.web.history import kinds as history

        from .brokered.conversation import THING
        from .brokered.handover import LEAVING, PART
        from .brokered.notifications import MESSAGES
        from .brokered.panels import PANEL
        from .brokered.tagged import SUPPORT
        from .brokered.work import FINDER
        from .histories import HISTORIES
        from .sent import SENT
        from .transitions import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES)
        receipts.SENT.declare(self.name, *SENT)
        panels.PANELS.declare(self.name, PANEL)
        timeline.GROUPS.declare(self.name, timeline.Group("brokered", "Support from others", ("support.",)))
        HANDOVERS.declare(self.name, PART)
        LEAVING_PARTS.declare(self.name, *LEAVING)
        THINGS.declare(self.name, THING)
        SOURCES.declare(self.name, SUPPORT)
        work.FINDERS.declare(self.name, FINDER)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Support from others",
                route="all_support",
                order=37,
                shown=lambda who: who.may(Permission.SUPPORT_READ),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
