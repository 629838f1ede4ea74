"""Policies of an allocation: does its state allow the act?"""

from collections.abc import Collection, Iterable
from datetime import date

from sil.clock import in_words, weekday_in_words
from sil.deadlines.models import Deadline
from sil.framework.schema import Criterion, Framework
from sil.printable import unprintable_words
from sil.workflow import Denied, Transition, find

from ..models import LONG_TEXT, Allocation, Position, Settlement
from ..states import Party, State
from ..transitions import ROWS

# What a person reads when an act does not fit the state, by action.
_REFUSALS = {
    "propose": "A band has already been proposed. You can revise the proposal.",
    "submit": "A band has already been proposed. You can revise the proposal.",
    "resubmit": "There is no proposal here that is still being checked.",
    "let_go": "There is no proposal here that is waiting to be checked.",
    "revise": "You can only revise a proposal that is waiting for the headteacher.",
    "agree": "There is no proposal here that is waiting for an answer.",
    "record_agreement": "You can only record an agreement to a proposal that is waiting for the headteacher.",
    "disagree": "There is no proposal here that is waiting for an answer.",
    "decide": "There is no disagreement here that is waiting for a decision.",
    "accept": "There is no decision here that is waiting for an answer.",
    **dict.fromkeys(
        ("take_back", "take_back_after_all", "take_back_acceptance"),
        "There is no agreement here that you can take back.",
    ),
    **dict.fromkeys(
        ("withdraw_disagreement", "withdraw_referral", "withdraw_referral_of_proposal"),
        "There is no disagreement or referral here that you can withdraw: it has been decided, or none was sent.",
    ),
    "refer": "There is no decision here that you can refer.",
    "determine": "There is no referral here that is waiting for a decision.",
    "confirm": "There is nothing here that is waiting for an answer.",
    "withdraw": "This allocation has already ended.",
    "bring_in": "There is an allocation of this year already.",
    "take_back_import": "This band was not brought in, or it was taken back already.",
}


def row_for(allocation: Allocation, action: str) -> Transition:
    """Return the transition of an action from the allocation's state. Raises Denied("wrong_state")."""
    return find(ROWS, action=action, source=allocation.status, refusal=_REFUSALS[action])


def check_way(allocation: Allocation, action: str) -> None:
    """Raises Denied("to_be_checked", "not_checked"): the framework file says whether a first proposal is checked before
    the school reads it."""
    moderated = allocation.framework.allocation.moderated
    if action == "propose" and moderated:
        title = allocation.framework.title("principal_officer")
        raise Denied("to_be_checked", f"A {title} checks the proposal before the headteacher can read it.")
    if action == "submit" and not moderated:
        raise Denied("not_checked", "Proposals are not checked first. Put this one to the headteacher.")


def act_of_sip(allocation: Allocation) -> str:
    """Return the partner's action in the allocation's state: "propose" or "revise", or "submit" or "resubmit" while the
    framework asks for a check before the school reads it."""
    if allocation.status == State.IDENTIFIED:
        return "submit" if allocation.framework.allocation.moderated else "propose"
    return "resubmit" if allocation.awaits_moderator else "revise"


def act_of_school(allocation: Allocation) -> str:
    """Return the action of a school that does not agree: "disagree" or "refer"."""
    return "refer" if allocation.status in {State.DECIDED, State.CONFIRMED} else "disagree"


def check_is_latest(latest: Position | None, read: int) -> None:
    """Raises Denied("changed") when the position that was read is no longer the latest."""
    if latest is None or latest.pk != read:
        raise Denied(
            "changed",
            "This was changed while you were reading it, so nothing has been sent. Read the changes first.",
        )


def check_choice(framework: Framework, *, band: str, reasons: str) -> None:
    """Raises Denied("no_band", "no_reasons", "too_long", "unprintable"): whoever takes a position
    names a band and says why."""
    if band not in {b.id for b in framework.bands}:
        raise Denied("no_band", "Select a band.")
    if not reasons.strip():
        raise Denied("no_reasons", "Enter your reasons for the band.")
    if len(reasons.strip()) > LONG_TEXT:
        raise Denied("too_long", f"Shorten the reasons to {LONG_TEXT:,} characters or fewer.")
    if sentence := unprintable_words(reasons):
        raise Denied("unprintable", f"In the reasons: {sentence}")


