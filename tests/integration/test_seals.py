"""sil.seals: what was recorded and issued cannot be changed, removed or added without being named."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from allocations.states import State
from sil import clock
from sil.audit import events
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.letters import actions as letters
from sil.letters.models import Letter, Recipient
from sil.outbox.models import Message
from sil.seals import actions
from sil.seals.comparing import Counted, verify
from sil.seals.models import Seal, SealedRow, SealFile, Verification
from sil.seals.sources import SOURCES
from tests.conftest import NOW
from tests.factories import allocations, people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T3")]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_DIR = tmp_path
    return tmp_path


def run(*statements: str) -> None:
    """What somebody does who owns the database: no trigger stops them."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def found(folder: Path | None) -> set[tuple[str, str, str]]:
    return {(each.what, each.table, each.key) for each in verify(folder, Counted())}


def recorded(framework: FrameworkVersion, count: int) -> list[Event]:
    return [
        events.record("allocation.proposed", subject=framework, by=None, year=str(number)) for number in range(count)
    ]


@pytest.fixture
def letter(liverpool: FrameworkVersion, folder: Path) -> Letter:
    """An issued letter and what was recorded around it, all of it sealed by two runs."""
    allocations.scene(State.AGREED)
    signed = Letter.objects.get()
    letters.issue(signed.pk)
    recorded(liverpool, 5)
    actions.seal()
    with clock.at(NOW + timedelta(hours=1)):
        recorded(liverpool, 5)
        actions.seal()
    return signed


def test_nothing_differs_until_something_is_changed(letter: Letter, folder: Path) -> None:
    counted = Counted()
    assert list(verify(folder, counted)) == []
    assert counted == Counted(seals=2, rows=Event.objects.count() + Recipient.objects.count() + 2)
    assert [seal.is_complete for seal in Seal.objects.order_by("number")] == [True, True]
    assert SealFile.objects.count() == 2


def _event(place: int) -> int:
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))[place]


TAMPERED = {
    "changed": lambda e: (f"UPDATE audit_event SET reason = 'another' WHERE id = {e(2)}", {("changed", e(2))}),
    "deleted": lambda e: (f"DELETE FROM audit_event WHERE id = {e(2)}", {("missing", e(2))}),
    "added in a gap": lambda e: (
        "INSERT INTO audit_event (id, at, kind, subject_table, subject_id, scope, actor_id, actor_name, reason, data)"
        f" SELECT 990001, at, kind, subject_table, subject_id, scope, '', 'Made Up', '', data FROM audit_event"
        f" WHERE id = {e(2)}",
        {("added", 990001)},
    ),
    "swapped": lambda e: (
        f"UPDATE audit_event a SET reason = b.reason, data = b.data FROM audit_event b WHERE (a.id, b.id) IN"
        f" (({e(-1)}, {e(-2)}), ({e(-2)}, {e(-1)}))",
        {("changed", e(-1)), ("changed", e(-2))},
    ),
}


@pytest.mark.parametrize("way", TAMPERED)
def test_each_way_to_tamper_with_the_history_is_named(letter: Letter, folder: Path, way: str) -> None:
    statement, named = TAMPERED[way](_event)
    with clock.at(NOW + timedelta(hours=4)):
        actions.seal()  # of which the time is what an added row is compared with
        run(statement)
        expected = {(what, "audit_event", str(key)) for what, key in named}
        assert found(folder) == expected
        assert found(None) == expected, "the database alone says it, too"
        # The next seal covers what was added, and changes nothing of this.
        actions.seal()
        assert found(folder) == expected


def test_a_letter_its_pdf_and_its_recipients_are_named(letter: Letter, folder: Path) -> None:
    recipient = letter.recipients.first()
    assert recipient
    run(
        f"UPDATE letters_document SET pdf = pdf || 'x'::bytea WHERE letter_id = {letter.pk}",
        f"UPDATE letters_letter SET html = html || ' ' WHERE id = {letter.pk}",
        f"UPDATE letters_recipient SET name = 'Somebody Else' WHERE id = {recipient.pk}",
    )
    key = str(letter.pk)
    assert found(folder) == {
        ("changed", "letters_document", key),
        ("changed", "letters_letter", key),
        ("changed", "letters_recipient", str(recipient.pk)),
    }
    sentence = next(each.sentence for each in verify(folder, Counted()) if each.table == "letters_document")
    assert letter.reference in sentence


