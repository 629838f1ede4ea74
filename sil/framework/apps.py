from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "sil.framework"
    label = "framework"
    verbose_name = "School Improvement Framework"

    def ready(self) -> None:
        from sil.audit import events

        events.KINDS.declare(
            self.name,
            events.Kind("framework.loaded", "Framework “{name}” loaded from {file}, from {first_year}"),
        )
