"""The requests that a visit comes of, for the page of the visit."""

from collections.abc import Iterator

from monitoring.visits.models import Visit
from monitoring.visits.visit.sources import Cause, Source
from sil.accounts.user_roles import UserRoles

from .queries import requests_of

_WITHDRAWN = "The school has withdrawn this request."


def _causes(visit: Visit, who: UserRoles) -> Iterator[Cause]:
    for asked in requests_of(who, visit):
        yield Cause(asked.what, asked.get_absolute_url(), _WITHDRAWN if asked.is_withdrawn else "")


SOURCE = Source("offer_requests", _causes)
