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
        from sil.web import navigation, panels, timeline, work

        from .agreed.follow_ups import SOURCE
        from .agreed.handover import PART as AGREED_PART
        from .days.panels import PANEL as DAYS
        from .events import EVENTS
        from .follow_ups import sources
        from .prompts.work import waiting as prompts_waiting
        from .report.handover import PART as REPORTS_PART
        from .report.letters import KINDS
        from .report.work import waiting as reports_waiting
        from .visit.handover import PARTS
        from .visit.panels import PANEL
        from .visit.work import waiting

        events.declare(EVENTS)
        sources.declare(SOURCE)
        panels.declare(DAYS)
        timeline.declare_group("visits", "Visits and reports", ("visit.", "report.", "action.", "extra_days."))
        panels.declare(PANEL)
        parts.declare(*PARTS, REPORTS_PART, AGREED_PART)
        work.declare(waiting)
        work.declare(reports_waiting)
        work.declare(prompts_waiting)
        for kind in KINDS:
            kinds.declare(kind)
        navigation.declare(
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
