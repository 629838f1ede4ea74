from django.apps import AppConfig


class AccessReviewConfig(AppConfig):
    name = "monitoring.access_review"
    label = "access_review"
    verbose_name = "Access reviews"

    def ready(self) -> None:
        from sil.audit import events
        from sil.outbox import post
        from sil.web import navigation, work
        from sil.web.history import kinds as history

        from .events import EVENTS, PARTS
        from .notifications import MESSAGES
        from .permissions import WHO
        from .queries import HISTORIES
        from .work import FINDERS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES)
        work.FINDERS.declare(self.name, *FINDERS)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(label="Access reviews", route="access_reviews", order=61, shown=lambda who: who.may(*WHO)),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
