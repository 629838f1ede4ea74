"""No page keeps the database at work for long: a question that takes too long is cut off, and a page says so.

Only the web server is limited (sil.wsgi). Workers, migrations and other commands may take as long as they need; an
export is limited in each of its many questions, not as a whole.
"""

import sys
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import QueryCanceled

from sil.logs import reference


def limit_questions() -> None:
    """Limit each question of every connection that this process opens from now on."""
    connection_created.connect(limit, dispatch_uid="limit questions")


def limit(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Limit each question of a connection to `settings.STATEMENT_SECONDS`; 0 is no limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false)", [f"{settings.STATEMENT_SECONDS * 1000:.0f}"]
        )


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error: that it took too long, where that was it. Django's handler500, called while the error is
    handled."""
    error, context = sys.exc_info()[1], {"reference": reference.current()}
    if error is not None and isinstance(error.__cause__, QueryCanceled):
        return render(None, "503.html", context, status=503)
    return render(None, "500.html", context, status=500)
