"""Messages about signing: to sign, returned, signed, not given. None names the concern."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears
from sil import clock
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.memo import asked_at_once
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Case, CaseLetter, Remark


@dataclass(frozen=True, kw_only=True)
class AboutCaseLetter(Content):
    """What every message about a letter in the making may say; its words take what they need."""

    school: str
    letter_name: str
    letter_within: str
    day: str
    url: str
    who: str = ""
    why: str = ""


class ToSign(AboutCaseLetter):
    """To those who may sign it."""

    kind: ClassVar[str] = "case_letter_to_sign"


class Returned(AboutCaseLetter):
    """To whoever presented it, and to the owner of the case."""

    kind: ClassVar[str] = "case_letter_returned"


class Signed(AboutCaseLetter):
    """To the same: where it goes by hand or post somebody has to do that on its day."""

    kind: ClassVar[str] = "case_letter_signed"


class Lapsed(AboutCaseLetter):
    """To the same: it did not go and has to be dated and signed again."""

    kind: ClassVar[str] = "case_letter_lapsed"


PO = AssignmentRole.PRINCIPAL_OFFICER
MESSAGES = (ToSign, Returned, Signed, Lapsed)


def tell_to_sign(letter: CaseLetter, able: Iterable[User]) -> None:
    at = letter.presented_at.isoformat() if letter.presented_at else ""
    _tell(ToSign, letter, able, f"sign:{letter.pk}:{at}", by=letter.prepared_by)


def tell_returned(letter: CaseLetter, remark: Remark) -> None:
    _tell(Returned, letter, _preparers(letter), f"returned:{remark.pk}", by=remark.by)


def tell_signed(letter: CaseLetter, by: User) -> None:
    _tell(Signed, letter, _preparers(letter), f"signed:{letter.letter_id}", by=by)


def tell_lapsed(letter: CaseLetter, why: str) -> None:
    _tell(Lapsed, letter, _preparers(letter), f"lapsed:{letter.letter_id}", why=why)


def _preparers(letter: CaseLetter) -> set[User]:
    return {person for person in (letter.prepared_by, letter.case.owner) if person is not None}


@asked_at_once
def _tell(
    message: type[AboutCaseLetter],
    letter: CaseLetter,
    people: Iterable[User],
    key: str,
    *,
    by: User | None = None,
    why: str = "",
) -> None:
    content = message(
        # Subjects are read by administrators too.
        school="" if letter.case.restricted else letter.case.school.name,
        letter_name=letter.name,
        letter_within=letter.name_within,
        day=weekday_in_words(letter.dated) if letter.dated else "",
        url=link("case_letter_pack" if message is ToSign else "case_letter", pk=letter.pk),
        who=by.name if by else "",
        why=why,
        sender=sender(by) if by else None,
    )
    for person in reached(people, message, otherwise=_instead(letter.case)):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")


def _instead(case: Case) -> Iterator[User]:
    """Who hears it where none of those can be reached: whoever may know of the case."""
    yield from case.named.all() if case.restricted else who_hears(case.school, PO, clock.today())
