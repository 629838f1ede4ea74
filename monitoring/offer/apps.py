from django.apps import AppConfig


class OfferConfig(AppConfig):
    name = "monitoring.offer"
    label = "offer"
    verbose_name = "Offer of the framework"

    def ready(self) -> None:
        from monitoring.visits.visit import sources
        from schools.leaving import parts as leaving
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.deadlines import kept, promises
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work
        from sil.web.history import kinds as history

        from .booking.notifications import MESSAGES
        from .booking.panels import PANEL
        from .booking.timeline import GROUP, SOURCE
        from .event.handover import LEAVING
        from .event.work import FINDER
        from .feedback.notifications import MESSAGES as FEEDBACK_MESSAGES
        from .feedback.work import FINDER as TO_SAY
        from .histories import HISTORIES
        from .navigation import ENTRIES
        from .request.causes import SOURCE as CAUSES
        from .request.notifications import MESSAGES as REQUEST_MESSAGES
        from .request.promises import PROMISE
        from .request.queries import KEPT
        from .request.work import FINDER as TO_ANSWER
        from .sent import SENT
        from .transitions import EVENTS, PARTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES, *FEEDBACK_MESSAGES, *REQUEST_MESSAGES)
        receipts.SENT.declare(self.name, *SENT)
        sources.SOURCES.declare(self.name, CAUSES)
        panels.PANELS.declare(self.name, PANEL)
        timeline.SOURCES.declare(self.name, SOURCE)
        timeline.GROUPS.declare(self.name, GROUP)
        work.FINDERS.declare(self.name, FINDER, TO_ANSWER, TO_SAY)
        leaving.PARTS.declare(self.name, LEAVING)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, PROMISE)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
        history.HISTORIES.declare(self.name, *HISTORIES)
