from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "monitoring.oversight"
    label = "oversight"
    verbose_name = "Oversight"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.web import navigation

        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Causing concern",
                route="causing_concern",
                order=35,
                shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
        )
