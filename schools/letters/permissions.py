"""Who sends letters from Ofsted in, reads and confirms them?"""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.standing import Standing, standing_of
from sil.workflow import Denied

from ..inspections.permissions import check_keep
from ..models import School

TO_AUTHORITY = "A letter to the authority is kept by those who oversee every school. Pass it on to one of them."

NOT_YOURS = "Only those who keep the record of the school, and whoever sent the letter in, have it in hand."


def may_send(standing: Standing) -> bool:
    return standing.may(Permission.RECORD_KEEP)


def may_keep_for_authority(standing: Standing) -> bool:
    return may_send(standing) and standing.may(Permission.SCHOOLS_READ_ALL)


def check_send(school: School | None, *, to_authority: bool, by: User, on: date) -> None:
    """Raises Denied("not_the_record_keeper") and Denied("to_authority")."""
    standing = standing_of(by, on)
    if not may_send(standing):
        raise Denied("not_the_record_keeper", "Only those who keep the record of schools send letters in.")
    if to_authority and not may_keep_for_authority(standing):
        raise Denied("to_authority", TO_AUTHORITY)
    if school:
        check_keep(school, by=by, on=on)
