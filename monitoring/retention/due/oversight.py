"""What the authority decided and reviewed that is due: those whose day is a day (`cutoff`) or earlier. Rows as in
`records`."""

from datetime import date

from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce, TruncDate

from monitoring.access_review.models import AccessReview
from monitoring.information_requests.models import InformationRequest
from monitoring.scrutiny.models import ScrutinyReport
from schools.models import ActionStatus, AuthorityAction, SignDecision
from sil import clock

from .columns import Found, of_none, of_school

_OVER = (ActionStatus.DONE, ActionStatus.NOT_DONE, ActionStatus.WITHDRAWN)


def sign_decisions(cutoff: date) -> Found:
    return of_school(SignDecision.objects.all(), F("on"), cutoff)


def authority_actions(cutoff: date) -> Found:
    """They are of the authority and name no school."""
    return of_none(AuthorityAction.objects.filter(status__in=_OVER), Coalesce(Max("versions__on"), "added_on"), cutoff)


def scrutiny(cutoff: date) -> Found:
    restricted = ScrutinyReport.cases.through.objects.filter(scrutinyreport=OuterRef("pk"), case__restricted=True)
    day = TruncDate("asked_at", tzinfo=clock.LONDON)
    return of_school(ScrutinyReport.objects.all(), day, cutoff, apart=Exists(restricted))


def information_requests(cutoff: date) -> Found:
    return of_school(InformationRequest.objects.all(), F("closed_on"), cutoff)


def access_reviews(cutoff: date) -> Found:
    return of_none(AccessReview.objects.all(), F("finished_on"), cutoff)
