"""Work items of letters of cases: to sign, to change, to hand over or post, to date again."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from schools.queries import in_post
from sil import clock
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of
from sil.clock import in_words, weekday_in_words
from sil.letters.models import Method, Recipient
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..act import NAME as ACT
from ..case.permissions import READS
from ..case.stages import words_for_letter
from ..models import CaseLetter
from ..states import CaseState, LetterState
from .queries import ASKED_AFTER, LetterThatWaits, waiting_letters, with_waiting

_DOING = {
    Method.HAND: ("hand it over", "handed over"),
    Method.POST: ("post it", "posted"),
    Method.RECORDED: ("send it by recorded delivery", "sent by recorded delivery"),
}
# The words of the link and the page of what is to be done with a letter, by its state.
_LINKS = {
    LetterState.DRAFTED: ("Write", "case_letter_write"),
    LetterState.RETURNED: ("Read the comments", "case_letter"),
    LetterState.LAPSED: ("See why", "case_letter"),
}


def _asks(who: UserRoles) -> QuerySet[CaseLetter] | None:
    return waiting_letters(who) if who.may(*READS) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield the letters that a person has to sign, and those that officers have to do something with. One query."""
    for letter in with_waiting(keys, who):
        if letter.status == LetterState.GIVEN:
            yield from _given(letter, who)
        elif item := _ITEMS.get(LetterState(letter.status), _item)(letter, who):
            yield item


def _asks_at_school(who: UserRoles) -> QuerySet[CaseLetter] | None:
    """The discussions that people at a school are invited to."""
    if not who.holds(*LEADS, *GOVERNANCE):
        return None
    mine = in_post(who.user, who.on, (*LEADS, *GOVERNANCE), school="case__school")
    to_me = Recipient.objects.filter(letter=OuterRef("letter"), user=who.user, is_copy=False)
    given = CaseLetter.objects.filter(mine, Exists(to_me), kind="discussion_invitation", status=LetterState.GIVEN)
    return given.filter(case__status=CaseState.INVITED, case__ended_on__isnull=True)


def _items_at_school(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for letter in _rows_at_school(keys):
        assert letter.letter is not None, "it was given"
        yield WorkItem(
            title="Come to the discussion you are invited to",
            about=letter.case.school.name,
            href=reverse("letter", kwargs={"reference": letter.letter.reference}),
            act="Read the invitation",
            basis="The letter says when and where",
            since=letter.given_on,
        )


@made_once
def _rows_at_school(keys: Sequence[int]) -> QuerySet[CaseLetter]:
    shown = ("case__school__name", "letter__reference", "given_on")
    return CaseLetter.objects.filter(pk__in=keys).select_related("case__school", "letter").only(*shown)


def _to_sign(letter: LetterThatWaits, who: UserRoles) -> WorkItem | None:
    """Nothing where another role signs it."""
    if letter.step.signed_by not in who.roles | set(letter.stands_for):
        return None
    assert letter.presented_at and letter.prepared_by, "it was presented"
    presented = in_words(clock.local(letter.presented_at).date())
    return WorkItem(
        title=words_for_letter(LetterState.PRESENTED, letter.name),
        about=f"{letter.case.school.name}. Prepared by {letter.prepared_by.name}, waiting since {presented}",
        href=reverse("case_letter_pack", kwargs={"pk": letter.pk}),
        act="Read and sign",
        due=letter.dated,
        basis="The day on which it is to be given",
    )


def _item(letter: LetterThatWaits, who: UserRoles) -> WorkItem | None:
    if not who.may(Permission.CONCERN_RECORD):
        return None
    state = LetterState(letter.status)
    act, route = _LINKS[state]
    return WorkItem(
        title=words_for_letter(state, letter.name),
        about=letter.case.school.name,
        href=reverse(route, kwargs={"pk": letter.pk}),
        act=act,
        since=day_of(letter.changed_at),
    )


def _to_hand_over(letter: LetterThatWaits, who: UserRoles) -> WorkItem | None:
    """What a signed letter asks of the officers; nothing where it goes by e-mail."""
    if letter.served_by == Method.EMAIL or not who.may(Permission.CONCERN_RECORD):
        return None
    assert letter.dated is not None, "it is signed for a day"
    done = _DOING[Method(letter.served_by or Method.HAND)]
    day = weekday_in_words(letter.dated)
    if letter.dated < who.on and letter.kind_of.withdraws:
        title = f"{done[0].capitalize()} and record it: {letter.name}"
    elif letter.dated < who.on:
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
        basis="The date on the letter" + ("" if letter.kind_of.withdraws else ": it can go only on that day"),
    )


def _given(letter: LetterThatWaits, who: UserRoles) -> Iterator[WorkItem]:
    """An e-mail that was not sent comes before copies that are owed, one by one: the letter may not count as given."""
    if not who.may(Permission.CONCERN_RECORD):
        return
    assert letter.dated is not None, "it was given"
    if letter.has_unsent_email and letter.dated >= who.on - ASKED_AFTER:
        yield WorkItem(
            title=f"See why an email has not been sent: {letter.name}",
            about=letter.case.school.name,
            href=reverse("case_letter", kwargs={"pk": letter.pk}),
            act="See why",
            due=letter.dated,
            basis="A letter that is not sent on its date was not given",
            by_law=_law_of(letter),
        )
    since = f", not yet sent since {weekday_in_words(letter.dated)}" if letter.dated < who.on else ""
    for each in letter.to_send:
        yield WorkItem(
            title=f"Send the {'copy of the ' if each['is_copy'] else ''}{letter.name_within} to {each['name']}{since}",
            about=letter.case.school.name,
            href=reverse("case_letter_serve", kwargs={"pk": letter.pk, "recipient": each["pk"]}),
            act="Record it",
            due=letter.dated,
            basis="Copies go on the day on which the letter is given",
            by_law=_law_of(letter),
        )


def _law_of(letter: CaseLetter) -> str:
    """The law that asks that a letter reaches those who have to have it, blank where it is the framework's alone."""
    return f"{ACT}, section 60" if letter.kind_of.statutory else ""


_ITEMS = {LetterState.PRESENTED: _to_sign, LetterState.SIGNED: _to_hand_over}
FINDERS = (Finder("case letters", _asks, _items), Finder("letters to a school", _asks_at_school, _items_at_school))
