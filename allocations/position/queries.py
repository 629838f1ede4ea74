"""Queries of what a party would send."""

from ..models import Draft, Evidence
from ..states import Party


def documents_of(draft: Draft) -> list[Evidence]:
    """Return the documents and addresses that would go with a draft: those added since the party's last position."""
    found = Evidence.objects.filter(allocation=draft.allocation_id, party=draft.party, position__isnull=True)
    return list(found.select_related("upload", "added_by").defer("upload__content").order_by("pk"))


def state_of(draft: Draft) -> str:
    """Return a text that is another one after each change of a draft or of the documents that would go with it."""
    return f"{draft.pk}:{draft.version}:{','.join(str(item.pk) for item in documents_of(draft))}"


def draft_as_read(allocation: int, party: Party) -> str:
    """Return the state of the draft of a party as it is now, or blank where there is none."""
    draft = Draft.objects.filter(allocation=allocation, party=party).first()
    return state_of(draft) if draft else ""
