"""allocations.states and .transitions: complete words, disjoint groups, nothing without an end."""

from allocations.states import AWAITING_OFFICER, AWAITING_SCHOOL, ENDED, WORDS, State
from allocations.transitions import ROWS
from sil.accounts.roles import ROLES
from sil.audit import events
from sil.framework.schema import Letters, Periods


def test_every_state_has_its_words_for_each_audience() -> None:
    assert set(WORDS) == set(State)
    assert all(words.officer and words.school and words.colour for words in WORDS.values())


def test_every_state_belongs_to_exactly_one_group() -> None:
    groups = (AWAITING_OFFICER, AWAITING_SCHOOL, ENDED)
    assert frozenset().union(*groups) == frozenset(State)
    assert sum(len(group) for group in groups) == len(State)


def test_every_state_is_reached_and_has_a_way_to_an_end() -> None:
    reached = {State.IDENTIFIED}
    while more := {State(r.target) for r in ROWS if r.source in reached} - reached:
        reached |= more
    assert reached == set(State)
    ending = set(ENDED)
    while more := {State(r.source) for r in ROWS if r.target in ending} - ending:
        ending |= more
    assert ending == set(State)


def test_nothing_leads_out_of_an_end() -> None:
    assert not [row for row in ROWS if row.source in ENDED]


def test_every_row_names_things_that_exist() -> None:
    for row in ROWS:
        assert row.holder in ROLES
        assert row.event in events.kinds()
        assert row.starts in {"", *Periods.model_fields}
        assert row.letter in {"", *Letters.model_fields}
        assert row.rule.startswith("Framework, ")


def test_an_action_from_a_state_leads_to_one_place() -> None:
    assert len({(row.action, row.source) for row in ROWS}) == len(ROWS)
