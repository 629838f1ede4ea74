"""Administrators' pages: people, their roles and posts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts import sign_ins
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import ChangeRequest, RoleGrant, User, in_force
from sil.accounts.roles import ASSISTANT, Permission
from sil.audit import events
from sil.clock import in_words
from sil.framework.queries import titles
from sil.second_factor.confirm import confirm_first
from sil.second_factor.queries import has_step
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of, reserved
from sil.workflow import Denied

from ..confirmations.queries import in_words as what_is_asked
from ..confirmations.queries import waiting
from ..models import Assistant, Post, School
from ..models.assistants import assisting, with_held
from ..queries import in_office
from . import actions
from .forms import EditForm, InviteForm, PeopleFilter, PostForm, RoleForm
from .queries import named
from .queries import people as everyone

TIMELINE_LENGTH = 20


@require_safe
@allow(Permission.PEOPLE_MANAGE)
def people(request: HttpRequest) -> HttpResponseBase:
    """The list of people with their roles and posts."""
    on, called = clock.today(), titles()

    def narrow(rows: QuerySet[User], asked: dict[str, Any]) -> QuerySet[User]:
        if text := asked.get("search"):
            rows = rows.filter(named(text))
        if role := asked.get("role"):
            at_authority = RoleGrant.objects.filter(in_force(on), role=role)
            at_school = Post.objects.filter(in_force(on), role=role)
            held = Q(pk__in=at_authority.values("user")) | Q(pk__in=at_school.values("user"))
            assists = Assistant.objects.filter(assisting(on)).values("user")
            rows = rows.filter(pk__in=assists) if role == ASSISTANT else rows.filter(held)
        state = {
            "active": Q(is_active=True, last_login__isnull=False),
            "invited": Q(is_active=True, last_login__isnull=True),
            "closed": Q(is_active=False),
        }
        return rows.filter(state.get(asked.get("state", ""), Q()))

    listing = Listing(
        request,
        everyone(on),
        columns=_columns(called),
        sort="name",
        filters=PeopleFilter(request.GET, titles=called),
        narrow=narrow,
    )
    if listing.wants_export:
        return listing.export("people")
    template = "schools/people/people.html" + ("#results" if request.headers.get("HX-Request") else "")
    return render(request, template, {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PEOPLE_MANAGE)
@once
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a person, with a role or a post."""
    on = clock.today()
    asked = {each: request.GET.get(each, "") for each in ("school", "role", "name")}
    form = InviteForm(posted(request), today=on, titles=titles(), initial=asked)
    if matches := suggest(request, form):
        return matches
    if request.method == "POST" and form.is_valid():
        try:
            person, waits = _invite(form, by=actor(request))
        except Denied as denied:
            refuse(form, denied.sentence, "email" if denied.code == "email_taken" else None)
        else:
            messages.success(request, f"You have invited {person.name}. We have emailed a link to {person.email}.")
            return redirect(waits) if waits else redirect("person", pk=person.pk)
    return render(request, "schools/people/invite.html", {"form": form})


@require_safe
@allow(Permission.PEOPLE_MANAGE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with their roles, posts and history."""
    found = get_object_or_404(User, pk=pk)
    happened = events.timeline(accounts.scope(found)).exclude(kind__startswith=sign_ins.PREFIX)
    happened = happened.exclude(reserved(user_roles(request)))
    context = {
        "person": found,
        "grants": found.grants.all(),
        "posts": found.posts.select_related("school"),
        "assistances": with_held(found.assistances.all(), clock.today()),
        "changes": [(each, what_is_asked(each)) for each in waiting(clock.today()).filter(person=found)],
        "themselves": found == actor(request),
        "has_step": has_step(found),
        "entries": [entry_of(event) for event in happened[:TIMELINE_LENGTH]],
        "signed_in": [entry_of(event) for event in sign_ins.of_person(found)[:TIMELINE_LENGTH]],
    }
    return render(request, "schools/people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PEOPLE_MANAGE)
@confirm_first
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a person's name, email address or telephone."""
    found = get_object_or_404(User, pk=pk)
    details = {"name": found.name, "email": found.email, "telephone": found.telephone}
    form = EditForm(posted(request), initial=details)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.correct(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "email")
        else:
            if asked:
                messages.success(request, "The new email address waits for somebody else to confirm it.")
                return redirect(asked)
            messages.success(request, "The details have been changed.")
            return redirect("person", pk=pk)
    return _form_page(request, form, f"Change the details of {found.name}", "Save", found)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PEOPLE_MANAGE)
