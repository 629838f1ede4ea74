"""Transitions of an allocation."""

from sil.workflow import Transition

from .states import OPEN, State

SSA = "Framework, School Support Allocation process"

# Deadline rules: `answer` and `decision` are owed; `contest` is how long a school may still object
# to a band that holds already.
_FIRST = f"{SSA}: disagreement goes to the Principal Officer"
_LAST = f"{SSA}: a remaining concern goes to the Director of Education"
_MEETING = f"{SSA}, second point: agreed between SIP and headteacher, in a meeting"
_MISTAKE = "A local rule: a school that agreed by mistake can say so until the end of the next working day"
_CHANGED = "A local rule: a school can withdraw its case until somebody has decided on it"
_BEFORE = "A local rule: bands of years before this service are brought in, and never count as decided here"
_CHECKED = "A local rule: where the framework file asks for it, a proposal is checked before the school reads it"
_SETTLED = f"{SSA}, second point: agreed between SIP and headteacher"


def _row(
    action: str, source: str, target: str, holder: str, event: str, rule: str, *, starts: str = "", letter: str = ""
) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"allocation.{event}",
        rule=rule,
        starts=starts,
        letter=f"allocation_{letter}" if letter else "",
    )


ROWS = (
    _row(
        "propose",
        State.IDENTIFIED,
        State.PROPOSED,
        "sip",
        "proposed",
        f"{SSA}, first and third points",
        starts="answer",
    ),
    _row("submit", State.IDENTIFIED, State.IN_MODERATION, "sip", "submitted", _CHECKED),
    _row("resubmit", State.IN_MODERATION, State.IN_MODERATION, "sip", "resubmitted", _CHECKED),
    _row(
        "let_go",
        State.IN_MODERATION,
        State.PROPOSED,
        "principal_officer",
        "let_go",
        _CHECKED,
        starts="answer",
    ),
    _row(
        "revise", State.PROPOSED, State.PROPOSED, "sip", "revised", f"{SSA}, second point: negotiated", starts="answer"
    ),
    _row("agree", State.PROPOSED, State.AGREED, "headteacher", "agreed", _SETTLED, letter="agreed"),
    _row("agree", State.WITH_OFFICER, State.AGREED, "headteacher", "agreed", _SETTLED, letter="agreed"),
    _row(
        "record_agreement",
        State.PROPOSED,
        State.AGREED,
        "sip",
        "recorded",
        _MEETING,
        starts="contest",
        letter="recorded",
    ),
    _row("disagree", State.PROPOSED, State.WITH_OFFICER, "headteacher", "disputed", _FIRST, starts="decision"),
    _row("disagree", State.AGREED, State.WITH_OFFICER, "headteacher", "disputed", _FIRST, starts="decision"),
    _row(
        "decide",
        State.WITH_OFFICER,
        State.DECIDED,
        "principal_officer",
        "decided",
        _FIRST,
        starts="answer",
        letter="decided",
    ),
    _row("accept", State.DECIDED, State.AGREED, "headteacher", "accepted", _FIRST, letter="agreed"),
    _row("take_back", State.AGREED, State.PROPOSED, "headteacher", "taken_back", _MISTAKE, starts="answer"),
    _row(
        "take_back_after_all",
        State.AGREED,
        State.WITH_OFFICER,
        "headteacher",
        "taken_back",
        _MISTAKE,
        starts="decision",
    ),
    _row("take_back_acceptance", State.AGREED, State.DECIDED, "headteacher", "taken_back", _MISTAKE, starts="answer"),
    _row(
        "withdraw_disagreement",
        State.WITH_OFFICER,
        State.PROPOSED,
        "headteacher",
        "case_withdrawn",
        _CHANGED,
        starts="answer",
    ),
    _row(
        "withdraw_referral",
        State.WITH_DIRECTOR,
        State.DECIDED,
        "headteacher",
        "case_withdrawn",
        _CHANGED,
        starts="answer",
    ),
    # Where the band had been confirmed without an answer to the proposal, so that nobody had decided.
    _row(
        "withdraw_referral_of_proposal",
        State.WITH_DIRECTOR,
        State.PROPOSED,
        "headteacher",
        "case_withdrawn",
        _CHANGED,
        starts="answer",
    ),
    _row("refer", State.DECIDED, State.WITH_DIRECTOR, "headteacher", "referred", _LAST, starts="decision"),
    _row("refer", State.CONFIRMED, State.WITH_DIRECTOR, "headteacher", "referred", _LAST, starts="decision"),
    _row(
        "determine",
        State.WITH_DIRECTOR,
        State.DETERMINED,
        "director_of_education",
        "determined",
        _LAST,
        letter="determined",
    ),
    *(
        _row(
            "confirm",
            source,
            State.CONFIRMED,
            "principal_officer",
            "confirmed",
            "A local rule: a school that does not answer is not left without a band",
            starts="contest",
            letter="confirmed",
        )
        for source in (State.PROPOSED, State.DECIDED)
    ),
    _row("bring_in", State.IDENTIFIED, State.BROUGHT_IN, "principal_officer", "brought_in", _BEFORE),
    _row("take_back_import", State.BROUGHT_IN, State.WITHDRAWN, "principal_officer", "import_taken_back", _BEFORE),
    *(
        _row(
            "withdraw",
            source,
            State.WITHDRAWN,
            "principal_officer",
            "withdrawn",
            "Framework, entitlement: for open maintained schools and academies",
        )
        for source in State
        if source in OPEN
    ),
)

# Who owes what a deadline of a rule asks for: an act of theirs meets it, any other act ends it.
OWED = {
    "answer": frozenset({"headteacher"}),
    "contest": frozenset({"headteacher"}),
    "decision": frozenset({"principal_officer", "director_of_education"}),
}
