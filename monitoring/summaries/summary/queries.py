"""Queries of the terms that can be summarised."""

from collections.abc import Sequence
from datetime import date, timedelta

from monitoring.visits.models import Term

# Terms that began within so long are offered.
BACK = timedelta(days=800)


def terms(on: date) -> Sequence[Term]:
    """Return the authority's terms that have begun, the latest first."""
    found = Term.objects.filter(school=None, starts_on__lte=on, starts_on__gte=on - BACK)
    return list(found.order_by("-starts_on", "-pk"))
