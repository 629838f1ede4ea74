"""Record that a school is in a category, take that back, and record whether an academy order was made."""

from datetime import date

from django.db import transaction

from schools.models import Inspection
from schools.models.inspections import CATEGORIES
from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from ..case.actions import lock, move, record_event
from ..case.permissions import check_change
from ..case.policies import case_row, check_branch
from ..models import AcademyOrder, Case, SchoolCategory
from ..states import CaseState
from ..transitions import TAKES_BACK_CATEGORY
from .policies import check_by_category, check_order, check_recordable, check_withdrawable
from .queries import inspections_in_category


@transaction.atomic
def record_category(case: Case, *, inspection: Inspection, by: User, on: date) -> Case:
    """Record the inspection by which a school is eligible for intervention without a notice (Education and Inspections
    Act 2006, sections 61 and 62).

    Raises Denied("not_an_officer", "converted", "academy", "notice_in_force", "wrong_step", "letter_under_way",
    "not_in_category").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    check_branch(case, on)
    row = check_recordable(case)
    if inspection not in inspections_in_category(case.school):
        raise Denied("not_in_category", "Select an inspection that found the school in the category it is still in.")
    SchoolCategory.objects.create(
        case=case,
        inspection=inspection,
        category=inspection.category,
        inspected_on=inspection.starts_on,
        before=case.status,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    name = CATEGORIES.get(inspection.category, inspection.category)
    move(case, row, by=by, on=on, category=name, day=clock.in_words(inspection.starts_on))
    return case


@transaction.atomic
def withdraw_category(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Take back a category that was recorded by mistake: the case is where it was before. Raises
    Denied("not_an_officer", "wrong_step", "letter_under_way")."""
    case = lock(case)
    check_change(case, by=by, on=on)
    found = check_withdrawable(case)
    move(case, case_row(case, TAKES_BACK_CATEGORY[CaseState(found.before)]), by=by, on=on, reason=reason.strip())
    return case


@transaction.atomic
def record_academy_order(
    case: Case, *, made: bool, made_on: date | None, reference: str, by: User, on: date
) -> AcademyOrder:
    """Record whether the Secretary of State made an academy order for a school in a category; the latest counts.

    Raises Denied("not_an_officer", "wrong_step", "no_day", "not_yet", "not_made").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    check_by_category(case)
    order = AcademyOrder(
        case=case,
        made=made,
        made_on=made_on,
        reference=reference.strip(),
        recorded_by=by,
        recorded_on=on,
        recorded_at=clock.now(),
    )
    check_order(order, on)
    order.save(force_insert=True)
    if made_on:
        said = {"day": clock.in_words(made_on), "order": order.reference or "no reference"}
        record_event(case, "case.academy_order", by=by, **said)
    else:
        record_event(case, "case.no_academy_order", by=by)
    return order
