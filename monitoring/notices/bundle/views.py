"""Ask for the evidence bundle of a case, see how far it is, and take it."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.audit import events
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.uploads.intact import require_intact
from sil.web.lists.export import file_of, files_of, wants_file
from sil.workflow import Denied

from ..case.queries import readable
from ..models import Bundle, BundleFile, BundlePart
from .making import ask
from .permissions import fetchable, may_fetch
from .sealed import SealedBundles, sealed_and_taken

READERS = "officers who may read the case"
MEDIA_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}
LABELS = ("Requested", "By", "State")
SEALED_LABELS = ("School", "Case", "Name", "When", "File")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(READERS)
@once
def bundles(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bundles of a case, and the button that has another one made."""
    case = get_object_or_404(readable(user_roles(request)), pk=pk)
    if request.method == "POST":
        try:
            return redirect(ask(case, by=actor(request), on=clock.today()))
        except Denied as denied:
            messages.warning(request, denied.sentence)
            return redirect("case_bundle", pk=pk)
    who = user_roles(request)
    found = fetchable(who).filter(case=case).select_related("asked_by")
    if wants_file(request):
        lines = ((each.asked_at, each.asked_by.name, each.state_words) for each in found)
        return file_of(request, f"bundles-{case.reference}", LABELS, lines)
    context = {
        "case": case,
        "school": case.school,
        "bundles": found,
        "files": files_of(request),
        "sealed": case.bundles.filter(sealed=True).exists(),
        "sees_sealed": who.may(Permission.CONCERN_SIGN),
    }
    return render(request, "notices/bundles.html", context)


@require_safe
@allow(Permission.CONCERN_SIGN)
def sealed(request: HttpRequest) -> HttpResponseBase:
    """The bundles that are sealed, and who downloaded one while that was possible; the file has the downloads."""
    found = sealed_and_taken(user_roles(request))
    if wants_file(request):
        return file_of(request, "sealed-bundles", SEALED_LABELS, (line for each in found for line in _taken(each)))
    files = files_of(request) if any(each.taken for each in found) else []
    return render(request, "notices/bundles_sealed.html", {"found": found, "files": files})


def _taken(of: SealedBundles) -> Iterator[tuple[object, ...]]:
    for event in of.taken:
        yield (of.case.school.name, of.case.reference, event.actor_name, event.at, event.data["ending"])


@require_safe
@signed_in(READERS)
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    files = found.files.all() if may_fetch(found, user_roles(request)) else None
    context = {"bundle": found, "case": found.case, "school": found.case.school, "files": files}
    if request.headers.get("HX-Request"):
        response = render(request, "notices/bundle.html#progress", context)
        if found.is_over:
            # What the page around the progress says is no longer true: the browser fetches it anew.
            response["HX-Refresh"] = "true"
        return response
    return render(request, "notices/bundle.html", context)


@require_safe
@signed_in(READERS)
def take(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The file, part by part. Who takes it is kept in the history of the case."""
    found = _found(request, pk)
    if not may_fetch(found, user_roles(request)):
        raise Http404
    file = get_object_or_404(BundleFile, bundle=found, ending=ending)
    require_intact(_parts(file), file.sha256, file)
    if request.method == "GET":
        case = found.case
        events.record(
            "case.bundle_taken",
            subject=case,
            by=actor(request),
            scope=case.scope,
            reference=case.reference,
            ending=ending.upper(),
            bundle=found.pk,
        )
    response = StreamingHttpResponse(_parts(file), content_type=MEDIA_TYPES[ending])
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = disposition(found.name(ending))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: HttpRequest, pk: int) -> Bundle:
    return get_object_or_404(fetchable(user_roles(request)).select_related("case__school", "asked_by"), pk=pk)


def _parts(file: BundleFile) -> Iterator[bytes]:
    for place in BundlePart.objects.filter(file=file).values_list("place", flat=True):
        yield bytes(BundlePart.objects.values_list("content", flat=True).get(file=file, place=place))
