"""Two pages for machines: one for a load balancer, one for monitoring."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sil.accounts.access import open_to_all, user_roles
from sil.accounts.roles import Permission

from .queries import parts

TEXT = "text/plain; charset=utf-8"


@require_safe
@open_to_all
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """For a load balancer: 200 if this process runs and reaches its database. Without broker or worker it still
    serves, so they are left to `health`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
@open_to_all
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For monitoring: 200 if everything works, otherwise 503 with what does not; for administrators since when."""
    found = parts()
    down = [part.name for part in found if not part.works]
    lines = [f"down: {', '.join(down)}" if down else "ok"]
    if request.user.is_authenticated and user_roles(request).may(Permission.SETTINGS_MANAGE):
        lines += [f"{part.name} {part.said}" for part in found]
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT, status=503 if down else 200)
