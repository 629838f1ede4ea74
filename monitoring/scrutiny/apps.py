from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "monitoring.scrutiny"
    label = "scrutiny"
    verbose_name = "Reports for scrutiny"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.web import navigation

        from .events import EVENTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Scrutiny reports",
                route="scrutiny_reports",
                order=47,
                shown=lambda who: who.may(Permission.SCRUTINY_REPORT),
            ),
        )
