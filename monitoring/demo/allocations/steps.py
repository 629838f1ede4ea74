"""The steps of a made-up allocation's story. Each is the real action, by somebody who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from allocations.allocation.notifications import whom_to_ask
from allocations.allocation.queries import last_position, position_that_waits
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.evidence.actions import add_evidence
from allocations.models import Allocation
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import Party
from schools.models import AssignmentRole, Post
from schools.queries import holders, officer
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.letters.actions import issue
from sil.letters.models import Letter, Status

from ..days import workday
from . import cases, texts
from .argument import Argument, Side
from .bands import BANDS
from .documents import OF_THE_PARTNER, about


@dataclass(frozen=True)
class Plot:
    """What an allocation is about: the band that is proposed, and where the sides do not agree, why.

    `first` is the band of a version before, where the proposal is revised.
    """

    band: str
    argument: Argument | None = None
    first: str = ""

    @property
    def sides(self) -> Argument:
        assert self.argument is not None, "only a disagreement has sides"
        return self.argument


Step = Callable[[Allocation, Plot, date], None]
# Each step, and how many days after the first it is taken.
Story = tuple[tuple[Step, int], ...]


def play(allocation: Allocation, plot: Plot, story: Story, begins: date, *, issues: bool) -> None:
    """Take the steps of a story, each with the clock at its time and on a working day. `issues` makes the
    PDFs of its letters then; without it they are left to the worker."""
    related = Allocation.objects.select_related("school", "round__framework_version", "proposal")
    for step, days in story:
        on = workday(begins + timedelta(days=days))
        now = related.get(pk=allocation.pk)
        with clock.at(on):
            step(now, plot, on)
            if issues:
                _issue(now)


def attach(allocation: Allocation, plot: Plot, on: date) -> None:
    """Evidence of the side whose turn it is; a school's is about the rows that it disputes."""
    if allocation.awaits_sip:
        party, by, exhibits = Party.SIP, _partner(allocation, on), list(OF_THE_PARTNER)
    else:
        party, by = Party.SCHOOL, _head(allocation, on).user
        exhibits = about(view.criterion for view in plot.sides.school.views)
    for exhibit in exhibits:
        add_evidence(
            allocation,
            party,
            by=by,
            on=on,
            title=exhibit.title,
            criterion=exhibit.criterion,
            dated=exhibit.dated(on),
            url=exhibit.url,
            document=exhibit.document(allocation) if exhibit.document else None,
        )


def draft(allocation: Allocation, plot: Plot, on: date) -> None:
    """The partner begins a proposal and leaves it half done."""
    chance = Random(allocation.school_id)
    case = cases.proposal(allocation, plot.band, side=None, first_headship=False)
    marks = cases.half_done(allocation.framework, case, chance.randrange(4, 12))
    writing = Writing(band=plot.band, reasons=texts.DRAFT, marks=marks)
    drafts.save_draft(allocation, Party.SIP, by=_partner(allocation, on), on=on, writing=writing, version=0)


def propose(allocation: Allocation, plot: Plot, on: date) -> None:
    """The partner proposes the band."""
    case = cases.proposal(
        allocation,
        plot.first or plot.band,
        side=plot.argument.partner if plot.argument else None,
        first_headship=_head(allocation, on).first_headship,
    )
    proposals.propose(allocation, by=_partner(allocation, on), on=on, choice=case)


def revise(allocation: Allocation, plot: Plot, on: date) -> None:
    """The partner revises the proposal while it waits for an answer."""
    head = _head(allocation, on)
    case = cases.proposal(allocation, plot.band, side=None, first_headship=head.first_headship, again=True)
    proposals.revise(allocation, by=_partner(allocation, on), on=on, choice=case)


def agree(allocation: Allocation, plot: Plot, on: date) -> None:
    """The headteacher agrees."""
    answers.agree(allocation, by=_head(allocation, on).user, on=on, position_id=_read(allocation, Party.SIP))


def record(allocation: Allocation, plot: Plot, on: date) -> None:
    """The meeting was the working day before, also where the proposal was typed after it."""
    proposal = allocation.proposal
    assert proposal is not None, "only a proposal is recorded as agreed"
    met_on = workday(on - timedelta(days=1))
    proposals.record_agreement(
        allocation,
        by=_partner(allocation, on),
        on=on,
        position_id=proposal.pk,
        met_on=met_on,
        sure=" ".join(proposals.meeting_warnings(allocation, proposal, met_on)),
        met_with=f"{_head(allocation, on).user.name}, headteacher",
    )


def disagree(allocation: Allocation, plot: Plot, on: date) -> None:
    """The headteacher names another band, with reasons."""
    answers.disagree(
        allocation,
        by=_head(allocation, on).user,
        on=on,
        position_id=_read(allocation, Party.SIP),
        choice=cases.view(allocation, plot.sides.school),
    )


def declare(allocation: Allocation, plot: Plot, on: date) -> None:
    """The Principal Officer who would decide declares a conflict of interest."""
    by = whom_to_ask(allocation, Party.OFFICER, on)[0]
    decisions.declare_conflict(allocation, by=by, on=on, reason=texts.CONFLICT)


