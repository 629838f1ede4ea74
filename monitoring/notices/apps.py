from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "monitoring.notices"
    label = "notices"
    verbose_name = "Schools causing concern"

    def ready(self) -> None:
        from monitoring.plans.sources import SOURCES as OBJECTIVES
        from schools.appointments.kinds import KINDS as APPOINTMENTS
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.dates import calendars
        from sil.deadlines import kept, promises
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import evidence, navigation, panels, work

        from .case import notifications as case
        from .case.queries import KEPT
        from .consents.sent import SENT as CONSENTS_SENT
        from .delegations import notifications as delegations
        from .delegations.appointment import KIND as DELEGATION
        from .events import EVENTS, PARTS
        from .evidence.facts import PROVIDER
        from .evidence.objectives import SOURCE as REQUIRED_ACTIONS
        from .giving import actions as giving
        from .giving import meetings
        from .giving import notifications as given
        from .giving.work import FINDERS as LETTERS
        from .letters import letters
        from .page.desk import FINDER as DIRECTORS
        from .page.handover import LEAVING, PART
        from .page.navigation import ENTRIES
        from .page.panels import PANEL
        from .page.work import FINDER as CASES
        from .plans import notifications as plans
        from .plans import reminders
        from .plans.sent import SENT
        from .plans.work import FINDERS as PLANS_WAITING
        from .powers import reminders as reviews
        from .promises import PROMISES
        from .signing import notifications as signing
        from .statements import notifications as statements
        from .statements.sent import SENT as STATEMENTS_SENT
        from .statements.work import FINDER as REPRESENTATIONS

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        receipts.SENT.declare(self.name, *SENT, *STATEMENTS_SENT, *CONSENTS_SENT)
        kinds.KINDS.declare(self.name, *letters.kinds(on_issue=giving.issued, downloads=meetings.downloads))
        calendars.SOURCES.declare(self.name, meetings.SOURCE)
        for room in (case, delegations, given, plans, reminders, reviews, signing, statements):
            post.KINDS.declare(self.name, *room.MESSAGES)
        panels.PANELS.declare(self.name, PANEL)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, *PROMISES)
        OBJECTIVES.declare(self.name, REQUIRED_ACTIONS)
        evidence.PROVIDERS.declare(self.name, PROVIDER)
        parts.PARTS.declare(self.name, PART)
        LEAVING_PARTS.declare(self.name, *LEAVING)
        APPOINTMENTS.declare(self.name, DELEGATION)
        work.FINDERS.declare(self.name, CASES, DIRECTORS, *PLANS_WAITING, *LETTERS, REPRESENTATIONS)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
        self._declare_history()

    def _declare_history(self) -> None:
        from sil.web import timeline
        from sil.web.history.kinds import HISTORIES

        from .histories import HISTORIES as OWN
        from .page.timeline import GROUP, SOURCE

        timeline.GROUPS.declare(self.name, GROUP)
        timeline.SOURCES.declare(self.name, SOURCE)
        HISTORIES.declare(self.name, *OWN)
