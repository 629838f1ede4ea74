"""The acts on brokered support, each on a page that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import View, actor, signed_in, user_roles
from sil.dates.sense import Known
from sil.framework.schema import days_in_words, plain
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.workflow import Denied

from ...budgets.queries import left_of
from ...models import Delivery, Support
from ...queries import NOTHING
from ...states import DELIVERING, SupportState
from ...years import pounds
from .. import notifications as told
from ..actions import agreeing, asking, delivering
from ..forms import (
    ApproveForm,
    CompleteForm,
    ConflictForm,
    CostForm,
    DeliverForm,
    DeliveryForm,
    EvaluateForm,
    ReasonForm,
    SureForm,
)
from ..permissions import (
    NOT_THEIRS,
    check_agree,
    check_approve,
    check_correct_cost,
    check_declare,
    check_decline,
    check_deliver,
    check_evaluate,
    check_manage,
    check_withdraw,
)
from ..policies import needs_approval
from ..queries import readable, with_given

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, its officers and oversight"
# The field beside which each refusal stands.
BESIDE = {
    "no_days": "days",
    "order": "ends_on",
    "own_school": "giver",
    "not_there": "giver",
    "no_budget": "budget",
    "other_year": "budget",
    "future": "day",
    "too_many": "days",
    "over_budget": "reason",
    "dearer": "cost",
    "no_reason": "reason",
    "no_text": "changed",
}
# Who does an act, and on which day.
Who = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: whether it can be done now, what its page says, what it asks and what was done.

    `says` and `initial` are worked out when the page is shown; `done` is said of the support as the act left it.
    """

    slug: str
    heading: str
    says: Callable[[Support, date], str]
    button: str
    done: Callable[[Support], str]
    check: Callable[..., object]
    action: Callable[..., object]
    form: type[Form] = SureForm
    initial: Callable[[Support], dict[str, Any]] = lambda found: {}
    # Whether the page shows who gives it, the days and the cost.
    facts: bool = False


def _says(sentence: str) -> Callable[[Support, date], str]:
    return lambda found, on: sentence


def _done(sentence: str) -> Callable[[Support], str]:
    return lambda found: sentence.format(giver=found.giver_name)


def manages(action: str) -> Callable[..., object]:
    return lambda found, **who: check_manage(found, action, **who)


def _says_approve(found: Support, on: date) -> str:
    left = left_of(found.budget) if found.budget else None
    why = needs_approval(found.framework_version.framework, found.cost or NOTHING, left)
    return f"{why} Its cost is committed once you approve it, and it can then be commissioned.".strip()


def _says_commission(found: Support, on: date) -> str:
    to = ", ".join(f"{name} ({email})" for name, email in told.addresses(found, on))
    return (
        f"We will email the commission to {to or 'nobody, because no address is known'}. It names the "
        "school and says what it needs, the days, the dates and the cost. We will tell the headteacher. After that, "
        "you cannot choose anybody else."
    )


def _says_deliver(found: Support, on: date) -> str:
    given = _given(found)
    return f"{plain(given)} of {days_in_words(found.days or given)} have been recorded so far."


def _says_complete(found: Support, on: date) -> str:
    return (
        f"{_says_deliver(found, on)} It was agreed at {pounds(found.cost)}. No more days can be recorded after this. "
        "We will ask the headteacher what changed."
    )


def _says_cost(found: Support, on: date) -> str:
    return (
        f"It was agreed at {pounds(found.cost)} and recorded as {pounds(found.final_cost)} in the end. The budget "
        "counts the new cost from now on. The earlier cost stays in the history."
    )


def _says_withdraw(found: Support, on: date) -> str:
    giver = f" We will tell {found.giver_name} too." if found.status in DELIVERING else ""
    return f"We will email the other side your reason.{giver} You cannot undo this, but you can ask for support again."


