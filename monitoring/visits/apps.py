from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "monitoring.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        self._declare_what_is_written()
        self._declare_what_is_shown()
        self._declare_what_moves()

    def _declare_what_is_written(self) -> None:
        """Events, letters, receipts and messages."""
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.letters import kinds
        from sil.outbox import post

        from .days import notifications as days
        from .events import EVENTS
        from .more_days import notifications as more_days
        from .offers import notifications as offers
        from .prompts import notifications as prompts
        from .report import notifications as reports
        from .report import reminders
        from .report.letters import KINDS
        from .requests import notifications as requests
        from .sent import SENT
        from .visit import notifications as visits

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        kinds.KINDS.declare(self.name, *KINDS)
        receipts.SENT.declare(self.name, *SENT)
        for room in (days, more_days, offers, prompts, reports, reminders, requests, visits):
            post.KINDS.declare(self.name, *room.MESSAGES)

    def _declare_what_is_shown(self) -> None:
        """What is lent to other pages: panels, work, the timeline, calendars, and what figures are counted from."""
        from monitoring.conversations.things import THINGS
        from schools.signs.kinds import KINDS as SIGNS
        from sil.dates import calendars, sense
        from sil.deadlines import kept, promises
        from sil.web import navigation, panels, timeline, work
        from sil.web.history import kinds as history

        from .agreed.follow_ups import SOURCE
        from .calendar.feed import SOURCE as CALENDAR
        from .days.panels import PANEL as DAYS
        from .follow_ups import sources
        from .histories import HISTORIES
        from .more_days.notifications import hear_declined
        from .more_days.work import FINDER as ASKED_BY_SCHOOLS
        from .navigation import ENTRIES
        from .offers.work import FINDER as TIMES_WAITING
        from .priorities.queries import VISITS as TAGGED
        from .priorities.sources import SOURCES as PRIORITIES
        from .promises import PROMISES
        from .prompts.work import FINDER as PROMPTS_WAITING
        from .report.work import FINDERS as REPORTS_WAITING
        from .requests import declined
        from .requests.work import FINDER as DAYS_WAITING
        from .signs.kinds import KINDS as OWN_SIGNS
        from .terms.queries import CLOSURE
        from .visit import queries
        from .visit import timeline as of_visits
        from .visit.conversation import THING
        from .visit.panels import PANEL
        from .visit.work import FINDER as VISITS_WAITING

        sources.SOURCES.declare(self.name, SOURCE)
        PRIORITIES.declare(self.name, TAGGED)
        panels.PANELS.declare(self.name, DAYS, PANEL)
        timeline.SOURCES.declare(self.name, of_visits.SOURCE)
        timeline.GROUPS.declare(self.name, of_visits.GROUP)
        kept.KEPT.declare(self.name, queries.KEPT)
        promises.PROMISES.declare(self.name, *PROMISES)
        sense.CLOSURES.declare(self.name, CLOSURE)
        calendars.SOURCES.declare(self.name, CALENDAR)
        declined.HEARS.declare(self.name, declined.Hears("days that schools ask for", hear_declined))
        work.FINDERS.declare(
            self.name, VISITS_WAITING, *REPORTS_WAITING, DAYS_WAITING, ASKED_BY_SCHOOLS, PROMPTS_WAITING, TIMES_WAITING
        )
        THINGS.declare(self.name, THING)
        SIGNS.declare(self.name, *OWN_SIGNS)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
        history.HISTORIES.declare(self.name, *HISTORIES)

    def _declare_what_moves(self) -> None:
        """What is handed over with a school, or by somebody who leaves."""
        from schools.handovers import parts
        from schools.leaving.parts import PARTS

        from .agreed import handover as agreed
        from .offers import handover as offers
        from .report import handover as reports
        from .visit import handover as visits

        parts.PARTS.declare(self.name, *visits.PARTS, reports.PART, agreed.PART, offers.PART)
        PARTS.declare(self.name, visits.LEAVING, *reports.LEAVING, agreed.LEAVING, offers.LEAVING)
