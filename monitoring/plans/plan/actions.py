"""Ask for a partnership plan, agree it, change it, end it and let it go on again. With `sides` and `draft` the only
places that write one."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from allocations.allocation.holding import held
from allocations.models import Allocation, Round
from schools.models import School
from schools.succession import urns_with_predecessors
from sil import clock
from sil.accounts.models import User
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.deadlines.rules import Due
from sil.drafts import keep_replaced
from sil.framework.models import FrameworkVersion
from sil.framework.queries import version_for
from sil.framework.years import academic_year, first_day
from sil.workflow import Denied

from ..draft.content import Written, as_typed, content_of, text_hash
from ..draft.policies import check_complete
from ..draft.queries import all_written, objectives_of
from ..models import AgreedObjective, Agreement, Objective, PartnershipPlan, PlanVersion
from ..reviews.queries import in_force
from ..sides.actions import lock, move, record, row_for, text_changed
from ..sides.notifications import (
    tell_agreed,
    tell_asked,
    tell_change_given_up,
    tell_change_opened,
    tell_ended,
    tell_reopened,
    tell_taken_back,
    tell_to_agree,
)
from ..sides.permissions import check_end, check_side, signs_as
from ..sides.queries import plans
from ..states import EndReason, PlanState, Side
from ..transitions import DEADLINE


def hear_settled(allocation: Allocation, on: date) -> None:
    """Ask for a plan where the band that was settled holds now and asks for one; for one that takes effect later,
    `ask_missing` asks on its first day. The caller holds a transaction."""
    version = _version_that_asks(allocation, on)
    if version is not None and held(on).filter(pk=allocation.pk).exists():
        _ask(allocation, version, on)


def ask_missing(on: date) -> int:
    """Ask for the plan of each open school whose band asks for one, where none is open and none was ended since the
    band took effect. Return the number asked for."""
    year = academic_year(on)
    asking, versions = Q(pk__in=()), {}
    # A band of the last year holds until there is one of this year.
    # One that was brought in asks for nothing: what followed from it was seen to before.
    rounds = Round.objects.filter(academic_year__range=(year - 1, year), is_brought_in=False)
    for found in rounds.select_related("framework_version"):
        if version := _version_with_plans(found.framework_version, on):
            versions[found.pk] = version
            asking |= Q(round=found, band__in=_bands_of(version)) & ~_has_one_since(found)
    asked = 0
    wanted = held(on, list(versions)).filter(asking, school__is_open=True)
    for key in wanted.order_by("round__academic_year", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Locked as who settles a band locks it, before the school; it may be another band by now.
            allocation = wanted.select_related("school").select_for_update(of=("self",)).filter(pk=key).first()
            if allocation:
                asked += _ask(allocation, versions[allocation.round_id], on)
    return asked


def _has_one_since(found: Round) -> Q:
    """Whether the school of an allocation has an open plan, or one that was ended since its band of a round was settled
    and took effect. Two questions, each of which has an index."""
    there = PartnershipPlan.objects.filter(school=OuterRef("school"))
    ended = there.filter(ended_on__gte=OuterRef("ended_on")).filter(ended_on__gte=first_day(found.academic_year))
    return Q(Exists(there.exclude(status=PlanState.ENDED))) | Q(Exists(ended))


def _version_that_asks(allocation: Allocation, on: date) -> FrameworkVersion | None:
    """Return the framework by which the band of an allocation asks for a plan; None where it asks for none."""
    version = _version_with_plans(allocation.round.framework_version, on)
    return version if allocation.band in _bands_of(version) else None


def _version_with_plans(own: FrameworkVersion, on: date) -> FrameworkVersion | None:
    """Return the framework of a round, or where it says nothing of plans, as one that was loaded before there were any,
    the one in force; None where neither does."""
    if own.framework.partnership_plan:
        return own
    version = version_for(academic_year(on))
    return version if version and version.framework.partnership_plan else None


def _bands_of(version: FrameworkVersion | None) -> tuple[str, ...]:
    rules = version.framework.partnership_plan if version else None
    return rules.bands if rules else ()


def _ask(allocation: Allocation, version: FrameworkVersion, on: date) -> bool:
    """Ask for a plan, or let the open one of a school that this one took the place of go on here. False where the
    school has an open one. The caller holds the lock of the allocation; the school is locked after it and before any
    plan, so that two who ask at once make one plan. Rows that only refer to the school do not wait for that."""
    school = allocation.school
    School.objects.select_for_update(no_key=True).only("pk").get(pk=school.pk)
    line = urns_with_predecessors(school)
    there = plans().filter(school__in=line).exclude(status=PlanState.ENDED)
    if there.filter(school=school).exists():
        return False
    if earlier := there.order_by("-pk").first():
        _carry_on(earlier, school)
        return False
    rules = version.framework.partnership_plan
    assert rules is not None, "it asks for a plan"
    plan = PartnershipPlan.objects.create(
        school=school,
        allocation=allocation,
        framework_version=version,
        reviews_each_term=rules.reviews_each_term,
        asked_on=on,
    )
    period = version.framework.periods.partnership_plan
    assert period is not None, "a framework that asks for plans says by when"
    deadline = deadlines.start(plan, rule=DEADLINE, period=period, on=on)
    record(plan, "partnership_plan.asked", by=None, day=in_words(deadline.due_on))
    tell_asked(plan, deadline, on=on)
    return True


def _carry_on(plan: PartnershipPlan, school: School) -> None:
    """Let a plan go on at the school that took the place of its own."""
    found = lock(plan, to_write=True)
    found.school = school
    record(found, "partnership_plan.carried_on", by=None, school=school.name)
    found.save(update_fields=["school"])


@transaction.atomic
def agree(plan: PartnershipPlan, *, by: User, on: date, text_version: int) -> PlanVersion | None:
    """Agree the text of a plan for one side. `text_version` is that of the text that was read. Where the other side has
    agreed the same text, a new version is in force and is returned.

    Raises Denied("not_a_side", "wrong_state", "changed", "agreed", "incomplete").
    """
    plan = lock(plan)
    side = check_side(plan, by=by, on=on)
    row = row_for(plan, "complete")
    if plan.text_version != text_version:
        raise Denied("changed", "The text was changed after you opened this page. Read it again below.")
    if plan.agreement_of(side):
        raise Denied("agreed", f"Your side has already agreed this text. It waits for the {plan.title_of(side.other)}.")
    objectives = objectives_of(plan)
    check_complete(all_written(objectives))
    role = signs_as(plan, side, by, on)
    made = Agreement.objects.create(
        plan=plan,
        side=side,
        by=by,
        agreed_as=role,
        on=on,
        at=clock.now(),
        text_version=plan.text_version,
        text_hash=text_hash(objectives),
    )
    record(plan, "partnership_plan.agreed_by", by=by, role=role)
    setattr(plan, "head_agreement" if side == Side.HEAD else "partner_agreement", made)
    if plan.waits_for:
        plan.save(update_fields=["head_agreement", "partner_agreement"])
        tell_to_agree(plan, side, by=by, role=role, key=made.pk, on=on)
        return None
    version = _freeze(plan, objectives, on)
    reason = plan.change_reason
    plan.number, plan.agreed_on = version.number, on
    move(plan, row, by=by, reason=reason, number=version.number)
    _end_change(plan)
    plan.save()
    deadlines.end(plan, rule=DEADLINE, on=on, met=True)
    tell_agreed(plan, side, by=by, key=version.pk, reason=reason, on=on)
    return version


@transaction.atomic
def take_back(plan: PartnershipPlan, *, by: User, on: date) -> PartnershipPlan:
    """Take back the agreement of one's side, until the other side has agreed too. The text stays as it is.

    Raises Denied("not_a_side", "wrong_state", "not_agreed").
    """
    plan = lock(plan, to_write=True)
    side = check_side(plan, by=by, on=on)
    row_for(plan, "complete")
    if plan.agreement_of(side) is None:
        raise Denied("not_agreed", "Your side has not agreed this text, so there is nothing to take back.")
    plan.head_agreement = plan.partner_agreement = None
    role = signs_as(plan, side, by, on)
    made = record(plan, "partnership_plan.taken_back", by=by, role=role)
    plan.save(update_fields=["head_agreement", "partner_agreement"])
    tell_taken_back(plan, side, by=by, role=role, key=made.pk, on=on)
    return plan


@transaction.atomic
def change(plan: PartnershipPlan, *, by: User, on: date, reason: str) -> PartnershipPlan:
    """Open the text of a plan in force to be changed. The version in force holds until both agree the new text.

    Raises Denied("not_a_side", "wrong_state", "no_reason").
    """
    plan = lock(plan)
    side = check_side(plan, by=by, on=on)
    row = row_for(plan, "change")
    _check_reason(reason, "Enter why you want to change the plan.")
    plan.change_reason, plan.change_by, plan.change_on = reason.strip(), by, on
    plan.head_agreement = plan.partner_agreement = None
    made = move(plan, row, by=by, reason=plan.change_reason)
    plan.save()
    tell_change_opened(plan, side, by=by, role=signs_as(plan, side, by, on), key=made.pk, on=on)
    return plan


@transaction.atomic
def give_up(plan: PartnershipPlan, *, by: User, on: date) -> PartnershipPlan:
    """Give up a change: the text is again that of the version in force. What was typed is kept with each objective.

    Raises Denied("not_a_side", "wrong_state").
    """
    plan = lock(plan)
    side = check_side(plan, by=by, on=on)
    row = row_for(plan, "give_up")
    _restore(plan, by=by, on=on)
    plan.head_agreement = plan.partner_agreement = None
    text_changed(plan, by=by, on=on)
    made = move(plan, row, by=by, reason=plan.change_reason)
    _end_change(plan)
    plan.save()
    tell_change_given_up(plan, side, by=by, role=signs_as(plan, side, by, on), key=made.pk, on=on)
    return plan


@transaction.atomic
def end(plan: PartnershipPlan, *, by: User, on: date, why: str, note: str = "") -> PartnershipPlan:
    """End a plan for one of `EndReason`. What was written and agreed stays.

    Raises Denied("not_the_service", "wrong_state", "no_reason").
    """
    plan = lock(plan)
    check_end(plan, by=by, on=on)
    row = row_for(plan, "end")
    if why not in EndReason.values:
        raise Denied("no_reason", "Select why you are ending the plan.")
    plan.ended_on, plan.ended_by, plan.ended_from = on, by, plan.status
    plan.end_reason, plan.end_note = why, note.strip()
    made = move(plan, row, by=by, reason=plan.end_note, why=str(EndReason(why).label).lower())
    plan.save()
    deadlines.end(plan, rule=DEADLINE, on=on, met=False)
    tell_ended(plan, by=by, key=made.pk, on=on)
    return plan


@transaction.atomic
def reopen(plan: PartnershipPlan, *, by: User, on: date, reason: str) -> PartnershipPlan:
    """Let a plan that was ended go on where it was, with the reason.

    Raises Denied("not_the_service", "wrong_state", "no_reason", "another").
    """
    plan = lock(plan)
    check_end(plan, by=by, on=on)
    row = row_for(plan, f"reopen_{plan.ended_from}")
    _check_reason(reason, "Enter why you are reopening the plan.")
    if PartnershipPlan.objects.filter(school=plan.school_id).exclude(status=PlanState.ENDED).exists():
        raise Denied("another", "The school has another plan now, so you cannot reopen this one.")
    made = move(plan, row, by=by, reason=reason.strip())
    plan.ended_on = plan.ended_by = None
    plan.ended_from = plan.end_reason = plan.end_note = ""
    plan.save()
    if not plan.number:
        _run_on(plan)
    tell_reopened(plan, by=by, key=made.pk, reason=reason.strip(), on=on)
    return plan


def _run_on(plan: PartnershipPlan) -> None:
    """Run the period of a plan that was never agreed on, to the day that it had."""
    last = Deadline.objects.filter(rule=DEADLINE, subject_table=plan._meta.db_table, subject_id=plan.pk).latest("pk")
    period = plan.framework.periods.partnership_plan
    assert period is not None, "a framework that asks for plans says by when"
    printed = Due(DEADLINE, last.starts_on, last.due_on, last.basis)
    deadlines.start(plan, rule=DEADLINE, period=period, on=last.starts_on, printed=printed)


def _freeze(plan: PartnershipPlan, objectives: Sequence[Objective], on: date) -> PlanVersion:
    head, partner = plan.head_agreement, plan.partner_agreement
    assert head and partner and head.text_hash == partner.text_hash, "both sides agreed the same text"
    version = PlanVersion.objects.create(
        plan=plan,
        number=plan.number + 1,
        reason=plan.change_reason,
        agreed_on=on,
        agreed_at=clock.now(),
        partner_agreement=partner,
        head_agreement=head,
    )
    AgreedObjective.objects.bulk_create(_agreed(version, each) for each in all_written(objectives))
    return version


def _agreed(version: PlanVersion, each: Written) -> AgreedObjective:
    assert each.target_on.on, "a plan that is agreed is complete"
    return AgreedObjective(
        version=version,
        objective=each.row,
        place=each.number,
        title=each.title,
        source_words=each.source_words,
        indicator=each.indicator,
        baseline=each.baseline,
        target=each.target,
        target_on=each.target_on.on,
        priorities=each.priorities,
        actions=[step.stored() for step in each.actions],
        milestones=[step.stored() for step in each.milestones],
    )


def _restore(plan: PartnershipPlan, *, by: User, on: date) -> None:
    """Have the objectives say again what the version in force says, and no others be there."""
    agreed = {each.objective_id: each for each in in_force(plan)}
    for objective in Objective.objects.filter(plan=plan).select_related("saved_by"):
        if objective.pk in agreed:
            _write_back(objective, agreed[objective.pk], by)
        elif objective.removed_on is None:
            objective.removed_by, objective.removed_on = by, on
            objective.save(update_fields=["removed_by", "removed_on"])


def _write_back(objective: Objective, said: AgreedObjective, by: User) -> None:
    """Have an objective say what a version says; only what differs is written."""
    content, changed = as_typed(said), []
    if content_of(objective) != content:
        keep_replaced(objective, content_of(objective))
        objective.content, objective.version = content, objective.version + 1
        objective.saved_by, objective.saved_at = by, clock.now()
        changed += ["content", "version", "replaced", "saved_by", "saved_at"]
    if (objective.place, objective.removed_on) != (said.place, None):
        objective.place, objective.removed_by, objective.removed_on = said.place, None, None
        changed += ["place", "removed_by", "removed_on"]
    if changed:
        objective.save(update_fields=changed)


def _end_change(plan: PartnershipPlan) -> None:
    plan.change_reason, plan.change_by, plan.change_on = "", None, None


def _check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Denied("no_reason", sentence)
