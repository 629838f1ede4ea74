"""Which letters may this person read?"""

from django.db import models
from django.db.models import Prefetch, Q, QuerySet

from sil.accounts.roles import ROLES, Side
from sil.accounts.user_roles import UserRoles

from .kinds import KINDS
from .models import Letter, Recipient


def readable(who: UserRoles) -> QuerySet[Letter]:
    """The letters a person may read, by the rule of each kind; the text is left in the database."""
    may = Q(pk__in=[])
    for kind in KINDS:
        may |= Q(kind=kind.slug) & kind.readers(who)
    return Letter.objects.filter(may).defer("html", "context")


def about(record: models.Model) -> Q:
    """Letters about one record."""
    return Q(about_table=record._meta.db_table, about_id=str(record.pk))


def with_proof(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters with whom each went to, how, when, with which proof, and whether it was withdrawn."""
    related = ("delivery__document", "delivery__recorded_by", "receipt")
    recipients = Recipient.objects.select_related(*related).defer("delivery__document__content")
    return letters.select_related("withdrawal").prefetch_related(Prefetch("recipients", recipients))


def sees_proof(letter: Letter, who: UserRoles) -> bool:
    """Whether a reader sees who recorded what as proof and when it was opened: the authority's people,
    other than those it went to."""
    of_authority = any(ROLES[slug].side is Side.AUTHORITY for slug in who.roles)
    return of_authority and who.user.pk not in {each.user_id for each in letter.recipients.all()}
