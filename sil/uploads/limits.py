"""How large a request may be, its files included.

A file that is somewhat too large gets its sentence beside the field, so it has to be read to the end.
What is many times too large is not read at all: anybody can send it, signed in or not.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from sil.accounts.access import View, user_roles

# Several files in one form, each a little too large, still get their sentences.
FILES_AT_ONCE = 10
# One large file, somewhat too large.
LARGE_AT_ONCE = 2


def takes_large(setting: str) -> Callable[[View], View]:
    """A view that takes a file as large as a setting says, in bytes, from those whom its `allow` names.

    Everybody else is held to what a document may have: who they are is known before a body is read.
    """

    def decorate(view: View) -> View:
        view.large_file = setting  # type: ignore[attr-defined]
        return view

    return decorate


class RequestLimit(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: looks at the length of the request and leaves the files to the next."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > _limit(self.request):
            raise RequestDataTooBig(f"The request has {content_length} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _limit(request: HttpRequest | None) -> int:
    usual: int = FILES_AT_ONCE * settings.UPLOAD_MAX_BYTES
    view = request.resolver_match.func if request and request.resolver_match else None
    setting = getattr(view, "large_file", "")
    if request is None or not setting or not request.user.is_authenticated:
        return usual
    if not user_roles(request).may(*view.access.permissions):  # type: ignore[union-attr]
        return usual
    return max(usual, LARGE_AT_ONCE * getattr(settings, setting))
