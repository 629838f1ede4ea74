"""Transitions and audit events of newsletters."""

from sil.workflow import Transition

from .models import Newsletter

_S = Newsletter.Status
RULE = "Framework, School Improvement Role: access to newsletters"


def _row(action: str, source: str, target: str, holder: str, event: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder=holder, event=event, rule=RULE)


ROWS = (
    _row("send", _S.DRAFT, _S.SENDING, "sip", "newsletter.sending"),
    _row("finish", _S.SENDING, _S.SENT, "the system, once all emails are written", "newsletter.sent"),
    _row("discard", _S.DRAFT, _S.DISCARDED, "sip", "newsletter.discarded"),
)
EVENTS = {
    "newsletter.written": "Newsletter “{title}” written",
    "newsletter.changed": "Newsletter “{title}” changed",
    "newsletter.sending": "Newsletter “{title}” sent to the {number} people who take it",
    "newsletter.sent": "All emails of the newsletter “{title}” written: {number}",
    "newsletter.discarded": "Newsletter “{title}” discarded",
}
