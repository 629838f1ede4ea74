"""Transitions of a case, of its letters and of an action plan.

A letter that is given moves its case: `GIVES` names the act of each kind. What a maintained school's
case may do is in MAINTAINED_ROWS, what an academy's may in ACADEMY_ROWS; no row of an academy leads to a notice.
"""

from sil.workflow import Transition

from .states import OPEN, Branch, CaseState, LetterState, PlanState

_C, _L, _P = CaseState, LetterState, PlanState

INTERVENTION = "Framework, Intervention"
DISCUSSION = f"{INTERVENTION}: the Director of Education invites the headteacher and the chair to discuss"
PREFORMAL = f"{INTERVENTION}: pre-formal warning notice"
SECURED = f"{INTERVENTION}: improvement secured, the notice is removed"
NOT_SECURED = f"{INTERVENTION}: improvement not secured, formal warning notice"
PLAN = f"{INTERVENTION}: action plan from the governing body within 15 days"
ACADEMY = f"{INTERVENTION}, academies: the Regional Director and the leadership are written to"
SECTION_60 = "Education and Inspections Act 2006, section 60"
EARLY = f"{SECTION_60}(2)(c): safety is threatened; or a framework without the steps before"
SECTION_60_4A = "Education and Inspections Act 2006, section 60(4A) and (4B)"
CATEGORY = "Education and Inspections Act 2006, sections 61 and 62: eligible without a notice"
POWERS = "Education and Inspections Act 2006, sections 63 to 66"
STATE = "Education and Inspections Act 2006, section 70A"
CONVERSION = "Education and Inspections Act 2006, section 59: maintained schools only"
LOCAL = "A local rule: a concern that has passed is closed with its reason"
WITHDRAWN = "A local rule: a letter that was wrong is withdrawn, and its step is taken again"

ENDS_POWER = "Education and Inspections Act 2006, section 65 with Schedule 6, and section 66: a power ends by notice"

PUT_RIGHT = "A local rule: what was recorded by mistake is corrected with a reason, and the history keeps both"

# Where a formal notice can be given from without the steps before it: safety is threatened, or the framework has none.
EARLY_FROM = (_C.OPENED, _C.INVITED, _C.DISCUSSED, _C.PREFORMAL)
# What withdraws a formal notice, by the state that the case goes back to.
WITHDRAWS_FORMAL = {
    _C.NOT_SECURED: "withdraw_formal",
    _C.OPENED: "withdraw_formal_to_opened",
    _C.DISCUSSED: "withdraw_formal_to_discussed",
    _C.PREFORMAL: "withdraw_formal_to_preformal",
}
# What takes back a category that was recorded by mistake, by the state that it was recorded in.
TAKES_BACK_CATEGORY = {
    _C.OPENED: "withdraw_category",
    _C.INVITED: "withdraw_category_invited",
    _C.DISCUSSED: "withdraw_category_discussed",
}
# Deadline rules, by the names that the framework file has for its periods.
COMPLIANCE, ACTION_PLAN = "compliance_period", "action_plan"
ANSWER, COMMENT = "academy_answer", "notice_comment"
# Of a power in use, counted by `Intervention.power_review_days` or entered by a person.
POWER_REVIEW = "power_review"
# What runs from a letter itself, and stops with it.
OF_LETTERS = (COMPLIANCE, ANSWER, POWER_REVIEW)


def _case(
    action: str, source: str, target: str, holder: str, rule: str, *, starts: str = "", letter: str = ""
) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"case.{action}",
        rule=rule,
        starts=starts,
        letter=letter,
    )


_OFFICER, _EDUCATION, _CHILDREN = "principal_officer", "director_of_education", "director_of_childrens_services"

_SHARED = (
    _case("invite", _C.OPENED, _C.INVITED, _EDUCATION, DISCUSSION, letter="discussion_invitation"),
    _case("invite", _C.INVITED, _C.INVITED, _EDUCATION, DISCUSSION, letter="discussion_invitation"),
    _case("invite", _C.DISCUSSED, _C.DISCUSSED, _EDUCATION, DISCUSSION, letter="discussion_invitation"),
    *(
        _case("record_discussion", source, _C.DISCUSSED, _OFFICER, DISCUSSION)
        for source in (_C.OPENED, _C.INVITED, _C.DISCUSSED)
    ),
    *(_case("close", source, _C.CLOSED, _OFFICER, LOCAL) for source in _C if source in OPEN),
)