def check_marked(criteria: Iterable[Criterion], marked: Collection[str]) -> None:
    """Raises Denied("unmarked"): a proposal marks every criterion that the school is judged by (framework, SSA
    process: on the evidence, evaluated according to the criteria)."""
    if missing := [criterion for criterion in criteria if criterion.id not in marked]:
        raise Denied("unmarked", f"Mark every criterion. Not marked yet: {', '.join(c.name for c in missing)}.")


def check_other_band(framework: Framework, proposed: str, wanted: str) -> None:
    """Raises Denied("same_band"): who disagrees names another band than the proposal."""
    if proposed == wanted:
        name = framework.band(proposed).name
        raise Denied("same_band", f"We have proposed {name}. Select another band, or agree to the proposal.")


def check_band_to_refer(framework: Framework, decided: str, wanted: str) -> None:
    """Raises Denied("same_band"): who refers a decision names another band than the one decided."""
    if decided == wanted:
        name = framework.band(decided).name
        raise Denied("same_band", f"The decision is {name}. Select another band, or accept the decision.")


def act_to_withdraw(allocation: Allocation, *, was_decided: bool) -> str:
    """Return the action by which a school withdraws the case that waits to be decided, by the state it leads back
    to."""
    if not allocation.awaits_director:
        return "withdraw_disagreement"
    return "withdraw_referral" if was_decided else "withdraw_referral_of_proposal"


def check_can_object(settlement: Settlement | None, window: Deadline | None, on: date) -> None:
    """Raises Denied("settled", "too_late") unless the school may still object to a band that holds: it was recorded or
    confirmed without the school's own answer, and the period told to the school still runs."""
    if settlement is None or window is None:
        raise Denied("settled", "This allocation is settled. The band can be reviewed if there is new evidence.")
    if on > window.due_on:
        raise Denied(
            "too_late",
            f"The time to object ended on {weekday_in_words(window.due_on)}. "
            "If there is new evidence, ask for the band to be reviewed.",
        )


def check_disagree(allocation: Allocation, settlement: Settlement | None, window: Deadline | None, on: date) -> None:
    """Raises Denied as `check_can_object` where a band holds already: only one that was recorded as agreed in a meeting
    is open to disagreement."""
    if allocation.has_ended:
        recorded = settlement if settlement and settlement.is_recorded else None
        check_can_object(recorded, window, on)


def check_refer(allocation: Allocation, settlement: Settlement | None, window: Deadline | None, on: date) -> None:
    """Raises Denied as `check_can_object` where a band holds already: a confirmed band can be referred within the
    school's period."""
    if allocation.has_ended:
        check_can_object(settlement, window, on)


def act_to_take_back(settlement: Settlement | None, *, was_disputed: bool) -> str:
    """Return the action that takes an agreement back, by the state that it leads back to."""
    if settlement and settlement.position.party == Party.OFFICER:
        return "take_back_acceptance"
    return "take_back_after_all" if was_disputed else "take_back"


def check_take_back(
    allocation: Allocation, settlement: Settlement | None, *, last_day: date | None, reviewed: bool, on: date
) -> None:
    """Raises Denied unless the school itself agreed, `last_day` is not over, and nothing was built on it."""
    if settlement is None or last_day is None or not settlement.is_agreed:
        raise Denied("not_agreed", "There is no agreement here that you can take back.")
    if on > last_day:
        raise Denied(
            "too_late",
            f"The agreement could be taken back until {in_words(last_day)}. "
            "If there is new evidence, ask for the band to be reviewed.",
        )
    if reviewed or allocation.superseded_on:
        raise Denied("under_review", "A review of this band has started, so the agreement cannot be taken back.")
    if not allocation.round.is_open:
        raise Denied("round_closed", "The round is closed, so the agreement cannot be taken back. Ask for a review.")


def check_period_over(deadline: Deadline | None, on: date) -> None:
    """Raises Denied("period_runs") while the school may still answer."""
    if deadline is not None and on <= deadline.due_on:
        raise Denied(
            "period_runs",
            f"The school has until {weekday_in_words(deadline.due_on)} to answer. "
            "You can confirm the band from the day after.",
        )


def check_waits_for_decision(allocation: Allocation) -> Party:
    """Return the party whose decision the allocation waits for. Raises Denied("wrong_state") where there is none."""
    if (party := party_that_decides(allocation)) is None:
        raise Denied("wrong_state", "There is nothing to decide here at present.")
    return party


def party_that_decides(allocation: Allocation) -> Party | None:
    """Return the party whose decision the allocation waits for, or None."""
    if allocation.awaits_officer:
        return Party.OFFICER
    return Party.DIRECTOR if allocation.awaits_director else None
