"""monitoring.oversight.running: what administrators are told of each part, and who reads its figures."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from monitoring.oversight.running import metrics, page, queries
from sil import clock
from sil.connections import secrets
from sil.framework.models import FrameworkVersion
from sil.health import queries as health
from sil.health.actions import note
from sil.health.models import Heartbeat, Process
from sil.outbox.models import Message, Status
from sil.seals import actions as seals
from tests.factories import people

pytestmark = pytest.mark.django_db
TROUBLES = (Path(project.BASE_DIR) / "docs" / "how-to" / "troubles.md").read_text(encoding="utf-8")
TOKEN = "0123456789abcdef" * 2


def rows(found: queries.Figures | None = None) -> dict[str, page.Row]:
    return {row.name: row for row in page.rows(found or queries.figures())}


def unwell(found: queries.Figures | None = None) -> set[str]:
    return {name for name, row in rows(found).items() if not row.is_well}


REGISTERS = {
    "Register: Register of schools (GIAS)",
    "Register: Links between schools (GIAS)",
    "Register: Ofsted inspections",
    "Register: Results, absence and exclusions",
}


@pytest.fixture
def everything_runs(liverpool: FrameworkVersion, tmp_path: Path, settings: Any) -> None:
    settings.SEAL_DIR = tmp_path
    for process in Process:
        note(process)
    seals.seal()
    health._asked.clear()


def email(status: str, minutes: int) -> None:
    at = clock.now() - timedelta(minutes=minutes)
    Message.objects.create(kind="test", email="a@test.example", subject="x", status=status, created_at=at, due_at=at)


def stop(process: Process) -> None:
    Heartbeat.objects.filter(process=process).delete()


def end_certificates(settings: Any, tmp_path: Path) -> None:
    secrets.write(tmp_path / "secrets")
    settings.TRUSTED_CERTIFICATES = str(tmp_path / "secrets" / "authority")


@pytest.mark.usefixtures("everything_runs")
def test_a_new_installation_is_well_but_for_the_registers() -> None:
    assert unwell() == REGISTERS
    assert rows()["Register: Ofsted inspections"].said == "It was never read in."
    assert rows()["Emails that wait"].said == "0 due emails."


TROUBLE: list[tuple[Callable[[], None], str, str]] = [
    (lambda: stop(Process.WORKER), "Worker", "It was never seen."),
    (lambda: stop(Process.BEAT), "Beat", "It was never seen."),
    (lambda: email(Status.WAITING, 16), "Emails that wait", "1 due email, the oldest since Friday 20 November"),
    (lambda: email(Status.FAILED, 60), "Emails that wait", "0 due emails. 1 could not be sent"),
    (lambda: (Path(project.SEAL_DIR or "") / "seal-00000001.txt").unlink(), "", ""),
    (lambda: email(Status.WAITING, 14), "", ""),
    (lambda: email(Status.FAILED, 8 * 24 * 60), "", ""),
    (lambda: email(Status.HELD, 16), "", ""),
    (lambda: email(Status.WAITING, -60), "", ""),
]


@pytest.mark.parametrize(("happens", "name", "said"), TROUBLE)
@pytest.mark.usefixtures("everything_runs")
def test_each_trouble_is_named_with_what_to_do(happens: Callable[[], None], name: str, said: str) -> None:
    happens()
    assert unwell() - REGISTERS == ({name} if name else set())
    if name:
        row = rows()[name]
        assert row.said.startswith(said) and row.do


@pytest.mark.usefixtures("everything_runs")
def test_what_runs_out_is_said_before(settings: Any, tmp_path: Path) -> None:
    end_certificates(settings, tmp_path)
    found = queries.figures()
    certificates = "Certificates of the service’s own parts"
    assert found.certificates_end and unwell(found) == REGISTERS
    soon = found.certificates_end - timedelta(days=30)
    assert unwell(replace(found, now=soon - timedelta(seconds=1), registers=[], seals=found.seals)) == set()
    assert certificates in unwell(replace(found, now=soon, registers=[]))
    settings.TRUSTED_CERTIFICATES = "/nowhere"
    assert certificates in unwell()
    full = [queries.Disk("Temporary files", free, 100 * page.GIGABYTE) for free in (2 * page.GIGABYTE, 10**9)]
    assert [row.is_well for row in (page._disk(full[0]), page._disk(full[1]))] == [True, False]
    slow = replace(found, database=queries.Database(1.1, 5 * page.GIGABYTE))
    assert rows(slow)["Database"].said == "It answers in 1100 milliseconds and holds 5.0 GB."
    assert "Database" in unwell(slow)


@pytest.mark.usefixtures("everything_runs")
def test_seals_that_are_late_or_differ_are_named() -> None:
    found = queries.figures()
    assert found.seals.seal
    assert "Seals of the history" in unwell(replace(found, seals=replace(found.seals, seal_is_late=True)))
    assert "Seals of the history" in unwell(replace(found, seals=replace(found.seals, has_files=False)))


def test_each_number_leads_to_its_trouble() -> None:
    """What the page says in numbers is a heading of docs/how-to/troubles.md."""
    source = (Path(page.__file__)).read_text(encoding="utf-8")
    numbers = set(re.findall(r"number=(\d+)", source)) | {str(number) for _, number, _ in page._PROCESSES}
    headings = set(re.findall(r"^## (\d+)\. ", TROUBLES, re.MULTILINE))
    assert numbers <= headings and len(headings) >= 10


@pytest.mark.usefixtures("everything_runs")
def test_figures_are_read_by_token_or_network_alone(settings: Any) -> None:
    def asked(**headers: Any) -> Any:
        return Client().get("/metrics", **headers)

    assert asked().status_code == 404
    assert asked(HTTP_AUTHORIZATION="Bearer ").status_code == 404
    administrator = Client()
    administrator.force_login(people.person(role="administrator"))
    assert administrator.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert asked(HTTP_AUTHORIZATION=f"Bearer {TOKEN[:-1]}").status_code == 404
    assert asked(HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200
    settings.METRICS_NETWORKS = (ip_network("10.20.0.0/16"),)
    assert asked(REMOTE_ADDR="10.21.0.1").status_code == 404
    assert asked(REMOTE_ADDR="").status_code == 404
    answer = asked(REMOTE_ADDR="10.20.0.1")
    assert answer["Content-Type"] == metrics.CONTENT_TYPE and "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    samples = re.findall(r"^(school_support_\w+)(\{\w+=\"[^\"]+\"\})? (-?[\d.e+-]+)$", text, re.MULTILINE)
    assert len(samples) == sum(not line.startswith("#") for line in text.splitlines())
    said = {name + label: float(value) for name, label, value in samples}
    assert said['school_support_up{process="worker"}'] == 1 and said["school_support_mail_due"] == 0
    # A token that was sent by http is refused, and not led on to https.
    settings.SECURE_SSL_REDIRECT = True
    assert asked(HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 403
    settings.SECURE_SSL_REDIRECT = False
    stop(Process.WORKER)
    assert 'school_support_up{process="worker"} 0' in asked(REMOTE_ADDR="10.20.0.1").content.decode()
