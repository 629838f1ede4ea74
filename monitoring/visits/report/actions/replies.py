"""Save what a checker or the school writes about a report before it is sent, and discard it once sent."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sil.accounts.models import User
from sil.drafts import meanwhile, stage_save
from sil.workflow import Denied

from ...models import Report, UnsentReply
from ..permissions import check_answer, check_may_check
from ..policies import row_for
from ..queries import unsent
from .writing import lock

Purpose = UnsentReply.Purpose
# By what it is written for: who may, and the act that its state has to allow.
_RULES = {Purpose.CHECK: (check_may_check, "approve"), Purpose.ANSWER: (check_answer, "accept")}
_CHANGED = {
    Purpose.CHECK: "The report was withdrawn and changed while you were reading it. Read it again below.",
    Purpose.ANSWER: "A new version was issued while you were reading the report. Read it below.",
}


@transaction.atomic
def save_reply(
    report: Report,
    purpose: Purpose,
    *,
    by: User,
    on: date,
    content: Mapping[str, Any],
    about: int,
    version: int,
    over: bool = False,
) -> UnsentReply:
    """Save what is written, {name of a control: text, or what was ticked}, complete or not. `about` is the text that
    was read, `version` the save that was. Raises Denied: "changed" where the report has another text by now,
    "saved_meanwhile" as `stage_save` does, "wrong_state", and what forbids the sending."""
    report = lock(report, to_write=True)
    allowed, act = _RULES[purpose]
    allowed(report, by=by, on=on)
    row_for(report, act)
    check_about(report, purpose, about)
    reply = unsent(report, purpose) or UnsentReply(report=report, purpose=purpose)
    if stage_save(reply, content, holds=reply.content, by=by, version=version, over=over):
        reply.content, reply.about = dict(content), about
        reply.save()
    return reply


def text_of(report: Report, purpose: str) -> int:
    """Return the key of the text that is checked or answered now: the save of the report, or its newest version; 0 for
    none."""
    if purpose == Purpose.CHECK:
        return report.version
    newest = report.versions.only("pk").first()
    return newest.pk if newest else 0


def check_about(report: Report, purpose: Purpose, about: int) -> None:
    """Raises Denied("changed") unless this is the text that was read."""
    if about != text_of(report, purpose):
        raise Denied("changed", _CHANGED[purpose])


def discard_reply(report: Report, purpose: Purpose, *, version: int) -> None:
    """Delete an unsent reply that is sent now. Raises Denied("saved_meanwhile") where somebody saved another one than
    `version`; 0 means that none was read. The caller holds the lock."""
    reply = unsent(report, purpose)
    if reply is None:
        return
    if reply.version != version:
        raise Denied("saved_meanwhile", meanwhile(reply))
    reply.delete()
