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

        from .events import EVENTS
        from .evidence.facts import facts
        from .giving import actions as giving
        from .giving.work import waiting as letters_waiting
        from .letters import letters
        from .outcomes.work import waiting as outcomes_waiting
        from .page.handover import PART
        from .page.navigation import ENTRIES
        from .page.panels import PANEL
        from .page.timeline import GROUP, SOURCE
        from .page.work import waiting

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
