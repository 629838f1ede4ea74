"""Which letters may this person read?"""

from django.db import models
from django.db.models import Q, QuerySet

from sil.accounts.standing import Standing

from .kinds import kinds
from .models import Letter


def readable(standing: Standing) -> QuerySet[Letter]:
    """The letters a person may read, by the rule of each kind; the text is left in the database."""
    may = Q(pk__in=[])
    for kind in kinds().values():
        may |= Q(kind=kind.slug) & kind.readers(standing)
    return Letter.objects.filter(may).defer("html", "context")


def about(record: models.Model) -> Q:
    """Letters about one record."""
    return Q(about_table=record._meta.db_table, about_id=str(record.pk))
