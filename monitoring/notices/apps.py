from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "monitoring.notices"
    label = "notices"
    verbose_name = "Schools causing concern"

    def ready(self) -> None:
        from schools.appointments.kinds import KINDS as APPOINTMENTS
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import evidence, navigation, panels, timeline, work

        from .case import notifications as case
        from .consents.sent import SENT as CONSENTS_SENT
        from .delegations import notifications as delegations
        from .delegations.appointment import KIND as DELEGATION
        from .events import EVENTS, PARTS
        from .evidence.facts import facts
        from .giving import actions as giving
        from .giving import notifications as given
        from .giving.work import waiting as letters_waiting
        from .giving.work import waiting_at_school
        from .letters import letters
        from .outcomes.work import waiting as outcomes_waiting
        from .page.handover import LEAVING, PART
        from .page.navigation import ENTRIES
        from .page.panels import PANEL
        from .page.timeline import GROUP, SOURCE
        from .page.work import waiting
        from .plans import notifications as plans
        from .plans import reminders
        from .plans.sent import SENT
        from .signing import notifications as signing
        from .statements import notifications as statements
        from .statements.sent import SENT as STATEMENTS_SENT
        from .statements.work import waiting as statements_waiting

        events.KINDS.declare(self.name, *events.kinds(EVENTS, PARTS))
        receipts.SENT.declare(self.name, *SENT, *STATEMENTS_SENT, *CONSENTS_SENT)
        kinds.KINDS.declare(self.name, *letters.kinds(on_issue=giving.issued))
        for room in (case, delegations, given, plans, reminders, signing, statements):
            post.KINDS.declare(self.name, *room.MESSAGES)
        timeline.GROUPS.declare(self.name, GROUP)
        timeline.SOURCES.declare(self.name, SOURCE)
        panels.PANELS.declare(self.name, PANEL)
        evidence.PROVIDERS.declare(self.name, evidence.Provider("notices", facts))
        parts.PARTS.declare(self.name, PART)
        LEAVING_PARTS.declare(self.name, *LEAVING)
        APPOINTMENTS.declare(self.name, DELEGATION)
        work.FINDERS.declare(
            self.name,
            work.Finder("cases", waiting),
            work.Finder("outcomes", outcomes_waiting),
            work.Finder("case letters", letters_waiting),
            work.Finder("letters to a school", waiting_at_school),
            work.Finder("representations", statements_waiting),
        )
        navigation.ENTRIES.declare(self.name, *ENTRIES)
