"""A database for each test run, worker and, where it needs its own, test: cloned from one template.

Nothing is ever flushed: the history refuses TRUNCATE, as it should.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

_numbers = count(1)


def server(settings: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection to the server's maintenance database, outside any transaction."""
    options = dict(settings.get("OPTIONS", {}))
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
    """A new database, migrated."""
    drop(settings, name)
    with server(settings) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with using(name):
        call_command("migrate", verbosity=0, interactive=False)


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
