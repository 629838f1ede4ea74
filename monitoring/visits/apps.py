from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "monitoring.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        from schools.handovers import parts
        from schools.leaving.parts import PARTS as LEAVING_PARTS
        from schools.receipts import kinds as receipts
        from sil.audit import events
        from sil.dates import calendars, sense
        from sil.deadlines import kept, promises
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work

        from .agreed.follow_ups import SOURCE
        from .agreed.handover import LEAVING as AGREED_LEAVING
        from .agreed.handover import PART as AGREED_PART
        from .calendar.feed import SOURCE as CALENDAR
        from .days import notifications as days
        from .days.panels import PANEL as DAYS
        from .events import EVENTS
        from .follow_ups import sources
        from .navigation import ENTRIES
        from .offers import notifications as offers
        from .offers.handover import LEAVING as OFFERS_LEAVING
        from .offers.handover import PART as OFFERS_PART
        from .offers.work import FINDER as TIMES_WAITING
        from .promises import PROMISES
        from .prompts import notifications as prompts
        from .prompts.work import FINDER as PROMPTS_WAITING
        from .report import notifications as reports
        from .report import reminders
        from .report.handover import LEAVING as REPORTS_LEAVING
        from .report.handover import PART as REPORTS_PART
        from .report.letters import KINDS
        from .report.work import FINDERS as REPORTS_WAITING
        from .requests import notifications as requests
        from .requests.work import FINDER as DAYS_WAITING
        from .sent import SENT
        from .terms.queries import CLOSURE
        from .visit import notifications as visits
        from .visit.handover import LEAVING, PARTS
        from .visit.panels import PANEL
        from .visit.queries import KEPT
        from .visit.timeline import GROUP
        from .visit.timeline import SOURCE as VISITS
        from .visit.work import FINDER as VISITS_WAITING

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        sources.SOURCES.declare(self.name, SOURCE)
        panels.PANELS.declare(self.name, DAYS, PANEL)
        timeline.SOURCES.declare(self.name, VISITS)
        timeline.GROUPS.declare(self.name, GROUP)
        kept.KEPT.declare(self.name, KEPT)
        promises.PROMISES.declare(self.name, *PROMISES)
        sense.CLOSURES.declare(self.name, CLOSURE)
        calendars.SOURCES.declare(self.name, CALENDAR)
        parts.PARTS.declare(self.name, *PARTS, REPORTS_PART, AGREED_PART, OFFERS_PART)
        LEAVING_PARTS.declare(self.name, LEAVING, *REPORTS_LEAVING, AGREED_LEAVING, OFFERS_LEAVING)
        work.FINDERS.declare(self.name, VISITS_WAITING, *REPORTS_WAITING, DAYS_WAITING, PROMPTS_WAITING, TIMES_WAITING)
        kinds.KINDS.declare(self.name, *KINDS)
        receipts.SENT.declare(self.name, *SENT)
        for room in (days, offers, prompts, reports, reminders, requests, visits):
            post.KINDS.declare(self.name, *room.MESSAGES)
        navigation.ENTRIES.declare(self.name, *ENTRIES)
