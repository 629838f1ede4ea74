"""Put the proof of a delivery right, or add a document that came later; the first proof and its day stay."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.letters.models import Delivery, ProofCorrection
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied, require_confirmation

from ..case.permissions import check_change
from ..letters.actions import lock
from ..models import CaseLetter

# A proof says who took the letter and where, or names a receipt: not in fewer words and signs than these.
_WORDS, _SIGNS = 2, 8


def proof_warnings(proof: str) -> list[str]:
    """Return what is odd about a proof that says next to nothing, as a sentence, or nothing."""
    said = proof.strip()
    if len(said.split()) >= _WORDS and sum(map(str.isalnum, said)) >= _SIGNS:
        return []
    return [f"“{said}” does not say who took the letter and where, or which receipt there is."]


@transaction.atomic
def correct_proof(
    letter: CaseLetter,
    delivery: Delivery,
    *,
    proof: str,
    reason: str,
    by: User,
    on: date,
    document: Document | None = None,
    sure: str = "",
) -> ProofCorrection:
    """Record what the proof of a delivery should have said, with the reason, and a document where one came later.

    Raises Denied("not_an_officer", "not_its_recipient", "no_proof", "no_reason", "no_change"), and "sure" with what is
    odd unless `sure` is that very sentence.
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    if delivery.recipient.letter_id != letter.letter_id or delivery.recorded_by_id is None:
        raise Denied("not_its_recipient", "There is no proof here that somebody recorded.")
    proof, reason = proof.strip(), reason.strip()
    if not proof:
        raise Denied("no_proof", "Say who took it, or where it was posted and with which receipt.")
    if not reason:
        raise Denied("no_reason", "Enter why the proof is corrected.")
    latest = delivery.corrections.first()
    if document is None and proof == (latest.proof if latest else delivery.proof):
        raise Denied("no_change", "Change what the proof says, or add a document. Nothing has been changed.")
    require_confirmation(proof_warnings(proof), sure)
    kept = latest.document if latest else None
    made = ProofCorrection.objects.create(
        delivery=delivery,
        proof=proof,
        document=store(document, by=by, on=on) if document else kept,
        reason=reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    events.record(
        "case_letter.proof_corrected",
        subject=letter,
        by=by,
        scope=letter.case.scope,
        reason=reason,
        name=letter.name,
        recipient=str(delivery.recipient),
    )
    return made
