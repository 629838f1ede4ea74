"""Pages for somebody who leaves: what waits for them and who takes it, and what ends; and what waits for nobody."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import RoleGrant, User
from sil.accounts.roles import Permission
from sil.framework.queries import titles
from sil.web.forms import posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.web.search.fields import suggest
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..models import Post
from . import actions
from .forms import CloseForm, EndWaitingForm, LeaveForm
from .parts import LeavingPart
from .queries import Waiting, left_behind, vacancies, waiting_for_person

ANY = ["GET", "HEAD", "POST"]
_BESIDE = {"no_reason": "reason", "waits": "reason", "close_later": "closes", "before_start": "ends_on"}
Waits = list[tuple[LeavingPart, int]]


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE, Permission.ASSIGN_OFFICERS)
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that waits for a person, by kind, and who takes each kind."""
    person, who = get_object_or_404(User, pk=pk), user_roles(request)
    waiting, manages = waiting_for_person(person, who), who.may(Permission.PEOPLE_MANAGE)
    form = LeaveForm(posted(request), person=person, today=who.on, waiting=waiting, manages=manages)
    if found := suggest(request, form):
        return found
    read = Read(request, {each.part.title: _words(each) for each in waiting})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            read.require_same()
            actions.leave(
                person,
                starts_on=data["starts_on"],
                takes=form.takes,
                reason=data["reason"],
                note=data["note"],
                ends=data.get("ends", False),
                closes=data.get("closes", False),
                by=actor(request),
                on=who.on,
            )
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, f"Handed over: what waited for {person.name}. We have emailed those who take it.")
            return redirect("person", pk=pk) if manages else redirect("handovers")
    context = {
        "person": person,
        "form": form,
        "read": read,
        "waiting": [(each, _field(form, each.part)) for each in waiting],
        "manages": manages,
        "themselves": person == who.user,
    }
    return render(request, "schools/leaving/leaving.html", context, status=409 if read.differences else 200)


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@confirm_first
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open a closed one again, after a page that says what it means and what waits."""
    found, on, by = get_object_or_404(User, pk=pk), clock.today(), actor(request)
    waits = left_behind(found, on) if found.is_active else []
    form = CloseForm(posted(request))
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            if found.is_active:
                actions.close_account(found, reason=form.cleaned_data["reason"], by=by, on=on)
            else:
                accounts.set_open(found, by=by, on=on, is_open=True)
        except Denied as denied:
            sentence = denied.sentence
        else:
            done = "closed, and they have been signed out" if found.is_active else "open again"
            messages.success(request, f"The account of {found.name} is {done}.")
            return redirect("person", pk=pk)
    context = {"person": found, "sentence": sentence, "waits": waits, "form": form}
    return render(request, "schools/people/close.html", context)


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@confirm_first
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role; its last day still counts. Says first what waits for the person by it."""
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk, ends_on__isnull=True)
    title = titles()[grant.role]
    waits = left_behind(grant.user, clock.today(), role=grant.role)
    heading = f"End the role {title} of {grant.user.name}"
    done = f"You have recorded when the role {title} of {grant.user.name} ends."
    back = redirect("person", pk=grant.user_id)

    def act(ends_on: date, reason: str) -> None:
        actions.end_role(grant, ends_on=ends_on, reason=reason, by=actor(request), on=clock.today())

    return _end(request, act, waits, person=grant.user, heading=heading, button="End the role", done=done, then=back)


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post at a school; its last day still counts. Says first what waits for the school."""
    post = get_object_or_404(Post.objects.select_related("user", "school"), pk=pk, ends_on__isnull=True)
    waits = left_behind(post.user, clock.today(), post=post)
    heading = f"End the post of {post.user.name}, {titles()[post.role].lower()} of {post.school}"
    done = f"You have recorded when the post of {post.user.name} at {post.school} ends."

    def act(ends_on: date, reason: str) -> None:
        actions.end_post(post, ends_on=ends_on, reason=reason, by=actor(request), on=clock.today())

    back = redirect(post.school)
    return _end(
        request, act, waits, person=post.user, heading=heading, button="End the post", done=done, then=back, post=post
    )


@require_safe
@allow(Permission.ASSIGN_OFFICERS)
def without_a_person(request: HttpRequest) -> HttpResponse:
    """The schools without somebody, and what waits for nobody, by kind, each with what helps. The first page asks for
    the numbers alone, once it is shown."""
    who = user_roles(request)
    part = "#numbers" if request.headers.get("HX-Request") else ""
    context = {"vacancies": vacancies(who, named=not part)}
    return render(request, f"schools/leaving/without_a_person.html{part}", context)


def _end(
    request: HttpRequest,
    act: Callable[[date, str], None],
    waits: Waits,
    *,
    person: User,
    heading: str,
    button: str,
    done: str,
    then: HttpResponse,
    post: Post | None = None,
) -> HttpResponse:
    form = EndWaitingForm(posted(request), today=clock.today(), waits=bool(waits))
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["ends_on"], form.cleaned_data.get("reason", ""))
        except Denied as denied:
            _refuse(form, denied, "ends_on")
        else:
            messages.success(request, done)
            return then
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "person": person,
        "waits": waits,
        "post": post,
        "assistants": post.assistants.filter(ended_on=None).count() if post else 0,
    }
    return render(request, "schools/leaving/end.html", context)


def _refuse(form: forms.Form, denied: Denied, other: str | None = None) -> None:
    field = _BESIDE.get(denied.code, other)
    refuse(form, denied.sentence, field if field in form.fields else None)


def _field(form: LeaveForm, part: LeavingPart) -> forms.BoundField | None:
    name = f"take_{part.slug}"
    return form[name] if name in form.fields else None


def _words(each: Waiting) -> str:
    """What the page said of one kind, so that it can be compared with what is so when the button is pressed."""
    return "\n".join([str(each.number), *(f"{item.about}: {item.words}" for item in each.items)])
