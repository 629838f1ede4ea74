"""The panel of concern cases on a school's page, for those who may read them."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..case.permissions import OPENS, may_open, readable_cases
from ..case.queries import related, with_next
from ..case.stages import next_step_in_words
from ..ends.forbidden import decided_in_words, latest_decision
from ..ends.state_notices import in_force
from ..models import Case

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the latest cases of a school and of those it took the place of; None for
    the school's side. Three queries, two where there is no case: most schools have none."""
    if not who.may(*OPENS):
        return None
    opens = may_open(school, who)
    keys, of_state = _there(school, who)
    if not keys and not opens:
        return None
    found = _shown(keys) if keys else []
    return {
        "cases": [(case, next_step_in_words(case, who.on), decided_in_words(case.decided)) for case in found],
        "opens": opens,
        "of_state": of_state and of_state | {"given_on": date.fromisoformat(of_state["given_on"])},
    }


def _there(school: School, who: UserRoles) -> tuple[list[int], dict[str, Any] | None]:
    """The keys of the latest cases, and the notice of the Secretary of State in force with its day as text. Asked
    before what is shown of cases, which is dear to ask."""
    cases = Case.objects.filter(readable_cases(who), school__in=urns_with_predecessors(school)).values("pk")
    notices = in_force(school).values(said=JSONObject(pk=F("pk"), given_on=F("given_on")))
    found = School.objects.filter(pk=school.pk).order_by()
    keys, of_state = found.values_list(ArraySubquery(cases[:SHOWN]), Subquery(notices[:1])).get()
    return keys, of_state


def _shown(keys: list[int]) -> list[Any]:
    cases = with_next(related(Case.objects.filter(pk__in=keys)))
    return list(cases.annotate(decided=latest_decision(OuterRef("pk"))))


PANEL = Panel(
    slug="cases",
    title="Concern cases",
    order=25,
    template="notices/panel.html",
    content=content,
    shown=lambda who: who.may(*OPENS),
    in_summary=True,
)
