"""Queries of what a party would send."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ..models import Draft, Evidence
from ..states import Party


def documents_of(draft: Draft) -> list[Evidence]:
    """Return the documents and addresses that would go with a draft: those added since the party's last position. They
    are read once with a draft."""
    if not hasattr(draft, "documents"):
        found = _unsent(draft.allocation_id, draft.party).select_related("upload", "added_by")
        draft.documents = list(found.defer("upload__content"))
    return draft.documents


def _unsent(allocation: int, party: str) -> QuerySet[Evidence]:
    return Evidence.objects.filter(allocation=allocation, party=party, position__isnull=True).order_by("pk")


def state_of(draft: Draft) -> str:
    """Return a text that is another one after each change of a draft or of the documents that would go with it."""
    return _state(draft.pk, draft.version, (item.pk for item in documents_of(draft)))


def draft_as_read(allocation: int, party: Party) -> str:
    """Return the state of the draft of a party as it is now, or blank where there is none."""
    there = Draft.objects.filter(allocation=allocation, party=party).values_list("pk", "version").first()
    return _state(*there, _unsent(allocation, party).values_list("pk", flat=True)) if there else ""


def _state(pk: int, version: int, documents: Iterable[int]) -> str:
    return f"{pk}:{version}:{','.join(map(str, documents))}"
