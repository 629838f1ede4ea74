from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "sil.sign_in"
    label = "sign_in"
    verbose_name = "Signing in"

    def ready(self) -> None:
        from . import sessions

        sessions.connect()
