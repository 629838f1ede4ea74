"""Acts on the case of a school in a category."""

from typing import Any

from django import forms
from django.http import HttpRequest

from sil.web.forms import posted
from sil.workflow import Denied

from ..case.acts import Act, Asked, by_reason, reason
from ..models import Case
from .actions import record_academy_order, record_category, withdraw_category
from .forms import YES, AcademyOrderForm, CategoryForm
from .policies import check_by_category, check_recordable, check_withdrawable
from .queries import academy_order_of, category_of, inspections_in_category


def _category(request: HttpRequest, case: Case) -> forms.Form:
    return CategoryForm(posted(request), inspections=inspections_in_category(case.school))


def _order(request: HttpRequest, case: Case) -> forms.Form:
    last = academy_order_of(case)
    shown = {"made": YES if last.made else "no", "made_on": last.made_on, "reference": last.reference} if last else {}
    return AcademyOrderForm(posted(request), initial=shown)


def _check_category(case: Case) -> None:
    check_recordable(case)
    if not inspections_in_category(case.school):
        raise Denied(
            "not_in_category",
            "The school's record shows no category that it is still in. Record the inspection on the school's page "
            "first.",
        )


def _record(case: Case, form: Any, who: Asked) -> Case:
    return record_category(case, inspection=form.chosen, **who)


def _record_order(case: Case, form: Any, who: Asked) -> Case:
    data = form.cleaned_data
    made = data["made"] == YES
    return record_academy_order(case, made=made, made_on=data["made_on"], reference=data["reference"], **who).case


ACTS = {
    act.slug: act
    for act in (
        Act(
            slug="category",
            title="Record that the school is in a category",
            button="Record the category",
            said="The category has been recorded. {school} is eligible for intervention without a notice.",
            do=_record,
            form=_category,
            check=_check_category,
            beside={"not_in_category": "inspection"},
        ),
        Act(
            slug="category-withdraw",
            title="The category was recorded by mistake",
            button="Take the category back",
            said="The category has been taken back. Case {case} is where it was before.",
            do=by_reason(withdraw_category),
            form=reason,
            check=check_withdrawable,
            label="What was wrong?",
            hint="This stays on record with the case.",
            more=lambda case: {"category": category_of(case)},
        ),
        Act(
            slug="academy-order",
            title="Academy order",
            button="Record this",
            said="What you recorded about the academy order is on case {case}.",
            do=_record_order,
            form=_order,
            check=check_by_category,
            beside={"no_day": "made_on", "not_yet": "made_on", "not_made": "made_on"},
            more=lambda case: {"category": category_of(case)},
        ),
    )
}
