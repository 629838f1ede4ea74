"""Who may edit a school's record: its own officers, and those who oversee every school."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..models import School
from ..queries import reads_casework


def may_edit_record(school: School, who: UserRoles) -> bool:
    """Whether a person may record inspections, letters and progress of a school."""
    return who.may(Permission.RECORD_KEEP) and reads_casework(school, who)


def check_edit_record(school: School, *, by: User, on: date) -> None:
    """Raise Denied("not_the_record_keeper") unless the person may edit the school's record on a day."""
    if not may_edit_record(school, roles_of(by, on)):
        raise Denied("not_the_record_keeper", "Only the school's officers can change its record.")
