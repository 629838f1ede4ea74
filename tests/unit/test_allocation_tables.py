"""allocations.states and .transitions: complete words, disjoint groups, nothing without an end."""

from string import Formatter

from allocations.allocation.queries import period_of
from allocations.states import (
    AWAITING_DIRECTOR,
    AWAITING_MODERATOR,
    AWAITING_OFFICER,
    AWAITING_SCHOOL,
    AWAITING_SIP,
    ENDED,
    HOLDING,
    IN_DISPUTE,
    NEXT,
    OPEN,
    SET_ASIDE,
    SHOWN_TO_GOVERNANCE,
    SHOWN_TO_LEADS,
    WORDS,
    State,
    in_words,
)
from allocations.transitions import OWED, ROWS
from monitoring.summaries.transitions import ROWS as SUMMARY_ROWS
from monitoring.visits.states import REPORT_NEXT
from monitoring.visits.transitions import REPORT_ROWS
from sil.accounts.roles import ROLES
from sil.audit import events
from sil.framework.loader import LIVERPOOL, parse
from sil.framework.schema import Framework, Letters
from sil.letters import kinds

GROUPS = (AWAITING_SIP, AWAITING_MODERATOR, AWAITING_SCHOOL, AWAITING_OFFICER, AWAITING_DIRECTOR, HOLDING, SET_ASIDE)
# The only ways out of an end: a band that holds without the school's own answer may be objected to.
CONTESTS = {("disagree", State.AGREED), ("refer", State.CONFIRMED)}
# And a school that agreed by mistake can say so.
MISTAKES = {
    ("take_back", State.PROPOSED),
    ("take_back_after_all", State.WITH_OFFICER),
    ("take_back_acceptance", State.DECIDED),
}
# A band that was brought in can be taken back with its file.
BROUGHT_IN = {("take_back_import", State.WITHDRAWN)}
# A case that was sent can be withdrawn until it is decided.
WITHDRAWN = {"withdraw_disagreement", "withdraw_referral", "withdraw_referral_of_proposal"}
LOCAL = {
    "bring_in",
    "take_back_import",
    "confirm",
    "submit",
    "resubmit",
    "let_go",
    *WITHDRAWN,
    *(action for action, _ in MISTAKES),
}


def liverpool() -> Framework:
    return parse(LIVERPOOL.read_text(encoding="utf-8"), name=LIVERPOOL.name)[0]


def test_what_comes_next_is_said_for_every_state_that_somebody_has_to_act_in() -> None:
    assert set(NEXT) == OPEN
    assert set(REPORT_NEXT) == {"draft", "in_review", "returned", "approved", "issued", "corrections_asked"}


def test_every_state_has_its_words_for_each_audience() -> None:
    assert set(WORDS) == set(State)
    assert all(words.officer and words.school and words.colour for words in WORDS.values())


def test_the_words_name_roles_as_the_authority_does() -> None:
    named = {
        field for w in WORDS.values() for text in (w.officer, w.school) for _, field, _, _ in Formatter().parse(text)
    }
    assert named - {None} <= set(ROLES)
    framework = liverpool().model_copy(update={"titles": {"principal_officer": "Senior Consultant"}})
    assert in_words(State.WITH_OFFICER, framework) == "With the Senior Consultant"
    assert in_words(State.PROPOSED, framework) == "Waiting for the Headteacher"
    assert in_words(State.PROPOSED, framework, to_school=True) == "Waiting for your answer"


def test_every_state_belongs_to_exactly_one_group() -> None:
    assert frozenset().union(*GROUPS) == frozenset(State)
    assert sum(len(group) for group in GROUPS) == len(State)


def test_the_wider_groups_are_made_of_whole_groups() -> None:
    for wide in (ENDED, OPEN, IN_DISPUTE, SHOWN_TO_LEADS, SHOWN_TO_GOVERNANCE):
        assert all(group <= wide or not group & wide for group in GROUPS)
    assert SHOWN_TO_GOVERNANCE < SHOWN_TO_LEADS, "a chair never reads more than the headteacher"
    assert not SHOWN_TO_LEADS & (AWAITING_SIP | AWAITING_MODERATOR | SET_ASIDE), (
        "nobody at a school reads what was not proposed"
    )


def test_every_state_is_reached_and_has_a_way_to_an_end() -> None:
    reached = {State.IDENTIFIED}
    while more := {State(r.target) for r in ROWS if r.source in reached} - reached:
        reached |= more
    assert reached == set(State)
    ending = set(ENDED)
    while more := {State(r.source) for r in ROWS if r.target in ending} - ending:
        ending |= more
    assert ending == set(State)


def test_nothing_but_an_objection_or_a_mistake_leads_out_of_an_end() -> None:
    brought_in = [row for row in ROWS if row.source == State.BROUGHT_IN]
    assert {(row.action, State(row.target)) for row in brought_in} == BROUGHT_IN
    out = [row for row in ROWS if row.source in ENDED and row not in brought_in]
    mistakes = [row for row in out if row.action.startswith("take_back")]
    assert {(row.action, State(row.source)) for row in out if row not in mistakes} == CONTESTS
    assert {(row.action, State(row.target)) for row in mistakes} == MISTAKES
    assert {row.source for row in mistakes} == {State.AGREED}
    assert all(row.holder == "headteacher" for row in out)
    assert all(row.target in IN_DISPUTE for row in out if row not in mistakes)


def test_who_may_object_was_given_a_period_for_it() -> None:
    """Each end that may be left is reached by a row that starts the period, and no other row does."""
    starts = {State(row.target) for row in ROWS if row.starts == "contest"}
    assert starts == {source for _, source in CONTESTS}


def test_every_open_state_owes_what_its_holder_can_do() -> None:
    """Whatever starts a period leads to a state in which somebody who owes it has an act."""
    for row in ROWS:
        if row.starts:
            holders = {other.holder for other in ROWS if other.source == row.target}
            assert OWED[row.starts] & holders, row


def test_every_end_that_holds_has_its_letter_and_withdrawing_none() -> None:
    for row in ROWS:
        if row.target in HOLDING - {State.BROUGHT_IN}:
            assert row.letter, row
        if row.target in SET_ASIDE or row.target == State.BROUGHT_IN:
            assert not row.letter, row


def test_every_row_names_things_that_exist() -> None:
    framework = liverpool()
    for row in ROWS:
        assert row.holder in ROLES
        assert row.event in events.KINDS
        assert row.starts in {"", *OWED}
        assert not row.starts or period_of(framework, row) is not None
        assert row.letter in {"", *Letters.model_fields}
        assert not row.letter or kinds.KINDS[row.letter].slug == row.letter
        # The framework asks for every act but these, which say that it does not.
        assert row.rule.startswith("A local rule: " if row.action in LOCAL else "Framework, ")


def test_every_letter_kind_is_caused_by_a_row() -> None:
    rows = (*ROWS, *REPORT_ROWS, *SUMMARY_ROWS)
    assert {row.letter for row in rows} - {""} == set(Letters.model_fields)


def test_an_action_from_a_state_leads_to_one_place() -> None:
    assert len({(row.action, row.source) for row in ROWS}) == len(ROWS)
