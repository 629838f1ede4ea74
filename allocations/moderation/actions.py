"""Check a proposal before the headteacher reads it: ask the partner, answer, let it go."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.framework.years import label
from sil.workflow import Denied

from ..allocation import notifications
from ..allocation.actions import lock, move
from ..allocation.permissions import check_moderate, check_propose
from ..allocation.policies import check_is_latest, row_for
from ..allocation.queries import sent_to_check
from ..draft.queries import draft_of
from ..grid.forms import input_of
from ..models import Allocation, Moderation, Position
from ..position.actions import Marking, PositionInput, write_position
from ..proposal.actions import require_heads
from ..states import Party
from .notifications import tell_answered, tell_asked, tell_let_go


@transaction.atomic
def ask(allocation: Allocation, *, by: User, on: date, position_id: int, text: str) -> Moderation:
    """Ask the partner about a proposal that is being checked. It waits, and may be changed.

    Raises Denied("wrong_state", "changed", "no_text"), and those of `check_moderate`.
    """
    allocation, sent = _checked(allocation, position_id)
    check_moderate(allocation, by=by, on=on)
    said = _say(allocation, sent, Moderation.Kind.ASKED, by=by, role="principal_officer", on=on, text=text)
    tell_asked(allocation, said, on=on)
    return said


@transaction.atomic
def answer(allocation: Allocation, *, by: User, on: date, position_id: int, text: str) -> Moderation:
    """Answer what was asked about a proposal.

    Raises Denied("wrong_state", "changed", "no_text"), and those of `check_propose`.
    """
    allocation, sent = _checked(allocation, position_id)
    check_propose(allocation, by=by, on=on)
    said = _say(allocation, sent, Moderation.Kind.ANSWERED, by=by, role="sip", on=on, text=text)
    tell_answered(allocation, said)
    return said


@transaction.atomic
def let_go(allocation: Allocation, *, by: User, on: date, position_id: int, text: str = "") -> Position:
    """Put a proposal that was checked to the headteacher, as its partner made it.

    Raises Denied("wrong_state", "changed", "no_head"), and those of `check_moderate`.
    """
    allocation, sent = _checked(allocation, position_id)
    row = row_for(allocation, "let_go")
    check_moderate(allocation, by=by, on=on)
    leads = require_heads(allocation, on)
    title = allocation.framework.title("principal_officer")
    _record(allocation, sent, Moderation.Kind.LET_GO, by=by, said_as=title, on=on, text=text)
    proposal = _as_proposed(allocation, sent, on)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        proposal=proposal,
        band_name=allocation.framework.band(proposal.band).name,
        role=title,
    )
    assert deadline is not None, "a proposal starts the period for its answer"
    for post in leads:
        notifications.tell_proposed(allocation, proposal, post.user, deadline)
    tell_let_go(allocation, proposal, by=by, on=on)
    return proposal


def _checked(allocation: Allocation, position_id: int) -> tuple[Allocation, Position]:
    """The locked allocation and what is being checked. Raises Denied("wrong_state", "changed")."""
    allocation = lock(allocation)
    row_for(allocation, "let_go")
    sent = sent_to_check(allocation)
    check_is_latest(sent, position_id)
    return allocation, sent


def _as_proposed(allocation: Allocation, sent: Position, on: date) -> Position:
    """The proposal that the school reads. A draft in which the partner went on writing since then is kept."""
    marks = {mark.criterion: Marking(tuple(mark.bands), mark.reason, mark.evidence) for mark in sent.marks.all()}
    choice = PositionInput(band=sent.band, reasons=sent.reasons, marks=marks, extra_days=sent.extra_days)
    draft = draft_of(allocation, Party.SIP)
    written = input_of(allocation.framework, draft) if draft else None
    proposal = write_position(allocation, Party.SIP, by=sent.taken_by, taken_as=sent.taken_as, on=on, choice=choice)
    if draft and written and (written.band, written.reasons, dict(written.marks)) != (sent.band, sent.reasons, marks):
        draft.pk = None
        draft.save(force_insert=True)
    return proposal


def _say(
    allocation: Allocation, sent: Position, kind: Moderation.Kind, *, by: User, role: str, on: date, text: str
) -> Moderation:
    """Keep a question or an answer, and record that there was one."""
    if not text.strip():
        raise Denied("no_text", "Enter what you want to say.")
    title = allocation.framework.title(role)
    events.record(
        f"allocation.{kind}",
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        year=label(allocation.round.academic_year),
        role=title,
    )
    return _record(allocation, sent, kind, by=by, said_as=title, on=on, text=text)


def _record(
    allocation: Allocation, sent: Position, kind: str, *, by: User, said_as: str, on: date, text: str
) -> Moderation:
    return Moderation.objects.create(
        allocation=allocation,
        position=sent,
        kind=kind,
        by=by,
        said_as=said_as,
        on=on,
        at=clock.now(),
        text=text.strip(),
    )
