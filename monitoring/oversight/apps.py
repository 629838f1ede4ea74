from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "monitoring.oversight"
    label = "oversight"
    verbose_name = "Oversight"

    def ready(self) -> None:
        from sil.accounts.roles import GOVERNANCE, LEADS, Permission
        from sil.outbox import post
        from sil.web import navigation

        from .setting_up.notifications import MESSAGES

        post.KINDS.declare(self.name, *MESSAGES)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Letters",
                route="letters",
                order=33,
                shown=lambda who: who.holds(*LEADS, *GOVERNANCE),
            ),
            navigation.Entry(
                label="Concerns",
                route="causing_concern",
                order=34,
                shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
            navigation.Entry(
                label="Audit",
                route="audit",
                order=60,
                shown=lambda who: who.may(Permission.PEOPLE_MANAGE, Permission.ALLOCATIONS_READ_ALL),
            ),
            navigation.Entry(
                label="Set up the service",
                route="setting_up",
                order=55,
                shown=lambda who: who.may(Permission.SETTINGS_MANAGE),
            ),
            navigation.Entry(
                label="Promises",
                route="promises",
                order=45,
                shown=lambda who: who.may(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD),
            ),
            navigation.Entry(
                label="Inspection outcomes",
                route="inspection_outcomes",
                order=46,
                shown=lambda who: who.may(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD),
            ),
            navigation.Entry(
                label="State of the service",
                route="service_state",
                order=73,
                shown=lambda who: who.may(Permission.SETTINGS_MANAGE),
            ),
        )
