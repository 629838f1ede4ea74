"""What somebody at a school sends about notices by email, with its receipt: that they agree, and no longer do."""

from datetime import date

from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.outbox.post import link

from ..models import EmailConsent

GIVEN = Sent(slug="email_consent", name="agreement to have notices by email", routes=("email_consent",))
ENDED = Sent(slug="email_consent_ended", name="end of notices by email", routes=("email_consent_end",))
SENT = (GIVEN, ENDED)
_NEXT = {
    GIVEN: "A notice to the governing body can now come to you by email. You can take this back at any time.",
    ENDED: "From now on notices are handed over or posted.",
}


def give_sent_receipt(sent: Sent, consent: EmailConsent, *, by: User, on: date) -> None:
    """Write the receipt, where it is the holder of the post who sends it and not an officer."""
    post = consent.post
    if by.pk == post.user_id:
        url = link("email_consents", urn=post.school_id)
        key = f"{sent.slug}-{consent.pk}"
        give_receipt(sent, key=key, school=post.school, by=by, on=on, next_=_NEXT[sent], url=url)