_MAY_COMPLY = (_C.FORMAL, _C.NOT_COMPLIED, _C.ELIGIBLE, _C.POWERS_USED, _C.POWERS_ENDED)
# In which states a power can come next, so that the Secretary of State is notified of it.
_MAY_NOTIFY = (
    _C.NOT_COMPLIED,
    _C.ELIGIBLE,
    _C.POWERS_USED,
    _C.POWERS_ENDED,
    _C.IN_CATEGORY,
    _C.CATEGORY_POWER,
    _C.CATEGORY_ENDED,
)
# In which states the letter that ends a power can come: one can be in use still where the notice is judged again.
_MAY_END_POWER = (_C.POWERS_USED, _C.CATEGORY_POWER, _C.COMPLIED, _C.NOT_COMPLIED, _C.ELIGIBLE)
_MAINTAINED_ONLY = (
    *(
        _case("give_preformal", _C.DISCUSSED, _C.PREFORMAL, _CHILDREN, PREFORMAL, starts=COMPLIANCE, letter=kind)
        for kind in ("preformal_notice", "directive_notice")
    ),
    _case("secure", _C.PREFORMAL, _C.SECURED, _OFFICER, SECURED),
    _case("secure", _C.NOT_SECURED, _C.SECURED, _OFFICER, SECURED),
    _case("not_secure", _C.PREFORMAL, _C.NOT_SECURED, _OFFICER, NOT_SECURED),
    _case("not_secure", _C.SECURED, _C.NOT_SECURED, _OFFICER, NOT_SECURED),
    _case("remove", _C.SECURED, _C.REMOVED, _CHILDREN, SECURED, letter="notice_removed"),
    _case("give_formal", _C.NOT_SECURED, _C.FORMAL, _CHILDREN, SECTION_60, starts=COMPLIANCE, letter="formal_notice"),
    *(
        _case("give_formal", source, _C.FORMAL, _CHILDREN, EARLY, starts=COMPLIANCE, letter="formal_notice")
        for source in EARLY_FROM
    ),
    *(_case("comply", source, _C.COMPLIED, _OFFICER, SECTION_60) for source in _MAY_COMPLY),
    _case("not_comply", _C.FORMAL, _C.NOT_COMPLIED, _OFFICER, SECTION_60),
    _case("not_comply", _C.COMPLIED, _C.NOT_COMPLIED, _OFFICER, SECTION_60),
    # Where the notice said so, the powers that are to be used were named in it, and no other letter is needed.
    *(
        _case("not_comply_intended", source, _C.ELIGIBLE, _OFFICER, f"{SECTION_60}(1)(d)")
        for source in (_C.FORMAL, _C.COMPLIED)
    ),
    _case("lift", _C.COMPLIED, _C.LIFTED, _CHILDREN, SECTION_60, letter="formal_lifted"),
    _case("intend", _C.NOT_COMPLIED, _C.ELIGIBLE, _CHILDREN, f"{SECTION_60}(1)(d)", letter="intention_notice"),
    _case("intend", _C.ELIGIBLE, _C.ELIGIBLE, _CHILDREN, f"{SECTION_60}(1)(d)", letter="intention_notice"),
    _case("use_power", _C.ELIGIBLE, _C.POWERS_USED, _CHILDREN, POWERS, letter="power_used"),
    _case("use_power", _C.POWERS_USED, _C.POWERS_USED, _CHILDREN, POWERS, letter="power_used"),
    _case("use_power", _C.POWERS_ENDED, _C.POWERS_USED, _CHILDREN, POWERS, letter="power_used"),
    _case("intend", _C.POWERS_ENDED, _C.ELIGIBLE, _CHILDREN, f"{SECTION_60}(1)(d)", letter="intention_notice"),
    *(_case("notify_state", source, source, _CHILDREN, STATE, letter="state_notified") for source in _MAY_NOTIFY),
    # The letter says on which day a power ends; with the last power, once that day is over, the state ends too.
    *(_case("end_power", source, source, _CHILDREN, ENDS_POWER, letter="power_ended") for source in _MAY_END_POWER),
    _case("end_last_power", _C.POWERS_USED, _C.POWERS_ENDED, "the last day of the power", ENDS_POWER),
    _case("end_last_power", _C.CATEGORY_POWER, _C.CATEGORY_ENDED, "the last day of the power", ENDS_POWER),
    _case("withdraw_power_ended", _C.POWERS_ENDED, _C.POWERS_USED, _CHILDREN, WITHDRAWN),
    _case("withdraw_power_ended", _C.CATEGORY_ENDED, _C.CATEGORY_POWER, _CHILDREN, WITHDRAWN),
    # What an inspection found makes the school eligible: no notice comes before.
    *(_case("record_category", source, _C.IN_CATEGORY, _OFFICER, CATEGORY) for source in TAKES_BACK_CATEGORY),
    *(_case(action, _C.IN_CATEGORY, before, _OFFICER, PUT_RIGHT) for before, action in TAKES_BACK_CATEGORY.items()),
    *(
        _case("use_power", source, _C.CATEGORY_POWER, _CHILDREN, POWERS, letter="power_used")
        for source in (_C.IN_CATEGORY, _C.CATEGORY_POWER, _C.CATEGORY_ENDED)
    ),
    *(
        _case("withdraw_power", source, _C.IN_CATEGORY, _CHILDREN, WITHDRAWN)
        for source in (_C.CATEGORY_POWER, _C.CATEGORY_ENDED)
    ),
    *(
        _case("withdraw_preformal", source, _C.DISCUSSED, _CHILDREN, WITHDRAWN)
        for source in (_C.PREFORMAL, _C.SECURED, _C.NOT_SECURED)
    ),
    *(
        _case(action, source, before, _CHILDREN, WITHDRAWN)
        for before, action in WITHDRAWS_FORMAL.items()
        for source in (_C.FORMAL, _C.COMPLIED, _C.NOT_COMPLIED, _C.ELIGIBLE, _C.POWERS_ENDED)
    ),
    _case("withdraw_intention", _C.ELIGIBLE, _C.NOT_COMPLIED, _CHILDREN, WITHDRAWN),
    *(
        _case("withdraw_power", source, _C.ELIGIBLE, _CHILDREN, WITHDRAWN)
        for source in (_C.POWERS_USED, _C.POWERS_ENDED)
    ),
    # Where the formal warning notice was withdrawn after a power was used: once the power is withdrawn or has ended.
    _case("withdraw_power_and_notice", _C.POWERS_USED, _C.NOT_SECURED, _CHILDREN, WITHDRAWN),
    # An earlier notice of the authority ends when the Secretary of State gives one.
    *(
        _case("supersede", source, _C.SUPERSEDED, "secretary_of_state", SECTION_60_4A)
        for source in (
            _C.FORMAL,
            _C.COMPLIED,
            _C.NOT_COMPLIED,
            _C.ELIGIBLE,
            _C.POWERS_USED,
            _C.POWERS_ENDED,
        )
    ),
    *(_case("convert", source, _C.CONVERTED, "the register", CONVERSION) for source in _C if source in OPEN),
)
MAINTAINED_ROWS = tuple(
    row
    for row in (*_SHARED, *_MAINTAINED_ONLY)
    if row.source not in {_C.CONSIDERED, _C.CONCERNS_WRITTEN, _C.NOT_IMPROVED}
)

