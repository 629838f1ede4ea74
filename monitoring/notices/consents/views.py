"""Who at a school has notices by email: record a consent, and end it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import Post, School
from schools.queries import holders
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..models import EmailConsent
from .actions import end_consent, record_consent
from .forms import ConsentForm, EndForm
from .permissions import may_consent, may_see
from .policies import GIVEN_TO
from .queries import in_force, posts_with_consents

ANY = ["GET", "HEAD", "POST"]
SEES = "the officers of the school, and those who can be given a notice there"
THEIRS = "the person who holds the post, and the officers of the school"


@require_safe
@signed_in(SEES)
def consents(request: HttpRequest, urn: int) -> HttpResponse:
    """Who at a school can be given a notice, and who agreed to have it by email."""
    who = user_roles(request)
    school = get_object_or_404(School, pk=urn)
    if not may_see(school, who):
        raise Http404
    posts = [(post, may_consent(post, who)) for post in posts_with_consents(school, who.on)]
    return render(request, "notices/consents.html", {"school": school, "posts": posts, "on": who.on})


@require_http_methods(ANY)
@signed_in(THEIRS)
@once
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that whoever holds a post agreed."""
    post = _post(request, pk)
    form = ConsentForm(posted(request), request.FILES or None, initial={"given_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(post, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, {"to_come": "given_on", "no_words": "words"}.get(denied.code))
        else:
            messages.success(request, f"Recorded: notices to {post.user.name} can go by email.")
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect("email_consents", urn=post.school_id)
    return render(request, "notices/consent.html", _about(request, post) | {"form": form})


@require_http_methods(ANY)
@signed_in(THEIRS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that somebody no longer agrees."""
    found = get_object_or_404(EmailConsent.objects.select_related("post"), pk=pk)
    post = _post(request, found.post_id)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_consent(found, by=actor(request), on=clock.today(), reason=form.cleaned_data["reason"])
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, f"Recorded: notices to {post.user.name} no longer go by email.")
        return redirect("email_consents", urn=post.school_id)
    if found.ended_on:
        messages.warning(request, "This consent has already ended.")
        return redirect("email_consents", urn=post.school_id)
    return render(request, "notices/consent_end.html", _about(request, post) | {"form": form, "consent": found})


@require_safe
@signed_in(SEES)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document that shows a consent, for those whom the page of the school shows the consent: while the post is
    held."""
    who = user_roles(request)
    found = get_object_or_404(EmailConsent.objects.select_related("post__school", "document"), pk=pk)
    school = found.post.school
    held = holders(school, who.on, GIVEN_TO).filter(pk=found.post_id)
    if found.document is None or not (may_see(school, who) and held.exists()):
        raise Http404
    return attachment(found.document)


def _post(request: HttpRequest, pk: int) -> Post:
    """A post that can be given notices, for whoever may say how."""
    related = Post.objects.select_related("school", "user").filter(role__in=GIVEN_TO)
    post = get_object_or_404(related, pk=pk)
    if not may_consent(post, user_roles(request)):
        raise Http404
    return post


def _about(request: HttpRequest, post: Post) -> dict[str, Any]:
    held = EmailConsent.objects.filter(in_force(clock.today()), post=post).first()
    return {"post": post, "school": post.school, "own": post.user == request.user, "held": held}
