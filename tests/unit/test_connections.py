"""sil.connections: what the settings read of addresses, passwords and files, and what a server is not started with."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from kombu.utils.url import parse_url
from redis.connection import parse_url as redis_url

from sil.bootstrap.project import is_named
from sil.connections import addresses
from sil.connections.environment import Env, Files
from tests.unit.test_production import VARIABLES, started

ROOT = Path(settings.BASE_DIR)
# Whatever can stand in a variable or a line of a file.
PASSWORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
HARD = "$ä:/@#?%40+ &\"'\\"


class Given(Env):
    """An environment of a test's own."""

    def __init__(self, **variables: str) -> None:
        super().__init__()
        self.ENVIRON = Files(env=variables)


@given(PASSWORDS)
def test_a_password_of_any_characters_is_the_password(password: str) -> None:
    """Beside the address as it is, and in the address with what is no letter or figure written like %40."""
    written = quote(password, safe="")
    for env in (
        Given(
            DATABASE_URL="postgresql://a@db/sil",
            DATABASE_PASSWORD=password,
            SIL_OWNER_DATABASE_URL="postgresql://b@db/sil",
            SIL_OWNER_DATABASE_PASSWORD=password,
            BROKER_URL="redis://valkey:6379/0",
            BROKER_PASSWORD=password,
        ),
        Given(
            DATABASE_URL=f"postgresql://a:{written}@db/sil",
            SIL_OWNER_DATABASE_URL=f"postgresql://b:{written}@db/sil",
            BROKER_URL=f"redis://:{written}@valkey:6379/0",
        ),
    ):
        serving, owning = addresses.databases(env)
        assert owning
        assert [(each["USER"], each["PASSWORD"], each["HOST"]) for each in (serving, owning)] == [
            ("a", password, "db"),
            ("b", password, "db"),
        ]
        # By Celery, and by Django's cache.
        broker = addresses.broker(env)
        assert (parse_url(broker)["hostname"], parse_url(broker)["password"]) == ("valkey", password)
        assert (redis_url(broker)["host"], redis_url(broker)["password"]) == ("valkey", password)


def test_each_secret_and_address_can_be_in_a_file(tmp_path: Path) -> None:
    """With a line break at its end or without, as editors and vaults write them."""
    contents = {
        "DATABASE_URL": "postgresql://a@/sil?host=/run/db",
        "SIL_OWNER_DATABASE_URL": "postgresql://b@/sil?host=/run/db",
        "DATABASE_PASSWORD": HARD,
        "BROKER_URL": "redis://127.0.0.1:6379/0",
        "BROKER_PASSWORD": HARD,
        "MAIL_PASSWORD": HARD,
        "SECRET_KEY": f"${VARIABLES['SECRET_KEY']}",
    }
    named = {}
    for number, (name, text) in enumerate(contents.items()):
        (tmp_path / name).write_text(text + "\n" * (number % 2))
        named[f"{name}_FILE"] = str(tmp_path / name)
    program = """
import sil.settings as s
print([s.DATABASES["default"]["PASSWORD"], s.SERVING_ROLE, s.EMAIL_HOST_PASSWORD, s.SECRET_KEY, s.CELERY_BROKER_URL])
"""
    others = {name: value for name, value in VARIABLES.items() if name != "SECRET_KEY"}
    broker = f"redis://:{quote(HARD, safe='')}@127.0.0.1:6379/0"
    expected = [HARD, "a", HARD, contents["SECRET_KEY"], broker]
    assert started(program, **others, **named, PYTHONUTF8="1") == f"{expected}\n"
    assert is_named("DATABASE_URL", named) and not is_named("DATABASE_URL", {"DATABASE_URL": ""})
    with pytest.raises(ImproperlyConfigured, match="BROKER_URL_FILE: the file cannot be read"):
        addresses.broker(Given(BROKER_URL_FILE="/nowhere"))


