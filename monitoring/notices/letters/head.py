"""Build the head of a letter: its subject, to whom it is addressed and copied, whom to ask, and what it replaces."""

from collections.abc import Iterable, Mapping
from typing import Any

from schools.models import School
from sil.clock import in_words
from sil.framework.intervention import Party
from sil.letters.kinds import Address

from ..models import CaseLetter, CaseRecipient
from ..states import LetterState
from ..transitions import GIVES
from .contexts import SUBJECTS, Contact, Earlier
from .recipients import has_own_post

_OF_THE_SCHOOL = {Party.GOVERNING_BODY, Party.HEADTEACHER, Party.CHAIR, Party.ACADEMY_LEADERSHIP}
# In whose place somebody gets a letter, where their name and post do not say it.
PLACES: Mapping[str, str] = {
    Party.GOVERNING_BODY: "for the governing body",
    Party.DIOCESE: "diocesan authority",
    Party.FOUNDATION: "appoints the foundation governors",
    Party.ACADEMY_LEADERSHIP: "leadership of the academy",
}


def about(letter: CaseLetter, replaces: CaseLetter | None) -> dict[str, Any]:
    """Return what is the same in the content of every kind; `replaces` as `withdrawn_before` gives it."""
    case = letter.case
    recipients = list(letter.recipients.all())
    addressees = [each for each in recipients if not each.is_copy]
    return {
        "subject": _subject(letter)[:200],
        "address": _address(addressees, case.school),
        "school": case.school.name,
        "urn": case.school.urn,
        "addressed_to": tuple(map(_named, addressees)) if len(addressees) > 1 else (),
        "copied_to": tuple(_named(each) for each in recipients if each.is_copy),
        "ask": Contact(name=case.owner.name, email=case.owner.email),
        "replaces": earlier_of(replaces) if replaces else None,
    }


def _subject(letter: CaseLetter) -> str:
    """A notice is called what the authority calls it."""
    school, own = letter.case.school.name, letter.case.rules and letter.case.rules.name_of(letter.kind)
    return (
        f"{own}: {school}"
        if own and letter.kind_of.notice
        else SUBJECTS[letter.kind].format(school=school, withdrawn=_withdrawn_in_words(letter))
    )


def _withdrawn_in_words(letter: CaseLetter) -> str:
    """Return "the formal warning notice" or "a letter", as a letter of withdrawal names the other in its subject."""
    other = letter.made_from
    return f"the {other.name_within}" if other and other.kind_of.called == "notice" else "a letter"


def withdrawn_before(letter: CaseLetter) -> CaseLetter | None:
    """Return the withdrawn letter that this one replaces: the last of the same step, and of the same power where it is
    about one, unless that one was not withdrawn. None for a letter that is no step."""
    if letter.kind not in GIVES:
        return None
    step = [kind for kind, act in GIVES.items() if act == GIVES[letter.kind]]
    given = CaseLetter.objects.filter(
        case=letter.case_id, kind__in=step, status__in=[LetterState.GIVEN, LetterState.WITHDRAWN]
    )
    if letter.kind_of.names_power:
        given = given.filter(powers=letter.powers)
    whole = given.exclude(pk=letter.pk).select_related("letter").defer("letter__html", "letter__context")
    last = whole.order_by("-pk").first()
    return last if last and last.status == LetterState.WITHDRAWN else None


def earlier_of(letter: CaseLetter) -> Earlier:
    """Return how a letter that was given is named in another."""
    assert letter.letter is not None and letter.given_on is not None, "it was given"
    # A letter about an academy is cited by its own date: nothing runs from the day it counts as given.
    day = letter.letter.dated if letter.case.is_academy else letter.given_on
    return Earlier(name=letter.name, reference=letter.letter.reference, day=in_words(day))


def _address(addressees: list[CaseRecipient], school: School) -> Address:
    """The first one's address, for the window of an envelope; all are greeted."""
    if not addressees:
        return Address(lines=(school.name, *school.address_lines), salutation="Dear colleague")
    first = addressees[0]
    greeted = [(each.salutation or f"Dear {each.name}").removeprefix("Dear ") for each in addressees]
    named = (first.name, first.post) if has_own_post(first) else (first.name,)
    if first.party == Party.GOVERNING_BODY:
        named = (f"The governing body of {school.name}", f"For the attention of {_with_post(first)}")
    below = tuple(first.address.splitlines())
    if not below and first.party in _OF_THE_SCHOOL:
        below = (school.name, *school.address_lines)
    lines = tuple(line for line in (*named, *below) if line.strip())
    return Address(lines=lines, salutation=f"Dear {join_names(dict.fromkeys(greeted))}")


def join_names(names: Iterable[str]) -> str:
    """Return names in a row: "one, two and three"; blank for nobody."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _with_post(recipient: CaseRecipient) -> str:
    """A person has a post; what an office is, its name says."""
    return str(recipient) if has_own_post(recipient) else recipient.name


def _named(recipient: CaseRecipient) -> str:
    place = PLACES.get(recipient.party)
    return f"{_with_post(recipient)} ({place})" if place else _with_post(recipient)
