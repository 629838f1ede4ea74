from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "sil.seals"
    label = "seals"
    verbose_name = "Seals of the history"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.outbox import post
        from sil.web import navigation

        from .notifications import MESSAGES

        post.KINDS.declare(self.name, *MESSAGES)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Seals of the history",
                route="seals",
                order=74,
                shown=lambda who: who.may(Permission.SETTINGS_MANAGE),
            ),
        )
