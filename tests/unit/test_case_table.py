"""The steps of a concern case, written out by hand from the framework and the Act: state, act, state after.

The product's own table is not asked what is right. Every act is tried in every state: what does not stand
here is refused.
"""

import pytest

from monitoring.notices.case.policies import case_row
from monitoring.notices.kinds import KINDS
from monitoring.notices.models import Case
from monitoring.notices.states import Branch, CaseState
from monitoring.notices.transitions import ACADEMY_ROWS, MAINTAINED_ROWS
from sil.framework.loader import LIVERPOOL, parse
from sil.workflow import Denied

# A maintained school: the ladder of the framework, then sections 60 to 66.
# fmt: off
# A formal notice that left steps out goes back to where it began.
EARLIER = {"withdraw_formal_to_opened": "opened", "withdraw_formal_to_discussed": "discussed",
           "withdraw_formal_to_preformal": "preformal"}
MAINTAINED = {
    # A formal notice can leave out the steps before it where safety is threatened (section 60(2)(c)).
    "opened": {"invite": "invited", "record_discussion": "discussed", "record_category": "in_category",
               "give_formal": "formal", "close": "closed", "convert": "converted"},
    "invited": {"invite": "invited", "record_discussion": "discussed", "record_category": "in_category",
                "give_formal": "formal", "close": "closed", "convert": "converted"},
    "discussed": {"invite": "discussed", "record_discussion": "discussed", "give_preformal": "preformal",
                  "record_category": "in_category", "give_formal": "formal", "close": "closed",
                  "convert": "converted"},
    "preformal": {"give_formal": "formal", "secure": "secured", "not_secure": "not_secured",
                  "withdraw_preformal": "discussed",
                  "close": "closed", "convert": "converted"},
    "secured": {"not_secure": "not_secured", "remove": "removed", "withdraw_preformal": "discussed",
                "close": "closed", "convert": "converted"},
    "not_secured": {"secure": "secured", "give_formal": "formal", "withdraw_preformal": "discussed",
                    "close": "closed", "convert": "converted"},
    # Not complied with where the notice named the powers to be used (section 60(1)(d)): no other letter is needed.
    "formal": {"comply": "complied", "not_comply": "not_complied", "not_comply_intended": "eligible",
               "withdraw_formal": "not_secured", **EARLIER,
               "supersede": "superseded", "close": "closed", "convert": "converted"},
    # A power can be in use still where the notice is judged again, and ends by its letter.
    "complied": {"not_comply": "not_complied", "not_comply_intended": "eligible", "lift": "lifted",
                 "end_power": "complied",
                 "withdraw_formal": "not_secured", **EARLIER,
                 "supersede": "superseded", "close": "closed", "convert": "converted"},
    "not_complied": {"comply": "complied", "intend": "eligible", "withdraw_formal": "not_secured", **EARLIER,
                     "end_power": "not_complied", "notify_state": "not_complied",
                     "supersede": "superseded", "close": "closed", "convert": "converted"},
    "eligible": {"comply": "complied", "intend": "eligible", "use_power": "powers_used", "end_power": "eligible",
                 "notify_state": "eligible",
                 "withdraw_formal": "not_secured", **EARLIER, "withdraw_intention": "not_complied",
                 "supersede": "superseded", "close": "closed", "convert": "converted"},
    "powers_used": {"comply": "complied", "use_power": "powers_used", "withdraw_power": "eligible",
                    "withdraw_power_and_notice": "not_secured",
                    "end_power": "powers_used", "end_last_power": "powers_ended", "notify_state": "powers_used",
                    "supersede": "superseded", "close": "closed", "convert": "converted"},
    # Every power has ended, and the notice is in force: it can be complied with, or another power used.
    "powers_ended": {"comply": "complied", "use_power": "powers_used", "intend": "eligible",
                     "withdraw_power_ended": "powers_used", "withdraw_power": "eligible",
                     "notify_state": "powers_ended",
                     "withdraw_formal": "not_secured", **EARLIER,
                     "supersede": "superseded", "close": "closed", "convert": "converted"},
    # In a category (sections 61 and 62): no notice comes before a power, and none is complied with.
    "in_category": {"use_power": "category_power", "notify_state": "in_category",
                    "withdraw_category": "opened",
                    "withdraw_category_invited": "invited", "withdraw_category_discussed": "discussed",
                    "close": "closed", "convert": "converted"},
    "category_power": {"use_power": "category_power", "withdraw_power": "in_category",
                       "end_power": "category_power", "end_last_power": "category_ended",
                       "notify_state": "category_power",
                       "close": "closed", "convert": "converted"},
    "category_ended": {"use_power": "category_power", "withdraw_power": "in_category",
                       "withdraw_power_ended": "category_power", "notify_state": "category_ended",
                       "close": "closed", "convert": "converted"},
    "removed": {}, "lifted": {}, "converted": {}, "superseded": {}, "closed": {},
    # States of an academy's case: nothing of a maintained school's leads on from them.
    "considered": {}, "concerns_written": {}, "not_improved": {}, "improved": {},
}
# An academy: letters to the Regional Director, and never a notice.
ACADEMY = {
    "opened": {"invite": "invited", "record_discussion": "discussed", "tell": "considered", "close": "closed"},
    "invited": {"invite": "invited", "record_discussion": "discussed", "tell": "considered", "close": "closed"},
    "discussed": {"invite": "discussed", "record_discussion": "discussed", "tell": "considered", "close": "closed"},
    "considered": {"invite": "considered", "record_discussion": "considered", "tell": "considered",
                   "write_concerns": "concerns_written", "withdraw_considered": "opened", "close": "closed"},
    "concerns_written": {"write_improvement": "improved", "write_no_improvement": "not_improved",
                         "withdraw_concerns": "considered", "close": "closed"},
    "not_improved": {"write_improvement": "improved", "write_no_improvement": "not_improved",
                     "withdraw_no_improvement": "concerns_written", "close": "closed"},
    "improved": {}, "closed": {},
    # States of a maintained school's case.
    "preformal": {}, "secured": {}, "not_secured": {}, "formal": {}, "complied": {}, "not_complied": {},
    "in_category": {}, "category_power": {}, "category_ended": {}, "eligible": {}, "powers_used": {},
    "powers_ended": {},
    "removed": {}, "lifted": {}, "converted": {}, "superseded": {},
}
# What each letter does to its case on the day it is given, and who signs it in Liverpool.
LETTERS = {
    "discussion_invitation": ("invite", "director_of_education"),
    "preformal_notice": ("give_preformal", "director_of_childrens_services"),
    "directive_notice": ("give_preformal", "director_of_childrens_services"),
    "notice_removed": ("remove", "director_of_childrens_services"),
    "formal_notice": ("give_formal", "director_of_childrens_services"),
    "formal_lifted": ("lift", "director_of_childrens_services"),
    "intention_notice": ("intend", "director_of_childrens_services"),
    "state_notified": ("notify_state", "director_of_childrens_services"),
    "power_used": ("use_power", "director_of_childrens_services"),
    "power_ended": ("end_power", "director_of_childrens_services"),
    "academy_considered": ("tell", "director_of_education"),
    "academy_concerns": ("write_concerns", "director_of_childrens_services"),
    "academy_improvement": ("write_improvement", "director_of_childrens_services"),
    "academy_no_improvement": ("write_no_improvement", "director_of_childrens_services"),
}
# fmt: on
TABLES = {Branch.MAINTAINED: MAINTAINED, Branch.ACADEMY: ACADEMY}
ACTS = sorted({act for table in TABLES.values() for acts in table.values() for act in acts})


