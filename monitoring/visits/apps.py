from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "monitoring.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        from schools.handovers import parts
        from sil.accounts.roles import LEADS, Permission
        from sil.audit import events
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work

        from .agreed.follow_ups import SOURCE
        from .agreed.handover import PART as AGREED_PART
        from .days import notifications as days
        from .days.panels import PANEL as DAYS
        from .events import EVENTS
        from .follow_ups import sources
        from .prompts import notifications as prompts
        from .prompts.work import waiting as prompts_waiting
        from .report import notifications as reports
        from .report import reminders
        from .report.handover import PART as REPORTS_PART
        from .report.letters import KINDS
        from .report.work import waiting as reports_waiting
        from .visit import notifications as visits
        from .visit.handover import PARTS
        from .visit.panels import PANEL
        from .visit.timeline import SOURCE as VISITS
        from .visit.work import waiting

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        sources.SOURCES.declare(self.name, SOURCE)
        panels.PANELS.declare(self.name, DAYS, PANEL)
        timeline.SOURCES.declare(self.name, VISITS)
        timeline.GROUPS.declare(
            self.name,
            timeline.Group("visits", "Visits and reports", ("visit.", "report.", "action.", "extra_days.")),
        )
        parts.PARTS.declare(self.name, *PARTS, REPORTS_PART, AGREED_PART)
        work.FINDERS.declare(
            self.name,
            work.Finder("visits", waiting),
            work.Finder("reports", reports_waiting),
            work.Finder("report prompts", prompts_waiting),
        )
        kinds.KINDS.declare(self.name, *KINDS)
        for room in (days, prompts, reports, reminders, visits):
            post.KINDS.declare(self.name, *room.MESSAGES)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Visits",
                route="visits",
                order=32,
                shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL) or who.holds(*LEADS),
            ),
            navigation.Entry(
                label="Terms", route="terms", order=72, shown=lambda who: who.may(Permission.SETTINGS_MANAGE)
            ),
        )
