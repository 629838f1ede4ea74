"""sil.health: what monitoring is told of broker, beat and worker, and whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from sil.health.actions import note
from sil.health.models import Heartbeat, Process
from sil.health.queries import LATE
from tests.factories import people

pytestmark = pytest.mark.django_db


def asked(client: Client | None = None) -> tuple[int, str]:
    response: Any = (client or Client()).get("/health")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.content.decode()


@pytest.fixture
def everything_runs() -> None:
    for process in Process:
        note(process)


@pytest.mark.usefixtures("everything_runs")
def test_all_is_well() -> None:
    assert asked() == (200, "ok\n")


@pytest.mark.parametrize("process", Process)
@pytest.mark.usefixtures("everything_runs")
def test_a_process_that_does_not_come_is_named(process: Process) -> None:
    Heartbeat.objects.filter(process=process).update(at=F("at") - LATE + timedelta(seconds=20))
    assert asked()[0] == 200
    Heartbeat.objects.filter(process=process).update(at=F("at") - timedelta(seconds=40))
    assert asked() == (503, f"down: {process}\n")
    Heartbeat.objects.filter(process=process).delete()
    assert asked() == (503, f"down: {process}\n")
    note(process)
    assert asked()[0] == 200


@pytest.fixture
def no_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import current_app

    gone = "redis+socket:///nowhere/valkey.sock"
    # Celery reads its own from Django's: changed after them, the gone address would be what is put back.
    monkeypatch.setattr(current_app.conf, "broker_url", gone)
    settings.CELERY_BROKER_URL = gone
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.mark.usefixtures("everything_runs", "no_broker")
def test_a_broker_that_does_not_answer_is_named_and_others_are_served() -> None:
    assert asked() == (503, "down: broker\n")
    assert Client().get("/healthz").status_code == 200


@pytest.mark.usefixtures("everything_runs")
def test_administrators_alone_are_told_more(client: Client) -> None:
    client.force_login(people.person(role="administrator"))
    status, text = asked(client)
    assert status == 200
    assert [line.split()[0] for line in text.splitlines()] == ["ok", "broker", "worker", "beat"]
    assert "worker was seen 0 seconds ago" in text
    client.force_login(people.person(role="principal_officer"))
    assert asked(client) == (200, "ok\n")
