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

        from . import follow_ups
        from .agreed_actions import SOURCE
        from .events import EVENTS
        from .handing import PARTS
        from .letters import KINDS
        from .panel_days import PANEL as DAYS
        from .panels import PANEL
        from .work import waiting
        from .work_reports import waiting as reports_waiting

        events.declare(EVENTS)
        follow_ups.declare(SOURCE)
        panels.declare(DAYS)
        timeline.declare_group("visits", "Visits and reports", ("visit.", "report.", "action.", "extra_days."))
        panels.declare(PANEL)
        parts.declare(*PARTS)
        work.declare(waiting)
        work.declare(reports_waiting)
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
