"""What every test stands on: a cloned database, a held clock, a framework, the factories."""

import fcntl
import gc
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as hypothesis_settings

from sil import clock
from sil.framework import actions as framework_actions
from sil.framework.loader import LIVERPOOL
from sil.framework.models import FrameworkVersion

from . import databases, pressing, sampling, snapshots
from .inbox import Inbox, listening

if TYPE_CHECKING:
    from .world import World

# No example has a deadline of its own: how long one takes says something of the machine, not of the rule.
hypothesis_settings.register_profile("no deadline", deadline=None)
hypothesis_settings.load_profile("no deadline")

pressing.install()

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=clock.LONDON)
TODAY: date = NOW.date()


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.register(sampling)


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Time stands still in every test; a test that needs another moment holds it itself."""
    with clock.at(NOW):
        yield


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """A mail server to which the outbox sends."""
    with listening() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.OUTBOX_KEEPS_MAIL = found.host, found.port, False
        yield found


@pytest.fixture(scope="session", autouse=True)
def mail_through_the_outbox() -> None:
    """Django's test runner would put mail of libraries into a list; here it goes where it always goes."""
    settings.EMAIL_BACKEND = "sil.outbox.backend.OutboxBackend"


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them, gathered once for all workers of a run."""
    folder = shared_folder(tmp_path_factory) / "static"
    with once(folder.with_suffix(".done")) as first:
        settings.STATIC_ROOT = folder
        if first:
            call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> str:
    """The migrated template database, shared by all workers of a run."""
    server = connections["default"].settings_dict
    name = run_name()
    marker = shared_folder(tmp_path_factory) / "template-database"
    with django_db_blocker.unblock(), clock.at(NOW), once(marker) as first:
        if first:
            databases.make_template(server, name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: this worker's own clone of the template."""
    server = connections["default"].settings_dict
    name = f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        databases.clone(server, template, name)
        with databases.using(name):
            yield
        databases.drop(server, name)


@pytest.fixture
def own_database(template: str, django_db_blocker: Any) -> Iterator[str]:
    """A database for this test alone, in which transactions really commit; gives its address."""
    with django_db_blocker.unblock(), databases.own(template) as address:
        yield address


@pytest.fixture(scope="session")
def inhabited(template: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> "tuple[str, World]":
    """The name of a database with the world of tests/world.py in it, to clone, and that world.

    Making it takes many seconds, so that one worker does it for all; the others read what it made.
    """
    from .world import build  # which imports what stands here

    server, name = connections["default"].settings_dict, f"{template}_world"
    kept = shared_folder(tmp_path_factory) / "world.pickle"
    with django_db_blocker.unblock(), clock.at(NOW), once(kept.with_suffix(".done")) as first:
        if first:
            databases.clone(server, template, name)
            # With the rights that the service has: what an act needs and does not have fails here.
            with databases.serving(name):
                load_liverpool()
                kept.write_bytes(pickle.dumps(build()))
    return name, pickle.loads(kept.read_bytes())


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def run_name() -> str:
    """What the databases of this run are called: its workers are children of one process."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return f"test_{connections['default'].settings_dict['NAME']}_{run}"


def pytest_collection_finish() -> None:
    """The thousands of tests that were found stay until the end: Python need not look at them again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Whoever started the run takes its databases with them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.drop_all(connections["default"].settings_dict, run_name())


@contextmanager
def once(marker: Path) -> Iterator[bool]:
    """True for the first worker that comes by; the others wait until it is done."""
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        first = not marker.exists()
        yield first
        marker.touch()


def load_liverpool() -> FrameworkVersion:
    return framework_actions.load(LIVERPOOL.read_text(encoding="utf-8"), file_name=LIVERPOOL.name, by=None)[0]


@snapshots.kept
def _first_framework() -> FrameworkVersion:
    return load_liverpool()


@pytest.fixture
def liverpool(db: None) -> Iterator[FrameworkVersion]:
    """Liverpool's framework, loaded. What a factory makes upon it is made once (tests/snapshots.py)."""
    with snapshots.fresh():
        found = _first_framework()
    with snapshots.fresh():
        yield found
