from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sil.web"
    label = "web"
    verbose_name = "Web shell"

    def ready(self) -> None:
        from sil.accounts.roles import Permission

        from . import navigation, timeline

        timeline.GROUPS.declare(self.name, timeline.Group(timeline.OTHER, "Other"))
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
