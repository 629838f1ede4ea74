"""A database for each test run, worker and, where it needs its own, test: cloned from one template.

Nothing is ever flushed: the history refuses TRUNCATE, as it should.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

# The role that serves (docs/adr/0152), in the clusters of tests.
SERVING = "sil_serving"
_numbers = count(1)
# What decides what a migrated database holds: migrations, what they call, and the libraries that have some.
_MIGRATED_BY = (
    *(f"{part}/**/migrations/*.py" for part in ("sil", "schools", "allocations", "monitoring")),
    "sil/audit/*.py",
    "sil/deadlines/*.py",
    "requirements.txt",
    # Which apps of libraries have tables.
    "sil/settings.py",
)


def server(settings: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection to the server's maintenance database, outside any transaction."""
    options = dict(settings.get("OPTIONS", {}))
    options.pop("assume_role", None)
    for key, name in (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("password", "PASSWORD")):
        if settings.get(name):
            options[key] = settings[name]
    return psycopg.connect(dbname="postgres", autocommit=True, **options)


def clone(settings: dict[str, Any], source: str, name: str) -> None:
    drop(settings, name)
    with server(settings) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        )


def drop(settings: dict[str, Any], name: str) -> None:
    with server(settings) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_all(settings: dict[str, Any], name: str) -> None:
    """Drop a database and every clone of it."""
    with server(settings) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)", [name, f"{name}_"]
        )
        for (clone_name,) in found.fetchall():
            drop(settings, clone_name)


def make_template(settings: dict[str, Any], name: str) -> None:
    """A new database, migrated, in which the role that serves has its rights."""
    _make_migrated(settings, name)
    with using(name):
        call_command("grant_roles", role=SERVING, verbosity=0)


def _make_migrated(settings: dict[str, Any], name: str) -> None:
    """To migrate takes most of a minute of processor time, so what it made is kept in .local/
    until a migration changes, where the server is one of this machine and has the programs for that."""
    drop(settings, name)
    with server(settings) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        found = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    programs = Path(found[0] if found else "")
    kept = project.BASE_DIR / ".local" / f"migrated-{_fingerprint()}.dump"
    if kept.exists() and (programs / "pg_restore").exists():
        _run(programs / "pg_restore", "--exit-on-error", "--dbname", url(settings, name), str(kept))
        return
    with using(name):
        call_command("migrate", verbosity=0, interactive=False)
    if kept.parent.exists() and (programs / "pg_dump").exists():
        for old in kept.parent.glob("migrated-*"):
            old.unlink(missing_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        _run(programs / "pg_dump", "--format=custom", "--file", str(part), url(settings, name))
        part.rename(kept)


def _run(program: Path, *arguments: str) -> None:
    subprocess.run([program, *arguments], check=True, capture_output=True)


def _fingerprint() -> str:
    files = sorted(file for pattern in _MIGRATED_BY for file in project.BASE_DIR.glob(pattern))
    named = (f"{file.relative_to(project.BASE_DIR)}\n".encode() + file.read_bytes() for file in files)
    return hashlib.sha256(b"".join(named)).hexdigest()[:16]


@contextmanager
def using(name: str) -> Iterator[None]:
    """Point Django's connection at a database of a certain name."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def serving(name: str) -> Iterator[None]:
    """Point Django's connection at a database as the role that serves."""
    options = connections["default"].settings_dict.setdefault("OPTIONS", {})
    with using(name):
        options["assume_role"] = SERVING
        try:
            yield
        finally:
            del options["assume_role"]


@contextmanager
def own(template: str) -> Iterator[str]:
    """A clone for one test or module, in which transactions really commit; gives its address."""
    settings = connections["default"].settings_dict
    name = f"{template}_own_{os.getpid()}_{next(_numbers)}"
    clone(settings, template, name)
    with using(name):
        yield url(settings, name)
    drop(settings, name)


def url(settings: dict[str, Any], name: str) -> str:
    """The address of a database, for the processes that a test starts."""
    host = settings.get("HOST") or settings.get("OPTIONS", {}).get("host", "")
    user, password, port = (settings.get(key) or "" for key in ("USER", "PASSWORD", "PORT"))
    who = f"{user}:{password}" if password else user
    if str(host).startswith("/"):
        return f"postgresql://{who}@/{name}?host={host}"
    return f"postgresql://{who}@{host}{f':{port}' if port else ''}/{name}"


def tidy() -> None:
    """Tell the planner what is there, so that a plan hangs on that alone: autovacuum is off in tests, and without
    counts of rows one guess is as good as another."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