TLS = "rediss://valkey.example:6379/0"
# Variables, and how the one refusal begins: of what is elsewhere and not reached by TLS that checks a certificate.
REACHED = [
    ({}, ""),
    ({"DATABASE_URL": "postgresql://a@/sil"}, ""),
    ({"DATABASE_URL": "postgresql://a@/sil?host=/run/postgresql"}, ""),
    ({"DATABASE_URL": "postgresql://a@127.0.0.1/sil"}, ""),
    ({"DATABASE_URL": "postgresql://a@db.example/sil"}, "DATABASE_URL reaches db.example without TLS"),
    ({"DATABASE_URL": "postgresql://a@localhost,db.example/sil"}, "DATABASE_URL reaches db.example without TLS"),
    ({"DATABASE_URL": "postgresql://a@/sil?host=db.example"}, "DATABASE_URL reaches db.example without TLS"),
    ({"DATABASE_URL": "postgresql://a@localhost/sil?hostaddr=192.0.2.7"}, "DATABASE_URL reaches 192.0.2.7"),
    ({"DATABASE_URL": "postgresql://a@/sil?service=remote"}, "DATABASE_URL reaches service remote"),
    ({"DATABASE_URL": "postgresql://a@db.example/sil?sslmode=require"}, "DATABASE_URL reaches db.example"),
    ({"DATABASE_URL": "postgresql://a@db.example/sil?sslmode=verify-ca"}, "DATABASE_URL reaches db.example"),
    ({"DATABASE_URL": "postgresql://a@db.example/sil?sslmode=verify-full"}, ""),
    ({"DATABASE_URL": "postgresql://a@postgres/sil", "SIL_PRIVATE_HOSTS": "postgres,valkey"}, ""),
    ({"DATABASE_URL": "postgresql://a@/sil", "PGHOST": "db.example"}, "DATABASE_URL reaches db.example"),
    (
        {"SIL_OWNER_DATABASE_URL": "postgresql://a@db.example/sil", "SIL_AS_OWNER": "1"},
        "SIL_OWNER_DATABASE_URL reaches db.example",
    ),
    ({"BROKER_URL": "redis://localhost:6379/0"}, ""),
    ({"BROKER_URL": "redis+socket:///run/valkey.sock?virtual_host=0"}, ""),
    ({"BROKER_URL": "redis://valkey.example:6379/0"}, "BROKER_URL reaches valkey.example without TLS"),
    ({"BROKER_URL": TLS}, ""),
    ({"BROKER_URL": f"{TLS}?ssl_cert_reqs=none"}, "BROKER_URL reaches valkey.example"),
    ({"BROKER_URL": f"{TLS}?ssl_cert_reqs=optional"}, "BROKER_URL reaches valkey.example"),
    ({"BROKER_URL": f"{TLS}?ssl_check_hostname=false"}, "BROKER_URL reaches valkey.example"),
    ({"SIL_CLAMD": "unix:///run/clamav/clamd.ctl"}, ""),
    ({"SIL_CLAMD": "tcp://localhost:3310"}, ""),
    ({"SIL_CLAMD": "tcp://clamd.example:3310"}, "SIL_CLAMD reaches clamd.example without TLS"),
    ({"SIL_CLAMD": "tls://clamd.example:3311"}, ""),
]


@pytest.mark.parametrize(("variables", "begins"), REACHED, ids=str)
def test_another_machine_is_reached_by_tls_alone(
    variables: dict[str, str], begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", *variables):
        monkeypatch.delenv(name, raising=False)
    if "PGHOST" in variables:
        monkeypatch.setenv("PGHOST", variables["PGHOST"])
    env = Given(**variables)
    serving, owning = addresses.databases(env)
    found: dict[str, Any] = {
        "DATABASES": {"default": owning or serving},
        "AS_OWNER": owning is not None,
        "CELERY_BROKER_URL": addresses.broker(env),
        "CLAMD": addresses.scanner(env),
        "PRIVATE_HOSTS": env.list("SIL_PRIVATE_HOSTS", default=[]),
    }
    said = list(addresses.without_tls(found))
    assert [each.startswith(begins) for each in said] == ([True] if begins else [])


def test_neither_a_server_nor_a_command_starts_with_one() -> None:
    away = {"DATABASE_URL": "postgresql://a:b@db.example/sil"}
    assert "DATABASE_URL reaches db.example without TLS" in started(**VARIABLES, **away)
    assert "DATABASE_URL reaches db.example without TLS" in started(**away, SIL_COMMAND="1")
    assert started(**VARIABLES, **away, SIL_PRIVATE_HOSTS="db.example") == "__Host-sessionid\n"


def test_a_socket_keeps_its_path() -> None:
    socket = "redis+socket:///run/valkey.sock?virtual_host=3"
    assert addresses.broker(Given(BROKER_URL=socket)) == socket
    hard = urlsplit(addresses.broker(Given(BROKER_URL=socket, BROKER_PASSWORD=HARD)))
    assert (unquote(hard.password or ""), hard.path, hard.query) == (HARD, "/run/valkey.sock", "virtual_host=3")


def test_one_file_of_certificates_is_for_all() -> None:
    env = Given(
        DATABASE_URL="postgresql://a@db/sil?sslmode=verify-full",
        BROKER_URL=TLS,
        SIL_TRUSTED_CERTIFICATES="/etc/our ca.pem",
    )
    assert addresses.databases(env)[0]["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/our ca.pem"}
    assert parse_url(addresses.broker(env))["ssl"]["ssl_ca_certs"] == "/etc/our ca.pem"
    assert redis_url(addresses.broker(env))["ssl_ca_certs"] == "/etc/our ca.pem"
    assert unquote(urlsplit(addresses.broker(env)).path) == "/0"


# Set by the tests and the commands of this project, and by no installation.
OURS = {"SIL_DEMO", "SIL_TESTING", "SIL_COMMAND", "SIL_AS_OWNER", "SIL_SWEEP_SECONDS", "SIL_NOTIFY_URL", "DEBUG"}
ASKED = """
from sil.connections.environment import Files
read, as_it_is = set(), Files.__getitem__
Files.__getitem__ = lambda self, key: read.add(key) or as_it_is(self, key)
import sil.settings
print(*read)
"""


def test_env_example_and_what_is_read_are_the_same() -> None:
    """Each variable that is read stands there, and each that stands there is read, or put into docker-compose.yml."""
    read = set(started(ASKED, **VARIABLES, SIL_OWNER_DATABASE_URL="postgresql://b@/sil").split())
    server = (ROOT / "sil" / "server.py").read_text(encoding="utf-8")
    read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', server))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert sorted((read | compose) - listed - OURS) == [], "not in .env.example"
    assert sorted(listed - read - compose) == [], "in .env.example, and nothing reads it"