_BEFORE = (_C.OPENED, _C.INVITED, _C.DISCUSSED)
_ACADEMY_ONLY = (
    *(
        _case("tell", source, _C.CONSIDERED, _EDUCATION, ACADEMY, letter="academy_considered")
        for source in (*_BEFORE, _C.CONSIDERED)
    ),
    _case("record_discussion", _C.CONSIDERED, _C.CONSIDERED, _OFFICER, DISCUSSION),
    _case("invite", _C.CONSIDERED, _C.CONSIDERED, _EDUCATION, DISCUSSION, letter="discussion_invitation"),
    _case("write_concerns", _C.CONSIDERED, _C.CONCERNS_WRITTEN, _CHILDREN, ACADEMY, letter="academy_concerns"),
    *(
        _case("write_improvement", source, _C.IMPROVED, _CHILDREN, ACADEMY, letter="academy_improvement")
        for source in (_C.CONCERNS_WRITTEN, _C.NOT_IMPROVED)
    ),
    *(
        _case("write_no_improvement", source, _C.NOT_IMPROVED, _CHILDREN, ACADEMY, letter="academy_no_improvement")
        for source in (_C.CONCERNS_WRITTEN, _C.NOT_IMPROVED)
    ),
    _case("withdraw_considered", _C.CONSIDERED, _C.OPENED, _EDUCATION, WITHDRAWN),
    _case("withdraw_concerns", _C.CONCERNS_WRITTEN, _C.CONSIDERED, _CHILDREN, WITHDRAWN),
    _case("withdraw_no_improvement", _C.NOT_IMPROVED, _C.CONCERNS_WRITTEN, _CHILDREN, WITHDRAWN),
)
_ACADEMY_STATES = frozenset({*_BEFORE, _C.CONSIDERED, _C.CONCERNS_WRITTEN, _C.NOT_IMPROVED, _C.IMPROVED, _C.CLOSED})
ACADEMY_ROWS = tuple(row for row in (*_SHARED, *_ACADEMY_ONLY) if row.source in _ACADEMY_STATES)
ROWS = {Branch.MAINTAINED: MAINTAINED_ROWS, Branch.ACADEMY: ACADEMY_ROWS}

