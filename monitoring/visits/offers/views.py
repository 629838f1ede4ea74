"""Pages on which times for a visit are offered, chosen, answered and withdrawn, by a partner and by a school."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.models import School
from schools.queries import receivers, visible
from schools.receipts.queries import receipts_of
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.dates.asking import ask_of
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import number_of, posted, refuse
from sil.workflow import Denied

from ..days.over import over_warnings
from ..models import OfferedTime, TimesOffer
from ..states import OFFER_WAITS, OfferState
from ..visit.permissions import may_plan
from ..visit.policies import VisitDates, VisitDetails
from ..visit.queries import lines_of
from . import actions
from .forms import ChooseForm, NoneForm, OfferForm, TimesFields, WithdrawForm, values_of
from .notifications import receipt_key
from .permissions import may_answer, may_withdraw, speaks_for_school
from .policies import came_of, dates_of_time, words_of_time
from .queries import partner_for, questions_about, readable, taken, waiting_at

ANY = ["GET", "HEAD", "POST"]
WHO = "the school's headteacher, and those who plan its visits"
# So long a side has to answer, unless another day is entered.
_TO_ANSWER = timedelta(days=7)
# Code of a refusal -> the field it stands beside.
_BESIDE = {
    "times": "day_1",
    "no_visits": "day_1",
    "reply_by": "reply_by",
    "no_kind": "kind",
    "offered_already": "kind",
    "no_mode": "mode",
    "length": "days",
    "no_reason": "reason",
    "no_time": "time",
    "past": "time",
    "taken": "time",
}
# What is said where nobody at the school can be emailed.
_TELL = "Nobody at {school} can be emailed: tell the school yourself."
# What a receipt is kept by -> the acts of a school that it is about.
_ACTS = ("offered", "chosen", "none", "withdrawn")


@require_http_methods(ANY)
@signed_in(WHO)
@once
def offer(request: HttpRequest, urn: int) -> HttpResponse:
    """Offer times for a visit: the partner to the school, or the school to the partner. `?kind=` chooses a kind, and
    `?follows=` starts from an offer that nobody could take up."""
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    by_school = _side(school, who)
    framework = framework_on(who.on)
    heading = "Offer times for a visit"
    if framework is None or framework.visits is None:
        return render(request, "visits/none.html", {"school": school, "heading": heading, "day": who.on})
    follows = _follows(request, school, by_school)
    initial: dict[str, Any] = {"kind": request.GET.get("kind", ""), "reply_by": who.on + _TO_ANSWER}
    form = OfferForm(
        posted(request),
        school=school,
        by_school=by_school,
        framework=framework,
        lines=lines_of(school, who.on),
        initial=initial | (values_of(follows) if follows else {}),
    )
    if request.method == "POST" and form.is_valid():
        sure = "" if by_school else _ask(form, school, who)
        try:
            if form.is_valid():
                made = actions.offer(
                    school, form.offered, by_school=by_school, by=who.user, on=who.on, follows=follows, sure=sure
                )
                messages.success(request, _offered(made, who))
                return redirect(made)
        except Denied as denied:
            _refuse(form, denied)
    context = {
        "school": school,
        "form": form,
        "heading": heading,
        "by_school": by_school,
        "waiting": waiting_at(school),
        "partner": partner_for(school, who.user, who.on),
        "follows": follows,
    }
    return render(request, "visits/times_offer.html", context)


@require_http_methods(ANY)
@signed_in(WHO)
def times(request: HttpRequest, pk: int) -> HttpResponse:
    """The times that were offered and what came of them; the other side chooses one here."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    answers = may_answer(found, by=who.user, on=who.on)
    if request.method == "POST" and not answers:
        raise Http404
    there = list(found.times.all())
    gone = taken(found, there, on=who.on) if found.is_open and not found.by_school else set()
    free = [each for each in there if each.pk not in gone and not each.is_past(who.on)]
    form = ChooseForm(posted(request), times=there if request.method == "POST" else free)
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in there if each.pk == form.cleaned_data["time"])
        sure = _ask_before_choosing(form, found, chosen, who) if found.by_school else ""
        try:
            if form.is_valid():
                visit = actions.choose(found, time=chosen.pk, by=who.user, on=who.on, sure=sure)
                messages.success(request, f"The visit is planned for {words_of_time(chosen)}. {_told(found, who)}")
                return redirect(visit)
        except Denied as denied:
            if denied.code == "wrong_state":
                messages.warning(request, denied.sentence)
                return redirect(found)
            _refuse(form, denied)
        form.offer(free)
    return render(request, "visits/times.html", _page(found, there, gone, form, answers=answers, who=who))


