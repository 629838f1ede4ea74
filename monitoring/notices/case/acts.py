"""Single acts on a case: put it right, give it to somebody, flag, restrict and name people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sil import clock
from sil.accounts.access import View, actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.forms import posted
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import Case
from . import actions, readers
from .forms import ConcernForm, PersonForm, ReasonForm
from .permissions import may_assign, may_change, nameable, owners
from .policies import check_open_still
from .queries import readable
from .views import ANY, beside

Asked = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: what is asked, what is done with it, and what was done.

    What the page explains stands in templates/notices/acts/<slug>.html. `said` may name {case}, {school} and
    {person}.
    """

    slug: str
    title: str
    button: str
    said: str
    do: Callable[[Case, Any, Asked], Case]
    form: Callable[[HttpRequest, Case], forms.Form]
    # Raises Denied where it cannot be done now: the person is told why on the page of the case.
    check: Callable[[Case], object] = check_open_still
    may: Callable[[Case, UserRoles], bool] = may_change
    label: str = ""
    hint: str = ""
    # Code of a refusal -> the field it stands beside, where it is not one of the case's own.
    beside: Mapping[str, str] | None = None
    warns: bool = False
    more: Callable[[Case], Mapping[str, Any]] = field(default=lambda case: {})

    @property
    def explains(self) -> str:
        """The template that says what will happen."""
        return f"notices/acts/{self.slug.replace('-', '_')}.html"


def reason(request: HttpRequest, case: Case) -> forms.Form:
    return ReasonForm(posted(request))


def _concern(request: HttpRequest, case: Case) -> forms.Form:
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    initial = {"source": case.source, "since": case.since, "concern": case.concern}
    return ConcernForm(posted(request), rules=rules, initial=initial)


def _owner(request: HttpRequest, case: Case) -> forms.Form:
    people = owners(case.school, clock.today()).exclude(pk=case.owner_id)
    return PersonForm(posted(request), people=people, label="Who will be the case owner?")


def _named(request: HttpRequest, case: Case) -> forms.Form:
    return PersonForm(posted(request), people=nameable(case, clock.today()), label="Who may read the case?")


def _change(case: Case, form: Any, who: Asked) -> Case:
    return actions.change(case, **form.cleaned_data, **who)


def by_reason(action: Callable[..., Case]) -> Callable[[Case, Any, Asked], Case]:
    def do(case: Case, form: Any, who: Asked) -> Case:
        return action(case, reason=form.cleaned_data["reason"], **who)

    return do


def _give(case: Case, form: Any, who: Asked) -> Case:
    return readers.assign_owner(case, owner=form.chosen, **who)


def _name(case: Case, form: Any, who: Asked) -> Case:
    return readers.name(case, person=form.chosen, **who)


ACTS = {
    act.slug: act
    for act in (
        Act(
            slug="change",
            title="Change the concern",
            button="Save the changes",
            said="The concern has been changed. The earlier text is in the history.",
            do=_change,
            form=_concern,
        ),
        Act(
            slug="owner",
            title="Assign the case to somebody else",
            button="Assign the case",
            said="{person} is now the owner of case {case}. We have emailed them.",
            do=_give,
            form=_owner,
            may=may_assign,
        ),
        Act(
            slug="flag",
            title="Flag the case as high-risk",
            button="Flag the case",
            said="Case {case} is flagged as high-risk.",
            do=by_reason(actions.flag),
            form=reason,
            label="Why is the risk high?",
        ),
        Act(
            slug="unflag",
            title="Remove the high-risk flag",
            button="Remove the flag",
            said="Case {case} is no longer flagged as high-risk.",
            do=by_reason(actions.unflag),
            form=reason,
            label="Why is the risk no longer high?",
        ),
        Act(
            slug="restrict",
            title="Restrict the case",
            button="Restrict the case",
            said="Case {case} is restricted. Name the people who need to read it, including the directors who sign.",
            do=by_reason(readers.restrict),
            form=reason,
            label="Why should only named people read it?",
        ),
        Act(
            slug="unrestrict",
            title="End the restriction",
            button="End the restriction",
            said="Case {case} is no longer restricted. Everyone who reads cases about the school can read it.",
            do=by_reason(readers.unrestrict),
            form=reason,
            label="Why can others read it now?",
        ),
        Act(
            slug="name",
            title="Name somebody who may read the case",
            button="Name the person",
            said="{person} may read case {case}.",
            do=_name,
            form=_named,
        ),
    )
}


def view_of(act: Act) -> View:
    """Return the view of the page of an act."""

    @require_http_methods(ANY)
    @allow(Permission.CONCERN_RECORD, Permission.CONCERN_SIGN)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _page(request, pk, act)

    return view


@require_POST
@allow(Permission.CONCERN_RECORD)
def unname(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    found = mine(request, pk)
    named = get_object_or_404(found.named, pk=person)
    try:
        readers.unname(found, person=named, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"{named.name} is no longer named on case {found.reference}.")
    return _back(request, found)


def mine(request: HttpRequest, pk: int, may: Callable[[Case, UserRoles], bool] = may_change) -> Case:
    """Return a case that the person may change; raises Http404 for anybody else."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if not may(found, user_roles(request)):
        raise Http404
    return found


def _page(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    found = mine(request, pk, act.may)
    try:
        act.check(found)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    form = act.form(request, found)
    if matches := suggest(request, form):
        return matches
    if act.label:
        form.fields["reason"].label, form.fields["reason"].help_text = act.label, act.hint
    context: dict[str, Any] = {"case": found, "school": found.school, "act": act, "form": form, **act.more(found)}
    if request.method == "POST" and form.is_valid():
        who = {"by": actor(request), "on": clock.today()}
        try:
            done = act.do(found, form, who)
        except Denied as denied:
            beside(form, denied, act.beside)
        else:
            person = form.chosen.name if isinstance(form, PersonForm) else ""
            said = act.said.format(case=done.reference, school=done.school.name, person=person)
            messages.success(request, said)
            return _back(request, done)
    return render(request, "notices/acts/base.html", context)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    """On to the case, or to the list where the person can no longer read it."""
    if readable(user_roles(request)).filter(pk=case.pk).exists():
        return redirect(case)
    return redirect("cases")
