"""Send in a file of a register, confirm it or set it aside, and note what a worker made of it."""

from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.outbox.queue import enqueue
from sil.workflow import Denied, find

from ...models import RegisterFile
from ..catalogue import title_of
from ..run.permissions import check_import
from ..table.reading import Bytes
from ..table.register import Register, Report
from . import storage as keeping
from .transitions import ROWS

READ_REGISTERS = "schools.tasks.read_registers"

_REFUSALS = {
    "confirm": "This file is not waiting to be read in: it is {status}.",
    "set_aside": "You can no longer set this file aside: it is {status}.",
}


@dataclass(frozen=True)
class Sent:
    """A file as it came: open, looked at once, and known for a register's."""

    register: Register
    content: BinaryIO
    about: Bytes
    name: str
    size: int


@transaction.atomic
def send_in(sent: Sent, *, by: User | None, authority: str, year: int | None = None) -> tuple[RegisterFile, bool]:
    """Store a file for a worker to check. Returns it, and whether it is new: a file that is in hand already
    is not stored twice. `by` is None where the service fetched it, `authority` has three digits, `year` begins the
    academic year. Raises Denied("not_allowed")."""
    check_import(by=by)
    in_hand = RegisterFile.objects.filter(
        register=sent.register.slug, sha256=sent.about.sha256, status__in=RegisterFile.OPEN
    )
    if found := in_hand.first():
        return found, False
    try:
        with transaction.atomic():
            file = _keep(sent, by, authority, year)
    except IntegrityError:
        # Sent in at the same moment by another request, which won.
        return in_hand.get(), False
    events.record(
        "register_file.sent_in" if by else "register_file.fetched",
        subject=file,
        by=by,
        register=sent.register.title,
        file=file.file_name,
        size=sent.size,
    )
    enqueue(READ_REGISTERS)
    return file, True


def _keep(sent: Sent, by: User | None, authority: str, year: int | None) -> RegisterFile:
    file = RegisterFile.objects.create(
        register=sent.register.slug,
        authority=authority,
        year=year,
        file_name=sent.name[-200:],
        size=sent.size,
        sha256=sent.about.sha256,
        sent_in_by=by,
        sent_in_at=clock.now(),
    )
    keeping.store(file, sent.content)
    return file


@transaction.atomic
def confirm(file: RegisterFile, *, by: User, sure: bool = False) -> RegisterFile:
    """Have a checked file read in; `sure` says that what is unusual about it is right. Raises Denied: "not_allowed",
    "busy", "wrong_state", "unusual"."""
    check_import(by=by)
    file = _lock(file)
    if file.report and file.report.get("questions") and not sure:
        raise Denied("unusual", "Select the box if what is unusual about this file is right.")
    file.confirmed_by = by
    _move(file, "confirm", by=by)
    enqueue(READ_REGISTERS)
    return file


@transaction.atomic
def set_aside(file: RegisterFile, *, by: User | None) -> RegisterFile:
    """Leave a file unread; `by` is None where a newer one was fetched. Raises Denied: "not_allowed", "busy",
    "wrong_state"."""
    check_import(by=by)
    file = _lock(file)
    _move(file, "set_aside", by=by)
    return file


def note_check(file: RegisterFile, report: Report) -> None:
    """A dry run went through. The caller holds the row."""
    file.report = report.counts() | {
        "refused_rows": [asdict(refusal) for refusal in report.refusals],
        "changes": [asdict(change) for change in report.outcome.sample],
        "questions": list(report.outcome.questions),
    }
    _move(file, "check", added=report.outcome.added, changed=report.outcome.changed)
    # What was fetched and is not unusual needs nobody's word where it changes nothing, or where the settings say so.
    changes = report.outcome.added + report.outcome.changed
    if file.sent_in_by is None and not report.outcome.questions and (settings.REGISTERS_READ_IN or not changes):
        _move(file, "confirm")


def note_reading(file: RegisterFile, report: Report) -> None:
    """A file was read in. The caller holds the row, in the transaction of the reading."""
    file.run = report.run
    _move(file, "take_in")


def note_refusal(file: RegisterFile, sentence: str) -> None:
    """A file is refused as a whole, with the sentence that the person reads. The caller holds the row."""
    file.refusal = sentence[:1].upper() + sentence[1:]
    _move(file, "refuse", sentence=file.refusal)


def _move(file: RegisterFile, action: str, *, by: User | None = None, **said: Any) -> None:
    status = RegisterFile.Status(file.status).label.lower()
    refusal = _REFUSALS.get(action, "").format(status=status)
    row = find(ROWS, action=action, source=file.status, refusal=refusal)
    events.record(
        row.event,
        subject=file,
        by=by,
        status=(file.status, row.target),
        register=title_of(file.register),
        file=file.file_name,
        **said,
    )
    file.status, file.attempts, file.taken_until = row.target, 0, None
    file.save()
    if file.status not in RegisterFile.OPEN:
        keeping.forget(file)


def _lock(file: RegisterFile) -> RegisterFile:
    """The file as it stands, held until the transaction ends. A worker holds it for as long as it
    works, and nobody is kept waiting for that."""
    found = RegisterFile.objects.select_for_update(skip_locked=True).filter(pk=file.pk).first()
    if found is None:
        raise Denied("busy", "The service is working on this file. Wait until it has finished.")
    require_as_shown(found)
    return found
