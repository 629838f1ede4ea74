"""The template context of the header, navigation and footer of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sil import clock
from sil.accounts.demo import ACCOUNTS
from sil.framework.queries import current

from .. import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the authority, the navigation and the date, each computed only when a template uses it."""
    return {
        "framework": SimpleLazyObject(current),
        "navigation": SimpleLazyObject(lambda: navigation.links(request)),
        "demo": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else (),
        "today": SimpleLazyObject(clock.today),
        "is_part": bool(getattr(request, "htmx", False)),
    }
