from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "monitoring.demo"
    label = "demo"
    verbose_name = "Demonstration"
