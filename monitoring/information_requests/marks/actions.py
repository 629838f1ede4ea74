"""Decide what of an item is disclosed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.workflow import Denied

from ..events import SCOPE
from ..held.permissions import readable_items
from ..law import EXEMPTIONS
from ..log.permissions import check_keep, check_not_about
from ..models import InformationRequest, Item
from ..states import Decision
from .passages import occurs

EXEMPTED = (Decision.WITHHELD, Decision.PART)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is decided of an item: by which exemption and why it is withheld, and which passages are."""

    decision: str
    exemption: str = ""
    note: str = ""
    passages: Sequence[str] = ()


@transaction.atomic
def decide(item: Item, decided: Decided, *, by: User, on: date) -> Item:
    """Decide on an item, or decide anew. The record that it was found in is not changed. Raises Denied("not_allowed",
    "oneself", "wrong_state", "gone", "exemption", "passages", "not_there")."""
    check_keep(by=by, on=on)
    request = InformationRequest.objects.select_for_update().get(pk=item.request_id)
    check_not_about(request.person, by=by)
    if request.is_over:
        raise Denied("wrong_state", "This request is closed. Open it again first.")
    found = Item.objects.filter(readable_items(roles_of(by, on)), pk=item.pk).first()
    if found is None:
        raise Denied("gone", "This record is no longer on the list. It was collected again.")
    _check(decided, request, found)
    before, changed = found.get_decision_display(), Decision(decided.decision).label
    events.record(
        "information_request.decided",
        subject=request,
        by=by,
        scope=SCOPE,
        # The history of the request is read by those who may not read the case, and the item has its note.
        reason="" if found.case_id else decided.note.strip(),
        number=request.pk,
        item=found.pk,
        decision=[before, changed],
        now=changed,
    )
    found.decision, found.exemption = decided.decision, decided.exemption
    found.note, found.passages = decided.note.strip(), list(decided.passages)
    found.decided_by, found.decided_on = by, on
    found.save()
    return found


def _check(decided: Decided, request: InformationRequest, item: Item) -> None:
    is_exempted = decided.decision in EXEMPTED
    known = EXEMPTIONS.get(decided.exemption)
    if is_exempted and (known is None or request.kind not in known.kinds or known.refuses):
        raise Denied("exemption", "Select the exemption by which it is withheld.")
    if not is_exempted and decided.exemption:
        raise Denied("exemption", "An exemption is for what is withheld.")
    if (decided.decision == Decision.PART) != bool(decided.passages):
        raise Denied("passages", "Enter the passages that are withheld, one on each line.")
    for passage in decided.passages:
        if not occurs(passage, item.words):
            raise Denied("not_there", f"“{passage}” does not stand in the text. Copy it as it is there.")
