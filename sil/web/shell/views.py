"""Pages about no school: the authority's colour, statements, the reader's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sil.accounts.access import open_to_all, signed_in, user_roles
from sil.accounts.roles import ROLES
from sil.framework.queries import current

DEFAULT_COLOUR = "#1d4f76"


@require_safe
@cache_control(max_age=3600, public=True)
@open_to_all
def theme(request: HttpRequest) -> HttpResponse:
    """The authority's colour as a style sheet, since the Content-Security-Policy allows no inline styles."""
    framework = current()
    colour = framework.authority.colour if framework else DEFAULT_COLOUR
    css = f":root {{ --app-colour: {colour}; --govuk-brand-colour: {colour}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


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
