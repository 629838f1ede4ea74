from django.apps import AppConfig


class SummariesConfig(AppConfig):
    name = "monitoring.summaries"
    label = "summaries"
    verbose_name = "Summaries of support"

    def ready(self) -> None:
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, timeline, work
        from sil.web.history import kinds as history

        from .histories import HISTORIES
        from .summary.handover import LEAVING, PART
        from .summary.letters import KIND
        from .summary.notifications import MESSAGES
        from .summary.work import FINDER
        from .transitions import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        kinds.KINDS.declare(self.name, KIND)
        post.KINDS.declare(self.name, *MESSAGES)
        timeline.GROUPS.declare(self.name, timeline.Group("summaries", "Summaries of terms", ("summary.",)))
        work.FINDERS.declare(self.name, FINDER)
        parts.PARTS.declare(self.name, PART)
        LEAVING_PARTS.declare(self.name, LEAVING)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Summaries of support",
                route="summaries",
                order=37,
                shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
