"""Names of others that stand in an item, to be offered as marks."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Length, StrIndex, Upper

from schools.models import TrustPost
from sil.accounts.models import User

from ..models import Item

# So many are offered.
MOST = 30
_SHORTEST = 4


def names_in(item: Item) -> list[str]:
    """Return the names of people with an account or a post at a trust that stand in the words of an item, but for whom
    the request is about. Two queries."""
    words = Value(item.words.upper(), output_field=TextField())
    found: set[str] = set()
    for model in (User, TrustPost):
        rows = model._default_manager.annotate(place=StrIndex(words, Upper(F("name"))), length=Length("name"))
        found |= set(rows.filter(place__gt=0, length__gte=_SHORTEST).values_list("name", flat=True)[:MOST])
    asked = item.request
    return sorted(found - {asked.person.name if asked.person else asked.named})[:MOST]
