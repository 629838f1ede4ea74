from django.apps import AppConfig


class MorningConfig(AppConfig):
    name = "sil.morning"
    label = "morning"
    verbose_name = "Morning emails"

    def ready(self) -> None:
        from sil.outbox import post

        from .notifications import MESSAGES

        post.KINDS.declare(self.name, *MESSAGES)
