"""Messages about action plans. None says what is in a plan: it has a link to the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, who_hears
from schools.receipts.kinds import Sent as Kind
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE
from sil.accounts.user_roles import roles_of
from sil.clock import in_words, weekday_in_words
from sil.deadlines.models import Deadline
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..case.permissions import may_change
from ..models import ActionPlan, Assessment, Case, CaseLetter, PlanVersion, PlanWithdrawal
from .sent import PLAN, PLAN_WITHDRAWN


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
    # Of the notice: its reference, the day it was given and its compliance period ("from ... to ...").
    reference: str = ""
    given: str = ""
    period: str = ""
    # Why an assessment was corrected.
    correction: str = ""


class Asked(AboutPlan):
    """To the chair and the clerk, once the notice is given."""

    kind: ClassVar[str] = "plan_asked"


class Received(AboutPlan):
    """To whoever keeps the case; `is_fine`: in time."""

    kind: ClassVar[str] = "plan_received"


class Assessed(AboutPlan):
    """To the chair and the clerk; `is_fine`: accepted, otherwise returned."""

    kind: ClassVar[str] = "plan_assessed"


class Withdrawn(AboutPlan):
    """To whoever looks after the case: the governing body withdrew its plan before it was assessed."""

    kind: ClassVar[str] = "plan_withdrawn"


MESSAGES = (Asked, Received, Assessed, Withdrawn)


def tell_asked(plan: ActionPlan, deadline: Deadline, *, on: date) -> None:
    notice = plan.notice
    signed = notice.letter
    assert signed is not None, "the notice was given"
    content = Asked(
        **about(plan),
        due=weekday_in_words(deadline.due_on),
        basis=deadline.basis,
        reference=signed.reference,
        given=in_words(deadline.starts_on),
        period=period_in_words(notice),
        sender=sender(signed.signed_by, signed.signed_as),
    )
    case = notice.case
    _tell(content, governors(case, on) or officers_of_case(case, on), f"plan-asked:{plan.pk}")


def tell_received(plan: ActionPlan, version: PlanVersion, *, on: date) -> None:
    case = plan.notice.case
    content = Received(**about(plan, "action_plan_assess"), who=version.sent_by.name, number=version.number)
    _tell(content, officers_of_case(case, on), f"plan-received:{version.pk}", but=version.sent_by)


def tell_assessed(plan: ActionPlan, assessment: Assessment, *, on: date) -> None:
    number = assessment.version.number
    content = Assessed(
        **about(plan),
        who=assessment.by.name,
        number=number,
        is_fine=assessment.accepted,
        correction=assessment.correction,
        sender=sender(assessment.by),
    )
    case = plan.notice.case
    _tell(content, governors(case, on) or officers_of_case(case, on), f"plan-assessed:{assessment.pk}")


def tell_withdrawn(plan: ActionPlan, withdrawal: PlanWithdrawal, due: date | None, *, on: date) -> None:
    """Tell those who were told that it came; give the governing body its receipt. `due`: when it is owed again, None
    where it is owed at once."""
    by, number, day = withdrawal.by, withdrawal.version.number, in_words(due) if due else ""
    content = Withdrawn(**about(plan), who=by.name, number=number, due=day)
    _tell(content, officers_of_case(plan.notice.case, on), f"plan-withdrawn:{withdrawal.pk}")
    when = f"by {day}" if due and due >= on else f"at once: it was due by {day}" if due else "at once"
    asked, next_ = f"Please send the plan again {when}.", "What you wrote is your draft again."
    _give(PLAN_WITHDRAWN, plan, f"plan-withdrawn-{withdrawal.pk}", next_, by=by, on=on, asked=asked)


def give_sent_receipt(version: PlanVersion, *, by: User, on: date) -> None:
    next_ = (
        f"This is version {version.number}. An officer says for each required action whether the plan is enough. We "
        "will email you. Until then you can change it and send it again, or withdraw it, on the page of the plan. "
        "The compliance period of the notice runs on."
    )
    _give(PLAN, version.plan, f"plan-{version.pk}", next_, by=by, on=on)


def _give(kind: Kind, plan: ActionPlan, key: str, next_: str, *, by: User, on: date, asked: str = "") -> None:
    url = link("action_plan", pk=plan.pk)
    give_receipt(kind, key=key, school=plan.notice.case.school, by=by, on=on, next_=next_, asked=asked, url=url)


def period_in_words(notice: CaseLetter) -> str:
    """Return the compliance period of a notice, "from ... to ...", or blank where a letter has none."""
    starts, ends = notice.period_starts_on, notice.period_ends_on
    return f"from {in_words(starts)} to {in_words(ends)}" if starts and ends else ""


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
