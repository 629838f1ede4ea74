"""Django's test client presses buttons of pages as they stand: it posts what a page of this moment would carry.

A test of an older page passes `shown` itself: what it read from that page, or "" for a post that no page sent.
"""

from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from sil.web.kept import SHOWN
from sil.web.shown.middleware import token

FORM = "application/x-www-form-urlencoded"
_post = Client.post


def now() -> str:
    """What a page carries that is opened at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return token(cursor.fetchone()[0])


def body() -> dict[str, str]:
    """The body of a post with nothing filled in, for `Client.generic`."""
    return {"data": urlencode({SHOWN: now()}), "content_type": FORM}


def post(self: Client, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **extra: Any) -> Any:
    if content_type == MULTIPART_CONTENT and "_auth_user_id" in self.session:
        data = {SHOWN: now()} | dict(data or {})
    return _post(self, path, data, content_type, **extra)


def install() -> None:
    Client.post = post  # type: ignore[method-assign,assignment]
