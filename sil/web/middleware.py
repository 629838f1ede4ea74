"""How pages are compressed and kept, what they may use, and what the answer by which somebody signs out clears."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers, patch_vary_headers

_NOTHING = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_OURS = ("publickey-credentials-create", "publickey-credentials-get")
# https://www.w3.org/TR/permissions-policy/
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _NOTHING), *(f"{name}=(self)" for name in _OURS)])


class CompressTextMiddleware(GZipMiddleware):
    """Compress pages and tables. PDF and ZIP files are compressed already, and trying costs time.

    Here and not in the proxy, since Django adds a random number of bytes, so that the length tells nobody what secret
    stands beside a word of theirs (BREACH); the CSRF token is masked anew in every page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.get("Content-Type", "").startswith("text/")
        return super().process_response(request, response) if is_text else response


class IsolateMiddleware:
    """No page may use the camera, the place or anything else of a device, and no other site may read our files.

    A passkey is the one thing of a device that signing in needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class NeverCacheMiddleware:
    """Keep pages out of every cache but what never changes, and htmx parts apart from whole pages (Vary: HX-Request).

    After signing out on a shared computer, Back shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "immutable" in response.get("Cache-Control", ""):
            return response
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
