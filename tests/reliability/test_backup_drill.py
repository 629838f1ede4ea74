"""The drill: an installation is backed up as it runs, restored into an empty database, and compared with its seals."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from sil.audit import events
from sil.audit.models import Event
from sil.backups import archive, programs
from sil.framework.models import FrameworkVersion
from sil.seals import actions
from sil.seals.models import Seal
from tests import databases
from tests.conftest import load_liverpool

pytestmark = [pytest.mark.slow, pytest.mark.all_only, pytest.mark.feature("T3")]


@pytest.fixture
def sealed(own_database: str, tmp_path: Path, settings: Any) -> Path:
    """A database with a history, and the folder with the files of its seals."""
    settings.SEAL_DIR = tmp_path / "seals"
    settings.SEAL_DIR.mkdir()
    record(load_liverpool(), 5)
    actions.seal()
    return tmp_path


@pytest.fixture
def empty(own_database: str, django_db_blocker: Any) -> Iterator[str]:
    """The name of an empty database beside it."""
    settings, name = connections["default"].settings_dict, f"{connection.settings_dict['NAME']}_empty_{os.getpid()}"
    with django_db_blocker.unblock():
        with databases.server(settings) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        yield name
        databases.drop(settings, name)


def record(framework: FrameworkVersion, count: int) -> None:
    for number in range(count):
        events.record("allocation.proposed", subject=framework, by=None, year=str(number))


def said(command: str, *words: str, **options: Any) -> str:
    output = io.StringIO()
    call_command(command, *words, stdout=output, **options)
    return output.getvalue()


def test_what_is_restored_is_what_was_backed_up(sealed: Path, empty: str, settings: Any) -> None:
    assert "1 files of seals" in said("backup", str(sealed))
    (made,) = sealed.glob("school-support-*.tar")
    assert made.stat().st_mode & 0o077 == 0 and [path.name for path in sealed.iterdir() if path != made] == ["seals"]
    kept = sorted(Event.objects.values_list("pk", "kind", "at"))
    tables = connection.introspection.table_names()
    # What happens later is not in it, nor are the seals of it.
    record(FrameworkVersion.objects.get(), 3)
    actions.seal()
    assert "every file is whole" in said("restore", str(made), check=True)
    with pytest.raises(CommandError, match=r"The database is as it was: The database .* has \d+ tables"):
        call_command("restore", str(made))

    with databases.using(empty):
        with pytest.raises(CommandError, match=r"has seal-00000002\.txt, which the backup does not have"):
            call_command("restore", str(made))
        assert connection.introspection.table_names() == []
        output = said("restore", str(made), seals=sealed / "restored")
        assert "0 differences" in output.replace("no differences", "0 differences")
        assert "No planned migration operations" in output
        assert sorted(Event.objects.values_list("pk", "kind", "at")) == kept
        assert connection.introspection.table_names() == tables and Seal.objects.count() == 1
        # It goes on: the history still refuses, and the next seal follows the last one.
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_event")
        settings.SEAL_DIR = sealed / "restored"
        record(FrameworkVersion.objects.get(), 1)
        actions.seal()
        assert "no differences" in said("verify_audit", seals=sealed / "restored")


def test_a_backup_that_was_changed_or_cut_off_is_not_restored(sealed: Path, empty: str) -> None:
    said("backup", str(sealed))
    (made,) = sealed.glob("school-support-*.tar")
    cut = sealed / "cut.tar"
    cut.write_bytes(made.read_bytes()[:-50_000])
    changed, short, odd = sealed / "changed.tar", sealed / "short.tar", sealed / "odd.tar"
    with tarfile.open(made) as whole:
        files = {each.name: (whole.extractfile(each) or io.BytesIO()).read() for each in whole}
    seal = next(name for name in files if name.startswith(archive.SEALS))
    write(changed, files | {seal: files[seal].replace(b"audit", b"odity")})
    write(short, {name: content for name, content in files.items() if name != seal})
    write(odd, files | {"other.txt": b"not in the manifest"})
    with databases.using(empty):
        for file, why in ((cut, ""), (changed, "was changed or cut off"), (short, "not in both"), (odd, "not in both")):
            with pytest.raises(CommandError, match=f"The database is as it was: .*{why}"):
                call_command("restore", str(file), seals=sealed / "restored")
        assert connection.introspection.table_names() == [] and not (sealed / "restored").exists()
    manifest = json.loads(files[archive.MANIFEST])
    assert manifest["migrated_to"]["audit"] and manifest["release"] and next(iter(files)) == archive.MANIFEST


def write(target: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(target, "w") as made:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))


def test_no_password_stands_in_a_list_of_processes() -> None:
    found = programs.variables({"host": "db", "password": "p w", "sslmode": "verify-full", "cursor_factory": object})
    assert found == {"PGHOST": "db", "PGPASSWORD": "p w", "PGSSLMODE": "verify-full"}
