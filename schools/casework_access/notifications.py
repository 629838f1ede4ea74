"""Emails about access to casework, to those who answer and to the administrator who asked."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import in_words, weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import CaseworkAccess
from .queries import everybody, granters


@dataclass(frozen=True, kw_only=True)
class AboutAccess(Content):
    """What every message about one access says: who asks for it, for which schools and why, and its last day."""

    person: str
    schools: tuple[str, ...]
    reason: str
    ends_on: str
    day: str
    who: str
    url: str
    # Why it was declined.
    answer: str = ""


class Asked(AboutAccess):
    """To those who may answer."""

    kind: ClassVar[str] = "casework_access_asked"


class Granted(AboutAccess):
    """To the administrator."""

    kind: ClassVar[str] = "casework_access_granted"


class Declined(AboutAccess):
    """To the administrator."""

    kind: ClassVar[str] = "casework_access_declined"


class Ended(AboutAccess):
    """To the administrator and who granted it, but for the one who ended it."""

    kind: ClassVar[str] = "casework_access_ended"


MESSAGES = (Asked, Granted, Declined, Ended)


def tell_asked(access: CaseworkAccess, *, by: User) -> None:
    others = (each for each in everybody(access.asked_on) if each != by)
    asked = [each for each in granters(list(access.schools.all()), access.asked_on) if each != by]
    for person in reached(asked, Asked, otherwise=others):
        put(_said(Asked, access, by, access.asked_on), to=person.email, name=person.name)


def tell_answered(access: CaseworkAccess, *, by: User, on: date) -> None:
    message = Granted if access.outcome == CaseworkAccess.Outcome.GRANTED else Declined
    for person in reached([access.person], message):
        put(_said(message, access, by, on), to=person.email, name=person.name)


def tell_ended(access: CaseworkAccess, *, by: User, on: date) -> None:
    assert access.answered_by is not None, "it was granted"
    for person in reached([access.person, access.answered_by], Ended, but=by):
        put(_said(Ended, access, by, on), to=person.email, name=person.name)


def _said(message: type[AboutAccess], access: CaseworkAccess, by: User, on: date) -> AboutAccess:
    return message(
        person=access.person.name,
        schools=tuple(school.name for school in access.schools.all()),
        reason=access.reason,
        ends_on=weekday_in_words(access.ends_on),
        day=in_words(on),
        who=by.name,
        url=link("casework_access", pk=access.pk),
        answer=access.answer,
        sender=sender(by),
    )
