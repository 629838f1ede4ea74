"""The template context of the header, navigation and footer of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sil import clock
from sil.accounts.demo import ACCOUNTS
from sil.framework.queries import current

from .. import navigation
from .theme import DEFAULT_COLOUR, Theme


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the authority, the navigation and the date, each computed only when a template uses it."""
    return {
        "framework": SimpleLazyObject(current),
        "theme": SimpleLazyObject(_theme),
        "menu": SimpleLazyObject(lambda: navigation.menu(request)),
        "demo": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else (),
        "today": SimpleLazyObject(clock.today),
        "is_part": bool(getattr(request, "htmx", False)),
    }


def _theme() -> Theme:
    framework = current()
    return Theme(framework.authority.colour.removeprefix("#").lower() if framework else DEFAULT_COLOUR)
