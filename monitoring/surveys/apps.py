from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "monitoring.surveys"
    label = "surveys"
    verbose_name = "Surveys of heads and chairs"

    def ready(self) -> None:
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, work
        from sil.web.history import kinds as history

        from .answer.work import FINDER
        from .cycle.notifications import MESSAGES
        from .histories import HISTORIES
        from .transitions import EVENTS, PARTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES)
        work.FINDERS.declare(self.name, FINDER)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Surveys",
                route="surveys",
                order=39,
                shown=lambda who: who.may(Permission.SURVEYS_READ),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
