"""One page for administrators, and one for Prometheus, which is there for whom the settings name."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, open_to_all
from sil.accounts.roles import Permission
from sil.clock import moment_in_words

from . import metrics as prometheus
from .page import rows
from .queries import figures


@require_safe
@allow(Permission.SETTINGS_MANAGE)
def service_state(request: HttpRequest) -> HttpResponse:
    found = figures()
    shown = rows(found)
    unwell = sum(not row.is_well for row in shown)
    return render(
        request, "oversight/running.html", {"rows": shown, "unwell": unwell, "at": moment_in_words(found.now)}
    )


@require_safe
@open_to_all
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever sends the token of the settings or asks from their networks; for all others it is not there."""
    if not (_has_token(request) or _is_near(request)):
        raise Http404
    return HttpResponse(prometheus.text(figures()), content_type=prometheus.CONTENT_TYPE)


def _has_token(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(sent, settings.METRICS_TOKEN)


def _is_near(request: HttpRequest) -> bool:
    """Whether the visitor, as trusted proxies say, is of one of the networks."""
    try:
        visitor = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(visitor in network for network in settings.METRICS_NETWORKS)
