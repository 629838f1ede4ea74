"""The made-up authority from its first day to a certain one, act by act."""

from datetime import date, timedelta

from schools.models import School
from sil import clock
from sil.framework import actions as framework
from sil.framework.years import academic_year, first_day

from . import access, documents, handover, people, plans, scrutiny, service, support, surveys, teams
from .allocations import rounds
from .authority import framework_text
from .concern import cases as concerns
from .offer import events as offer
from .offer import newsletters
from .schools import ofsted, register, results
from .schools.rows import FIRST_URN
from .visits import agreed, asked, capacity, conversations, days, notes, offers, reports
from .visits import diary as visits

DAY, YEAR = timedelta(days=1), timedelta(days=365)
# Before today.
BEGUN, ROUND_OPENED, NEW_SCHOOLS = YEAR * 4, timedelta(days=40), timedelta(days=110)
REGISTER_CHANGED, STOOD_IN = timedelta(days=12), timedelta(days=5)
# After last year's round was opened.
INSPECTED = timedelta(days=130)


def make(today: date, *, full: bool = False) -> None:
    """The whole authority, with dates relative to a day: four rounds, the last of them under way. `full` adds the last
    year's visits to every school, which would make the demonstration slow to start."""
    begun, opened, came, changed = (today - days for days in (BEGUN, ROUND_OPENED, NEW_SCHOOLS, REGISTER_CHANGED))
    year = academic_year(today)
    with clock.at(begun):
        framework.load(framework_text(), file_name="demonstration.toml", by=None)
        register.read(register.at_first())
        known = people.make_accounts(begun)
        there = list(School.objects.order_by("urn"))
        people.fill_posts(there, known, begun)
        people.assign_officers(there, known, begun)
    for urns, day in ((people.NEW_LAST_YEAR, came - YEAR), (people.NEW_THIS_YEAR, came)):
        with clock.at(day):
            people.change_heads(urns, day)
    for ago in sorted(rounds.EARLIER, reverse=True):
        rounds.earlier(ago, year - ago, known["officer"], opened - YEAR * ago)
        plans.of_earlier_years(first_day(year - ago))
    with clock.at(came):
        register.read(register.with_new(came))
        new = list(School.objects.filter(open_date=came).order_by("urn"))
        people.fill_posts(new, known, came)
        people.assign_principal(new, known["officer"], came)
    rounds.open_round(year, known["officer"], opened)
    _change(opened, came, changed, today)
    results.read(register.at_first(), today)
    rounds.present(year, opened, today)
    ofsted.letters(known, today)
    service.concerns(known, today)
    surveys.surveys(known, today)
    offer.events(known, today)
    offer.requests(known, today)
    newsletters.make(known, today)
    visits.terms_of(known, today)
    visits.make(known, today)
    if full:
        visits.year_of(year - 1, today)
    reports.write(known, today)
    agreed.make(known, today)
    days.more(known, today)
    capacity.make(known, today)
    offers.make(known, today)
    notes.make(known, today)
    documents.make(known, today)
    plans.make(known, today)
    conversations.make(known, today)
    asked.make(known, today)
    teams.make(known, today)
    support.make(known, today)
    concerns.make(known, today)
    handover.make(known, today)
    access.make(known, today)
    scrutiny.reports(known, today)
    scrutiny.of_terms(known, today)
    access.review(known, today)
    access.requests(known, today)
    rounds.deliver(opened, today)


def _change(opened: date, came: date, changed: date, today: date) -> None:
    """What happens to schools while the round is under way."""
    with clock.at(opened + DAY):
        people.lose_heads(opened + DAY)
    teams.before_conversion(School.objects.get(pk=FIRST_URN + register.CONVERTED), changed - 2 * DAY)
    with clock.at(changed):
        inspected = opened - YEAR + INSPECTED
        rows = register.with_changes(came, inspected, changed)
        register.read(rows, inspections_until=today)
        register.read_links(rows, changed)
        register.read_report_cards(rows, today)
        people.leave(FIRST_URN + register.MERGED, changed - DAY)
        people.follow(FIRST_URN + register.CONVERTED, register.ACADEMY, changed)
    with clock.at(today - STOOD_IN):
        people.stand_in(today - STOOD_IN)
