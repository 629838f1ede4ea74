"""Sign and preview letters of cases; who may read them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.queries import schools_in_post
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import UserRoles
from sil.framework.intervention import Party
from sil.framework.parts import version_on
from sil.letters import actions as letters
from sil.letters.actions import Addressee
from sil.letters.kinds import Download, Kind
from sil.letters.models import Letter, Recipient
from sil.made_once.questions import made_once

from .. import kinds as contents
from ..case.in_use import ends_of
from ..case.permissions import readable_cases
from ..case.resting import rests_of
from ..models import Case, CaseLetter
from ..states import LetterState
from .context import content_of
from .contexts import CONTENTS
from .head import PLACES, withdrawn_before
from .policies import Timing
from .recipients import has_own_post

UNSIGNED = "given when it is signed"


def sign_for(letter: CaseLetter, timing: Timing, *, by: User, signed_as: str, on: date) -> Letter:
    """Sign a letter on a day, dated for the day it goes, to those it was made out to; the wording in
    force on the day it bears. The caller holds a transaction, has read the letter with `actions.PRINTED` and has
    checked that nothing is missing.

    Raises ValueError for a letter that lacks something, and for one dated before it is signed.
    """
    dated = letter.dated
    if dated is None or dated < on or dated != timing.service.sent:
        raise ValueError(f"signed on {on}, dated {dated}, sent on {timing.service.sent}")
    earlier = withdrawn_before(letter)
    return letters.sign(
        letter.kind,
        content_of(letter, timing, replaces=earlier),
        about=letter,
        urn=letter.case.school_id,
        history=letter.case.scope,
        framework=letter.case.framework,
        version=version_on(letter.step.versions, dated),
        by=by,
        signed_as=signed_as,
        to=addressees(letter),
        on=dated,
        replaces=earlier.letter if earlier else None,
    )


def preview(letter: CaseLetter, timing: Timing, *, signatory: tuple[str, str]) -> str:
    """Return the HTML of a letter as it will go, signed by (name, title); what it lacks is in brackets."""
    dated = timing.service.sent
    return letters.render(
        letter.kind,
        version_on(letter.step.versions, dated),
        content_of(letter, timing, replaces=withdrawn_before(letter), draft=True),
        framework=letter.case.framework,
        reference=UNSIGNED,
        dated=dated,
        signatory=signatory,
    )


def addressees(letter: CaseLetter) -> list[Addressee]:
    """Return the recipients of a letter, as they are frozen when it is signed."""
    return [
        Addressee(
            name=each.name,
            # What the post of an office says is its place, which is printed where its name does not say it.
            post=each.post if has_own_post(each) else PLACES.get(each.party, ""),
            user=each.user,
            party=each.party,
            is_copy=each.is_copy,
            method=each.method,
            email=each.email,
            address=each.address,
        )
        for each in letter.recipients.all()
    ]


def readers(who: UserRoles) -> Q:
    """Officers who may read the case, at any time. Of the school, once a letter is given: those it went
    to who still hold a post there, and whoever speaks for the governing body what went to that body."""
    user, on = who.user, who.on
    read = CaseLetter.objects.filter(case__in=Case.objects.filter(readable_cases(who)).values("pk"))
    given = CaseLetter.objects.filter(status__in=[LetterState.GIVEN, LetterState.WITHDRAWN])
    mine = Exists(Recipient.objects.filter(letter=OuterRef("pk"), user=user))
    to_governors = Exists(Recipient.objects.filter(letter=OuterRef("pk"), party=Party.GOVERNING_BODY))
    present = schools_in_post(user, on, (*LEADS, *GOVERNANCE))
    governs = schools_in_post(user, on, GOVERNANCE)
    of_school = Q(mine, urn__in=present) | Q(to_governors, urn__in=governs)
    # By their names: one that was signed and not given on its day stays readable beside the next.
    return Q(about_id__in=read.order_by().values("pk")) | of_school & Q(pk__in=given.values("letter"))


def marks(letters: Collection[Letter]) -> dict[int, str]:
    """Return that a letter rests on one that was withdrawn, and when the power that it uses ends, by its key. Two
    queries at most."""
    asked = {letter.pk for letter in letters}
    there = list(_of_their_cases(list(asked)))
    rests = rests_of(there)
    given = [each for each in there if each.letter_id in asked and each.status == LetterState.GIVEN]
    ends = ends_of(given, clock.today())
    said = ((each.letter_id, [rests.get(each.pk), ends.get(each.pk)]) for each in given)
    return {key: " ".join(f"{mark.words}." for mark in marks if mark) for key, marks in said if key and any(marks)}


@made_once
def _of_their_cases(keys: list[int]) -> QuerySet[CaseLetter]:
    """Return every letter of the cases in which a letter with one of some keys was given."""
    mine = CaseLetter.objects.filter(letter__in=keys, status=LetterState.GIVEN)
    whole = CaseLetter.objects.filter(case__in=mine.values("case")).select_related("letter__withdrawal")
    return whole.defer("letter__html", "letter__context")


def kinds(
    on_issue: Callable[[Letter], None], downloads: Callable[[Letter, UserRoles], Sequence[Download]]
) -> Iterator[Kind]:
    """Yield every kind of letter of a case; `on_issue` is called with each letter whose PDF is stored, `downloads` for
    what its page offers beside the PDF."""
    for slug, content in CONTENTS.items():
        yield Kind(
            slug=slug,
            name=contents.KINDS[slug].name,
            content=content,
            readers=readers,
            on_issue=on_issue,
            marks=marks,
            downloads=downloads,
        )
