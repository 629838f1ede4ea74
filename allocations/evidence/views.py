"""Pages that add evidence, serve a document and remove evidence."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.documents.queries import citable
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.evidence import facts
from sil.web.forms import posted, refuse
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..allocation.permissions import party_of
from ..allocation.queries import readable
from ..draft.actions import check_may_write
from ..models import Allocation, Evidence
from ..states import Party
from .actions import add_evidence, remove_evidence
from .forms import EvidenceForm
from .queries import by_criterion, document_for, own_party, visible_evidence


def facts_and_evidence(request: HttpRequest, found: Allocation, party: Party | None) -> dict[str, Any]:
    """Return what a page shows of facts and evidence. `party` may add to it now."""
    who = user_roles(request)
    known = facts(found.school, found.framework, who.on)
    about = by_criterion(found.framework, known, visible_evidence(found, party))
    return {"about": about, "adds_evidence": party, "today": who.on}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("people who write for a party of the allocation at present")
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        party = party_of(found, **who)
        check_may_write(found, party, **who)
    except Denied as denied:
        raise Http404 from denied
    form = EvidenceForm(
        posted(request),
        request.FILES or None,
        criteria=found.criteria,
        versions=citable(found.school),
        initial={"criterion": request.GET.get("criterion", "")},
    )
    if matches := suggest(request, form):
        return matches
    back = _back(request, found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            evidence = add_evidence(found, party, **who, **data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"“{evidence.title}” was added. Others can read it once you send your case.")
            warn_of_unreadable(request, data["document"])
            return redirect(back)
    return render(request, "allocations/add_evidence.html", {"allocation": found, "form": form, "back": back})


@require_safe
@signed_in("those who read the allocation, once the party that added it has sent its case")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = document_for(user_roles(request), pk)
    if evidence is None or evidence.file is None:
        raise Http404
    return attachment(evidence.file)


@require_POST
@signed_in("people who write for the party that added it, until it sends its case")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = get_object_or_404(
        Evidence.objects.filter(allocation__in=readable(user_roles(request)).values("pk")).select_related("allocation"),
        pk=pk,
    )
    found = get_object_or_404(readable(user_roles(request)), pk=evidence.allocation_id)
    if not visible_evidence(found, own_party(user_roles(request), found)).filter(pk=pk).exists():
        raise Http404
    try:
        remove_evidence(evidence, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"“{evidence.title}” was removed.")
    return redirect(_back(request, found))


def _back(request: HttpRequest, found: Allocation) -> str:
    """Where the person came from, on this site only."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/"):
        return asked
    return found.get_absolute_url()
