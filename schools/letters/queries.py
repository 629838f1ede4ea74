"""Letters from Ofsted that a person may open, and the schools one may be about."""

import re
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Case, CharField, Exists, F, IntegerField, JSONField, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import Inspection, OfstedLetter, School
from ..queries import assigned
from .permissions import may_keep_for_authority, may_send
from .values import Values

SUGGESTIONS = 5
_LOOKED_AT = 300
# Words that say nothing about which school it is.
_COMMON = {
    "school", "primary", "secondary", "academy", "college", "high", "infant", "infants", "junior", "juniors", "nursery",
    "church", "england", "roman", "catholic", "community", "special", "voluntary", "aided", "controlled", "foundation",
    "trust", "centre", "specialist", "technology", "saint", "the", "and",
}  # fmt: skip
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")
_ALIKE = 0.5


def schools_with_editable_record(who: UserRoles) -> QuerySet[School]:
    """The schools whose record a person may edit; see `inspections.permissions.may_edit_record`."""
    if not who.may(Permission.RECORD_KEEP):
        return School.objects.none()
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return School.objects.all()
    return School.objects.filter(assigned(who.user, who.on, school="pk"))


def readable(who: UserRoles) -> QuerySet[OfstedLetter]:
    """Letters of schools whose record a person keeps, and those they sent in themselves."""
    if not may_send(who):
        return OfstedLetter.objects.none()
    if may_keep_for_authority(who):
        return OfstedLetter.objects.all()
    return OfstedLetter.objects.filter(Q(sent_in_by=who.user) | Q(school__in=schools_with_editable_record(who)))


def listed(letters: QuerySet[OfstedLetter]) -> QuerySet[OfstedLetter]:
    """Letters with what a list shows and sorts by: `kind`, `dated` (ISO), `named`, and `order` by status."""
    return (
        letters.select_related("school", "sent_in_by")
        .defer("text", "reading", "values")
        .alias(known=Coalesce("values", "reading", output_field=JSONField()))
        .annotate(
            kind=KT("known__kind"),
            dated=KT("known__letter_date"),
            named=Coalesce(F("school__name"), KT("known__school_name"), output_field=CharField()),
            order=Case(
                *(When(status=status, then=Value(place)) for place, status in enumerate(OfstedLetter.Status.values)),
                output_field=IntegerField(),
            ),
        )
    )


def suggested(text: str, values: Values, schools: QuerySet[School]) -> list[School]:
    """The schools that a letter may be about, the likeliest first: by postcode above “Dear”, and by name. One query."""
    name, urn = values["school_name"] or "", values.get("school_urn")
    head = text[: text.find("Dear ")] if "Dear " in text else text[:2000]
    places = {f"{outer} {inner}" for outer, inner in _POSTCODE.findall(head)}
    words = [word for word in re.findall(r"[^\W\d_]{3,}", name) if word.lower() not in _COMMON]
    near = Q(postcode__in=places) | Q(name__iexact=name) | Q(pk=urn or 0)
    for word in words:
        near |= Q(name__icontains=word)
    found = [(_likeness(each, name, places, urn), each) for each in schools.filter(near)[:_LOOKED_AT]]
    found.sort(key=lambda each: (-each[0], each[1].name))
    return [school for likeness, school in found if likeness >= _ALIKE][:SUGGESTIONS]


def _likeness(school: School, name: str, places: Iterable[str], urn: int | None) -> float:
    likeness = SequenceMatcher(None, name.casefold(), school.name.casefold()).ratio() + (school.pk == urn)
    return likeness + (0.5 if school.postcode and school.postcode in places else 0)


def during(schools: Iterable[int], visit_start: date | None, visit_end: date | None) -> list[Inspection]:
    """The inspections on record at some schools (URNs) that start within a visit. One query."""
    if not visit_start:
        return []
    found = Inspection.objects.filter(
        school__in=list(schools), starts_on__range=(visit_start, visit_end or visit_start)
    )
    return list(found.select_related("school"))


def senders(letters: QuerySet[OfstedLetter]) -> QuerySet[User]:
    """The people who sent in any of the letters, by name."""
    return User.objects.filter(Exists(letters.order_by().filter(sent_in_by=OuterRef("pk")))).order_by("name", "pk")
