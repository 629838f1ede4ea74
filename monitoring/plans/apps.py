from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "monitoring.plans"
    label = "plans"
    verbose_name = "Partnership plans"

    def ready(self) -> None:
        from allocations.allocation import settled
        from monitoring.conversations.things import THINGS
        from monitoring.visits.follow_ups.sources import SOURCES as FOLLOW_UPS
        from monitoring.visits.priorities.sources import SOURCES as PRIORITIES
        from monitoring.visits.terms.sources import SOURCES as SUMMED
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.deadlines import kept, promises
        from sil.outbox import post
        from sil.web import panels, timeline, work
        from sil.web.history import kinds as history

        from . import sources
        from .draft.suggestions import SOURCES
        from .histories import HISTORIES
        from .plan.actions import hear_settled
        from .plan.conversation import THING
        from .plan.handover import LEAVING, PART
        from .plan.panels import PANEL
        from .plan.priorities import SOURCE as OBJECTIVES
        from .plan.queries import KEPT
        from .plan.timeline import GROUP, SOURCE
        from .plan.work import FINDER, PREPARED
        from .promises import PROMISE
        from .reviews.follow_ups import SOURCE as RATINGS
        from .reviews.notifications import MESSAGES as REVIEW_MESSAGES
        from .reviews.summed import SOURCE as OF_A_TERM
        from .reviews.timeline import SOURCE as REVIEWED
        from .reviews.work import FINDER as REVIEWS
        from .reviews.work import STUCK
        from .sent import SENT
        from .sides.notifications import MESSAGES
        from .transitions import EVENTS, PARTS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        post.KINDS.declare(self.name, *MESSAGES, *REVIEW_MESSAGES)
        receipts.SENT.declare(self.name, *SENT)
        settled.HEARS.declare(self.name, settled.Hears("partnership plans", hear_settled))
        sources.SOURCES.declare(self.name, *SOURCES)
        FOLLOW_UPS.declare(self.name, RATINGS)
        SUMMED.declare(self.name, OF_A_TERM)
        PRIORITIES.declare(self.name, OBJECTIVES)
        panels.PANELS.declare(self.name, PANEL)
        timeline.SOURCES.declare(self.name, SOURCE, REVIEWED)
        timeline.GROUPS.declare(self.name, GROUP)
        work.FINDERS.declare(self.name, FINDER, PREPARED, REVIEWS, STUCK)
        THINGS.declare(self.name, THING)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, PROMISE)
        parts.PARTS.declare(self.name, PART)
        LEAVING_PARTS.declare(self.name, *LEAVING)
        history.HISTORIES.declare(self.name, *HISTORIES)
        self._declare_in_menu()

    def _declare_in_menu(self) -> None:
        from sil.accounts.roles import Permission
        from sil.web import navigation

        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Improvement plans",
                route="partnership_plans",
                order=37,
                shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL),
            ),
        )
