"""Assistants of headteachers, made by the real actions."""

from collections.abc import Sequence
from datetime import date
from itertools import count

from schools.assistants import actions
from schools.models import Assistant, School
from sil.accounts.models import User
from sil.accounts.roles import Part

from .people import LONG_AGO

_numbers = count(1)


def given(
    school: School,
    head: User,
    user: User | None = None,
    parts: Sequence[str] = (Part.DOCUMENTS,),
    *,
    on: date = LONG_AGO,
) -> Assistant:
    """Somebody who is given parts of a head's work; a new person where none is named."""
    number = next(_numbers)
    email = user.email if user else f"assistant{number}@test.example"
    name = user.name if user else f"Assistant Example {number}"
    return actions.give(school, email=email, name=name, parts=parts, by=head, on=on)
