"""Made-up files of national registers, sent in by the real actions."""

from io import BytesIO

from django.db import transaction

from schools.models import RegisterFile
from schools.registers.catalogue import REGISTERS
from schools.registers.file import actions as files
from schools.registers.file.actions import Sent
from schools.registers.file.worker import work_on_next
from schools.registers.table.reading import table_in
from sil.accounts.models import User
from tests.data.registers.made_up import Row, text

Status = RegisterFile.Status


def made_up(*rows: Row) -> bytes:
    """A file of the register of schools."""
    return text(*rows).encode()


def send_in(content: bytes, by: User, register: str = "gias") -> RegisterFile:
    stream = BytesIO(content)
    with table_in(stream) as table:
        sent = Sent(REGISTERS[register], stream, table.about, "edubasealldata.csv", len(content))
    return files.send_in(sent, by=by, authority="341")[0]


def in_status(status: Status, by: User, content: bytes) -> RegisterFile:
    """A file led to a status. No other file may be due meanwhile."""
    file = send_in(content, by)
    if status == Status.SET_ASIDE:
        return files.set_aside(file, by=by)
    if status == Status.REFUSED:
        with transaction.atomic():
            files.note_refusal(file, "It is another file.")
    if status in (Status.CHECKED, Status.CONFIRMED, Status.TAKEN_IN):
        work_on_next()
    if status in (Status.CONFIRMED, Status.TAKEN_IN):
        files.confirm(file, by=by, sure=True)
    if status == Status.TAKEN_IN:
        work_on_next()
    return RegisterFile.objects.get(pk=file.pk)
