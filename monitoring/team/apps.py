from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "monitoring.team"
    label = "team"
    verbose_name = "Team Around the School"

    def ready(self) -> None:
        from schools.handovers import parts as handovers
        from schools.leaving import parts as leaving
        from schools.receipts import kinds as receipts
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work
        from sil.web.history import kinds as history

        from .action import notifications as action
        from .action.work import FINDER as ACTIONS
        from .histories import HISTORIES
        from .meeting import notifications as meeting
        from .page.panels import PANEL
        from .page.timeline import GROUP, SOURCE
        from .page.work import FINDERS
        from .sent import SENT
        from .support import notifications as support
        from .support.work import FINDER as SUPPORT
        from .team import notifications as team
        from .team.handover import JOINED, LEADING, PART
        from .transitions import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *team.MESSAGES, *meeting.MESSAGES, *action.MESSAGES, *support.MESSAGES)
        receipts.SENT.declare(self.name, *SENT)
        panels.PANELS.declare(self.name, PANEL)
        timeline.GROUPS.declare(self.name, GROUP)
        timeline.SOURCES.declare(self.name, SOURCE)
        work.FINDERS.declare(self.name, *FINDERS, ACTIONS, SUPPORT)
        handovers.PARTS.declare(self.name, PART)
        leaving.PARTS.declare(self.name, LEADING, JOINED)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Teams Around the School",
                route="teams",
                order=36,
                shown=lambda who: who.may(Permission.TEAM_JOIN, Permission.VISIT_RECORD, Permission.VISITS_READ_ALL),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
