"""The letter by which a given letter is withdrawn: made and signed in one act, to those to whom that one was signed."""

from datetime import date

from django.db import transaction
from django.db.models import prefetch_related_objects

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.deadlines.rules import recorded_calendar
from sil.letters.models import Method

from ..kinds import WITHDRAWAL
from ..letters.actions import PRINTED, move
from ..letters.letters import sign_for
from ..letters.policies import letter_row, timing_of
from ..models import CaseLetter, CaseRecipient
from ..signing.notifications import tell_signed


@transaction.atomic
def sign_withdrawal(letter: CaseLetter, *, reason: str, by: User, signed_as: str, on: date) -> CaseLetter:
    """Make and sign the letter that withdraws another one, dated for the day of the act, to the same recipients and
    copies by the same methods. A worker makes the PDF; it is then given as other letters are, but it can still be given
    on a later day: what it says holds from its date. The caller holds the lock of the letter and has checked the act.

    Raises Denied("calendar", "nobody_receives").
    """
    made = CaseLetter.objects.create(
        case=letter.case,
        kind=WITHDRAWAL,
        made_from=letter,
        parts={"reason": reason},
        dated=on,
        saved_by=by,
        saved_at=clock.now(),
    )
    CaseRecipient.objects.bulk_create(_same(each, made) for each in letter.recipients.select_related("user"))
    prefetch_related_objects([made], *PRINTED)
    events.record("case_letter.prepared", subject=made, by=by, scope=letter.case.scope, name=made.name)
    timing = timing_of(made, on, recorded_calendar(), clock.now())
    signed = sign_for(made, timing, by=by, signed_as=signed_as, on=on)
    move(made, letter_row(made, "sign_withdrawal"), by=by, letter=signed)
    tell_signed(made, by)
    return made


def _same(recipient: CaseRecipient, made: CaseLetter) -> CaseRecipient:
    """The recipient of the withdrawn letter. Whose account was closed since cannot be emailed: it is posted to them, by
    name."""
    closed = recipient.user is not None and not recipient.user.is_active
    method = Method.POST if closed and recipient.method == Method.EMAIL else recipient.method
    return CaseRecipient(
        letter=made,
        place=recipient.place,
        party=recipient.party,
        key=recipient.key,
        is_copy=recipient.is_copy,
        user=None if closed else recipient.user,
        name=recipient.name,
        post=recipient.post,
        salutation=recipient.salutation,
        address=recipient.address,
        email=recipient.email,
        method=method,
    )
