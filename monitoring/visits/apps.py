from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "monitoring.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from schools.signs.kinds import KINDS as SIGNS
        from sil.audit import events
        from sil.dates import calendars, sense
        from sil.deadlines import kept
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work

        from .agreed import handover as agreed
        from .agreed.follow_ups import SOURCE
        from .calendar.feed import SOURCE as CALENDAR
        from .days import notifications as days
        from .days.panels import PANEL as DAYS
        from .events import EVENTS
        from .follow_ups import sources
        from .navigation import ENTRIES
        from .offers import handover as of_offers
        from .offers import notifications as offers
        from .offers.work import FINDER as TIMES_WAITING
        from .priorities.queries import VISITS as TAGGED
        from .priorities.sources import SOURCES as PRIORITIES
        from .prompts import notifications as prompts
        from .prompts.work import FINDER as PROMPTS_WAITING
        from .report import handover as of_reports
        from .report import notifications as reports
        from .report import reminders
        from .report.letters import KINDS
        from .report.work import FINDERS as REPORTS_WAITING
        from .requests import notifications as requests
        from .requests.work import FINDER as DAYS_WAITING
        from .sent import SENT
        from .signs.kinds import KINDS as OWN_SIGNS
        from .terms.queries import CLOSURE
        from .visit import handover, queries
        from .visit import notifications as visits
        from .visit import timeline as of_visits
        from .visit.panels import PANEL
        from .visit.work import FINDER as VISITS_WAITING

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        sources.SOURCES.declare(self.name, SOURCE)
        PRIORITIES.declare(self.name, TAGGED)
        panels.PANELS.declare(self.name, DAYS, PANEL)
        timeline.SOURCES.declare(self.name, of_visits.SOURCE)
        timeline.GROUPS.declare(self.name, of_visits.GROUP)
        kept.KEPT.declare(self.name, queries.KEPT)
        sense.CLOSURES.declare(self.name, CLOSURE)
        calendars.SOURCES.declare(self.name, CALENDAR)
        parts.PARTS.declare(self.name, *handover.PARTS, of_reports.PART, agreed.PART, of_offers.PART)
        LEAVING_PARTS.declare(self.name, handover.LEAVING, *of_reports.LEAVING, agreed.LEAVING, of_offers.LEAVING)
        work.FINDERS.declare(self.name, VISITS_WAITING, *REPORTS_WAITING, DAYS_WAITING, PROMPTS_WAITING, TIMES_WAITING)
        kinds.KINDS.declare(self.name, *KINDS)
        SIGNS.declare(self.name, *OWN_SIGNS)
        receipts.SENT.declare(self.name, *SENT)
        for room in (days, offers, prompts, reports, reminders, requests, visits):
            post.KINDS.declare(self.name, *room.MESSAGES)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
