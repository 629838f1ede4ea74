from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "monitoring.oversight"
    label = "oversight"
    verbose_name = "Oversight"
