"""Pages about no school: the authority's colour, statements, help, contact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from sil.accounts.access import open_to_all, signed_in, user_roles
from sil.accounts.roles import ROLES, Side
from sil.framework.queries import framework_on

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
@open_to_all
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "web/contact.html")


@require_safe
@signed_in("everyone: how the service works for each role is no secret")
def help_page(request: HttpRequest) -> HttpResponse:
    """How the service works for the roles of the person who reads, and the words of the framework in force."""
    who = user_roles(request)
    rules = framework_on(who.on)
    held = [ROLES[slug] for slug in ROLES if slug in who.roles]
    context = {
        "rules": rules,
        "roles": held,
        "of_authority": any(role.side is Side.AUTHORITY for role in held),
        "of_school": any(role.side is Side.SCHOOL for role in held),
        "periods": rules.periods.given.values() if rules else [],
    }
    return render(request, "web/help.html", context)
