from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "sil.framework"
    label = "framework"
    verbose_name = "School Improvement Framework"

    def ready(self) -> None:
        from sil.accounts import user_roles
        from sil.audit import events

        from . import queries

        events.KINDS.declare(
            self.name,
            events.Kind("framework.loaded", "Framework “{name}” loaded from {file}, from {first_year}"),
        )
        user_roles.COMPANIONS.declare(
            self.name, user_roles.Companion("framework versions", queries.versions, queries.keep_versions)
        )
