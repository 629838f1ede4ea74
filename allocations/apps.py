from django.apps import AppConfig


class AllocationsConfig(AppConfig):
    name = "allocations"
    verbose_name = "Allocations"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.letters import kinds
        from sil.web import navigation, panels, work

        from .letters import KIND
        from .panels import PANEL
        from .work import waiting

        events.declare(
            {
                "round.opened": "The round {year} was opened for {schools} schools",
                "allocation.proposed": "{band_name} proposed for {year}",
                "allocation.revised": "The proposal for {year} was revised (version {number}): {band_name}",
                "allocation.agreed": "{band_name} agreed for {year} by the {role}",
            }
        )
        kinds.declare(KIND)
        panels.declare(PANEL)
        work.declare(waiting)
        navigation.declare(
            navigation.Entry(
                label="Allocations",
                route="rounds",
                order=30,
                shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
        )
