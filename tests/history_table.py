"""Which page of the access table shows which kind of record, so that its history is tried as the page is."""

import re
from collections.abc import Callable, Iterator

from allocations.models import Round
from monitoring.notices.models import Statement
from sil.letters.models import Letter

from .access_table import ROWS, Row
from .world import World

Key = Callable[[World, str], str]


def _in_path(world: World, path: str) -> str:
    found = re.search(r"/([0-9a-f-]{36}|\d+)/", path)
    assert found, path
    return found[1]


def _round(world: World, path: str) -> str:
    return str(Round.objects.get(academic_year=_in_path(world, path)).pk)


def _letter(world: World, path: str) -> str:
    return str(Letter.objects.get(reference=path.split("/")[2]).pk)


def _report(world: World, path: str) -> str:
    return str(next(visit.report.pk for visit in world.report.values() if visit.pk == int(_in_path(world, path))))


def _statement(world: World, path: str) -> str:
    """Blank where nothing was written yet."""
    found = Statement.objects.filter(notice=_in_path(world, path), purpose=path.rstrip("/").split("/")[-1]).first()
    return str(found.pk) if found else ""


# Route of the page -> the kind of its record, and how its key is found.
PAGES: dict[str, tuple[str, Key]] = {
    "access_review": ("access-review", _in_path),
    "action_plan": ("action-plan", _in_path),
    "agreed_action": ("agreed-action", _in_path),
    "allocation": ("allocation", _in_path),
    "authority_action": ("authority-action", _in_path),
    "case": ("case", _in_path),
    "case_letter": ("case-letter", _in_path),
    "casework_access": ("casework-access", _in_path),
    "change_request": ("change-request", _in_path),
    "days_request": ("days-request", _in_path),
    "disposal": ("disposal", _in_path),
    "information_request": ("information-request", _in_path),
    "event": ("event", _in_path),
    "handover": ("handover", _in_path),
    "inspection": ("inspection", _in_path),
    "letter": ("letter", _letter),
    "message": ("message", _in_path),
    "more_days": ("more-days", _in_path),
    "more_time": ("more-time", _in_path),
    "newsletter": ("newsletter", _in_path),
    "note": ("note", _in_path),
    "offer_request": ("offer-request", _in_path),
    "ofsted_letter": ("ofsted-letter", _in_path),
    "partnership_plan": ("improvement-plan", _in_path),
    "person": ("person", _in_path),
    "plan_review": ("plan-review", _in_path),
    "register_file": ("register-file", _in_path),
    "register_run": ("register-run", _in_path),
    "report": ("report", _report),
    "round": ("round", _round),
    "school_document": ("document", _in_path),
    "scrutiny_report": ("scrutiny-report", _in_path),
    "service_concern": ("service-concern", _in_path),
    "statement": ("statement", _statement),
    "summary": ("summary", _in_path),
    "summary_run": ("summary-run", _in_path),
    "support": ("support", _in_path),
    "support_budget": ("budget", _in_path),
    "support_leader": ("leader", _in_path),
    "support_offer": ("school-offer", _in_path),
    "support_provider": ("provider", _in_path),
    "survey": ("survey", _in_path),
    "team": ("team", _in_path),
    "team_action": ("team-action", _in_path),
    "team_meeting": ("meeting", _in_path),
    "team_support": ("financial-support", _in_path),
    "term_change": ("term", _in_path),
    "term_report": ("term-report", _in_path),
    "times": ("times", _in_path),
    "visit": ("visit", _in_path),
}

# Tables with events whose records have no history of their own -> why.
WITHOUT = {
    "accounts_rolegrant": "a line of the person's history",
    "schools_post": "a line of the histories of the person and of the school",
    "schools_assignment": "a line of the histories of the person and of the school",
    "schools_broughtinfile": "its page says who brought it in and took it back, when and why",
    "schools_cover": "a line of the histories of both people and of the school",
    "schools_assistant": "a line of the school's history",
    "schools_trustpost": "a line of a list; the audit shows it",
    "schools_areaforimprovement": "in the history of its inspection",
    "retention_hold": "a line of the list of legal holds, which says who placed and ended it, when and why",
    "schools_school": "its timeline",
    "conversations_conversation": "its entries are its history, and nothing in it changes",
    "deadlines_bankholiday": "a line of a list; the audit shows it",
    "framework_frameworkversion": "loaded once and never changed; its page says when and by whom",
    "notices_delegation": "a line of the director's list; the audit shows it",
    "notices_emailconsent": "a line of the histories of the person and of the school",
    "notices_secretaryofstatenotice": "a line of the school's history",
    "offer_booking": "in the history of its event",
    "plans_objective": "in the history of its plan",
    "plans_planpaper": "a line of the school's history; each file says when it was made",
    "support_leaderfile": "read in once, by whoever sent it in",
    "surveys_invitation": "who answered is nobody's business",
    "surveys_comment": "what somebody said in confidence",
    "surveys_theme": "in the history of its survey",
    "visits_contracteddays": "a line of the person's history",
    "visits_extradays": "a line of the school's history",
    "visits_feed": "a line of the person's history",
    "visits_leave": "a line of the person's history",
}


def walked() -> Iterator[tuple[Row, str, Key]]:
    """The rows that show the page of a record, with the kind of the record and how its key is found: of each kind the
    records in all the states that the access table has."""
    for row in ROWS:
        if row.route in PAGES and row.who and (row.method, row.status) == ("GET", 200):
            yield row, *PAGES[row.route]


def one_for_each_who() -> Iterator[tuple[Row, str, Key]]:
    """Those of `walked` without what the same people open of the same kind: who may depends on what a record is."""
    tried = set()
    for row, slug, key in walked():
        if (row.route, row.who) not in tried:
            tried.add((row.route, row.who))
            yield row, slug, key
