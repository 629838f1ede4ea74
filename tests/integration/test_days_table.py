"""The table of the days of all schools: its figures are those of the ledgers, whatever is on record, and add up."""

import csv
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from allocations.models import Allocation
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.visits.days import actions
from monitoring.visits.days.ledger import Ledger
from monitoring.visits.days.queries import ledgers
from monitoring.visits.models import Term
from schools.models import School
from sil.accounts.models import User
from tests.conftest import TODAY
from tests.factories import allocations, people, schools, visits
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O11")]
YEAR = 2026
TERMS = (
    ("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
    ("Spring", date(2027, 1, 4), date(2027, 3, 26)),
    ("Summer", date(2027, 4, 12), date(2027, 7, 21)),
)
KINDS = ("core-visit", "termly-contact", "performance-management", "brokered")
DUE = ("owed", "held", "planned", "behind")
FIGURES = ("Allowed", "Used", "Planned", "Left", "Over")


@pytest.fixture(autouse=True)
def terms() -> None:
    Term.objects.all().delete()
    for name, starts, ends in TERMS:
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)


def a_school(name: str, *, this_year: str = "", last_year: str = "") -> Scene:
    """A school with the bands of two years; blank for none."""
    school = schools.school(name)
    if Allocation.objects.exists():
        for of in {each.round for each in Allocation.objects.select_related("round")}:
            rounds.add_school(of, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
    else:
        allocations.open_round(YEAR - 1, on=date(2025, 11, 3))
        allocations.open_round(YEAR)
    made = allocations.scene(State.AGREED if this_year else State.IDENTIFIED, school=school, band=this_year or "A")
    if last_year:
        then = Allocation.objects.get(school=school, round__academic_year=YEAR - 1)
        allocations.walk(replace(made, allocation=then), State.AGREED, band=last_year)
    return made


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def rows(user: User, query: str = "") -> list[dict[str, str]]:
    answer: Any = client(user).get(f"/visits/days/?export=csv&{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines()))


def text(user: User, query: str = "") -> str:
    answer: Any = client(user).get(f"/visits/days/?{query}")
    assert answer.status_code == 200
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def figures(row: dict[str, str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(row[name]) for name in FIGURES)


def of_ledger(ledger: Ledger) -> tuple[Decimal, ...]:
    left = max(ledger.left, Decimal(0))
    return ledger.allowed, ledger.delivered, ledger.planned, left, ledger.over


@pytest.fixture
def some() -> dict[str, Scene]:
    return {
        "settled": a_school("Example Settled School", this_year="A"),
        "moved": a_school("Example Moved School", this_year="C", last_year="B"),
        "waiting": a_school("Example Waiting School", last_year="B"),
        "new": a_school("Example New School"),
    }


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_that_of_the_ledger_and_the_foot_is_the_sum_of_the_rows(
    some: dict[str, Scene], seed: int
) -> None:
    dice = random.Random(seed)
    waiting = some["waiting"]
    # It counts while there is no band at all, and not with the band of last year.
    visits.held(waiting.school, waiting.sip, TODAY - timedelta(days=10), kind="brokered", days=Decimal("1.5"))
    for made in some.values():
        for _ in range(dice.randrange(6)):
            day = TODAY + timedelta(days=dice.choice([-70, -30, -3, 14, 75, 170, 230]) + dice.randrange(3))
            make = visits.held if day < TODAY else visits.planned
            make(made.school, made.sip, day, kind=dice.choice(KINDS), days=Decimal(dice.randrange(1, 6)) / 2)
        if dice.random() < 0.4:
            actions.approve(
                made.school, year=YEAR, line="", days=Decimal("0.5"), reason="Leaders.", by=made.officer, on=TODAY
            )
    officer = some["new"].officer
    table = {int(row["URN"]): row for row in rows(officer)}
    said = {by: rows(officer, f"by={by}") for by in ("term", "line")}
    foot = text(officer)
    # Last year's band is what is counted with: once it is settled for this year, the ledger says the same.
    allocations.walk(waiting, State.AGREED, band="B")
    counted = ledgers(School.objects.all(), YEAR)
    assert {urn: figures(row) for urn, row in table.items()} == {
        urn: of_ledger(ledger) for urn, ledger in counted.items()
    }
    for urn, row in table.items():
        allowed, used, planned, left, over = figures(row)
        assert not row["Band"] or allowed + over == used + planned + left, urn
    total = [sum((figures(row)[place] for row in table.values()), Decimal(0)) for place in range(len(FIGURES))]
    assert "All schools shown " + " ".join(f"{each.normalize():f}" for each in total) in foot
    for by, found in said.items():
        for row in found:
            whole = table[int(row["URN"])]
            for how in ("used", "planned", *(("allowed",) if by == "line" else ())):
                parts = sum(Decimal(value) for name, value in row.items() if name.endswith(f": {how}"))
                assert parts == Decimal(whole[how.capitalize()]), (by, how, row["School"])


def test_a_school_without_a_band_is_counted_with_last_years(some: dict[str, Scene]) -> None:
    officer = some["new"].officer
    table = {row["School"]: row for row in rows(officer)}
    said = {name: (row["Band"], row["Band settled for"], row["Allowed"]) for name, row in table.items()}
    assert said == {
        "Example Settled School": ("Band A", "2026 to 2027", "3.0"),
        "Example Moved School": ("Band C", "2026 to 2027", "7.0"),
        "Example Waiting School": ("Band B", "2025 to 2026", "5.5"),
        "Example New School": ("", "", "0"),
    }
    page = text(officer)
    assert "Band B last year" in page and "1 school has no band for this year yet, and is counted with the band" in page
    # What comes next year is counted with this year's, where there is one.
    later = {row["School"]: (row["Band"], row["Allowed"]) for row in rows(officer, f"year={YEAR + 1}")}
    assert later["Example Moved School"] == ("Band C", "7") and later["Example New School"] == ("", "0")
    assert later["Example Waiting School"] == ("Band B", "5.5")
    assert "Band B in 2025 to 2026" in text(officer, f"year={YEAR + 1}")


def test_the_table_is_narrowed_and_sorted(some: dict[str, Scene]) -> None:
    made = some["moved"]
    visits.held(made.school, made.sip, TODAY - timedelta(days=3), kind="core-visit", days=Decimal(9))
    officer = made.officer
    names = {key: scene.school.name for key, scene in some.items()}
    for query, expected in (
        ("state=over", {"moved"}),
        ("state=behind", {"settled", "moved"}),
        ("state=last-year", {"waiting", "new"}),
        ("band=Band+B", {"waiting"}),
        ("band=-", {"new"}),
        ("band=no+such", set(some)),
        (f"sip={made.sip.pk}", {"moved"}),
        ("sip=none", set()),
        ("phase=Secondary", set()),
        ("search=waiting", {"waiting"}),
        (f"search={made.school.pk}", {"moved"}),
        ("year=1999&by=nothing", set(some)),
    ):
        assert {row["School"] for row in rows(officer, query)} == {names[key] for key in expected}, query
    for column in ("school", "-partner", "band", "allowed", "-used", "planned", "left", "-over", "nothing"):
        found = rows(officer, f"sort={column}")
        assert text(officer, f"sort={column}")
        name = column.removeprefix("-").capitalize()
        if name in FIGURES:
            values = [Decimal(row[name]) for row in found]
            assert values == sorted(values, reverse=column.startswith("-")), column


def test_officers_see_all_schools_and_a_partner_their_own(some: dict[str, Scene]) -> None:
    made = some["moved"]
    assert [row["School"] for row in rows(made.sip)] == ["Example Moved School"]
    assert "Days of my schools" in text(made.sip) and "Example New School" not in text(made.sip, "by=term")
    assert f'href="/schools/{made.school.pk}/days/"' in client(made.sip).get("/visits/days/").content.decode()
    assert client(made.officer).get(f"/schools/{made.school.pk}/days/?year={YEAR + 1}").status_code == 200
    for other in (made.head, made.chair, made.director, people.person(role="administrator")):
        assert client(other).get("/visits/days/").status_code == 404


@pytest.mark.feature("V10")
def test_what_is_owed_by_the_end_of_a_term_by_hand(some: dict[str, Scene]) -> None:
    """Band C: a core visit and a contact each term, performance management by the year’s end. A core visit was held
    and a contact is planned in autumn; another contact is planned in spring."""
    made = some["moved"]
    visits.held(made.school, made.sip, date(2026, 11, 12), kind="core-visit", days=Decimal(1))
    visits.planned(made.school, made.sip, date(2026, 12, 3), kind="termly-contact", days=Decimal("0.5"))
    visits.planned(made.school, made.sip, date(2027, 1, 21), kind="termly-contact", days=Decimal("0.5"))
    lines = ("Core visit", "Termly contact", "Performance management")
    for term, expected in (
        ("Autumn", ((1, 1, 0, 0), (1, 0, 1, 0), (0, 0, 0, 0))),
        ("Spring", ((2, 1, 0, 1), (2, 0, 2, 0), (0, 0, 0, 0))),
        ("Summer", ((3, 1, 0, 2), (3, 0, 2, 1), (1, 0, 0, 1))),
    ):
        row = next(row for row in rows(made.sip, f"by=owed&term={term}"))
        found = tuple(tuple(int(row[f"{line}: {what}"]) for what in DUE) for line in lines)
        assert found == expected, term
        behind = rows(made.officer, f"state=behind&term={term}")
        assert ("Example Moved School" in {each["School"] for each in behind}) is (term != "Autumn")
    seen = text(made.sip, "by=owed&term=Spring")
    assert "Visits owed by the end of Spring, Friday 26 March 2027" in seen and "2 owed: 1 held, 1 behind" in seen
    assert "A school is behind where a visit that is owed is neither held nor planned." in seen
    # Without a term, the one that has begun: autumn.
    assert "Visits owed by the end of Autumn, Friday 18 December 2026" in text(made.sip, "by=owed")
    # A band that is not settled owes nothing yet.
    all_of_it = rows(made.officer, "by=owed&term=Summer")
    waiting = next(row for row in all_of_it if row["School"] == "Example Waiting School")
    assert {waiting[f"{line}: owed"] for line in lines} == {"0"}


@pytest.mark.feature("V10")
@pytest.mark.parametrize("seed", range(3))
def test_who_is_behind_is_what_the_ledger_owes(some: dict[str, Scene], seed: int) -> None:
    dice = random.Random(seed)
    for made in some.values():
        for _ in range(dice.randrange(7)):
            day = TODAY + timedelta(days=dice.choice([-70, -30, -3, 14, 40, 75, 170, 230]) + dice.randrange(3))
            make = visits.held if day < TODAY else visits.planned
            make(made.school, made.sip, day, kind=dice.choice(KINDS), days=Decimal("0.5"))
    officer = some["new"].officer
    counted = ledgers(School.objects.all(), YEAR)
    for name, _, ends in TERMS:
        table = {int(row["URN"]): row for row in rows(officer, f"by=owed&term={name}")}
        narrowed = {int(row["URN"]) for row in rows(officer, f"state=behind&term={name}")}
        for urn, row in table.items():
            owed = sum(each.contacts for each in counted[urn].owed(ends))
            assert sum(int(value) for what, value in row.items() if what.endswith(": behind")) == owed
            assert (urn in narrowed) is bool(owed)


@pytest.mark.feature("V10")
def test_the_schools_own_page_says_on_what_it_is_behind(some: dict[str, Scene]) -> None:
    made = some["settled"]
    path = f"/schools/{made.school.pk}/days/"
    for user in (made.sip, made.head):
        seen = " ".join(unescape(strip_tags(client(user).get(path).content.decode())).split())
        assert "Behind A half-day contact each term" in seen and "1 visit owed in Autumn." in seen
    visits.planned(made.school, made.sip, date(2026, 12, 3), kind="core-visit", days=Decimal(1))
    assert "Behind" not in client(made.head).get(path).content.decode()
