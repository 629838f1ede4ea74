"""Support from others, its directory and budgets, made by the real actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from monitoring.support.brokered.actions import agreeing, asking, delivering
from monitoring.support.brokered.actions.agreeing import Giver, Proposal
from monitoring.support.budgets.actions import keep_budget
from monitoring.support.leaders.actions import keep_leader
from monitoring.support.models import BudgetLine, Delivery, Leader, Provider, SchoolOffer, Support
from monitoring.support.offers.actions import keep_offer
from monitoring.support.providers.actions import keep_provider
from monitoring.support.states import SupportState as S
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from tests.conftest import TODAY

from . import people, schools

DAY = timedelta(days=1)
STARTS, ENDS = TODAY, TODAY + 60 * DAY
_numbers = count(1)


@dataclass
class Scene:
    """A school with its head and partner, and a Principal Officer who keeps the directory and the budgets."""

    school: School
    head: User
    partner: User
    officer: User
    other: User


def scene(**facts: Any) -> Scene:
    school = schools.school(**facts)
    partner = people.person("Sam Partner", role="sip")
    people.assign(school, partner)
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    other = people.person("Dora Director", role="director_of_education")
    return Scene(school, people.post(school, "headteacher").user, partner, officer, other)


def leader(by: User, **facts: Any) -> Leader:
    """A leader about reading, of all phases, with ten days, accredited today."""
    number = next(_numbers)
    typed = {
        "name": f"Leader Example {number}",
        "email": f"leader{number}@test.example",
        "designation": "nle",
        "school": None,
        "topics": ["reading"],
        "phases": [],
        "accredited_from": date(2024, 9, 1),
        "accredited_to": None,
        "days_a_year": Decimal(10),
        "notes": "",
    }
    return keep_leader(None, typed | facts, by=by, on=TODAY)


def provider(by: User, **facts: Any) -> Provider:
    number = next(_numbers)
    typed = {
        "name": f"Provider Example {number}",
        "kind": "hub",
        "contact_name": "Hilary Hub",
        "email": f"hub{number}@test.example",
        "telephone": "",
        "active_from": date(2024, 9, 1),
        "active_to": None,
        "notes": "",
    }
    return keep_provider(None, typed | facts, by=by, on=TODAY)


def offer(school: School, by: User, **facts: Any) -> SchoolOffer:
    typed = {
        "topic": "reading",
        "text": "Visits to lessons.",
        "phases": [],
        "days_a_year": Decimal(5),
        "starts_on": date(2026, 9, 1),
        "ends_on": None,
    }
    return keep_offer(school, None, typed | facts, by=by, on=TODAY)


def budget(by: User, amount: str = "10000", **facts: Any) -> BudgetLine:
    typed = {"name": f"Budget {next(_numbers)}", "financial_year": 2026, "amount": Decimal(amount)}
    return keep_budget(None, typed | facts, by=by, on=TODAY)


def asked(made: Scene, *, by: User | None = None, **facts: Any) -> Support:
    given = {"kind": "extra-visits", "topic": "reading", "priorities": (), "need": "Help.", "days": Decimal(3)} | facts
    warning = "The framework names additional visits for Band A, Band B, Band C or Band D. The school has no band yet."
    return asking.ask(
        made.school, asking.Need(**given, read=given.pop("read", warning)), by=by or made.partner, on=TODAY
    )


def proposal(giver: Giver, line: BudgetLine | None, cost: str = "1000", days: str = "3", **facts: Any) -> Proposal:
    given = {"giver": giver, "days": Decimal(days), "cost": Decimal(cost), "budget": line} | facts
    return Proposal(**({"starts_on": STARTS, "ends_on": ENDS} | given))


def walk(
    made: Scene,
    state: S,
    *,
    cost: str = "1000",
    giver: Giver | None = None,
    line: BudgetLine | None = None,
    **need: Any,
) -> Support:
    """Support in a state; TO_APPROVE costs more than the framework lets pass. `need` is what is asked for."""
    support = asked(made, **need)
    if state == S.ASKED:
        return support
    if state == S.DECLINED:
        return asking.decline(support, reason="Not now.", by=made.partner, on=TODAY)
    if state == S.WITHDRAWN:
        return asking.withdraw(support, reason="Not needed.", by=made.head, on=TODAY)
    cost = "6000" if state == S.TO_APPROVE else cost
    found = proposal(giver or provider(made.officer), line or budget(made.officer), cost)
    support = agreeing.match(support, found, by=made.partner, on=TODAY)
    if state == S.MATCHED:
        return support
    agreeing.agree(support, by=made.head, on=TODAY)
    support = agreeing.agree(support, by=made.partner, on=TODAY)
    if state in (S.TO_APPROVE, S.AGREED):
        return support
    support = agreeing.commission(support, by=made.partner, on=TODAY)
    if state == S.COMMISSIONED:
        return support
    given(support, made)
    support.refresh_from_db()
    if state == S.UNDER_WAY:
        return support
    support = delivering.complete(support, cost=Decimal(cost), by=made.partner, on=TODAY)
    if state == S.DELIVERED:
        return support
    evaluated(support, made.head)
    evaluated(support, made.partner)
    support.refresh_from_db()
    return delivering.close(support, by=made.partner, on=TODAY) if state == S.CLOSED else support


def given(support: Support, made: Scene, days: str = "2") -> Delivery:
    return delivering.deliver(support, day=TODAY, days=Decimal(days), note="Lessons.", by=made.partner, on=TODAY)


def evaluated(support: Support, by: User) -> None:
    delivering.evaluate(support, impact="strong", changed="Reading.", again=True, by=by, on=TODAY)
