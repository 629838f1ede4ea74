"""The page on which the paper of a plan is asked for and fetched, and the PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.uploads.intact import intact

from ..models import PlanPaperFile
from ..sides.permissions import readers
from ..sides.queries import plans
from . import actions
from .queries import fetchable, last_of

READERS = "officers of the school, those who lead it, and its chair and clerk"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(READERS)
@once
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The last paper of a plan, as far as it has come, and the button that has a new one made."""
    who = user_roles(request)
    plan = get_object_or_404(plans().filter(readers(who), number__gt=0), pk=pk)
    if request.method == "POST":
        actions.ask(plan, by=actor(request), on=who.on)
        return redirect("partnership_plan_paper", pk=plan.pk)
    last = last_of(plan, who)
    context = {"plan": plan, "school": plan.school, "paper": last}
    if request.headers.get("HX-Request"):
        response = render(request, "plans/paper.html#progress", context)
        if last is None or last.is_over:
            # What the page around the progress says is no longer true: the browser fetches it anew.
            response["HX-Refresh"] = "true"
        return response
    return render(request, "plans/paper.html", context)


@require_safe
@signed_in(READERS)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF; nobody reads one that repeats what was corrected or withdrawn since."""
    found = get_object_or_404(fetchable(user_roles(request)), pk=pk)
    if not found.is_made:
        raise Http404
    held = PlanPaperFile.objects.defer(None).get(paper=found)
    content = intact(held.content, held.sha256, held)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(found.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
