"""How much may one request bring, its files included?

A file that is somewhat too large gets its sentence beside the field, so it has to be read to the end.
What is many times too large is not read at all: anybody can send it, signed in or not.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Several files in one form, each a little too large, still get their sentences.
FILES_AT_ONCE = 10


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
        if content_length > FILES_AT_ONCE * settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig(f"The request has {content_length} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
