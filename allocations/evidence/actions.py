"""Add a file, a web address or one of the school's documents as evidence; remove it before it was sent."""

from datetime import date

from django.db import transaction

from schools.documents.citing import NOT_PRESENT
from schools.documents.queries import citable
from schools.models import DocumentVersion
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..allocation.actions import lock
from ..draft.actions import check_may_write
from ..models import Allocation, Evidence
from ..states import Party

NOT_ONE = "Select one of a file, a web address and a document of the school."


@transaction.atomic
def add_evidence(
    allocation: Allocation,
    party: Party,
    *,
    by: User,
    on: date,
    title: str,
    criterion: str = "",
    dated: date | None = None,
    url: str = "",
    document: Document | None = None,
    version: DocumentVersion | None = None,
) -> Evidence:
    """Add a file, a web address or the present version of one of the school's documents for a party, about a criterion
    or about the school as a whole. Others can read it once the party sends its position; no file is copied. Raises
    Denied("not_one_thing", "not_present") and those of `check_may_write`."""
    allocation = lock(allocation, to_write=True)
    check_may_write(allocation, party, by=by, on=on)
    if sum(map(bool, (url, document, version))) != 1:
        raise Denied("not_one_thing", NOT_ONE)
    if version and not citable(allocation.school).filter(pk=version.pk).exists():
        raise Denied("not_present", NOT_PRESENT)
    upload = store(document, by=by, on=on) if document else None
    evidence = Evidence.objects.create(
        allocation=allocation,
        party=party,
        criterion=criterion,
        title=title.strip(),
        dated=dated,
        url=url,
        upload=upload,
        version=version,
        added_by=by,
        added_on=on,
    )
    events.record(
        "allocation.evidence_added",
        subject=allocation,
        by=by,
        scope=f"evidence:{scope(allocation.school)}",
        title=evidence.title,
        party=party,
    )
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User, on: date) -> None:
    """Remove what one's own party added. Raises Denied("kept") once it was sent with a position."""
    allocation = lock(evidence.allocation, to_write=True)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    check_may_write(allocation, Party(evidence.party), by=by, on=on)
    if evidence.position_id:
        raise Denied("kept", "This evidence was sent with a case, so it cannot be removed.")
    events.record(
        "allocation.evidence_removed",
        subject=allocation,
        by=by,
        scope=f"evidence:{scope(allocation.school)}",
        title=evidence.title,
        party=evidence.party,
    )
    upload = evidence.upload
    evidence.delete()
    if upload:
        upload.delete()
