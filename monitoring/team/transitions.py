"""Transitions of teams, their meetings and their financial support, and the audit events of all of them."""

from sil.workflow import Transition

from .models import Meeting, SupportRequest, Team

RULE = "Framework, band D: Team Around the School"
MONEY = "Framework, band D: financial support for improvement, for maintained schools"


def _row(action: str, source: str, target: str, event: str, *, holder: str = "sip", rule: str = RULE) -> Transition:
    return Transition(action=action, source=source, target=target, holder=holder, event=event, rule=rule)


TEAM_ROWS = (
    _row("end", Team.Status.OPEN, Team.Status.ENDED, "team.ended"),
    _row("reopen", Team.Status.ENDED, Team.Status.OPEN, "team.reopened"),
)
MEETING_ROWS = (
    _row("move", Meeting.Status.PLANNED, Meeting.Status.PLANNED, "team.meeting_moved"),
    _row("hold", Meeting.Status.PLANNED, Meeting.Status.HELD, "team.meeting_held"),
    _row("cancel", Meeting.Status.PLANNED, Meeting.Status.CANCELLED, "team.meeting_cancelled"),
)
SUPPORT_ROWS = (
    _row("agree", SupportRequest.Status.ASKED, SupportRequest.Status.AGREED, "team.support_agreed",
         holder="principal_officer", rule=MONEY),
    _row("decline", SupportRequest.Status.ASKED, SupportRequest.Status.DECLINED, "team.support_declined",
         holder="principal_officer", rule=MONEY),
    _row("withdraw", SupportRequest.Status.ASKED, SupportRequest.Status.WITHDRAWN, "team.support_withdrawn",
         holder="headteacher or sip, who asked", rule=MONEY),
)  # fmt: skip
EVENTS = {
    "team.set_up": "Team Around the School set up, led by {lead}",
    "team.carried_on": "The Team Around the School of {earlier} continues at {school}",
    "team.lead_changed": "{lead} leads the Team Around the School",
    "team.ended": "Team Around the School ended",
    "team.reopened": "Team Around the School reopened",
    "team.joined": "{name}, {service}, joined the Team Around the School",
    "team.left": "{name}, {service}, left the Team Around the School",
    "team.meeting_planned": "Meeting of the Team Around the School planned for {day}",
    "team.meeting_moved": "Meeting of the Team Around the School moved to {day}",
    "team.meeting_held": "Meeting of the Team Around the School on {day} held",
    "team.meeting_corrected": "Notes of the meeting of the Team Around the School on {day} corrected",
    "team.meeting_cancelled": "Meeting of the Team Around the School on {day} cancelled",
    "team.action_added": "Action of the Team Around the School added: {text}",
    "team.action_changed": "Action of the Team Around the School changed: {text}",
    "team.action_updated": "Action of the Team Around the School {progress}: {text}",
    "team.action_passed_on": "Action of the Team Around the School given to {name}: {text}",
    "team.support_asked": "Financial support of £{amount} asked for",
    "team.support_agreed": "Financial support of £{amount} agreed",
    "team.support_declined": "Financial support of £{amount} not agreed",
    "team.support_withdrawn": "Request for financial support of £{amount} withdrawn",
    "team.support_paid": "Financial support: £{amount} paid",
    "team.support_taken_back": "Financial support: a payment of £{amount} taken back, recorded by mistake",
}
