from django.http import HttpRequest

from sil import clock

from .sessions import ends_at


def session_left(request: HttpRequest) -> dict[str, int]:
    """How many seconds are left of the session of whoever is signed in, for static/session.js."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    end = ends_at(request)
    return {"session_left": int((end - clock.now()).total_seconds())} if end else {}
