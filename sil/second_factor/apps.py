from django.apps import AppConfig


class SecondFactorConfig(AppConfig):
    name = "sil.second_factor"
    label = "second_factor"
    verbose_name = "Second step to sign in"

    def ready(self) -> None:
        from sil.outbox import post

        from . import notifications
        from .emailed import notifications as emailed

        post.KINDS.declare(self.name, *notifications.MESSAGES, *emailed.MESSAGES)