_AGREED = {
    SupportState.MATCHED: "You agreed the support. The other side has to agree it next.",
    SupportState.TO_APPROVE: "You agreed the support. Both sides have now agreed, and it needs to be approved.",
    SupportState.AGREED: "You agreed the support. Both sides have now agreed, and it can be commissioned.",
}
ACTS = (
    Act(
        slug="agree",
        heading="Agree the support",
        says=_says(
            "The headteacher and an officer each agree once. If who gives it, the days, the cost or the dates change "
            "after that, both have to agree again."
        ),
        button="Agree the support",
        done=lambda found: _AGREED[SupportState(found.status)],
        check=check_agree,
        action=agreeing.agree,
        facts=True,
    ),
    Act(
        slug="approve",
        heading="Approve the support",
        says=_says_approve,
        button="Approve the support",
        done=_done("You approved the support. It can now be commissioned."),
        check=check_approve,
        action=agreeing.approve,
        form=ApproveForm,
        facts=True,
    ),
    Act(
        slug="commission",
        heading="Commission the support",
        says=_says_commission,
        button="Send the commission",
        done=_done("You commissioned the support. We will email {giver}. Record the days as they are given."),
        check=manages("commission"),
        action=agreeing.commission,
        facts=True,
    ),
    Act(
        slug="deliver",
        heading="Record days that were given",
        says=_says_deliver,
        button="Record the days",
        done=lambda found: f"You recorded the days. {_says_deliver(found, found.asked_on)}",
        check=check_deliver,
        action=delivering.deliver,
        form=DeliverForm,
    ),
    Act(
        slug="complete",
        heading="Say that the support is complete",
        says=_says_complete,
        button="Say that it is complete",
        done=_done("You said that the support is complete. The school and School Improvement evaluate it next."),
        check=manages("complete"),
        action=delivering.complete,
        form=CompleteForm,
        initial=lambda found: {"cost": found.cost},
    ),
    Act(
        slug="cost",
        heading="Correct the final cost",
        says=_says_cost,
        button="Correct the final cost",
        done=lambda found: f"You corrected the final cost. It is now {pounds(found.final_cost)}.",
        check=check_correct_cost,
        action=delivering.correct_cost,
        form=CostForm,
        initial=lambda found: {"cost": found.final_cost},
    ),
    Act(
        slug="evaluate",
        heading="Evaluate the support",
        says=_says("The school and School Improvement can both read this. You cannot change it after you send it."),
        button="Send the evaluation",
        done=lambda found: (
            "You evaluated the support. School Improvement can now close it."
            if found.status == SupportState.EVALUATED
            else "You evaluated the support. The other side evaluates it next."
        ),
        check=check_evaluate,
        action=delivering.evaluate,
        form=EvaluateForm,
    ),
    Act(
        slug="close",
        heading="Close the support",
        says=_says("Both sides have evaluated it. After you close it, only its final cost can be corrected."),
        button="Close the support",
        done=_done("You closed the support. You do not need to do anything else."),
        check=manages("close"),
        action=delivering.close,
    ),
    Act(
        slug="decline",
        heading="Decline the support",
        says=_says(
            "We will email the headteacher and the school’s partner your reason. You cannot undo this, but the school "
            "can ask for support again."
        ),
        button="Decline the support",
        done=_done("You declined the support. We will email the headteacher and the school’s partner."),
        check=check_decline,
        action=asking.decline,
        form=ReasonForm,
    ),
    Act(
        slug="withdraw",
        heading="Withdraw the support",
        says=_says_withdraw,
        button="Withdraw the support",
        done=_done("You withdrew the support. We will email the other side."),
        check=check_withdraw,
        action=asking.withdraw,
        form=ReasonForm,
    ),
    Act(
        slug="conflict",
        heading="Declare an interest",
        says=_says(
            "Tell us if you are related to, govern or work for the person or organisation that gives this support. You "
            "cannot then agree or approve it. If you have done so already, somebody else has to do it again. Officers "
            "can read what you write."
        ),
        button="Declare the interest",
        done=_done("You declared an interest. Somebody else has to agree or approve this support."),
        check=check_declare,
        action=asking.declare,
        form=ConflictForm,
    ),
)
CORRECT_DAYS = Act(
    slug="delivery_correct",
    heading="Correct days that were given",
    says=_says("Enter 0 days if none were given. The earlier entry stays in the history."),
    button="Correct the entry",
    done=lambda found: f"You corrected the entry. {_says_deliver(found, found.asked_on)}",
    check=check_deliver,
    action=delivering.correct,
    form=DeliveryForm,
)
BY_SLUG = {act.slug: act for act in ACTS}


def view_of(slug: str) -> View:
    """Return the view of an act's page."""
    act = BY_SLUG[slug]

    @require_http_methods(ANY)
    @signed_in(WHO)
    @once
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = found_of(request, pk)
        return _page(request, act, found, found, act.form(posted(request), initial=act.initial(found)))

    return view


@require_http_methods(ANY)
@signed_in(WHO)
@once
def delivery_correct(request: HttpRequest, pk: int) -> HttpResponse:
    there = Delivery.objects.filter(support__in=readable(user_roles(request)), replaced_by=None)
    entry = get_object_or_404(there, pk=pk)
    form = DeliveryForm(posted(request), initial={"day": entry.day, "days": plain(entry.days), "note": entry.note})
    know(form, "day", Known(recorded=entry.day))
    return _page(request, CORRECT_DAYS, found_of(request, entry.support_id), entry, form)


def _page(request: HttpRequest, act: Act, found: Support, subject: Support | Delivery, form: Form) -> HttpResponse:
    """A page that says what will happen and asks what is needed for it, and does it to `subject`."""
    who = who_acts(request)
    if refused := refusal(request, found, act.check, who):
        return refused
    if request.method == "POST" and form.is_valid():
        try:
            act.action(subject, **form.cleaned_data, **who)
        except Denied as denied:
            beside = BESIDE.get(denied.code)
            refuse(form, denied.sentence, beside if beside in form.fields else None)
        else:
            messages.success(request, act.done(found_of(request, found.pk)))
            return redirect(found)
    context = {"form": form, "support": found, "school": found.school, "act": act, "heading": act.heading}
    return render(request, "support/act.html", context | {"says": act.says(found, who["on"])})


def refusal(request: HttpRequest, found: Support, check: Callable[..., object], who: Who) -> HttpResponse | None:
    """Return the way back to the support, with the sentence why an act cannot be done; None where it can. Raises
    Http404 for somebody whose act it is not."""
    try:
        check(found, **who)
    except Denied as denied:
        if denied.code in NOT_THEIRS:
            raise Http404 from denied
        messages.warning(request, denied.sentence)
        return redirect(found)
    return None


def found_of(request: HttpRequest, pk: int) -> Support:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def who_acts(request: HttpRequest) -> Who:
    return {"by": actor(request), "on": user_roles(request).on}


def _given(found: Support) -> Any:
    return with_given(Support.objects.filter(pk=found.pk)).get().given
