from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "monitoring.notices"
    label = "notices"
    verbose_name = "Schools causing concern"

    def ready(self) -> None:
        from schools.handovers import parts
        from sil.audit import events
        from sil.letters import kinds
        from sil.web import evidence, navigation, panels, timeline, work

        from . import letters
        from .actions import giving
        from .events import EVENTS
        from .evidence import facts
        from .handing import PART
        from .navigation import ENTRIES
        from .panels import PANEL
        from .timeline import GROUP, SOURCE
        from .work_cases import waiting
        from .work_letters import waiting as letters_waiting
        from .work_outcomes import waiting as outcomes_waiting

        events.declare(EVENTS)
        for kind in letters.kinds(on_issue=giving.issued):
            kinds.declare(kind)
        timeline.declare_group(*GROUP)
        timeline.declare(SOURCE)
        panels.declare(PANEL)
        evidence.declare(facts)
        parts.declare(PART)
        work.declare(waiting)
        work.declare(outcomes_waiting)
        work.declare(letters_waiting)
        navigation.declare(*ENTRIES)