def test_a_letter_that_was_changed_before_it_was_sealed_is_named(liverpool: FrameworkVersion, folder: Path) -> None:
    allocations.scene(State.AGREED)
    letter = Letter.objects.get()
    letters.issue(letter.pk)
    run(
        f"UPDATE letters_document SET pdf = pdf || 'x'::bytea WHERE letter_id = {letter.pk}",
        f"UPDATE letters_letter SET html = html || ' ' WHERE id = {letter.pk}",
    )
    expected = {("changed", table, str(letter.pk)) for table in ("letters_document", "letters_letter")}
    assert found(folder) == expected
    actions.seal()
    assert found(folder) == expected


def test_a_file_that_is_gone_or_was_changed_is_named(letter: Letter, folder: Path) -> None:
    first, _ = sorted(folder.iterdir())
    kept = first.read_bytes()
    first.unlink()
    assert found(folder) == {("seal", "seals_seal", "1")}
    actions.seal()
    assert not first.exists(), "a file that is missed is not quietly written again"
    first.write_bytes(kept.replace(b'"seal": 1', b'"seal": 9'))
    assert ("seal", "seals_seal", "1") in found(folder)
    assert ("seal", "seals_seal", "2") in found(folder), "which does not follow from it"
    first.write_bytes(kept)
    assert found(folder) == set()


class TestSomebodyRewritesTheSealsToo:
    """With all rights on the database a chain can be made that fits. The files say what was there."""

    def test_one_row_and_its_digest(self, letter: Letter, folder: Path) -> None:
        key = _event(2)
        digest = next(source for source in SOURCES if source.table == "audit_event").digest
        run(
            f"UPDATE audit_event SET reason = 'another' WHERE id = {key}",
            f"UPDATE seals_sealedrow r SET digest = {digest} FROM audit_event t"
            f" WHERE r.source = 'audit_event' AND r.key = t.id AND t.id = {key}",
        )
        assert found(None) == {("seal", "seals_seal", "1")}
        assert found(folder) == {("seal", "seals_seal", "1"), ("changed", "audit_event", str(key))}

    def test_the_whole_chain(self, letter: Letter, folder: Path) -> None:
        gone, changed = _event(1), _event(2)
        run(
            f"DELETE FROM audit_event WHERE id = {gone}",
            f"UPDATE audit_event SET reason = 'another' WHERE id = {changed}",
            "DELETE FROM seals_sealedrow",
            "DELETE FROM seals_sealfile",
            "DELETE FROM seals_seal",
        )
        files = sorted(folder.iterdir())
        actions.seal()
        assert found(None) == set()
        named = found(folder)
        assert {("missing", "audit_event", str(gone)), ("changed", "audit_event", str(changed))} <= named
        assert {("seal", "seals_seal", "1"), ("seal", "seals_seal", "2")} <= named
        assert sorted(path for path in folder.iterdir() if path.is_file()) == files, "no file was overwritten"

    def test_a_seal_that_is_gone(self, letter: Letter, folder: Path) -> None:
        run("DELETE FROM seals_sealfile WHERE seal_id = 2", "DELETE FROM seals_seal WHERE number = 2")
        assert found(folder) == {("seal", "seals_seal", "2")}
        assert found(None) == {("seal", "seals_seal", "2")}, "rows say that they belong to it"


