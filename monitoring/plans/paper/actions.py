"""Ask for the paper of a plan, which a worker makes for the governing body."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from ..models import PartnershipPlan, PlanPaper
from ..sides.actions import lock
from ..sides.permissions import readers
from ..sides.queries import plans
from .queries import still_to_come

MAKE_PAPERS = "monitoring.plans.tasks.make_papers"


@transaction.atomic
def ask(plan: PartnershipPlan, *, by: User, on: date) -> PlanPaper:
    """Have the paper of a plan made by a worker, and return it; where one waits already, return that.

    Raises Denied("not_a_reader", "no_version").
    """
    plan = lock(plan, to_write=True)
    if not plans().filter(readers(roles_of(by, on)), pk=plan.pk).exists():
        raise Denied("not_a_reader", "Only those who can read the plan can have its paper made.")
    if not plan.number:
        raise Denied("no_version", "The plan has not been agreed yet, so there is nothing to print.")
    if waits := still_to_come().filter(plan=plan).first():
        return waits
    made = PlanPaper.objects.create(plan=plan, asked_by=by, asked_at=clock.now())
    events.record("plan_paper.asked", subject=made, by=by, scope=scope(plan.school), title=plan.title)
    enqueue(MAKE_PAPERS)
    return made