@confirm_first
@once
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role on the authority's side."""
    found = get_object_or_404(User, pk=pk)
    on, called = clock.today(), titles()
    form = RoleForm(posted(request), today=on, titles=called)
    if request.method == "POST" and form.is_valid():
        title = called[form.cleaned_data["role"]]
        try:
            asked = actions.give_role(found, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "role")
        else:
            if asked:
                messages.success(request, f"The role {title} of {found.name} waits for somebody else to confirm it.")
                return redirect(asked)
            begins = form.cleaned_data["starts_on"]
            has = "now has" if begins <= on else f"will have, from {in_words(begins)},"
            messages.success(request, f"{found.name} {has} the role {title}.")
            return redirect("person", pk=pk)
    return _form_page(request, form, f"Give {found.name} a role", "Give the role", found)


@require_POST
@allow(Permission.PEOPLE_MANAGE)
@once
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation."""
    found = get_object_or_404(User, pk=pk)
    try:
        actions.invite_again(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"We have emailed a new invitation to {found.email}.")
    return redirect("person", pk=pk)


@require_POST
@allow(Permission.PEOPLE_MANAGE)
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere, whose device was lost or whose password somebody else knows."""
    found = get_object_or_404(User, pk=pk)
    try:
        number = actions.sign_out(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        where = f"{found.name} is signed out everywhere." if number else f"{found.name} was not signed in anywhere."
        messages.success(request, where)
    return redirect("person", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PEOPLE_MANAGE)
@once
def give_post(request: HttpRequest, urn: int) -> HttpResponse:
    """Give a person a post at a school."""
    school = get_object_or_404(School, pk=urn)
    form = PostForm(posted(request), today=clock.today(), titles=titles())
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            post = actions.give_post(school=school, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "user")
        else:
            messages.success(request, _after_giving(post))
            return redirect(school)
    return render(request, "schools/people/give_post.html", {"form": form, "school": school})


@transaction.atomic
def _invite(form: InviteForm, *, by: User) -> tuple[User, ChangeRequest | None]:
    """The person, and the request for a role that somebody else has to confirm."""
    data, on = form.cleaned_data, clock.today()
    person = actions.invite(
        by=by, on=on, email=data["email"], name=data["name"], role=titles()[data["role"]], school=data["school"]
    )
    if data["school"] is not None:
        actions.give_post(
            school=data["school"],
            user=person,
            role=data["role"],
            starts_on=data["starts_on"],
            first_headship=data["first_headship"],
            by=by,
            on=on,
        )
        return person, None
    return person, actions.give_role(person, by=by, on=on, role=data["role"], starts_on=data["starts_on"])


def _after_giving(post: Post) -> str:
    """Say what happened, and point at somebody who already holds the same post."""
    name = f"{titles()[post.role].lower()} of {post.school}"
    if post.starts_on > clock.today():
        return f"{post.user.name} will be {name} from {in_words(post.starts_on)}."
    done = f"{post.user.name} is now {name}."
    others = Post.objects.filter(in_office(clock.today()), school=post.school, role=post.role).exclude(pk=post.pk)
    names = ", ".join(others.values_list("user__name", flat=True))
    return f"{done} {names} also holds this post: end it unless they share it." if names else done


def _form_page(request: HttpRequest, form: forms.Form, title: str, button: str, person: User) -> HttpResponse:
    context = {"form": form, "heading": title, "button": button, "person": person}
    return render(request, "schools/people/form.html", context)


def _columns(called: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column(slug="name", label="Name", order=("name",), value=lambda u: u.name),
        Column(slug="email", label="Email address", order=("email",), value=lambda u: u.email),
        Column(slug="roles", label="Roles and posts", value=lambda u: "; ".join(_held(u, called))),
        Column(slug="seen", label="Last signed in", order=("last_login",), value=lambda u: u.last_login),
    )


def _held(user: Any, called: Mapping[str, str]) -> list[str]:
    roles = [called[grant.role] for grant in user.present_grants]
    posts = [f"{called[post.role]}, {post.school.name}" for post in user.present_posts]
    return roles + posts + [f"{called[ASSISTANT]}, {each.school.name}" for each in user.present_assistances]
