"""Read a letter as a page, and take its PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, standing

from .models import Document, Status
from .queries import readable


@require_safe
@signed_in("those the letter concerns: its school once it is issued, and the officers of the school")
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(readable(standing(request)).prefetch_related("recipients"), reference=reference)
    context = {"letter": found, "body": body_of(found.html), "issued": found.status == Status.ISSUED}
    return render(request, "letters/letter.html", context)


@require_safe
@signed_in("those the letter concerns: its school once it is issued, and the officers of the school")
def document(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(readable(standing(request)), reference=reference)
    stored = get_object_or_404(Document, letter=found)
    response = HttpResponse(bytes(stored.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def body_of(html: str) -> SafeString:
    """The part of a letter's HTML between its <main> tags, which the letter's template escaped.

    Its headings go down one level, since the page around it has the first.
    """
    start, end = html.index("<main>") + len("<main>"), html.index("</main>")
    body = html[start:end]
    for level in (2, 1):
        body = body.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return SafeString(body)
