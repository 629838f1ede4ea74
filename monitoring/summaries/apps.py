from django.apps import AppConfig


class SummariesConfig(AppConfig):
    name = "monitoring.summaries"
    label = "summaries"
    verbose_name = "Summaries of support"

    def ready(self) -> None:
        from schools.handovers import parts
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.letters import kinds
        from sil.web import navigation, timeline, work

        from .summary.handover import PART
        from .summary.letters import KIND
        from .summary.work import waiting
        from .transitions import EVENTS

        events.declare(EVENTS)
        kinds.declare(KIND)
        timeline.declare_group("summaries", "Summaries of terms", ("summary.",))
        work.declare(waiting)
        parts.declare(PART)
        navigation.declare(
            navigation.Entry(
                label="Summaries",
                route="summaries",
                order=33,
                shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL),
            )
        )
