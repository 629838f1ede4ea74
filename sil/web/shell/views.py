"""Pages about no school: the authority's colour, statements, the reader's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from sil.accounts.access import open_to_all, signed_in, user_roles
from sil.accounts.roles import ROLES

from .theme import A_MINUTE, FOR_GOOD, Theme


@require_safe
@open_to_all
def theme(request: HttpRequest, colour: str, digest: str) -> HttpResponse:
    """An authority's colour as a style sheet, since the Content-Security-Policy allows no inline styles.

    The address says the colour, so that no framework is asked for, and the digest of what it answers, so that
    browsers keep it for good. A digest of another release gets an answer that is not kept.
    """
    sheet = Theme(colour)
    response = HttpResponse(sheet.css, content_type="text/css; charset=utf-8")
    if sheet.digest == digest:
        patch_cache_control(response, public=True, max_age=FOR_GOOD, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=A_MINUTE)
    return response


@require_safe
@open_to_all
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@require_safe
@open_to_all
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html")


@require_safe
@signed_in("everyone: their own")
def account(request: HttpRequest) -> HttpResponse:
    held = [ROLES[slug] for slug in sorted(user_roles(request).roles)]
    return render(request, "web/account.html", {"roles": held})