# What a letter does to its case on the day it is given.
GIVES = {row.letter: row.action for rows in ROWS.values() for row in rows if row.letter}
# What a judgement does: whether the notice is statutory, whether it was answered -> the act.
JUDGES = {
    (False, True): "secure",
    (False, False): "not_secure",
    (True, True): "comply",
    (True, False): "not_comply",
}
# The same for a notice that is not complied with and is the notice of the powers that are to be used, too.
JUDGES_COMBINED = "not_comply_intended"
# What the withdrawal of a letter does, for those that take a step.
UNDOES = {
    "preformal_notice": "withdraw_preformal",
    "directive_notice": "withdraw_preformal",
    "formal_notice": "withdraw_formal",
    "intention_notice": "withdraw_intention",
    "power_used": "withdraw_power",
    "power_ended": "withdraw_power_ended",
    "academy_considered": "withdraw_considered",
    "academy_concerns": "withdraw_concerns",
    "academy_no_improvement": "withdraw_no_improvement",
}


def _letter(action: str, source: str, target: str, holder: str) -> Transition:
    return Transition(
        action=action, source=source, target=target, holder=holder, event=f"case_letter.{action}", rule=_SIGNING
    )


_SIGNING = "Framework, Intervention: issued by the local authority through its Directors"
LETTER_ROWS = (
    *(_letter("present", source, _L.PRESENTED, _OFFICER) for source in (_L.DRAFTED, _L.RETURNED, _L.LAPSED)),
    _letter("take_back", _L.PRESENTED, _L.DRAFTED, _OFFICER),
    _letter("return", _L.PRESENTED, _L.RETURNED, "the signatory"),
    _letter("sign", _L.PRESENTED, _L.SIGNED, "the signatory"),
    # A letter of withdrawal is made and signed in the act of withdrawing.
    _letter("sign_withdrawal", _L.DRAFTED, _L.SIGNED, "the signatory"),
    _letter("give", _L.SIGNED, _L.GIVEN, _OFFICER),
    _letter("lapse", _L.SIGNED, _L.LAPSED, _OFFICER),
    *(_letter("discard", source, _L.DISCARDED, _OFFICER) for source in (_L.DRAFTED, _L.RETURNED, _L.LAPSED)),
    _letter("withdraw", _L.GIVEN, _L.WITHDRAWN, "the signatory"),
)


def _plan(action: str, source: str, target: str, holder: str, *, starts: str = "") -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"action_plan.{action}",
        rule=PLAN,
        starts=starts,
    )


PLAN_ROWS = (
    *(_plan("receive", source, _P.RECEIVED, "chair") for source in (_P.AWAITED, _P.RETURNED, _P.RECEIVED)),
    # The state before: what an earlier version was returned for is still owed.
    _plan("withdraw", _P.RECEIVED, _P.AWAITED, "chair"),
    _plan("withdraw_again", _P.RECEIVED, _P.RETURNED, "chair"),
    *(_plan("correct_accept", source, _P.ACCEPTED, _OFFICER) for source in (_P.ACCEPTED, _P.RETURNED)),
    *(_plan("correct_return", source, _P.RETURNED, _OFFICER) for source in (_P.ACCEPTED, _P.RETURNED)),
    _plan("accept", _P.RECEIVED, _P.ACCEPTED, _OFFICER),
    _plan("return", _P.RECEIVED, _P.RETURNED, _OFFICER),
    *(_plan("end", source, _P.ENDED, _OFFICER) for source in (_P.AWAITED, _P.RECEIVED, _P.RETURNED)),
)
