from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sil.web"
    label = "web"
    verbose_name = "Web shell"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events

        from . import navigation, timeline
        from .lists.taken import KINDS

        timeline.GROUPS.declare(self.name, timeline.Group(timeline.OTHER, "Other"))
        events.KINDS.declare(self.name, *KINDS)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(label="Home", route="home", order=10, shown=lambda who: True),
            navigation.Entry(
                label="Bank holidays",
                route="bank_holidays",
                order=70,
                shown=lambda who: who.may(Permission.SETTINGS_MANAGE),
            ),
        )