def test_many_rows_are_sealed_by_several_seals(
    liverpool: FrameworkVersion, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_ROWS", 4)
    recorded(liverpool, 11)
    rows = Event.objects.count()
    assert actions.seal() == rows
    seals = list(Seal.objects.order_by("number"))
    assert [seal.rows for seal in seals[:-1]] == [4] * (rows // 4)
    assert [seal.is_complete for seal in seals] == [False] * (len(seals) - 1) + [True]
    assert SealedRow.objects.values("key").distinct().count() == rows
    assert found(folder) == set()


def test_a_run_without_rows_leaves_a_seal(folder: Path) -> None:
    actions.seal()
    assert actions.seal() == 0
    assert Seal.objects.count() == 2


def test_an_auditor_checks_the_chain_with_sha256sum_alone(letter: Letter, folder: Path) -> None:
    """docs/reference/seals.md says how."""
    import subprocess

    first, second = sorted(folder.iterdir())
    printed = subprocess.run(["sha256sum", first.name], cwd=folder, capture_output=True, text=True, check=True).stdout
    head, *rows = second.read_text().splitlines()
    assert json.loads(head)["previous"] == printed.split()[0]
    assert json.loads(head)["rows"] == len(rows) == 5
    assert all(re.fullmatch(r"[0-9a-f]{64}  audit_event \d+", row) for row in rows)


def test_every_column_is_in_the_digest_or_is_changed_by_what_is() -> None:
    """A new column needs a decision. The status of an issued letter cannot be another one."""
    left_out = {"letters_letter": {"status"}}
    for source in SOURCES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [source.table])
            columns = {name for (name,) in cursor.fetchall()} - left_out.get(source.table, set())
        assert {name for text in source.columns for name in re.findall(r"t\.(\w+)", text)} == columns, source.table


class TestVerifyAudit:
    def asked(self, *words: str) -> tuple[int, str]:
        printed = io.StringIO()
        try:
            call_command("verify_audit", *words, stdout=printed)
        except SystemExit as ended:
            return int(str(ended.code)), printed.getvalue()
        return 0, printed.getvalue()

    def test_it_says_that_nothing_differs(self, letter: Letter, folder: Path) -> None:
        code, said = self.asked("--seals", str(folder))
        assert (code, said.splitlines()[-1].rpartition(": ")[2]) == (0, "no differences.")

    def test_it_names_what_differs(self, letter: Letter, folder: Path) -> None:
        key = _event(2)
        run(f"UPDATE audit_event SET reason = 'another' WHERE id = {key}")
        code, said = self.asked()
        assert code == 1
        assert f"audit_event {key} was changed after seal 1" in said
        code, said = self.asked("--json")
        lines = [json.loads(line) for line in said.splitlines()]
        assert (lines[0]["what"], lines[0]["key"], lines[-1]["differences"]) == ("changed", str(key), 1)


def test_administrators_are_told_once_of_what_differs(letter: Letter, folder: Path) -> None:
    admin = people.person(role="administrator")
    assert actions.verify_and_tell().count == 0
    run(f"UPDATE audit_event SET reason = 'another' WHERE id = {_event(2)}")
    for _ in range(2):
        assert actions.verify_and_tell().count == 1
    told = Message.objects.get(kind="history_differs")
    assert told.email == admin.email
    run(f"DELETE FROM audit_event WHERE id = {_event(3)}")
    assert actions.verify_and_tell().count == 2
    assert Message.objects.filter(kind="history_differs").count() == 2
    assert Verification.objects.count() == 4


def test_a_folder_that_cannot_be_written_is_tried_again(letter: Letter, folder: Path, settings: Any) -> None:
    settings.SEAL_DIR = folder / "not there"
    actions.seal()
    assert SealFile.objects.count() == 2
    settings.SEAL_DIR = folder
    actions.seal()
    assert SealFile.objects.count() == 4
    assert found(folder) == set()


@pytest.fixture
def sealed(letter: Letter, folder: Path) -> Path:
    return folder


@trials(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_tampered_with_is_named(sealed: Path, data: st.DataObject) -> None:
    """Any column of any sealed row, set to anything else, or the row removed. Those of disposals, which say more where
    they differ, are in test_disposals.py."""
    source = data.draw(st.sampled_from([each for each in SOURCES if not each.table.startswith("seals_")]))
    column = data.draw(st.sampled_from(sorted(source.columns)))
    name = re.findall(r"t\.(\w+)", column)[0]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {source.key} FROM {source.table} t WHERE {source.where} ORDER BY 1")
            key = data.draw(st.sampled_from([key for (key,) in cursor.fetchall()]))
            cursor.execute(
                "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
                [source.table, name],
            )
            kind = cursor.fetchone()[0]
        by, what = data.draw(st.integers(1, 9)), "changed"
        other = {
            "bigint": f"coalesce({name}, 0) + {1_000_000 + by}",
            "integer": f"{name} + {by}",
            "boolean": f"NOT {name}",
            "date": f"{name} + {by}",
            "timestamp with time zone": f"{name} - interval '{by} microseconds'",
            "jsonb": f"{name} || '{{\"more\": {by}}}'",
            "bytea": f"{name} || '\\x0{by}'::bytea",
            "xid8": f"'{by}'::xid8",
        }.get(kind, f"left(overlay({name} placing '~' from {by} for 1), 10)")
        if name == source.key or data.draw(st.booleans()):
            run(f"DELETE FROM {source.table} WHERE {source.key} = {key}")
            what = "missing"
        else:
            run(f"UPDATE {source.table} SET {name} = {other} WHERE {source.key} = {key}")
        assert (what, source.table, str(key)) in found(sealed), (column, other)
        transaction.set_rollback(True)
