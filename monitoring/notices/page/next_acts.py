"""What can this person do next on a case? The first act that fits is the one that the page offers first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..case.conversion import academy_of, is_changed
from ..case.permissions import may_give
from ..letters.queries import letter_of
from ..signing.permissions import may_sign
from ..states import WRITABLE, Branch, CaseState, LetterState

_C, _L = CaseState, LetterState
_BEFORE = (_C.OPENED, _C.INVITED, _C.DISCUSSED)
_EVERY = tuple(_C)


def _keeps(case: Any, who: UserRoles) -> bool:
    return who.may(Permission.CONCERN_RECORD)


@dataclass(frozen=True, kw_only=True)
class Row:
    """An act: its words, its page, and when it fits. `letter` names the states of a letter under way in which
    it does, empty where there must be none; `kind` is put into the address of a letter to be prepared."""

    words: str
    route: str
    states: tuple[str, ...] = _EVERY
    branch: str = ""
    letter: tuple[str, ...] = ()
    kind: str = ""
    # Of the letter under way instead of the case.
    of_letter: bool = False
    # Whoever opens the page of a case reads it; this asks for the rest.
    may: Callable[[Any, UserRoles], bool] = _keeps


@dataclass(frozen=True)
class Act:
    words: str
    href: str


def _prepare(words: str, kind: str, *states: str, branch: str = "") -> Row:
    return Row(words=words, route="case_letter_prepare", kind=kind, states=states, branch=branch)


def _signs(case: Any, who: UserRoles) -> bool:
    letter = letter_of(case)
    return letter is not None and may_sign(letter, who)


def _lacks_evidence(case: Any, who: UserRoles) -> bool:
    """A notice stands on both kinds of evidence; a concern that is written to somebody on the first."""
    wants_both = case.branch == Branch.MAINTAINED and case.status == CaseState.DISCUSSED
    return _keeps(case, who) and not (case.has_concern and (case.has_inability or not wants_both))


_M, _A = Branch.MAINTAINED, Branch.ACADEMY
# In the order in which they are offered. Letters under way come first: nothing else can begin meanwhile.
ROWS: tuple[Row, ...] = (
    Row(
        words="Read the letter and sign it",
        route="case_letter_pack",
        letter=(_L.PRESENTED,),
        of_letter=True,
        may=_signs,
    ),
    Row(words="Continue with the letter", route="case_letter", letter=tuple(sorted(WRITABLE)), of_letter=True),
    Row(words="Open the letter to be signed", route="case_letter", letter=(_L.PRESENTED,), of_letter=True),
    Row(words="Open the letter to be given", route="case_letter", letter=(_L.SIGNED,), of_letter=True),
    Row(words="Add evidence from the school's record", route="case_pick", states=_BEFORE, may=_lacks_evidence),
    Row(words="Record the discussion", route="case_discussion", states=(_C.INVITED,)),
    _prepare("Prepare the invitation to discuss", "discussion_invitation", _C.OPENED, branch=_M),
    _prepare("Prepare a pre-formal warning notice", "preformal_notice", _C.DISCUSSED, branch=_M),
    _prepare("Prepare a directive notice about one aspect", "directive_notice", _C.DISCUSSED, branch=_M),
    Row(words="Judge what has been done", route="case_judge", states=(_C.PREFORMAL, _C.FORMAL), branch=_M),
    _prepare("Prepare the letter that removes the notice", "notice_removed", _C.SECURED),
    _prepare("Prepare the formal warning notice", "formal_notice", _C.NOT_SECURED),
    _prepare("Prepare the letter that lifts the notice", "formal_lifted", _C.COMPLIED),
    _prepare("Prepare the notice of proposed use of powers", "intention_notice", _C.NOT_COMPLIED),
    _prepare("Prepare the notice of the use of a power", "power_used", _C.ELIGIBLE, _C.POWERS_USED),
    _prepare("Name further powers in another notice", "intention_notice", _C.ELIGIBLE),
    Row(
        words="Judge again what has been done",
        route="case_judge",
        states=(_C.SECURED, _C.NOT_SECURED, _C.COMPLIED, _C.NOT_COMPLIED, _C.ELIGIBLE, _C.POWERS_USED),
        branch=_M,
    ),
    _prepare("Write to the Regional Director", "academy_considered", *_BEFORE, branch=_A),
    _prepare("Set out the concerns by letter", "academy_concerns", _C.CONSIDERED),
    _prepare("Report the improvement", "academy_improvement", _C.CONCERNS_WRITTEN, _C.NOT_IMPROVED),
    _prepare("Report that nothing has improved", "academy_no_improvement", _C.CONCERNS_WRITTEN, _C.NOT_IMPROVED),
    Row(words="Record the discussion", route="case_discussion", states=(_C.OPENED,)),
    Row(words="Record the discussion again", route="case_discussion", states=(_C.DISCUSSED,)),
    Row(words="Record a discussion", route="case_discussion", states=(_C.CONSIDERED,)),
    _prepare("Invite to discuss", "discussion_invitation", *_BEFORE[1:], branch=_M),
    _prepare("Invite to discuss", "discussion_invitation", *_BEFORE, _C.CONSIDERED, branch=_A),
)


def next_acts(case: Any, who: UserRoles) -> list[Act]:
    """What a person can do next on an open case that `shown.for_page` found, what matters most first."""
    if not case.is_open:
        return []
    if is_changed(case):
        return _convert(case, who)
    gives = [Act("Assign the case to somebody who can handle it", reverse("case_owner", args=[case.pk]))]
    return (gives if not case.has_owner and may_give(case, who) else []) + [
        Act(row.words, _href(row, case)) for row in ROWS if _fits(row, case) and row.may(case, who)
    ]


def _convert(case: Any, who: UserRoles) -> list[Act]:
    if not _keeps(case, who):
        return []
    if academy_of(case, who.on):
        return [Act("Close it and continue with the academy's case", reverse("case_convert", args=[case.pk]))]
    return [Act("Close the case", reverse("case_close", args=[case.pk]))]


def _fits(row: Row, case: Any) -> bool:
    if row.letter:
        return case.letter_status in row.letter
    return not case.letter_status and case.status in row.states and row.branch in ("", case.branch)


def _href(row: Row, case: Any) -> str:
    kwargs: dict[str, object] = {"pk": case.letter_pk if row.of_letter else case.pk}
    return reverse(row.route, kwargs=kwargs | ({"kind": row.kind} if row.kind else {}))
