"""Permissions of what a school writes before a visit."""

from datetime import date

from schools.queries import assists, holds_lead
from sil.accounts.models import User
from sil.accounts.roles import Part
from sil.workflow import Denied

from ..models import Visit


def check_may_write(visit: Visit, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless the person leads the school on the day, or prepares this for who does."""
    if not assists(by, visit.school, Part.PROMPTS, on):
        check_may_prepare(visit, by=by, on=on)


def check_may_prepare(visit: Visit, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless the person leads the school on the day."""
    if holds_lead(by, visit.school, on) is None or not by.is_active:
        raise Denied("not_the_head", "Only the school's headteacher can write what the school says before a visit.")
