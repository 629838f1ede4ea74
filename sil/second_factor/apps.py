from django.apps import AppConfig


class SecondFactorConfig(AppConfig):
    name = "sil.second_factor"
    label = "second_factor"
    verbose_name = "Second step to sign in"