def outcome(branch: str, state: str, act: str, *, letter: str = "") -> str:
    """The state after an act, or the code of its refusal."""
    try:
        return case_row(Case(branch=branch, status=state), act, letter=letter).target
    except Denied as denied:
        return denied.code


@pytest.mark.parametrize("branch", Branch)
@pytest.mark.parametrize("state", CaseState)
def test_every_act_in_every_state(branch: Branch, state: CaseState) -> None:
    expected = TABLES[branch][state]
    assert {act: outcome(branch, state, act) for act in ACTS} == {act: expected.get(act, "wrong_step") for act in ACTS}


@pytest.mark.parametrize("branch", Branch)
def test_a_letter_does_what_its_kind_does_and_nothing_else(branch: Branch) -> None:
    for state, acts in TABLES[branch].items():
        for act in set(acts) & {act for act, _ in LETTERS.values()}:
            for kind, (own, _) in LETTERS.items():
                expected = acts[act] if own == act else "wrong_step"
                assert outcome(branch, state, act, letter=kind) == expected, (state, act, kind)


def test_who_signs_which_letter() -> None:
    rules = parse(LIVERPOOL.read_text(encoding="utf-8"), name=LIVERPOOL.name)[0].intervention
    assert rules is not None
    assert {kind: rules.step(kind).signed_by for kind in LETTERS} == {kind: role for kind, (_, role) in LETTERS.items()}


def test_the_tables_here_have_every_state_act_and_letter_of_the_product() -> None:
    """A state, an act or a kind of letter that is added has to be written down here too."""
    for table in TABLES.values():
        assert set(table) == set(CaseState)
    assert set(ACTS) == {row.action for row in (*MAINTAINED_ROWS, *ACADEMY_ROWS)}
    # The letter that withdraws another takes no step.
    assert set(LETTERS) == set(KINDS) - {"withdrawal"}
