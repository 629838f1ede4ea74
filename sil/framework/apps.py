from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "sil.framework"
    label = "framework"
    verbose_name = "School Improvement Framework"

    def ready(self) -> None:
        from sil.audit import events

        events.declare({"framework.loaded": "Framework “{name}” loaded from {file}, from {first_year}"})
