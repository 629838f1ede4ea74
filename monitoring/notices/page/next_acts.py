"""What a person can do next on a case: the acts of its stage that they may do, with their addresses."""

from dataclasses import dataclass

from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..case.conversion import academy_of, is_changed
from ..case.permissions import assigns
from ..case.stages import SIGN, acts_of
from ..case.steps import Act
from ..kinds import KINDS
from ..letters.queries import letter_in_progress
from ..signing.permissions import may_sign
from .queries import CaseOfPage


@dataclass(frozen=True)
class Link:
    """An act as the page offers it."""

    words: str
    href: str


def next_acts(case: CaseOfPage, who: UserRoles) -> list[Link]:
    """Return what a person can do next on a case, the most important first; nothing where it has ended."""
    if not case.is_open:
        return []
    if is_changed(case):
        return _convert(case, who)
    assign = [Link("Assign the case to somebody who can handle it", reverse("case_owner", args=[case.pk]))]
    return (assign if not case.has_owner and assigns(who, has_owner=case.has_owner) else []) + [
        Link(act.words, _href(act, case)) for act in acts_of(case) if _may(act, case, who)
    ]


def _may(act: Act, case: CaseOfPage, who: UserRoles) -> bool:
    """Whether a person who can read a case may do one of its acts."""
    if act == SIGN:
        letter = letter_in_progress(case)
        return letter is not None and may_sign(letter, who)
    if act.letter and KINDS[act.letter].ends_power and not case.has_power_in_use:
        return False
    return who.may(Permission.CONCERN_RECORD)


def _convert(case: CaseOfPage, who: UserRoles) -> list[Link]:
    if not who.may(Permission.CONCERN_RECORD):
        return []
    if academy_of(case, who.on):
        return [Link("Close it and continue with the academy's case", reverse("case_convert", args=[case.pk]))]
    return [Link("Close the case", reverse("case_close", args=[case.pk]))]


def _href(act: Act, case: CaseOfPage) -> str:
    """The address of an act: a letter in progress, where there is one, is what it is about."""
    kwargs: dict[str, object] = {"pk": case.letter_pk or case.pk}
    return reverse(act.route, kwargs=kwargs | ({"kind": act.letter} if act.letter else {}))
