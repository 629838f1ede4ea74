"""Transitions of a visit, and of its report."""

from sil.workflow import Transition

from .states import OFFER_WAITS, SHOWN, OfferState, ReportState, VisitState

_QA = "Framework, Quality Assurance: written reports within 10 days from the date of the visit"
_CYCLE = "Framework, Quality Assurance: a cycle of quality assurance"
_SUPPORT = "Framework, School Support Allocation: days of support"
_RIGHT = "A local rule: what was recorded by mistake is corrected with a reason, and the history keeps both"


def _visit(
    action: str,
    target: str,
    event: str,
    rule: str = _SUPPORT,
    *,
    source: str = VisitState.PLANNED,
    starts: str = "",
) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder="sip",
        event=f"visit.{event}",
        rule=rule,
        starts=starts,
    )


VISIT_ROWS = (
    _visit("reschedule", VisitState.PLANNED, "rescheduled"),
    _visit("hold", VisitState.HELD, "held", _QA, starts="visit_report"),
    _visit("cancel", VisitState.CANCELLED, "cancelled"),
    _visit("miss", VisitState.MISSED, "missed"),
    *(_visit("undo", VisitState.PLANNED, "undone", _RIGHT, source=state) for state in VisitState if state != "planned"),
    *(
        _visit("strike", VisitState.MISTAKEN, "struck", _RIGHT, source=state)
        for state in VisitState
        if state != "mistaken"
    ),
    *(_visit("move", state, "moved", _RIGHT, source=state) for state in (VisitState.PLANNED, VisitState.HELD)),
    _visit("redate", VisitState.HELD, "redated", _RIGHT, source=VisitState.HELD, starts="visit_report"),
)


def _report(
    action: str, source: str, target: str, holder: str, rule: str, *, starts: str = "", event: str = ""
) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"report.{event or target}",
        rule=rule,
        starts=starts,
        letter="visit_report" if target == ReportState.ISSUED else "",
    )


_S = ReportState
REPORT_ROWS = (
    _report("send_to_check", _S.DRAFT, _S.IN_REVIEW, "sip", _CYCLE, starts="report_check"),
    _report("send_to_check", _S.RETURNED, _S.IN_REVIEW, "sip", _CYCLE, starts="report_check"),
    _report("take_back", _S.IN_REVIEW, _S.DRAFT, "sip", _CYCLE),
    _report("return", _S.IN_REVIEW, _S.RETURNED, "principal_officer", _CYCLE),
    _report("approve", _S.IN_REVIEW, _S.APPROVED, "principal_officer", _CYCLE),
    _report("issue", _S.DRAFT, _S.ISSUED, "sip", _QA, starts="report_answer"),
    _report("issue", _S.APPROVED, _S.ISSUED, "sip", _QA, starts="report_answer"),
    _report("accept", _S.ISSUED, _S.ACCURATE, "headteacher", _CYCLE),
    _report("ask_corrections", _S.ISSUED, _S.CORRECTIONS_ASKED, "headteacher", _CYCLE),
    _report("reissue", _S.CORRECTIONS_ASKED, _S.ISSUED, "sip", _CYCLE, starts="report_answer"),
    _report("stand", _S.ISSUED, _S.STANDS, "the service", _CYCLE),
    *(_report("withdraw", state, _S.WITHDRAWN, "sip, principal_officer", _RIGHT) for state in sorted(SHOWN)),
    _report("rewrite", _S.WITHDRAWN, _S.DRAFT, "sip, principal_officer", _RIGHT, event="rewritten"),
)


def _offer(action: str, target: str, holder: str, *, source: str = OfferState.OPEN) -> Transition:
    return Transition(
        action=action, source=source, target=target, holder=holder, event=f"times.{target}", rule=_SUPPORT
    )


# Whoever is offered times answers; whoever offered them withdraws them or offers others.
OFFER_ROWS = (
    _offer("choose", OfferState.CHOSEN, "headteacher, sip"),
    _offer("none_suits", OfferState.NONE_SUITS, "headteacher, sip"),
    _offer("replace", OfferState.REPLACED, "headteacher, sip"),
    _offer("replace", OfferState.REPLACED, "headteacher, sip", source=OfferState.NONE_SUITS),
    *(_offer("withdraw", OfferState.WITHDRAWN, "headteacher, sip", source=state) for state in sorted(OFFER_WAITS)),
    _offer("lapse", OfferState.LAPSED, "the service"),
)
