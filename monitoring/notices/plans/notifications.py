"""Messages about action plans. None says what is in a plan: it has a link to the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, who_hears
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE
from sil.accounts.user_roles import roles_of
from sil.clock import in_words
from sil.deadlines.models import Deadline
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from ..case.permissions import may_change
from ..models import ActionPlan, Assessment, Case, PlanVersion


@dataclass(frozen=True, kw_only=True)
class AboutPlan(Content):
    """What every message about an action plan may say; its words take what they need."""

    school: str
    url: str
    who: str = ""
    due: str = ""
    basis: str = ""
    number: int = 1
    is_fine: bool = False


class Asked(AboutPlan):
    """To the chair and the clerk, once the notice is given."""

    kind: ClassVar[str] = "plan_asked"


class Received(AboutPlan):
    """To whoever keeps the case; `is_fine`: in time."""

    kind: ClassVar[str] = "plan_received"


class Assessed(AboutPlan):
    """To the chair and the clerk; `is_fine`: accepted, otherwise returned."""

    kind: ClassVar[str] = "plan_assessed"


MESSAGES = (Asked, Received, Assessed)


def tell_asked(plan: ActionPlan, deadline: Deadline, *, on: date) -> None:
    content = Asked(**about(plan), due=in_words(deadline.due_on), basis=deadline.basis)
    case = plan.notice.case
    _tell(content, governors(case, on) or officers_of_case(case, on), f"plan-asked:{plan.pk}")


def tell_received(plan: ActionPlan, version: PlanVersion, *, on: date) -> None:
    case = plan.notice.case
    content = Received(**about(plan, "action_plan_assess"), who=version.sent_by.name, number=version.number)
    _tell(content, officers_of_case(case, on), f"plan-received:{version.pk}", but=version.sent_by)


def tell_assessed(plan: ActionPlan, assessment: Assessment, *, on: date) -> None:
    number = assessment.version.number
    content = Assessed(**about(plan), who=assessment.by.name, number=number, is_fine=assessment.accepted)
    case = plan.notice.case
    _tell(content, governors(case, on) or officers_of_case(case, on), f"plan-assessed:{assessment.pk}")


def governors(case: Case, on: date) -> list[User]:
    """Return the chair and the clerk, who are told of a notice to their governing body."""
    return [post.user for post in holders(case.school, on, GOVERNANCE)]


def officers_of_case(case: Case, on: date) -> list[User]:
    """Whoever looks after a case: its owner, and where they cannot any more those who can in their stead.
    Of a restricted case nobody hears who may not read it."""
    if may_change(case, roles_of(case.owner, on)):
        return [case.owner]
    others = [*who_hears(case.school, AssignmentRole.PRINCIPAL_OFFICER, on), *case.named.all()]
    return [person for person in dict.fromkeys(others) if may_change(case, roles_of(person, on))]


def about(plan: ActionPlan, route: str = "action_plan") -> dict[str, Any]:
    """Return what every message about a plan says."""
    return {"school": plan.notice.case.school.name, "url": link(route, pk=plan.pk)}


def _tell(content: AboutPlan, people: list[User], key: str, but: User | None = None) -> None:
    for person in reached(people, type(content), but=but):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
