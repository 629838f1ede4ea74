"""The ledger of days against the worked table (domain notes, 3.3), and against what it is made from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from monitoring.visits.days.ledger import AddedDays, BandPeriod, Charge, Ledger, ledger_of
from monitoring.visits.days.page import ledger_page
from monitoring.visits.days.queries import LedgerTerm
from sil.framework.queries import of_the_repository

pytestmark = pytest.mark.feature("A10")
FRAMEWORK = of_the_repository()
YEAR, FIRST = 2026, date(2026, 9, 1)
AUTUMN = LedgerTerm("Autumn", date(2026, 9, 1), date(2026, 12, 18))
SPRING = LedgerTerm("Spring", date(2027, 1, 4), date(2027, 3, 26))
SUMMER = LedgerTerm("Summer", date(2027, 4, 12), date(2027, 7, 21))
TERMS = (AUTUMN, SPRING, SUMMER)
CORE, CONTACT, MANAGEMENT, HEADSHIP = "core-visit", "termly-contact", "performance-management", "new-to-headship"


def spell(band: str, on: date = FIRST, *extra: str) -> BandPeriod:
    return BandPeriod(FRAMEWORK, FRAMEWORK.band(band), on, extra)


def visit(line: str, on: date, days: str = "1", *, held: bool = True) -> Charge:
    return Charge(line, Decimal(days), on, held)


def count(
    *charges: Charge, spells: Iterable[BandPeriod] = (), added: Iterable[AddedDays] = (), terms: Any = TERMS
) -> Ledger:
    return ledger_of(YEAR, list(spells) or [spell("A")], charges, added, terms)


def row(ledger: Ledger, line: str) -> Any:
    return next(each for each in ledger.rows if each.line == line)


@pytest.mark.parametrize(
    ("band", "headline", "printed", "contacts", "left_open"),
    [
        ("A", "3", ("1", "1", "1"), "1", "0"),
        ("B", "5.5", ("1", "3", "1"), "2", "0.5"),
        ("C", "7", ("3", "3", "1"), "1.5", "0"),
        ("D", "7", ("3", "3", "1"), "1.5", "0"),
    ],
)
def test_each_row_of_the_worked_table(band: str, headline: str, printed: Any, contacts: str, left_open: str) -> None:
    ledger = count(spells=[spell(band)])
    assert ledger.headline == Decimal(headline)
    assert tuple(row(ledger, line).allowed for line in (CORE, CONTACT, MANAGEMENT)) == tuple(map(Decimal, printed))
    assert row(ledger, CONTACT).countable == Decimal(contacts)
    assert row(ledger, CORE).countable == row(ledger, CORE).printed
    assert ledger.open_days == Decimal(left_open)
    assert ledger.allowed == ledger.left == Decimal(headline)


@pytest.mark.feature("A9")
def test_days_for_a_new_headteacher_lie_outside_the_headline() -> None:
    ledger = count(visit(HEADSHIP, date(2026, 10, 1), "0.5"), spells=[spell("B", FIRST, HEADSHIP)])
    assert (ledger.headline, ledger.extra, ledger.allowed) == (Decimal("5.5"), 2, Decimal("7.5"))
    assert row(ledger, HEADSHIP).left == Decimal("1.5")
    assert ledger.left == 7


def test_a_visit_charges_its_real_length_and_a_half_day_half() -> None:
    ledger = count(visit(CORE, date(2026, 10, 1), "1.5"), visit(CONTACT, date(2027, 1, 12), "0.5", held=False))
    core, contact = row(ledger, CORE), row(ledger, CONTACT)
    assert (core.delivered, core.planned, core.left) == (Decimal("1.5"), 0, Decimal("-0.5"))
    assert (contact.delivered, contact.planned, contact.left) == (0, Decimal("0.5"), Decimal("0.5"))
    assert ledger.left == 1
    # Held in autumn and planned in spring: (owed, held, to come, missing).
    cells = [(c.owed, c.held, c.to_come, c.missing) for c in contact.cells]
    assert cells == [(1, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 1), (0, 0, 0, 0)]


@pytest.mark.parametrize("band", ["A", "B"])
def test_the_core_visit_is_the_contact_of_its_term(band: str) -> None:
    ledger = count(visit(CORE, date(2026, 10, 1)), spells=[spell(band)])
    autumn, spring, summer, _ = row(ledger, CONTACT).cells
    assert (autumn.owed, autumn.held, autumn.missing, autumn.delivered) == (1, 1, 0, 0)
    assert (spring.missing, summer.missing) == (1, 1)
    assert ledger.owed(date(2026, 12, 1)) == []
    assert [(o.line, o.term.name) for o in ledger.owed(date(2027, 2, 1))] == [(CONTACT, "Spring")]


@pytest.mark.parametrize("band", ["C", "D"])
def test_the_core_visit_is_no_contact_where_the_framework_does_not_say_so(band: str) -> None:
    ledger = count(visit(CORE, date(2026, 10, 1)), spells=[spell(band)])
    assert [(o.line, o.contacts) for o in ledger.owed(date(2026, 12, 1))] == [(CONTACT, 1)]


def test_what_is_not_owed_each_term_is_owed_by_the_last() -> None:
    assert [o.line for o in count().owed(date(2027, 3, 26))] == [CONTACT, CONTACT]
    assert [o.line for o in count().owed(SUMMER.starts_on)] == [CORE, CONTACT, CONTACT, CONTACT, MANAGEMENT]
    done = count(visit(MANAGEMENT, date(2026, 10, 1)), visit(CORE, date(2026, 10, 2)))
    assert {o.line for o in done.owed(SUMMER.starts_on)} == {CONTACT}


def test_a_later_visit_makes_good_an_earlier_term_and_none_before_it() -> None:
    two_in_spring = (visit(CONTACT, date(2027, 2, 1)), visit(CONTACT, date(2027, 2, 8), held=False))
    assert [o.term.name for o in count(*two_in_spring).owed(SPRING.ends_on)] == []
    two_in_autumn = (visit(CONTACT, date(2026, 10, 1)), visit(CONTACT, date(2026, 10, 8)))
    assert [o.term.name for o in count(*two_in_autumn).owed(SPRING.ends_on)] == ["Spring"]
    at_christmas = (visit(CONTACT, date(2026, 12, 22)),)
    assert [o.term.name for o in count(*at_christmas).owed(SPRING.ends_on)] == ["Spring"]


def test_a_review_replaces_the_allowance_and_days_used_stay_charged() -> None:
    before = visit(CORE, date(2026, 10, 1)), visit(CONTACT, date(2026, 11, 1), "0.5")
    ledger = count(*before, spells=[spell("A"), spell("C", date(2027, 1, 20))])
    assert ledger.band == FRAMEWORK.band("C")
    assert (row(ledger, CORE).allowed, row(ledger, CORE).delivered, row(ledger, CORE).left) == (3, 1, 2)
    assert row(ledger, CONTACT).left == Decimal("2.5")
    assert ledger.left == Decimal("5.5")
    # The autumn term was owed under band A, what follows under band C.
    assert [cell.owed for cell in row(ledger, CORE).cells] == [0, 1, 1, 0]


def test_days_on_a_line_that_the_new_band_does_not_give_stay_charged() -> None:
    ticked = spell("B", FIRST, HEADSHIP)
    ledger = count(visit(HEADSHIP, date(2026, 10, 1)), spells=[ticked, spell("A", date(2027, 1, 20))])
    assert (row(ledger, HEADSHIP).allowed, row(ledger, HEADSHIP).left) == (0, -1)
    assert "new to headship" in row(ledger, HEADSHIP).text
    assert ledger.left == 2


def test_days_that_were_approved_add_to_their_line_or_to_support_beyond_the_lines() -> None:
    added = [AddedDays(CONTACT, Decimal("1.5")), AddedDays("", Decimal(1))]
    beyond = visit("", date(2026, 10, 1), "2.5")
    ledger = count(beyond, added=added)
    assert row(ledger, CONTACT).allowed == Decimal("2.5")
    assert (ledger.extra, ledger.allowed, ledger.delivered) == (Decimal("2.5"), Decimal("5.5"), Decimal(1))
    assert (ledger.beyond.added, ledger.outside, ledger.left) == (1, Decimal("1.5"), Decimal("4.5"))


def test_without_terms_or_a_band_days_are_still_counted() -> None:
    ledger = ledger_of(YEAR, [], [visit(CORE, date(2026, 10, 1))], [], [])
    assert (ledger.band, ledger.delivered, ledger.owed(date(2027, 7, 1))) == (None, 1, [])
    assert ledger_of(YEAR, [], [], [], TERMS).is_empty


@dataclass
class Made:
    """A visit as the machine keeps it."""

    line: str
    days: Decimal
    on: date
    state: str


LINES = st.sampled_from([CORE, CONTACT, MANAGEMENT, HEADSHIP, ""])
HALVES = st.integers(1, 6).map(lambda n: Decimal(n) / 2)
DAYS = st.integers(0, 364).map(lambda n: FIRST + timedelta(days=n))


class Year(RuleBasedStateMachine):
    """Visits and days come and go in any order, and bands change; the ledger is always what is there."""

    @initialize(band=st.sampled_from("ABCD"), ticked=st.booleans())
    def begin(self, band: str, ticked: bool) -> None:
        self.visits: list[Made] = []
        self.added: list[AddedDays] = []
        self.spells = [spell(band, FIRST, *([HEADSHIP] if ticked else []))]

    @rule(line=LINES, days=HALVES, on=DAYS)
    def plan(self, line: str, days: Decimal, on: date) -> None:
        self.visits.append(Made(line, days, on, "planned"))

    @rule(data=st.data(), state=st.sampled_from(["held", "cancelled", "missed"]))
    def end(self, data: Any, state: str) -> None:
        if planned := [v for v in self.visits if v.state == "planned"]:
            data.draw(st.sampled_from(planned)).state = state

    @rule(data=st.data())
    def undo(self, data: Any) -> None:
        if ended := [v for v in self.visits if v.state != "planned"]:
            data.draw(st.sampled_from(ended)).state = "planned"

    @rule(data=st.data(), on=DAYS, days=HALVES)
    def reschedule(self, data: Any, on: date, days: Decimal) -> None:
        if planned := [v for v in self.visits if v.state == "planned"]:
            moved = data.draw(st.sampled_from(planned))
            moved.on, moved.days = on, days

    @rule(line=LINES, days=HALVES)
    def approve(self, line: str, days: Decimal) -> None:
        self.added.append(AddedDays(line, days))

    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        if self.added:
            self.added.remove(data.draw(st.sampled_from(self.added)))

    @rule(band=st.sampled_from("ABCD"), later=st.integers(1, 90), ticked=st.booleans())
    def review(self, band: str, later: int, ticked: bool) -> None:
        on = self.spells[-1].starts_on + timedelta(days=later)
        self.spells.append(spell(band, on, *([HEADSHIP] if ticked else [])))

    def ledger(self) -> Ledger:
        live = [v for v in self.visits if v.state in ("planned", "held")]
        charges = [Charge(v.line, v.days, v.on, v.state == "held") for v in live]
        return ledger_of(YEAR, self.spells, charges, self.added, TERMS)

    def days(self, state: str, line: str | None = None) -> Decimal:
        return sum((v.days for v in self.visits if v.state == state and line in (None, v.line)), Decimal(0))

    @invariant()
    def it_is_a_fresh_count_of_what_is_there(self) -> None:
        ledger = self.ledger()
        assert ledger.delivered + ledger.planned + ledger.outside == self.days("held") + self.days("planned")
        assert ledger.allowed == ledger.delivered + ledger.planned + ledger.left
        assert len({r.line for r in ledger.rows}) == len(ledger.rows)
        for each in (*ledger.rows, ledger.beyond):
            assert (each.delivered, each.planned) == (self.days("held", each.line), self.days("planned", each.line))
            assert each.added == sum((a.days for a in self.added if a.line == each.line), Decimal(0))

    @invariant()
    def the_table_and_the_line_of_words_add_up_to_it(self) -> None:
        ledger = self.ledger()
        rows = [line.row for line in ledger_page(ledger, date(2027, 1, 10)).lines]
        assert sum(each.allowed for each in rows) + ledger.open_days == ledger.allowed
        assert sum(each.delivered for each in rows) == ledger.delivered
        assert sum(each.planned for each in rows) == ledger.planned
        assert sum(each.left for each in rows) + ledger.open_days == ledger.left
        used, planned, rest = (Decimal(n) for n in re.findall(r"[\d.]*\d", ledger.figures))
        assert (used, planned, rest) == (ledger.delivered, ledger.planned, abs(ledger.left))
        assert ("over" in ledger.figures) == (ledger.left < 0) == bool(ledger.over)

    @invariant()
    def the_allowance_is_the_present_band_and_what_was_added(self) -> None:
        ledger, present = self.ledger(), self.spells[-1]
        ticked = sum((each.days for each in present.ticked), Decimal(0))
        approved = sum((each.days for each in self.added), Decimal(0))
        assert ledger.allowed == present.band.headline_days + ticked + approved
        for line in present.band.lines:
            assert row(ledger, line.id).printed == line.days

    @invariant()
    def the_parts_add_up_to_the_whole(self) -> None:
        ledger = self.ledger()
        parts = sum((r.left for r in ledger.rows), ledger.open_days + max(ledger.beyond.left, Decimal(0)))
        assert ledger.left == parts
        for each in ledger.rows:
            for cell in each.cells:
                assert 0 <= cell.missing <= max(cell.owed - cell.held - cell.to_come, 0)

    @invariant()
    def nothing_is_owed_that_is_there(self) -> None:
        """A term with a contact, or with the core visit that is one, owes none."""
        ledger = self.ledger()
        for owed in ledger.owed(date(2027, 8, 31)):
            line = next(each for each in self.spells[-1].band.lines if each.id == owed.line)
            if line.each_term:
                own = {v.on for v in self.visits if v.state in ("planned", "held") and v.line == owed.line}
                assert not any(owed.term.starts_on <= day <= owed.term.ends_on for day in own)


def test_whatever_happens_in_a_year_the_ledger_is_a_fresh_count() -> None:
    run_state_machine_as_test(Year, settings=settings(max_examples=120, stateful_step_count=25))
