"""allocations.migrations.0003: what the first version of the product recorded is read, and goes on, in this one."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from allocations.allocation.queries import for_page, last_position, open_period, settlement_of
from allocations.allocation.reminders import remind
from allocations.answer import actions as answers
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing, content_of
from allocations.grid.queries import changes, compare
from allocations.models import Allocation, Draft, Mark, Position, Round, Settlement
from allocations.states import Party, State
from sil import clock
from sil.accounts.models import User
from sil.framework.loader import LIVERPOOL, parse
from tests import databases
from tests.conftest import TODAY, run_name
from tests.factories import people

pytestmark = pytest.mark.feature("A4", "A13")

OLD = [("allocations", "0002_guards"), ("deadlines", "0002_bank_holidays"), ("letters", "0002_guards")]
AT = datetime(2026, 11, 9, 10, 0, tzinfo=clock.LONDON)
ON = AT.date()
MARKS = {"reading": (["B"], "Heard readers.", "Visit of 3 November"), "post-16": ([], "", "")}
DRAFTED = {"reading": {"reading": "1", "reason": "Heard readers.", "evidence": ""}}


@pytest.fixture
def old(django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A database as the first version left it: one allocation with a draft, one that was proposed and
    revised, one that was agreed; then brought to the latest state."""
    settings = connections["default"].settings_dict
    name = f"{run_name()}_migrated_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.clone(settings, "template0", name)
        with databases.using(name):
            executor = MigrationExecutor(connection)
            executor.migrate(OLD)
            rows = _insert(executor.loader.project_state(OLD).apps)
            call_command("migrate", verbosity=0, interactive=False)
            yield rows
        databases.drop(settings, name)


def test_what_was_recorded_is_read_and_goes_on(old: dict[str, Any]) -> None:
    """One database for all of it: every table of migrations takes seconds to make."""
    drafted, proposed, agreed = for_page(Allocation.objects.order_by("pk"))
    assert [a.status for a in (drafted, proposed, agreed)] == [State.IDENTIFIED, State.PROPOSED, State.AGREED]
    assert {(a.reviews_id, a.review_ground, a.superseded_on, a.high_risk_since) for a in (drafted, agreed)} == {
        (None, "", None, None)
    }
    found = Round.objects.get()
    assert (found.academic_year, found.is_open, found.closed_on) == (2026, True, None)
    _read_proposals(proposed, old)
    _read_agreement(agreed, old)
    _go_on_with_draft(drafted, old)
    _still_refused(proposed)
    _remind_and_agree(proposed, old)


def _read_proposals(proposed: Allocation, old: dict[str, Any]) -> None:
    first, second = sorted(proposed.positions.all(), key=lambda position: position.number)
    assert proposed.proposal == second == last_position(proposed, Party.SIP)
    assert {(p.party, p.taken_by_id, p.taken_as, p.taken_on, p.taken_at) for p in (first, second)} == {
        (Party.SIP, old["sip"], "", ON, AT)
    }
    assert (first.band, first.reasons, first.extra_days) == ("C", "First.", [])
    assert (second.band, second.reasons, second.extra_days) == ("B", "Second.", ["new-to-headship"])
    marks = {m.criterion: (m.bands, m.reason, m.evidence) for m in Mark.objects.filter(position=second)}
    assert marks == MARKS
    grid = compare(proposed.framework, [second])
    assert grid.sides[0].heading == "School Improvement Partner", "whose role was not written down is called by it"
    said = {row.criterion.id: row.said[0].words for row in grid.rows if row.said}
    assert said == {"reading": "Band B", "post-16": "Does not apply"}
    assert [change.what for change in changes(proposed.framework, first, second)] == [
        "Band",
        "Extra days",
        "Reasons",
    ]


def _read_agreement(agreed: Allocation, old: dict[str, Any]) -> None:
    settlement = settlement_of(agreed)
    assert settlement is not None and settlement == Settlement.objects.get()
    assert agreed.settled_band is not None and agreed.settled_band.name == "Band B"
    assert settlement.position == agreed.proposal
    assert (settlement.how, settlement.is_recorded, settlement.is_confirmed) == ("agreed", False, False)
    assert (settlement.made_by_id, settlement.made_as) == (old["head"], "Headteacher")
    assert (settlement.made_on, settlement.made_at) == (ON, AT)
    assert (settlement.met_on, settlement.met_with, settlement.reason) == (None, "", "")


