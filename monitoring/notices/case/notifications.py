"""Messages to the owner of a case: that it is theirs now, that it has ended, or that a notice was decided on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears
from sil import clock
from sil.accounts.models import User
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Case


@dataclass(frozen=True, kw_only=True)
class AboutCase(Content):
    """To the owner. The message names the school only where the case is not restricted, and never the concern."""

    reference: str
    # Blank for a restricted case.
    school: str
    url: str
    # Who did it; blank where the product did.
    who: str = ""
    # The case that ended, of one that goes on.
    before: str = ""


class Given(AboutCase):
    kind: ClassVar[str] = "case_given"


class Converted(AboutCase):
    kind: ClassVar[str] = "case_converted"


class Superseded(AboutCase):
    kind: ClassVar[str] = "case_superseded"


class Decided(AboutCase):
    kind: ClassVar[str] = "case_decided"


PO = AssignmentRole.PRINCIPAL_OFFICER
MESSAGES = (Given, Converted, Superseded, Decided)


def tell_owner(case: Case, *, by: User | None) -> None:
    """Tell the owner of a case that it is theirs, unless they made themselves the owner."""
    if by != case.owner:
        _tell(Given, case, by=by)


def tell_converted(before: Case, case: Case) -> None:
    _tell(Converted, case, before=before.reference)


def tell_superseded(case: Case, *, by: User) -> None:
    if by != case.owner:
        _tell(Superseded, case, by=by)


def tell_decided(case: Case, *, by: User) -> None:
    """Tell the owner of a case that a director decided on a notice that section 60(4A) forbade."""
    if by != case.owner:
        _tell(Decided, case, by=by)


def _tell(message: type[AboutCase], case: Case, *, by: User | None = None, before: str = "") -> None:
    content = message(
        reference=case.reference,
        school="" if case.restricted else case.school.name,
        url=link("case", pk=case.pk),
        who=by.name if by else "",
        before=before,
        sender=sender(by) if by else None,
    )
    # Of a restricted case nobody hears who may not read it.
    for person in reached([case.owner], message, otherwise=_instead(case)):
        put(content, to=person.email, name=person.name)


def _instead(case: Case) -> Iterator[User]:
    """Who hears it where none of those can be reached: whoever may know of the case."""
    yield from case.named.all() if case.restricted else who_hears(case.school, PO, clock.today())
