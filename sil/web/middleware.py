"""Headers of every page that a signed-in person sees, and of the answer by which they sign out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers


class NeverCacheMiddleware:
    """Keep pages out of every cache, and htmx parts apart from whole pages (Vary: HX-Request).

    After signing out on a shared computer, Back shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response


class ClearOnSignOutMiddleware:
    """Whoever signs out leaves nothing of theirs in a browser that others use: no copy of a page, no unsaved text.

    Cookies stay, since the session's is dropped by signing out and the form to sign in again needs its token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        signs_out = request.method == "POST" and match is not None and match.view_name == "account_logout"
        if signs_out and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
