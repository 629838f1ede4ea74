"""The proof that a letter was handed over or posted, and a correction of it; the first proof and its day stay."""

from dataclasses import asdict, dataclass
from datetime import date, time

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.letters.models import Delivery, Method, ProofCorrection
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied, require_confirmation

from ..case.permissions import check_change
from ..letters.actions import lock
from ..models import CaseLetter

# How a letter can go where its email did not.
BY_PEOPLE = [(method.value, method.label) for method in Method if method != Method.EMAIL]
DONE = {Method.HAND: "handed over", Method.POST: "posted", Method.RECORDED: "sent by recorded delivery"}
# A name or a place has at least so many letters and figures.
_SIGNS = 3


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What proves a service, as somebody recorded it: who took it and where, or from where it was posted, the hour, and
    the number of the receipt, of the certificate of posting or of the item; `note` is what else there is to say."""

    taken_by: str = ""
    place: str = ""
    at: time | None = None
    receipt: str = ""
    note: str = ""

    def columns(self) -> dict[str, str | time | None]:
        """Return it as `sil.letters.models.Proof` has it."""
        said = {name: value.strip() for name, value in asdict(self).items() if isinstance(value, str)}
        return {
            "taken_by": said["taken_by"],
            "place": said["place"],
            "done_at": self.at,
            "receipt": said["receipt"],
            "proof": said["note"],
        }


def proof_of(recorded: Delivery | ProofCorrection) -> Proof:
    """Return what was recorded."""
    return Proof(
        taken_by=recorded.taken_by,
        place=recorded.place,
        at=recorded.done_at,
        receipt=recorded.receipt,
        note=recorded.proof,
    )


def check_proof(method: str, proof: Proof) -> None:
    """What a proof cannot be without. Raises Denied("no_taker", "no_place", "no_receipt")."""
    if method == Method.HAND and not proof.taken_by.strip():
        raise Denied("no_taker", "Enter who took it.")
    if not proof.place.strip():
        raise Denied("no_place", "Enter where it was handed over." if method == Method.HAND else FROM_WHERE)
    if method == Method.RECORDED and not proof.receipt.strip():
        raise Denied("no_receipt", "Enter the number of the item, from the receipt.")


FROM_WHERE = "Enter from where it was posted."


def proof_warnings(method: str, proof: Proof, *, has_document: bool) -> list[str]:
    """Return what is thin about a proof, in sentences; none of it is forbidden. First-class post counts without a
    certificate of posting, and many certificates have no number: a document shows one as well."""
    found = []
    if method == Method.HAND and sum(map(str.isalnum, proof.taken_by)) < _SIGNS:
        found.append(f"“{proof.taken_by.strip()}” does not say who took the letter.")
    if sum(map(str.isalnum, proof.place)) < _SIGNS:
        found.append(f"“{proof.place.strip()}” does not say where that was.")
    if method == Method.HAND and proof.at is None:
        found.append("You have not entered at what time it was handed over.")
    if method == Method.POST and not proof.receipt.strip() and not has_document:
        found.append(
            "You have not entered the number of a certificate of posting, and added no document that shows it."
        )
    return found


@transaction.atomic
def correct_proof(
    letter: CaseLetter,
    delivery: Delivery,
    *,
    proof: Proof,
    reason: str,
    by: User,
    on: date,
    document: Document | None = None,
    sure: str = "",
) -> ProofCorrection:
    """Record what the proof of a delivery should have said, with the reason, and a document where one came later.

    Raises Denied("not_an_officer", "not_its_recipient", "no_reason", "no_change"), those of `check_proof`, and "sure"
    with what is odd unless `sure` is that very sentence.
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    if delivery.recipient.letter_id != letter.letter_id or delivery.recorded_by_id is None:
        raise Denied("not_its_recipient", "There is no proof here that somebody recorded.")
    check_proof(delivery.method, proof)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the proof is corrected.")
    latest = delivery.corrections.first()
    if document is None and proof.columns() == proof_of(latest or delivery).columns():
        raise Denied("no_change", "Change what the proof says, or add a document. Nothing has been changed.")
    kept = latest.document if latest else None
    has_document = bool(document or kept or delivery.document_id)
    require_confirmation(proof_warnings(delivery.method, proof, has_document=has_document), sure)
    made = ProofCorrection.objects.create(
        delivery=delivery,
        document=store(document, by=by, on=on) if document else kept,
        reason=reason.strip(),
        recorded_by=by,
        recorded_at=clock.now(),
        **proof.columns(),
    )
    events.record(
        "case_letter.proof_corrected",
        subject=letter,
        by=by,
        scope=letter.case.scope,
        reason=made.reason,
        name=letter.name,
        recipient=str(delivery.recipient),
    )
    return made
