"""Which letters about a concern wait for this person: to sign, to change, to hand over, to date again?"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from sil import clock
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.letters.models import Method
from sil.web.work import WorkItem

from ..case.permissions import READS
from ..states import LetterState
from .queries import waiting as letters_for

_ACTS = {
    LetterState.DRAFTED: ("Finish the letter and present it", "Write", "case_letter_write"),
    LetterState.RETURNED: ("Change the letter that was returned", "Read the comments", "case_letter"),
    LetterState.LAPSED: ("Choose another date for the letter not given, or discard it", "See why", "case_letter"),
    LetterState.GIVEN: ("Send the copies and record it", "Record", "case_letter"),
}


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """To sign, for directors and those who stand in for one; then what is with whoever prepares letters."""
    if not who.may(*READS):
        return
    for letter in letters_for(who):
        item = _FINDERS.get(LetterState(letter.status), _item)(letter, who)
        if item:
            yield item


def _to_sign(letter: Any, who: UserRoles) -> WorkItem | None:
    """Nothing where another role signs it."""
    if letter.step.signed_by not in who.roles | set(letter.stands_for):
        return None
    presented = in_words(clock.local(letter.presented_at).date())
    return WorkItem(
        title=f"Sign or return: {letter.name}",
        about=f"{letter.case.school.name}. Prepared by {letter.prepared_by.name}, waiting since {presented}",
        href=reverse("case_letter_pack", kwargs={"pk": letter.pk}),
        act="Read and sign",
        due=letter.dated,
        basis="The day on which it is to be given",
    )


def _item(letter: Any, who: UserRoles) -> WorkItem | None:
    if not who.may(Permission.CONCERN_RECORD):
        return None
    words, act, route = _ACTS[LetterState(letter.status)]
    return WorkItem(
        title=f"{words}: {letter.name}",
        about=letter.case.school.name,
        href=reverse(route, kwargs={"pk": letter.pk}),
        act=act,
        due=letter.dated if letter.status == LetterState.GIVEN else None,
    )


def _to_hand_over(letter: Any, who: UserRoles) -> WorkItem | None:
    """What a signed letter asks of the officers; nothing where it goes by e-mail, by itself."""
    if letter.served_by == Method.EMAIL or not who.may(Permission.CONCERN_RECORD):
        return None
    done = ("hand it over", "handed over") if letter.served_by == Method.HAND else ("post it", "posted")
    day = in_words(letter.dated)
    if letter.dated < who.on:
        title = f"Record whether it was {done[1]} on {day}: {letter.name}"
    elif letter.dated == who.on:
        title = f"{done[0].capitalize()} today and record it: {letter.name}"
    else:
        title = f"{done[0].capitalize()} on {day} and record it: {letter.name}"
    return WorkItem(
        title=title,
        about=letter.case.school.name,
        href=reverse("case_letter", kwargs={"pk": letter.pk}),
        act="Record" if letter.dated <= who.on else "See it",
        due=letter.dated,
        basis="The date on the letter: it can go only on that day",
    )


def _given(letter: Any, who: UserRoles) -> WorkItem | None:
    """A message that does not leave before copies that are owed: the letter may not count as given."""
    if not letter.is_stuck or not who.may(Permission.CONCERN_RECORD):
        return _item(letter, who)
    return WorkItem(
        title=f"See why an email has not been sent: {letter.name}",
        about=letter.case.school.name,
        href=reverse("case_letter", kwargs={"pk": letter.pk}),
        act="See why",
        due=letter.dated,
        basis="A letter that is not sent on its date was not given",
    )


_FINDERS = {LetterState.PRESENTED: _to_sign, LetterState.SIGNED: _to_hand_over, LetterState.GIVEN: _given}