def decide(allocation: Allocation, plot: Plot, on: date) -> None:
    """The Principal Officer decides."""
    decisions.decide(
        allocation,
        by=whom_to_ask(allocation, Party.OFFICER, on)[0],
        on=on,
        position_id=_read(allocation, Party.SCHOOL),
        choice=cases.view(allocation, plot.sides.officer),
    )


def accept(allocation: Allocation, plot: Plot, on: date) -> None:
    """The headteacher accepts the decision."""
    answers.accept(allocation, by=_head(allocation, on).user, on=on, position_id=_read(allocation, Party.OFFICER))


def refer(allocation: Allocation, plot: Plot, on: date) -> None:
    """The school stays with its band and its marks, and says why the decision does not settle it."""
    case = cases.view(allocation, Side(plot.sides.school.band, plot.sides.referral, plot.sides.school.views))
    answers.refer(
        allocation,
        by=_head(allocation, on).user,
        on=on,
        position_id=_read(allocation, Party.OFFICER),
        choice=case,
    )


def determine(allocation: Allocation, plot: Plot, on: date) -> None:
    """The Director of Education determines the band."""
    assert plot.sides.director is not None, "this argument has no determination"
    decisions.determine(
        allocation,
        by=whom_to_ask(allocation, Party.DIRECTOR, on)[0],
        on=on,
        position_id=_read(allocation, Party.SCHOOL),
        choice=cases.view(allocation, plot.sides.director),
    )


def confirm(allocation: Allocation, plot: Plot, on: date) -> None:
    """The Principal Officer confirms the band without an answer."""
    waits = position_that_waits(allocation)
    assert waits is not None, "only what waits is confirmed"
    reason = Random(allocation.pk).choice(texts.CONFIRMED)
    decisions.confirm(allocation, by=_principal(allocation, on), on=on, position_id=waits.pk, reason=reason)


def flag(allocation: Allocation, plot: Plot, on: date) -> None:
    """The partner flags the school as high-risk."""
    reviews.flag(allocation, by=_partner(allocation, on), on=on, reason=texts.HIGH_RISK)


def review(allocation: Allocation, plot: Plot, on: date) -> None:
    """A review of the band begins, on evidence that came later."""
    reviews.start_review(
        allocation,
        by=_principal(allocation, on),
        on=on,
        ground=Allocation.Ground.EVIDENCE,
        reason=texts.NEW_EVIDENCE,
    )


def review_after_inspection(allocation: Allocation, plot: Plot, on: date) -> None:
    """A review from its beginning to its end: an inspection, another band, the school's agreement."""
    inspection = Allocation.Ground.INSPECTION
    review = reviews.start_review(
        allocation, by=_principal(allocation, on), on=on, ground=inspection, reason=texts.INSPECTED
    )
    lower = BANDS[BANDS.index(allocation.band) + 1]
    after = Argument(Side(lower, texts.AFTER_INSPECTION), Side("", ""), Side("", ""))
    play(review, Plot(lower, after), ((propose, 8), (agree, 14)), on, issues=False)


def withdraw(allocation: Allocation, plot: Plot, on: date) -> None:
    """The Principal Officer marks the allocation as not needed."""
    rounds.withdraw(allocation, by=_principal(allocation, on), on=on, reason=texts.CLOSED)


LEFT: Story = ()
DRAFTED: Story = ((draft, 0),)
PROPOSED: Story = ((propose, 0),)
SHOWN: Story = ((attach, 0), (propose, 0))
AGREED: Story = ((propose, 0), (agree, 4))
REVISED: Story = ((propose, 0), (revise, 6), (agree, 9))
RECORDED: Story = ((propose, 0), (record, 5))
FLAGGED: Story = (*AGREED, (flag, 7))
IN_REVIEW: Story = (*AGREED, (review, 30))
REVIEWED: Story = (*AGREED, (review_after_inspection, 150))
WITHDRAWN: Story = ((propose, 0), (withdraw, 13))
CONFIRMED: Story = ((propose, 0), (confirm, 26))
WITH_OFFICER: Story = (*SHOWN, (attach, 6), (disagree, 6))
IN_CONFLICT: Story = (*WITH_OFFICER, (declare, 8))
TALKED_OVER: Story = (*WITH_OFFICER, (agree, 9))
DECIDED: Story = (*WITH_OFFICER, (decide, 13))
ACCEPTED: Story = (*DECIDED, (accept, 17))
WITH_DIRECTOR: Story = (*DECIDED, (refer, 17))
DETERMINED: Story = (*WITH_DIRECTOR, (determine, 27))


def _issue(allocation: Allocation) -> None:
    about = {"about_table": Allocation._meta.db_table, "about_id": allocation.pk}
    for letter in Letter.objects.filter(status=Status.SIGNED, **about):
        issue(letter.pk)


def _read(allocation: Allocation, party: Party) -> int:
    position = last_position(allocation, party)
    assert position is not None, "nothing was put forward yet"
    return position.pk


def _partner(allocation: Allocation, on: date) -> User:
    found = officer(allocation.school, AssignmentRole.SIP, on)
    assert found is not None, f"{allocation.school} has no partner"
    return found


def _principal(allocation: Allocation, on: date) -> User:
    found = officer(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    assert found is not None, f"{allocation.school} has no Principal Officer"
    return found


def _head(allocation: Allocation, on: date) -> Post:
    found = holders(allocation.school, on, LEADS).first()
    assert found is not None, f"{allocation.school} has no headteacher"
    return found
