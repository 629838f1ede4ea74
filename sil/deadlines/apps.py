from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "sil.deadlines"
    label = "deadlines"
    verbose_name = "Deadlines"

    def ready(self) -> None:
        from sil.audit import events

        events.KINDS.declare(
            self.name,
            *events.kinds(
                {
                    "calendar.added": "Bank holiday {name}, {date}, added",
                    "calendar.removed": "Bank holiday {name}, {date}, removed",
                }
            ),
        )
