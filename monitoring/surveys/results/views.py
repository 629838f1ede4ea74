"""The page of a survey with its results, its comments and themes, who answered by name, and the summary."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import User, in_force
from sil.accounts.roles import AUTHORITY_ROLES, Permission
from sil.clock import in_words
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..cycle.permissions import reads_names
from ..models import Answer, Comment, Cycle, Invitation, Theme
from ..questions import QUESTIONS
from . import actions
from .actions import ThemeInput
from .forms import AnsweredFilter, CommentFilter, ShareForm, TagForm, ThemeForm
from .page import LABELS, content, rows
from .queries import comments_of, figures_of, shows_results

ANY = ["GET", "HEAD", "POST"]
_SHORT = {each.slug: each.short for each in QUESTIONS}


@require_safe
@allow(Permission.SURVEYS_READ)
def survey(request: HttpRequest, pk: int) -> HttpResponseBase:
    cycle, who = get_object_or_404(Cycle, pk=pk), user_roles(request)
    names = reads_names(who)
    if wants_file(request) and shows_results(cycle, names=names):
        return file_of(request, f"survey-{cycle.pk}", LABELS, rows(figures_of(cycle, names=names)))
    context = content(cycle, who)
    context["files"] = files_of(request)
    return render(request, "surveys/survey.html", context)


@require_safe
@allow(Permission.SURVEYS_READ)
def survey_comments(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Comments in no order, without any group; those by name with the school for whoever may read names."""
    cycle, who = get_object_or_404(Cycle, pk=pk), user_roles(request)
    names = reads_names(who)
    if not shows_results(cycle, names=names):
        raise Http404
    shows_names = names and not cycle.in_confidence
    listing = Listing(
        request,
        comments_of(cycle, names=names).select_related("invitation__school").prefetch_related("themes"),
        columns=_comment_columns(names=shows_names),
        sort="question",
        filters=CommentFilter(request.GET, themes=cycle.themes.all()),
        narrow=_narrow_comments,
    )
    if listing.wants_export:
        return listing.export(f"survey-comments-{cycle.pk}")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "cycle": cycle,
        "listing": listing,
        "names": shows_names,
        "tags": cycle.is_closed and who.may(Permission.SURVEY_KEEP),
        "short": _SHORT,
    }
    return render(request, f"surveys/comments.html{part}", context)


