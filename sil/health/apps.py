from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "sil.health"
    label = "health"
    verbose_name = "Health"
