"""The events of cases in a school's history, for those who may read the cases.

The events of a case belong to it and not to its school: a case that is restricted takes all of them with
it, those of earlier days too.
"""

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.web.timeline import Group, Source, entry_of_event, of_events, reserved

from ..case.permissions import OPENS, readable_cases
from ..events import TICKS, TIMELINE
from ..models import Case
from ..models.cases import SCOPE

GROUP = Group("cases", "Schools causing concern", ("case.", "case_letter.", "action_plan."))


def scopes(cases: QuerySet[Case]) -> QuerySet[Case, str]:
    """Return the scopes of the events of cases, for a condition in the database."""
    belongs_to = Concat(Value(SCOPE), Cast("pk", TextField()), output_field=TextField())
    return cases.order_by().annotate(belongs_to=belongs_to).values_list("belongs_to", flat=True)


def _rows(school: School, who: UserRoles) -> QuerySet[Event] | None:
    if not who.may(*OPENS):
        return None
    cases = Case.objects.filter(readable_cases(who), school__in=urns_with_predecessors(school))
    return of_events(
        Event.objects.filter(scope__in=scopes(cases)).exclude(kind__in=TICKS).exclude(reserved(who)), source=TIMELINE
    )


SOURCE = Source(slug=TIMELINE, rows=_rows, entry=entry_of_event)
