from django.apps import AppConfig


class AllocationsConfig(AppConfig):
    name = "allocations"
    verbose_name = "Allocations"

    def ready(self) -> None:
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from schools.signs.kinds import KINDS as SIGNS
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.deadlines import kept, promises
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work
        from sil.web.history import kinds as history

        from .allocation import issuing, notifications, reminders
        from .allocation.letters import KINDS
        from .allocation.queries import KEPT
        from .allocation.signs import KINDS as OWN_SIGNS
        from .answer import notifications as answers
        from .answer.sent import SENT
        from .bulk import notifications as bulk
        from .events import EVENTS, PARTS
        from .histories import HISTORIES
        from .moderation import notifications as moderation
        from .more_time import notifications as more_time
        from .more_time.work import FINDER as MORE_TIME
        from .page.handover import LEAVING, PART
        from .page.panels import PANEL
        from .page.timeline import SOURCE
        from .page.work import FINDERS
        from .promises import PROMISES
        from .proposal import notifications as proposals
        from .review import notifications as reviews
        from .round import notifications as of_rounds

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        kinds.KINDS.declare(self.name, *KINDS)
        post.KINDS.declare(self.name, *more_time.MESSAGES)
        for room in (notifications, issuing, answers, proposals, moderation, reviews, of_rounds, bulk, reminders):
            post.KINDS.declare(self.name, *room.MESSAGES)
        receipts.SENT.declare(self.name, *SENT, more_time.ASKED, more_time.WITHDRAWN)
        panels.PANELS.declare(self.name, PANEL)
        timeline.SOURCES.declare(self.name, SOURCE)
        timeline.GROUPS.declare(self.name, timeline.Group("allocations", "Allocations", ("allocation.", "round.")))
        work.FINDERS.declare(self.name, *FINDERS, MORE_TIME)
        parts.PARTS.declare(self.name, PART)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, *PROMISES)
        SIGNS.declare(self.name, *OWN_SIGNS)
        LEAVING_PARTS.declare(self.name, *LEAVING)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Allocations",
                route="rounds",
                order=30,
                shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
        )
        history.HISTORIES.declare(self.name, *HISTORIES)
