from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "monitoring.service"
    label = "service"
    verbose_name = "Quality of the service"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.web import navigation, panels, work

        from .panels import PANEL
        from .transitions import EVENTS
        from .work import waiting

        events.declare(EVENTS)
        panels.declare(PANEL)
        work.declare(waiting)
        navigation.declare(
            navigation.Entry(
                label="Quality of service",
                route="service_concerns",
                order=38,
                shown=lambda who: who.may(Permission.SERVICE_ANSWER),
            )
        )
