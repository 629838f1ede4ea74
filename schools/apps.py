from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from sil.accounts import user_roles
        from sil.audit import events
        from sil.dates import sense
        from sil.framework import measures
        from sil.outbox import post
        from sil.web import evidence, navigation, panels, work

        from . import panels as own
        from .appointments import held, kinds
        from .assistants import notifications as assistants
        from .assistants.work import FINDER as ASSISTANTS
        from .casework_access import notifications as casework_access
        from .casework_access.work import FINDER as ACCESSES
        from .confirmations import notifications as confirmations
        from .confirmations.work import FINDER as CHANGES
        from .covers import notifications as covers
        from .documents.actions import EVENTS as DOCUMENT_EVENTS
        from .documents.panels import PANEL as DOCUMENTS_PANEL
        from .events import APART, EVENTS
        from .evidence import facts
        from .handovers import notifications as handovers
        from .handovers.work import FINDER as HANDOVERS
        from .indicators.measures import MEASURES
        from .leaving import notifications as leaving
        from .leaving.handover import PARTS as LEAVING
        from .leaving.parts import PARTS as LEAVING_PARTS
        from .letters.authority_actions.transitions import EVENTS as ACTION_EVENTS
        from .letters.authority_actions.work import FINDER as ACTIONS
        from .letters.transitions import EVENTS as LETTER_EVENTS
        from .navigation import ENTRIES
        from .people import notifications as people
        from .people.work import FINDER as UNREACHED
        from .queries import ROLE_SOURCES
        from .receipts import notifications as receipts
        from .registers.fetch.work import FINDER as FETCHED
        from .registers.file import transitions
        from .signs.actions import EVENTS as SIGN_EVENTS
        from .signs.kinds import KINDS as SIGNS
        from .signs.own import KINDS as OWN_SIGNS
        from .signs.panels import PANEL as SIGNS_PANEL
        from .succession import CLOSURE

        LEAVING_PARTS.declare(self.name, *LEAVING)
        kinds.KINDS.declare(self.name, *held.KINDS)
        for found in (EVENTS, DOCUMENT_EVENTS, held.EVENTS, LETTER_EVENTS, ACTION_EVENTS, transitions.EVENTS):
            events.KINDS.declare(self.name, *events.kinds(found, APART))
        events.KINDS.declare(self.name, *events.kinds(SIGN_EVENTS, dict.fromkeys(SIGN_EVENTS, events.APART)))
        SIGNS.declare(self.name, *OWN_SIGNS)
        user_roles.SOURCES.declare(self.name, *ROLE_SOURCES)
        for room in (people, assistants, casework_access, confirmations, covers, handovers, leaving, receipts):
            post.KINDS.declare(self.name, *room.MESSAGES)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
        sense.CLOSURES.declare(self.name, CLOSURE)
        evidence.PROVIDERS.declare(self.name, evidence.Provider("school", facts))
        work.FINDERS.declare(self.name, HANDOVERS, CHANGES, ACTIONS, ASSISTANTS, ACCESSES, UNREACHED, FETCHED)
        measures.MEASURES.declare(self.name, *MEASURES)
        panels.PANELS.declare(self.name, *own.PANELS, DOCUMENTS_PANEL, SIGNS_PANEL)
        self._declare_history()

    def _declare_history(self) -> None:
        from sil.web import timeline
        from sil.web.history.kinds import HISTORIES

        from .documents import timeline as documents
        from .history.kinds import HISTORIES as OWN
        from .history.timeline import GROUPS, SOURCES

        timeline.SOURCES.declare(self.name, *SOURCES, documents.SOURCE)
        timeline.GROUPS.declare(self.name, *GROUPS, documents.GROUP)
        HISTORIES.declare(self.name, *OWN)