@require_safe
@allow(Permission.SERVICE_ANSWER)
def survey_answers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who was asked by name, and what they answered."""
    cycle = get_object_or_404(Cycle, pk=pk, in_confidence=False)
    there = Invitation.objects.filter(cycle=cycle).select_related("school")
    listing = Listing(
        request,
        there.prefetch_related(Prefetch("answers", Answer.objects.select_related("answered_by"))),
        columns=_ANSWER_COLUMNS,
        sort="school",
        filters=AnsweredFilter(request.GET),
        narrow=_narrow_answers,
    )
    if listing.wants_export:
        return listing.export(f"survey-answers-{cycle.pk}")
    part = "#results" if request.headers.get("HX-Request") else ""
    rows = [(each, [_score(each, q.slug) for q in QUESTIONS]) for each in listing.page]
    context = {"cycle": cycle, "listing": listing, "rows": rows, "questions": QUESTIONS}
    return render(request, f"surveys/answers.html{part}", context)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_comment(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which themes one comment is about."""
    comment = get_object_or_404(Comment.objects.select_related("cycle"), pk=pk)
    cycle, who = comment.cycle, user_roles(request)
    if not cycle.is_closed or not comments_of(cycle, names=reads_names(who)).filter(pk=comment.pk).exists():
        raise Http404
    themes = list(cycle.themes.all())
    tagged = [str(key) for key in comment.themes.values_list("pk", flat=True)]
    form = TagForm(posted(request), themes=themes, initial={"themes": tagged})
    if request.method == "POST" and form.is_valid():
        chosen = [each for each in themes if str(each.pk) in form.cleaned_data["themes"]]
        try:
            actions.tag(comment, chosen, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You saved what the comment is about.")
            return redirect("survey_comments", pk=cycle.pk)
    context = {"comment": comment, "cycle": cycle, "form": form, "themes": themes, "short": _SHORT[comment.question]}
    return render(request, "surveys/comment.html", context)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
@once
def survey_theme_add(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle, pk=pk, status=Cycle.Status.CLOSED)
    return _theme(request, cycle, None)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_theme(request: HttpRequest, pk: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.select_related("cycle", "owner"), pk=pk)
    return _theme(request, theme.cycle, theme)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what those who were asked may read, and share it."""
    cycle = get_object_or_404(Cycle, pk=pk, status=Cycle.Status.CLOSED)
    form = ShareForm(posted(request), initial={"summary": cycle.summary})
    if request.method == "POST" and form.is_valid():
        is_first = cycle.shared_on is None
        try:
            actions.share(cycle, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            done = "You shared the results. We will email everybody who was asked."
            messages.success(request, done if is_first else "You corrected the summary. Nobody is emailed again.")
            return redirect(cycle)
    return render(request, "surveys/share.html", {"cycle": cycle, "form": form})


def _theme(request: HttpRequest, cycle: Cycle, theme: Theme | None) -> HttpResponse:
    on = user_roles(request).on
    names = ("name", "kind", "plan", "owner", "by_when")
    initial = {name: getattr(theme, name) for name in names} if theme else {}
    form = ThemeForm(posted(request), people=_people(user_roles(request).on), page=request.path, initial=initial)
    if matches := suggest(request, form):
        return matches
    if request.method == "POST" and form.is_valid():
        typed = ThemeInput(**form.cleaned_data)
        try:
            if theme:
                actions.change_theme(theme, typed, by=actor(request), on=on)
            else:
                actions.add_theme(cycle, typed, by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, "name" if denied.code == "there" else None)
        else:
            messages.success(request, f"You {'changed' if theme else 'added'} the theme “{typed.name}”.")
            return redirect(cycle)
    return render(request, "surveys/theme.html", {"cycle": cycle, "theme": theme, "form": form})


def _people(on: Any) -> QuerySet[User]:
    """Everybody at the authority, who can see to what a theme asks for."""
    roles = [role.slug for role in AUTHORITY_ROLES]
    held = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=roles, is_active=True)
    return held.distinct().order_by("name", "pk")


def _comment_columns(*, names: bool) -> tuple[Column, ...]:
    said = (
        Column(slug="question", label="Question", order=("question",), value=lambda c: _SHORT[c.question]),
        Column(slug="text", label="Comment", value=lambda c: c.text),
        Column(slug="themes", label="Themes", value=lambda c: ", ".join(each.name for each in c.themes.all())),
    )
    school = Column(slug="school", label="School", value=lambda c: c.invitation.school.name)
    return (school, *said) if names else said


def _narrow_comments(found: QuerySet[Comment], asked: dict[str, Any]) -> QuerySet[Comment]:
    if question := asked.get("question"):
        found = found.filter(question=question)
    if theme := asked.get("theme"):
        found = found.filter(themes=None if theme == "none" else theme)
    return found


def _narrow_answers(found: QuerySet[Invitation], asked: dict[str, Any]) -> QuerySet[Invitation]:
    answered = asked.get("answered")
    return found.filter(is_answered=answered == "yes") if answered else found


def _score(invitation: Invitation, question: str) -> str:
    return next((a.get_score_display() for a in invitation.answers.all() if a.question == question), "")


def _answered(invitation: Invitation) -> str:
    given = next(iter(invitation.answers.all()), None)
    return f"{given.answered_by.name}, {in_words(given.answered_on)}" if given else ""


_ANSWER_COLUMNS = (
    Column(slug="school", label="School", order=("school__name", "role"), value=lambda i: i.school.name),
    Column(slug="role", label="Post", order=("role",), value=lambda i: i.post),
    Column(slug="phase", label="Phase", order=("phase",), value=lambda i: i.phase, shown=False),
    Column(slug="answered", label="Answered by", value=_answered),
    *(Column(slug=each.slug, label=each.short, value=partial(_score, question=each.slug)) for each in QUESTIONS),
)
