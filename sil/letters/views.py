"""Read a letter as a page, and download its PDF and the proof of its delivery."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sil.accounts.access import actor, signed_in, user_roles
from sil.uploads.downloads import disposition
from sil.uploads.intact import intact
from sil.uploads.responses import attachment

from .actions import note_opened
from .kinds import KINDS
from .models import Delivery, Document, Letter, ProofCorrection, Status
from .queries import marks_of, readable, reads_text, sees_proof, with_proof

LETTER = "letter"


@require_safe
@signed_in("those the letter concerns: its school once it is issued, and the officers of the school")
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    who = user_roles(request)
    mine = readable(who)
    found = get_object_or_404(with_proof(mine), reference=reference)
    reads = reads_text(found, who)
    if reads:
        intact(found.html.encode(), found.html_sha256, found, LETTER)
        _note(request, found)
    again = Q(about_table=found.about_table, about_id=found.about_id, pk__gt=found.pk)
    others = list(mine.filter(Q(replaces=found) | Q(pk=found.replaces_id) | again).order_by("-pk"))
    context = {
        "letter": found,
        "back": {"name": found.context["school"], "url": reverse("school", args=[found.context["urn"]])},
        "body": body_of(found.html) if reads else "",
        "issued": found.status == Status.ISSUED,
        "withdrawal": getattr(found, "withdrawal", None),
        # Of those that this reader may open: the newest one signed in its place, and the one it replaces.
        "replacement": next((each for each in others if each.pk > found.pk), None),
        "replaced": next((each for each in others if each.pk == found.replaces_id), None),
        "proof": sees_proof(found, who),
        "mark": marks_of([found]).get(found.pk, ""),
        "downloads": KINDS[found.kind].downloads(found, who),
    }
    return render(request, "letters/letter.html", context)


@require_safe
@signed_in("those the letter concerns: its school once it is issued, and the officers of the school")
def document(request: HttpRequest, reference: str) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(with_proof(readable(who)), reference=reference)
    if not reads_text(found, who):
        # The page says that it was withdrawn, and why it is not shown.
        return redirect("letter", reference=found.reference)
    stored = get_object_or_404(Document, letter=found)
    pdf = intact(stored.pdf, stored.sha256, stored, LETTER)
    _note(request, found)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = disposition(found.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@signed_in("the authority's people who may read the letter, other than those it went to")
def proof(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The document that proves that a letter reached one of its recipients."""
    who = user_roles(request)
    found = get_object_or_404(readable(who).prefetch_related("recipients"), reference=reference)
    delivery = get_object_or_404(Delivery.objects.select_related("document"), pk=pk, recipient__letter=found)
    if delivery.document is None or not sees_proof(found, who):
        raise Http404
    return attachment(delivery.document)


@require_safe
@signed_in("the authority's people who may read the letter, other than those it went to")
def later_proof(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The document that was added later to the proof of a delivery."""
    who = user_roles(request)
    found = get_object_or_404(readable(who).prefetch_related("recipients"), reference=reference)
    of_letter = ProofCorrection.objects.filter(delivery__recipient__letter=found, document__isnull=False)
    correction = get_object_or_404(of_letter.select_related("document"), pk=pk)
    if correction.document is None or not sees_proof(found, who):
        raise Http404
    return attachment(correction.document)


def _note(request: HttpRequest, found: Letter) -> None:
    """Record that a recipient opened it, unless the request is HEAD."""
    if request.method == "GET":
        note_opened(found, by=actor(request))


def body_of(html: str) -> SafeString:
    """Return the part of a letter's HTML between its <main> tags, which the letter's template escaped; blank where it
    has none, as in a made-up authority of any size.

    Its headings go down one level, since the page around it has the h1.
    """
    body = html.partition("<main>")[2].partition("</main>")[0]
    for level in (2, 1):
        body = body.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return SafeString(body)  # nosec B703
