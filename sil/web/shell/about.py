"""Which school a page is about, as its identity bar shows it."""

from typing import cast

from django.http import HttpRequest


class _OfSchool(HttpRequest):
    """A request whose page is about a school."""

    page_school: int


def remember_school(request: HttpRequest, urn: int) -> None:
    """Remember the school whose bar stands on the page of a request; the first one counts."""
    if school_of(request) is None:
        cast("_OfSchool", request).page_school = urn


def school_of(request: HttpRequest) -> int | None:
    """Return the URN of the school that a page was about, or None where it has no identity bar."""
    return getattr(request, "page_school", None)
