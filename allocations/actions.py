"""Open a round, keep a draft, propose and revise, agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from schools.models import School
from schools.queries import holders, open_schools, scope
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.audit import events
from sil.deadlines import actions as deadlines
from sil.framework.queries import version_for
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.workflow import Denied, Transition

from . import notifications
from .letters import sign_agreed
from .models import Agreement, Allocation, Draft, Mark, Proposal, Round
from .permissions import check_agree, check_open_round, check_propose
from .policies import check_choice, check_still, row_for
from .states import State


@dataclass(frozen=True)
class Marking:
    """One criterion as marked: the bands it fits (none: it does not apply), why, and on what evidence."""

    bands: tuple[str, ...]
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a School Improvement Partner proposes and why."""

    band: str
    reasons: str
    marks: Mapping[str, Marking]
    extra_days: Sequence[str] = field(default=())


@transaction.atomic
def open_round(*, year: int, by: User | None, on: date) -> Round:
    """Open the round of an academic year: an allocation to be made for every open maintained
    school and academy of the authority (framework, SSA process, first point), and nothing else.

    Raises Denied("no_framework", "not_now", "opened", "no_schools").
    """
    check_open_round(by=by, on=on)
    version = version_for(year)
    if version is None:
        raise Denied("no_framework", f"No framework is loaded for {label(year)}.")
    if not academic_year(on) <= year <= academic_year(on) + 1:
        raise Denied("not_now", "A round can be opened for this academic year or the next.")
    if Round.objects.select_for_update().filter(academic_year=year).exists():
        raise Denied("opened", f"The round {label(year)} is open already.")
    schools = schools_for(version.framework)
    if not schools:
        raise Denied("no_schools", "There is no open maintained school or academy to open a round for.")
    opened = Round.objects.create(academic_year=year, framework_version=version, opened_on=on, opened_by=by)
    Allocation.objects.bulk_create([Allocation(round=opened, school=school) for school in schools])
    events.record("round.opened", subject=opened, by=by, scope=f"round:{year}", year=label(year), schools=len(schools))
    return opened


def schools_for(framework: Framework) -> list[School]:
    """The schools that a round under a framework is for."""
    return list(open_schools(framework.authority.code, academies=framework.allocation.academies).order_by("pk"))


@transaction.atomic
def save_draft(
    allocation: Allocation,
    *,
    by: User,
    on: date,
    band: str,
    reasons: str,
    marks: Mapping[str, Mapping[str, str]],
    extra_days: Sequence[str],
) -> Draft:
    """Keep what is written so far, complete or not."""
    allocation = _lock(allocation)
    check_propose(allocation, by=by, on=on)
    row_for(allocation, "propose" if allocation.status == State.IDENTIFIED else "revise")
    draft, _ = Draft.objects.update_or_create(
        allocation=allocation,
        defaults={
            "band": band,
            "reasons": reasons,
            "marks": dict(marks),
            "extra_days": list(extra_days),
            "saved_by": by,
            "saved_at": clock.now(),
        },
    )
    return draft


@transaction.atomic
def propose(allocation: Allocation, *, by: User, on: date, case: Case) -> Proposal:
    """Put a band with reasons to the headteacher. Raises Denied; see policies and permissions."""
    return _put(_lock(allocation), "propose", by=by, on=on, case=case)


@transaction.atomic
def revise(allocation: Allocation, *, by: User, on: date, case: Case) -> Proposal:
    """Replace a proposal that still waits; the earlier one is kept and the answer period begins anew."""
    return _put(_lock(allocation), "revise", by=by, on=on, case=case)


@transaction.atomic
def agree(allocation: Allocation, *, by: User, on: date, proposal_id: int) -> Agreement:
    """The headteacher agrees to the proposal they read; the letter goes out.

    Raises Denied("wrong_state", "not_the_head", "own_proposal", "changed").
    """
    allocation = _lock(allocation)
    row = row_for(allocation, "agree")
    post = check_agree(allocation, by=by, on=on)
    check_still(allocation, proposal_id)
    proposal = allocation.proposal
    assert proposal is not None, "a proposed allocation has a proposal"
    role = allocation.framework.title(post.role)
    said = _named(allocation, proposal.band) | {"role": role}
    _move(allocation, row, by=by, said=said, band=proposal.band, ended_on=on)
    agreement = Agreement.objects.create(
        allocation=allocation, proposal=proposal, agreed_by=by, agreed_as=role, agreed_on=on, agreed_at=clock.now()
    )
    deadlines.meet(allocation, rule="answer", on=on)
    sign_agreed(allocation, agreement, on=on)
    notifications.tell_agreed(allocation, agreement)
    return agreement


def _put(allocation: Allocation, action: str, *, by: User, on: date, case: Case) -> Proposal:
    row = row_for(allocation, action)
    check_propose(allocation, by=by, on=on)
    framework = allocation.framework
    check_choice(framework, band=case.band, reasons=case.reasons, marked=case.marks)
    leads = list(holders(allocation.school, on, LEADS))
    if not leads:
        raise Denied(
            "no_head",
            f"No headteacher is recorded for {allocation.school}. "
            "An administrator has to record one before a proposal can be put to them.",
        )
    proposal = Proposal.objects.create(
        allocation=allocation,
        number=allocation.proposals.count() + 1,
        band=case.band,
        reasons=case.reasons.strip(),
        extra_days=[extra.id for extra in framework.extra_days if extra.id in case.extra_days],
        proposed_by=by,
        proposed_on=on,
        proposed_at=clock.now(),
    )
    Mark.objects.bulk_create(_mark(proposal, criterion.id, case) for criterion in framework.criteria)
    said = _named(allocation, case.band) | {"number": str(proposal.number)}
    _move(allocation, row, by=by, said=said, proposal=proposal)
    Draft.objects.filter(allocation=allocation).delete()
    period = getattr(framework.periods, row.starts)
    deadline = deadlines.start(allocation, rule=row.starts, period=period, on=on)
    for post in leads:
        notifications.tell_proposed(allocation, proposal, post.user, deadline)
    return proposal


def _mark(proposal: Proposal, criterion: str, case: Case) -> Mark:
    marking = case.marks[criterion]
    return Mark(
        proposal=proposal,
        criterion=criterion,
        bands=list(marking.bands),
        reason=marking.reason.strip(),
        evidence=marking.evidence.strip(),
    )


def _lock(allocation: Allocation) -> Allocation:
    locked = Allocation.objects.select_for_update(of=("self",))
    return locked.select_related("round__framework_version", "school", "proposal").get(pk=allocation.pk)


def _named(allocation: Allocation, band: str) -> dict[str, str]:
    """What the event says of the band, in words that later frameworks cannot change."""
    return {"band_name": allocation.framework.band(band).name, "year": label(allocation.round.academic_year)}


def _move(
    allocation: Allocation,
    row: Transition,
    *,
    by: User,
    said: Mapping[str, str],
    proposal: Proposal | None = None,
    band: str = "",
    ended_on: date | None = None,
) -> None:
    """The only place that writes an allocation's status: the event first, which the trigger asks for."""
    events.record(
        row.event,
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        status=(allocation.status, row.target),
        reason=proposal.reasons if proposal else "",
        **said,
    )
    allocation.status = row.target
    allocation.proposal = proposal or allocation.proposal
    allocation.band, allocation.ended_on = band, ended_on
    allocation.save(update_fields=["status", "proposal", "band", "ended_on"])
