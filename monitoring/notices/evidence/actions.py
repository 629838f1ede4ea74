"""Take evidence onto a case, by hand or from the school's record, and take it off with a reason."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..case.actions import lock_to_change, record_event
from ..models import Case, CaseEvidence
from .queries import Taken

# Of a text in the history; the evidence itself holds all of it.
SAID = 120


@transaction.atomic
def add_evidence(case: Case, *, taken: Taken, by: User, on: date, document: Document | None = None) -> CaseEvidence:
    """Take one thing onto a case by hand, with a document where there is one.

    Raises Denied("not_an_officer", "ended", "no_text", "no_evidence_source", "bears_on").
    """
    case = lock_to_change(case, by=by, on=on, to_write=True)
    return _take(case, taken, by=by, on=on, document=document)


@transaction.atomic
def pick_evidence(case: Case, *, picked: Iterable[Taken], by: User, on: date) -> list[CaseEvidence]:
    """Add several things of the school's record to a case, in their words of today. What is on it already and bears on
    the same is not added twice.

    Raises Denied("not_an_officer", "ended", "nothing_picked") and what `add_evidence` raises.
    """
    case = lock_to_change(case, by=by, on=on, to_write=True)
    current = case.evidence.filter(removed_on__isnull=True)
    there = set(current.values_list("bears_on", "text", "source", "dated"))
    new = [each for each in picked if (each.bears_on, each.text, each.source, each.dated) not in there]
    if not new:
        raise Denied("nothing_picked", "Tick the evidence that you want to add to the case.")
    return [_take(case, each, by=by, on=on) for each in new]


@transaction.atomic
def remove_evidence(evidence: CaseEvidence, *, by: User, on: date, reason: str) -> CaseEvidence:
    """Remove something from a case; it is kept, with who removed it and why. Raises Denied("not_an_officer", "ended",
    "taken_off")."""
    case = lock_to_change(evidence.case, by=by, on=on)
    evidence = CaseEvidence.objects.select_for_update().get(pk=evidence.pk, case=case)
    if evidence.removed_on:
        raise Denied("taken_off", "This has already been removed from the case.")
    record_event(case, "case.evidence_removed", by=by, reason=reason.strip(), text=_shortened(evidence.text))
    evidence.removed_by, evidence.removed_on, evidence.removed_reason = by, on, reason.strip()
    evidence.save(update_fields=["removed_by", "removed_on", "removed_reason"])
    return evidence


def _take(case: Case, taken: Taken, *, by: User, on: date, document: Document | None = None) -> CaseEvidence:
    if taken.bears_on not in CaseEvidence.BearsOn.values:
        raise Denied("bears_on", "Select what it is evidence of.")
    if not taken.text.strip():
        raise Denied("no_text", "Say what the evidence shows.")
    if not taken.source.strip():
        raise Denied("no_evidence_source", "Enter where the evidence comes from.")
    record_event(case, "case.evidence_added", by=by, text=_shortened(taken.text))
    return CaseEvidence.objects.create(
        case=case,
        bears_on=taken.bears_on,
        text=taken.text.strip(),
        source=taken.source.strip(),
        dated=taken.dated,
        href=taken.href,
        document_id=store(document, by=by, on=on).pk if document else taken.upload,
        added_by=by,
        added_on=on,
    )


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SAID else f"{words[: SAID - 1].rstrip()}…"
