"""A page that keeps the database too long is cut off and says so; workers and commands take the time they need."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from sil import urls
from sil.accounts.access import open_to_all
from sil.web.incoming.patience import limit

# Django looks for it beside the addresses.
handler500 = urls.handler500
SHOW = "from django.db import connection; c = connection.cursor(); c.execute('SHOW statement_timeout'); print(*c)"


@open_to_all
def slow(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    raise AssertionError("it was not cut off")


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("slow/", slow), path("broken/", broken), path("", include("sil.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_that_takes_too_long_says_so_and_another_error_does_not(settings: Any) -> None:
    client = Client(raise_request_exception=False)
    settings.STATEMENT_SECONDS = 0.05
    limit(connection)
    found = client.get("/slow/")
    assert found.status_code == 503 and "took too long" in found.content.decode()
    settings.STATEMENT_SECONDS = 0
    limit(connection)
    assert client.get("/broken/").status_code == 500
    assert "took too long" not in client.get("/broken/").content.decode()


def test_the_web_server_is_limited_and_a_command_is_not() -> None:
    shown = {}
    for module in ("sil.wsgi", "sil.celery"):
        setting_up = f"import {module}, django; django.setup(); {SHOW}"
        environment = os.environ | {"SIL_STATEMENT_SECONDS": "7", "SIL_TESTING": "1"}
        run = subprocess.run(
            [sys.executable, "-c", setting_up], env=environment, capture_output=True, text=True, check=True
        )
        shown[module] = run.stdout.strip()
    assert shown == {"sil.wsgi": "('7s',)", "sil.celery": "('0',)"}
