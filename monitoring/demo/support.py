"""Support from others in the made-up authority: a directory, what schools offer, budgets, and support in each state."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from allocations.allocation.holding import band_of
from allocations.models import Allocation
from monitoring.support.brokered.actions import agreeing, asking, delivering
from monitoring.support.brokered.actions.agreeing import Giver, Proposal
from monitoring.support.budgets.actions import keep_budget
from monitoring.support.leaders.actions import end_leader, keep_leader
from monitoring.support.models import BudgetLine, Leader, Provider, SchoolOffer, Support
from monitoring.support.offers.actions import keep_offer
from monitoring.support.providers.actions import keep_provider
from monitoring.support.states import SupportState as S
from monitoring.support.years import financial_year
from schools.models import School
from schools.queries import assigned_schools, schools_in_post
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

from .days import workday

DAY, YEAR = timedelta(days=1), timedelta(days=365)
# Name, designation, topics, phases, and how many days from today the accreditation ends; None for never.
PEOPLE: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int | None, int], ...] = (
    ("Nadia Sampleton", "nle", ("leadership-and-governance", "self-evaluation"), ("Primary",), 700, 12),
    ("Noel Placeholder", "nle", ("leadership-and-governance", "curriculum"), ("Secondary",), 400, 10),
    ("Lena Fictional", "lle", ("reading", "curriculum"), ("Primary",), 300, 15),
    ("Luca Notional", "lle", ("attendance", "behaviour-and-exclusions"), (), 45, 8),
    ("Sara Specimen", "sle", ("reading", "outcomes-and-gaps"), ("Primary", "Nursery"), -60, 6),
    ("Simon Template", "sle", ("inclusion-and-send",), (), 250, 20),
    ("Sofia Mockup", "sle", ("outcomes-and-gaps", "reading"), ("Secondary",), 500, 9),
    ("Graham Invented", "nlg", ("leadership-and-governance",), (), None, 5),
    ("Olwen Made", "other", ("reading", "attendance"), ("Primary",), 365, 4),
)
OFFERS = (
    ("reading", "Teachers visit lessons here, and our reading lead works with theirs.", 8),
    ("attendance", "Our attendance officer shows how we work with families.", 5),
    ("curriculum", "A day in school for subject leaders, with our plans and books.", 6),
)
PROVIDERS = (
    ("Exampleton Teaching School Hub", "hub", "Hilary Hub"),
    ("The Notional Learning Trust", "trust", "Tom Trust"),
    ("Exampleton Inclusion Service", "authority", "Ina Inclusion"),
    ("Placeholder Leadership Partnership", "partnership", "Lee Partner"),
)
BUDGETS = (("School to school support", "24000"), ("Commissioned intervention", "12500"), ("Reading", "3000"))
NEEDS = {
    "reading": "Reading in Key Stage 1 is taught in three ways. Teachers need one way, and to see it done well.",
    "attendance": "Persistent absence has risen for two years. The school needs help with its work with families.",
    "curriculum": "Subject leaders are new and need help to plan what is taught in which order.",
    "leadership-and-governance": "The new headteacher asks for a mentor, and governors for help with their questions.",
}
PRIORITIES = {"reading": ("reading",), "leadership-and-governance": ("workforce",)}
# State, topic, who gives it (a kind and a place among them), days, cost, the budget's place.
WALKS = (
    (S.ASKED, "reading", "", 0, "4", "0", 0),
    (S.MATCHED, "attendance", "leader", 3, "3", "1050", 0),
    (S.TO_APPROVE, "leadership-and-governance", "provider", 3, "12", "6200", 1),
    (S.AGREED, "reading", "offer", 0, "3", "900", 2),
    (S.COMMISSIONED, "curriculum", "provider", 0, "5", "2500", 0),
    (S.UNDER_WAY, "reading", "leader", 2, "6", "2100", 0),
    (S.DELIVERED, "attendance", "provider", 2, "4", "1400", 0),
    (S.EVALUATED, "leadership-and-governance", "leader", 7, "2", "700", 0),
    (S.CLOSED, "reading", "leader", 8, "2", "650", 2),
    (S.DECLINED, "curriculum", "", 0, "3", "0", 0),
    (S.WITHDRAWN, "attendance", "", 0, "2", "0", 0),
)
ASKED_AGO, STARTED_AGO = 50, 36
IMPACT = "Teachers now teach it in the same way. Books and what pupils say show it."


def make(known: Mapping[str, User], today: date) -> None:
    """Everything, by the acts of the people of the made-up authority."""
    begun = today - 70 * DAY
    with clock.at(begun):
        _directory(known["officer"], begun)
        lines = _budgets(known["officer"], today, begun)
    with clock.at(begun + DAY):
        _offers(known["officer"], begun + DAY)
    schools = _schools(known, today)
    for place, walk in enumerate(WALKS):
        _walk(schools[place % len(schools)], walk, lines, known, today, at_head=place == 1)


def _directory(officer: User, on: date) -> None:
    places = list(School.objects.filter(is_open=True).order_by("urn"))
    for place, (name, designation, topics, phases, ends, days) in enumerate(PEOPLE):
        typed = {
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@leaders.demo.example",
            "designation": designation,
            "school": places[-1 - place * 3] if designation != "other" else None,
            "topics": list(topics),
            "phases": list(phases),
            "accredited_from": on - 2 * YEAR,
            "accredited_to": None if ends is None else on + (70 + ends) * DAY,
            "days_a_year": Decimal(days),
            "notes": "",
        }
        made = keep_leader(None, typed, by=officer, on=on)
    end_leader(
        keep_leader(None, typed | {"name": "Gil Gone", "email": "gil.gone@leaders.demo.example"}, by=officer, on=on),
        reason="Retired.",
        by=officer,
        on=on,
    )
    assert made
    for name, kind, contact in PROVIDERS:
        given = {
            "name": name,
            "kind": kind,
            "contact_name": contact,
            "email": f"{contact.lower().replace(' ', '.')}@providers.demo.example",
            "telephone": "01632 960123",
            "active_from": on - YEAR,
            "active_to": None,
            "notes": "",
        }
        keep_provider(None, given, by=officer, on=on)


def _budgets(officer: User, today: date, on: date) -> list[BudgetLine]:
    year = financial_year(workday(today - STARTED_AGO * DAY))
    return [
        keep_budget(None, {"name": name, "financial_year": year, "amount": Decimal(amount)}, by=officer, on=on)
        for name, amount in BUDGETS
    ]


def _offers(officer: User, on: date) -> None:
    """Of schools that held Band A last."""
    held = Allocation.objects.filter(band="A", superseded_on=None, school__is_open=True).order_by("school")
    strong = list(School.objects.filter(pk__in=held.values("school")).order_by("urn"))[: len(OFFERS)]
    for school, (topic, text, days) in zip(strong, OFFERS, strict=False):
        typed = {
            "topic": topic,
            "text": text,
            "phases": [],
            "days_a_year": Decimal(days),
            "starts_on": on,
            "ends_on": None,
        }
        keep_offer(school, None, typed, by=officer, on=on)


def _schools(known: Mapping[str, User], today: date) -> list[School]:
    """The schools of one partner that have a head, those of the two heads with accounts first."""
    mine = set(assigned_schools(known["sip"], today))
    own = [*schools_in_post(known["head"], today, LEADS), *schools_in_post(known["head2"], today, LEADS)]
    led = School.objects.filter(pk__in=mine, is_open=True, posts__role="headteacher", posts__ends_on=None).distinct()
    found = list(led.order_by("urn"))
    return sorted(found, key=lambda school: (school.pk not in own, school.pk))


def _walk(
    school: School,
    walk: tuple[S, str, str, int, str, str, int],
    lines: list[BudgetLine],
    known: Mapping[str, User],
    today: date,
    *,
    at_head: bool,
) -> None:
    """Take support of a school to a state, by the acts that lead there."""
    state, topic, kind, place, days, cost, line = walk
    asked = today - ASKED_AGO * DAY
    partner, officer = known["sip"], known["officer"]
    head = school.posts.filter(role="headteacher", ends_on=None).select_related("user").earliest("pk").user
    with clock.at(asked):
        kinds = ("additional-support", "commissioned-intervention", "extra-visits")
        band = band_of(school, asked)
        allowed = {"C": 0, "D": 0, "B": 1}.get(band.id if band else "", 2)
        need = asking.Need(
            kind=kinds[allowed],
            topic=topic,
            priorities=PRIORITIES.get(topic, ()),
            need=NEEDS[topic],
            days=Decimal(days),
        )
        made = asking.ask(school, need, by=head if at_head else partner, on=asked)
    if state == S.DECLINED:
        with clock.at(asked + DAY):
            asking.decline(
                made, reason="The hub offers the same course to all schools in spring.", by=partner, on=asked + DAY
            )
    elif state == S.WITHDRAWN:
        with clock.at(asked + DAY):
            asking.withdraw(made, reason="We found help in our trust.", by=head, on=asked + DAY)
    elif state != S.ASKED:
        proposal = Proposal(
            giver=_giver(kind, place),
            days=Decimal(days),
            cost=Decimal(cost),
            budget=lines[line],
            starts_on=workday(today - STARTED_AGO * DAY),
            ends_on=workday(today + 20 * DAY),
        )
        _give(made, state, proposal, (head, partner, officer), today)


def _giver(kind: str, place: int) -> Giver:
    rows: list[Giver]
    if kind == "leader":
        return Leader.objects.get(name=PEOPLE[place][0])
    rows = list(Provider.objects.order_by("pk")) if kind == "provider" else list(SchoolOffer.objects.order_by("pk"))
    return rows[place]


def _give(made: Support, state: S, proposal: Proposal, people: tuple[User, User, User], today: date) -> None:
    """From the proposal to a state; the head agrees before the partner, and the officer approves."""
    head, partner, officer = people
    on = today - (ASKED_AGO - 6) * DAY
    with clock.at(on):
        made = agreeing.match(made, proposal, by=partner, on=on)
        if state == S.MATCHED:
            return
        agreeing.agree(made, by=head, on=on)
        made = agreeing.agree(made, by=partner, on=on)
        if state in (S.TO_APPROVE, S.AGREED):
            return
        if made.status == S.TO_APPROVE:
            made = agreeing.approve(made, reason="", by=officer, on=on)
        agreeing.commission(made, by=partner, on=on)
    if state == S.COMMISSIONED:
        return
    half = proposal.days / 2
    for number, ago in enumerate((30, 16)):
        on = workday(today - ago * DAY)
        if number and state == S.UNDER_WAY:
            return
        with clock.at(on):
            delivering.deliver(made, day=on, days=half, note="Lessons seen together, and a plan.", by=partner, on=on)
    on = today - 9 * DAY
    with clock.at(on):
        made = delivering.complete(made, cost=proposal.cost, by=partner, on=on)
        if state == S.DELIVERED:
            return
        delivering.evaluate(made, impact="strong", changed=IMPACT, again=True, by=head, on=on)
        delivering.evaluate(made, impact="some", changed=IMPACT, again=True, by=partner, on=on)
        if state == S.CLOSED:
            delivering.close(made, by=partner, on=on)