def _go_on_with_draft(drafted: Allocation, old: dict[str, Any]) -> None:
    draft = Draft.objects.get(allocation=drafted)
    assert (draft.party, draft.version, draft.replaced, draft.saved_by_id) == (Party.SIP, 1, [], old["sip"])
    assert content_of(draft) == {"band": "B", "reasons": "So far.", "marks": DRAFTED, "extra_days": []}
    sip = User.objects.get(pk=old["sip"])
    people.accounts.give_role(sip, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    people.assign(drafted.school, sip)
    writing = Writing(band="B", reasons="So far, and further.")
    saved = drafts.save_draft(drafted, Party.SIP, by=sip, on=TODAY, writing=writing, version=draft.version)
    assert saved.version == 2


def _still_refused(proposed: Allocation) -> None:
    """The triggers came along with the tables that were renamed."""
    for statement, words in (
        ("UPDATE allocations_position SET reasons = 'x'", "append-only"),
        ("DELETE FROM allocations_mark", "append-only"),
        ("UPDATE allocations_settlement SET made_as = 'x'", "append-only"),
        ("TRUNCATE allocations_settlement", "append-only"),
        ("UPDATE allocations_allocation SET status = 'withdrawn'", "without an audit event"),
        ("UPDATE allocations_round SET status = 'closed'", "without an audit event"),
    ):
        with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def _remind_and_agree(proposed: Allocation, old: dict[str, Any]) -> None:
    """What waited before waits on: its period runs, the head is reminded of it and agrees."""
    head = User.objects.get(pk=old["head"])
    people.post(proposed.school, "headteacher", head)
    period = open_period(proposed, "answer")
    assert period is not None and period.reminded == ""
    assert remind(date(2026, 11, 20)) == 1
    assert proposed.proposal is not None
    settlement = answers.agree(proposed, by=head, on=TODAY, position_id=proposed.proposal.pk)
    assert settlement.position == proposed.proposal
    period.refresh_from_db()
    assert period.met_on == TODAY
    assert Position.objects.count() == 3 and Settlement.objects.count() == 2


def _insert(apps: Any) -> dict[str, Any]:
    """Rows as the first version wrote them. Other apps' by their models of the time, ours by SQL."""
    user, school = apps.get_model("accounts", "User"), apps.get_model("schools", "School")
    sip = user.objects.create(email="sip@test.example", name="Sam Sample").pk
    head = user.objects.create(email="head@test.example", name="Ada Example").pk
    facts = {"la_code": "341", "status": "Open", "phase": "Primary"}
    facts |= {"type_code": 1, "type_name": "Community school", "group_code": 4}
    places = [school.objects.create(urn=900201 + n, name=f"Example School {n}", **facts).pk for n in range(3)]
    with transaction.atomic(), connection.cursor() as cursor:
        found = _one(
            cursor,
            "INSERT INTO allocations_round (academic_year, status, opened_on, framework_version_id, opened_by_id)"
            " VALUES (2026, 'open', %s, %s, NULL)",
            date(2026, 11, 2),
            _framework(apps),
        )
        drafted, proposed, agreed = (
            _one(
                cursor,
                "INSERT INTO allocations_allocation (round_id, school_id, status, band) VALUES (%s, %s, %s, '')",
                found,
                place,
                "identified",
            )
            for place in places
        )
        cursor.execute(
            "INSERT INTO allocations_draft (allocation_id, band, reasons, marks, extra_days, saved_by_id, saved_at)"
            " VALUES (%s, 'B', 'So far.', %s, '{}', %s, %s)",
            [drafted, json.dumps(DRAFTED), sip, AT],
        )
        _propose(cursor, proposed, sip, 1, "C", "First.", [])
        second = _propose(cursor, proposed, sip, 2, "B", "Second.", ["new-to-headship"])
        _move(cursor, proposed, "proposed", "identified", "proposed", second)
        _period(cursor, proposed)
        only = _propose(cursor, agreed, sip, 1, "B", "At once.", [])
        _move(cursor, agreed, "proposed", "identified", "proposed", only)
        cursor.execute(
            "INSERT INTO allocations_agreement"
            " (allocation_id, proposal_id, agreed_by_id, agreed_as, agreed_on, agreed_at)"
            " VALUES (%s, %s, %s, 'Headteacher', %s, %s)",
            [agreed, only, head, ON, AT],
        )
        _move(cursor, agreed, "agreed", "proposed", "agreed", only, band="B", ended_on=ON)
    return {"sip": sip, "head": head}


def _framework(apps: Any) -> int:
    text = LIVERPOOL.read_text(encoding="utf-8")
    rules, content = parse(text, name=LIVERPOOL.name)
    version = apps.get_model("framework", "FrameworkVersion").objects.create(
        name=rules.framework.name,
        authority_code=rules.authority.code,
        first_academic_year=rules.framework.first_academic_year,
        content=content,
        source=text,
        file_name=LIVERPOOL.name,
        sha256="0" * 64,
        loaded_at=AT,
    )
    key: int = version.pk
    return key


def _propose(cursor: Any, allocation: int, by: str, number: int, band: str, reasons: str, extra: list[str]) -> int:
    proposal = _one(
        cursor,
        "INSERT INTO allocations_proposal"
        " (allocation_id, band, reasons, extra_days, number, proposed_by_id, proposed_on, proposed_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        *(allocation, band, reasons, extra, number, by, ON, AT),
    )
    for criterion, (bands, reason, evidence) in MARKS.items():
        cursor.execute(
            "INSERT INTO allocations_mark (proposal_id, criterion, bands, reason, evidence)"
            " VALUES (%s, %s, %s, %s, %s)",
            [proposal, criterion, bands, reason, evidence],
        )
    return proposal


def _move(
    cursor: Any,
    allocation: int,
    event: str,
    source: str,
    target: str,
    proposal: int,
    *,
    band: str = "",
    ended_on: date | None = None,
) -> None:
    cursor.execute(
        "INSERT INTO audit_event (at, kind, subject_table, subject_id, scope, actor_id, actor_name, reason, data)"
        " VALUES (%s, %s, 'allocations_allocation', %s, '', '', 'x', '', %s)",
        [AT, f"allocation.{event}", str(allocation), json.dumps({"status": [source, target]})],
    )
    cursor.execute(
        "UPDATE allocations_allocation SET status = %s, proposal_id = %s, band = %s, ended_on = %s WHERE id = %s",
        [target, proposal, band, ended_on, allocation],
    )


def _period(cursor: Any, allocation: int) -> None:
    cursor.execute(
        "INSERT INTO deadlines_deadline (rule, subject_table, subject_id, starts_on, count, unit, day_one, calendar,"
        " due_on, basis, replaced)"
        " VALUES ('answer', 'allocations_allocation', %s, %s, 10, 'working', 'out', '', %s, 'As it was.', false)",
        [str(allocation), ON, date(2026, 11, 23)],
    )


def _one(cursor: Any, statement: str, *values: Any) -> int:
    cursor.execute(f"{statement} RETURNING id", values)
    key: int = cursor.fetchone()[0]
    return key
