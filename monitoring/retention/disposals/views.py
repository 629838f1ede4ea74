"""Pages of disposals: the list, what is due, the decision, the certificate."""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.framework.queries import framework_on
from sil.seals.models import Certificate, DisposedRow
from sil.uploads.downloads import disposition
from sil.web.forms import posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..models import Disposal
from ..states import DisposalState
from . import actions
from .forms import APPROVE, DecideForm
from .page import kept, lines
from .permissions import may_ask, may_decide
from .queries import all_disposals, by_kind, by_school, progress

WHO = (Permission.DISPOSAL_ASK, Permission.DISPOSAL_APPROVE)
LIST = ("Disposal", "Due on", "State", "Asked for by", "Asked for on", "Decided by", "Decided on")
SCHOOLS = ("School", "URN", "Kind", "Due", "Can go", "Held", "Needed")
# So many are shown; the files have all.
MOST = 200


@require_safe
@allow(*WHO)
def disposals(request: HttpRequest) -> HttpResponseBase:
    """Every disposal, the periods in force, and the button that starts the next."""
    who, found = user_roles(request), all_disposals()
    if wants_file(request):
        return file_of(request, "disposals", LIST, _rows(found.iterator(chunk_size=500)))
    framework = framework_on(who.on)
    shown = list(found[:MOST])
    context = {
        "disposals": shown,
        "periods": framework.privacy.retention if framework else (),
        "may_start": may_ask(by=who.user, on=who.on) and not any(not each.is_over for each in shown),
        "files": files_of(request),
    }
    return render(request, "retention/disposals.html", context)


@require_POST
@allow(Permission.DISPOSAL_ASK)
def start(request: HttpRequest) -> HttpResponse:
    try:
        return redirect(actions.start(by=actor(request), on=user_roles(request).on))
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("disposals")


@require_safe
@allow(*WHO)
def disposal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is due by kind and school, what is kept and why, and how far it is."""
    who, found = user_roles(request), get_object_or_404(all_disposals(), pk=pk)
    rows = by_school(found)
    if wants_file(request):
        return file_of(request, f"disposal-{pk}", SCHOOLS, lines(rows.iterator(chunk_size=500)))
    done, going = progress(found)
    waits = found.status == DisposalState.PROPOSED
    context = {
        "disposal": found,
        "kinds": by_kind(found),
        "schools": list(lines(rows[:MOST])),
        "most": MOST,
        "kept": kept(found, who),
        "done": done,
        "going": going,
        "decides": waits and may_decide(found, by=who.user, on=who.on),
        "withdraws": found.status in (DisposalState.GATHERING, DisposalState.PROPOSED)
        and may_ask(by=who.user, on=who.on),
        "entries": [entry_of(event) for event in history(found)],
        "files": files_of(request),
    }
    return render(request, "retention/disposal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.DISPOSAL_APPROVE)
@confirm_first
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse."""
    who, found = user_roles(request), get_object_or_404(all_disposals(), pk=pk)
    if found.status != DisposalState.PROPOSED or not may_decide(found, by=who.user, on=who.on):
        messages.warning(request, "This disposal does not wait for your decision.")
        return redirect(found)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        approves = form.cleaned_data["decision"] == APPROVE
        act = actions.approve if approves else actions.refuse
        try:
            act(found, by=who.user, on=who.on, note=form.cleaned_data["note"])
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            said = "You approved the disposal. It is under way." if approves else "You refused the disposal."
            messages.success(request, said)
            return redirect(found)
    context = {"form": form, "disposal": found, "going": progress(found)[1]}
    return render(request, "retention/decide.html", context)


@require_POST
@allow(Permission.DISPOSAL_ASK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(all_disposals(), pk=pk)
    try:
        actions.withdraw(found, by=actor(request), on=user_roles(request).on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "You withdrew the disposal. Nothing was disposed of.")
    return redirect(found)


@require_safe
@allow(*WHO)
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, as it was written; to be printed."""
    found = get_object_or_404(Certificate, pk=pk)
    return render(request, "retention/certificate.html", {"certificate": found, "said": found.content})


@require_safe
@allow(*WHO)
def digests(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list of digests, tables and keys of which the certificate has the SHA-256."""
    if not Certificate.objects.filter(pk=pk).exists():
        raise Http404
    rows = DisposedRow.objects.filter(disposal=pk).order_by("pk").values_list("digest", "source", "key")
    text = (f"{bytes(digest).hex()}  {source} {key}\n" for digest, source, key in rows.iterator(chunk_size=2000))
    response = StreamingHttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = disposition(f"disposal-{pk}.txt")
    return response


def _rows(found: Iterable[Disposal]) -> Iterator[Sequence[object]]:
    for each in found:
        decided = (each.decided_by.name if each.decided_by else "", each.decided_on)
        yield (each.pk, each.due_on, each.get_status_display(), each.asked_by.name, each.asked_on, *decided)
