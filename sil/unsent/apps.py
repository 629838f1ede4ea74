from django.apps import AppConfig


class UnsentConfig(AppConfig):
    name = "sil.unsent"
    label = "unsent"
    verbose_name = "Unsent text"
