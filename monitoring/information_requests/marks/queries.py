"""What the page of an item offers: names of others in it as marks, and the next one to decide on."""

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Length, StrIndex, Upper

from schools.models import TrustPost
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles

from ..held.queries import readable
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


def next_undecided(item: Item, who: UserRoles) -> Item | None:
    """Return the next item of the same request, by day, that a person may read and that is undecided; after the last
    one the first. One query, two at the end."""
    waiting = readable(item.request, who).filter(decision="").order_by(F("day").asc(nulls_last=True), "pk")
    after = Q(day=item.day, pk__gt=item.pk) if item.day else Q(day=None, pk__gt=item.pk)
    after |= Q(day__gt=item.day) | Q(day=None) if item.day else Q()
    return waiting.filter(after).first() or waiting.first()