@require_http_methods(ANY)
@signed_in(WHO)
def none_suits(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that none of the times suits, why, and which ones would."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    if not may_answer(found, by=who.user, on=who.on):
        raise Http404
    if not found.is_open:
        messages.warning(request, came_of(found))
        return redirect(found)
    initial = {"reply_by": who.on + _TO_ANSWER}
    form = NoneForm(posted(request), school=found.school, reader=_reader(found, found.by_school), initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.typed_times()
        sure = _ask_times(form, found.school, found, who) if found.by_school else ""
        try:
            if form.is_valid():
                waits = actions.none_suits(
                    found,
                    reason=form.cleaned_data["reason"],
                    times=tuple(typed.values()),
                    reply_by=form.cleaned_data["reply_by"],
                    by=who.user,
                    on=who.on,
                    sure=sure,
                )
                messages.success(request, f"{_answered(waits, found)} {_told(found, who)}")
                return redirect(waits)
        except Denied as denied:
            _refuse(form, denied)
    context = {"offer": found, "school": found.school, "form": form, "times": list(found.times.all())}
    return render(request, "visits/times_none.html", context)


@require_http_methods(ANY)
@signed_in(WHO)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw times that were offered, with a reason."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    if not may_withdraw(found, by=who.user, on=who.on):
        raise Http404
    if found.status not in OFFER_WAITS:
        messages.warning(request, came_of(found))
        return redirect(found)
    form = WithdrawForm(posted(request), reader=_reader(found, not found.by_school))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=who.user, on=who.on)
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, f"The times are withdrawn and free again. {_told(found, who)}")
            return redirect(found)
    context = {"offer": found, "school": found.school, "form": form, "times": list(found.times.all())}
    return render(request, "visits/times_withdraw.html", context)


def _reader(found: TimesOffer, is_school: bool) -> str:
    """Return who reads what one side writes to the other."""
    return "The school" if is_school else found.lead.name


def _side(school: School, who: UserRoles) -> bool:
    """Return whether a person offers times for the school (True) or to it. Raises Http404 for anybody else."""
    if may_plan(school, who):
        return False
    if not speaks_for_school(school, who):
        raise Http404
    return True


def _follows(request: HttpRequest, school: School, by_school: bool) -> TimesOffer | None:
    key = number_of(request.GET.get("follows", ""))
    mine = TimesOffer.objects.filter(school=school, by_school=by_school, status__in=OFFER_WAITS)
    return mine.select_related("framework_version").filter(pk=key).first() if key else None


def _ask(form: OfferForm, school: School, who: UserRoles) -> str:
    """Ask a partner beside each day about what stands in its way, and beside the length about days over the allowance.
    Return the first in one sentence, for the action, which looks again."""
    offered = form.offered
    lead = partner_for(school, who.user, who.on) or who.user
    details = VisitDetails(kind=offered.kind, mode=offered.mode, days=offered.days, lead=lead)
    if offered.times:
        ask_of(form, "days", over_warnings(school, offered.times[0].day, details))
    return _ask_times(form, school, None, who, days=details.days)


def _ask_times(
    form: TimesFields, school: School, answered: TimesOffer | None, who: UserRoles, *, days: Any = None
) -> str:
    lead = answered.lead if answered else partner_for(school, who.user, who.on) or who.user
    typed = form.typed_times()
    length = answered.days if answered else days
    whens: list[VisitDates] = [each.dates for each in typed.values()]
    found = questions_about(school, lead, whens, days=length, on=who.on)
    for name, said in zip(typed, found, strict=True):
        # The day itself was asked about beside its field as it was typed.
        ask_of(form, name, [each for each in said if not each.endswith("Is that the day?")])
    return " ".join(sentence for said in found for sentence in said)


def _ask_before_choosing(form: ChooseForm, found: TimesOffer, chosen: OfferedTime, who: UserRoles) -> str:
    whens = [dates_of_time(chosen)]
    said = questions_about(found.school, found.lead, whens, days=found.days, on=who.on, but=found)[0]
    ask_of(form, "time", said)
    return " ".join(said)


def _refuse(form: Any, denied: Denied) -> None:
    """Show a refusal beside its field. What somebody else planned a moment ago is asked about as anything else."""
    if denied.code == "sure":
        ask_of(form, "time" if "time" in form.fields else "day_1", [denied.sentence])
        return
    field = _BESIDE.get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)


def _told(found: TimesOffer, who: UserRoles) -> str:
    """Say who is emailed."""
    if speaks_for_school(found.school, who):
        return f"We will email {found.lead.name}."
    if receivers(found.school, who.on, LEADS):
        return f"We will email the headteacher of {found.school.name}."
    return _TELL.format(school=found.school.name)


def _offered(made: TimesOffer, who: UserRoles) -> str:
    return f"The times are offered, to be answered by {weekday_in_words(made.reply_by)}. {_told(made, who)}"


def _answered(waits: TimesOffer, found: TimesOffer) -> str:
    if waits.pk != found.pk:
        return "Your times are offered instead."
    return "You said that none of the times suits."


def _page(
    found: TimesOffer, there: list[OfferedTime], gone: set[int], form: ChooseForm, *, answers: bool, who: UserRoles
) -> dict[str, Any]:
    by_key = receipts_of([receipt_key(found, act) for act in _ACTS])
    mine = may_withdraw(found, by=who.user, on=who.on)
    return {
        "offer": found,
        "school": found.school,
        "form": form,
        "times": [(each, each.pk in gone or each.is_past(who.on)) for each in there],
        "lost": any(each.pk in gone or each.is_past(who.on) for each in there),
        "chooses": answers and found.is_open,
        "any_free": form.has_times,
        "withdraws": mine and found.status in OFFER_WAITS,
        "offers_again": mine and found.status in {OfferState.NONE_SUITS, OfferState.LAPSED, OfferState.WITHDRAWN},
        "plans": not found.by_school and may_plan(found.school, who),
        "came_of": "" if found.is_open else came_of(found),
        "instead": found.followed_by.order_by("-pk").first(),
        "receipts": list(by_key.values()),
    }
