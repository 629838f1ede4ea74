from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from sil.accounts import user_roles
        from sil.audit import events
        from sil.framework import measures
        from sil.web import evidence, navigation, panels, timeline, work

        from . import panels as own
        from .events import EVENTS
        from .evidence import facts
        from .handovers.work import waiting
        from .indicators.measures import MEASURES
        from .letters.transitions import EVENTS as LETTER_EVENTS
        from .navigation import ENTRIES
        from .queries import roles_at_schools
        from .registers.file import transitions
        from .timeline import GROUPS, SOURCES

        events.declare({**EVENTS, **LETTER_EVENTS, **transitions.EVENTS})
        user_roles.declare_source(roles_at_schools)
        navigation.declare(*ENTRIES)
        evidence.declare(facts)
        work.declare(waiting)
        measures.declare(MEASURES)
        timeline.declare(*SOURCES)
        for slug, (label, beginnings) in GROUPS.items():
            timeline.declare_group(slug, label, beginnings)
        for panel in own.PANELS:
            panels.declare(panel)
