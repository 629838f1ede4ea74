"""Messages about partnership plans. None says what is in a plan: it has a link to the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import Stage
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.reminding import Reminder
from sil.outbox.sender import sender

from ..models import PartnershipPlan
from ..sent import AGREEMENT, CHANGE
from ..states import Side
from .queries import governors_of, people_of


@dataclass(frozen=True, kw_only=True)
class AboutPlan(Content):
    """What every message about a plan may say; its words take what they need."""

    school: str
    # What the authority calls the plan.
    plan: str
    url: str
    # What the authority calls the two who write it.
    head: str = ""
    partner: str = ""
    # Who acted, and in which role.
    who: str = ""
    role: str = ""
    due: str = ""
    basis: str = ""
    number: int = 1
    # Why the plan is changed or has ended.
    reason: str = ""
    # Whether the change of a plan in force is meant, not its first text.
    is_change: bool = False


class Asked(AboutPlan):
    """To both sides: the band of the school asks for a plan."""

    kind: ClassVar[str] = "partnership_plan_asked"


@dataclass(frozen=True, kw_only=True)
class ToDo(AboutPlan):
    """To those who have not agreed the plan yet: it is to be agreed soon, or is late."""

    kind: ClassVar[str] = "partnership_plan_reminder"
    stage: str

    def waits_for_morning(self) -> bool:
        return self.stage == Stage.BEFORE


class ToAgree(AboutPlan):
    """To one side: the other one has agreed the text."""

    kind: ClassVar[str] = "partnership_plan_to_agree"


class Lapsed(AboutPlan):
    """To a side that had agreed: the text was changed since."""

    kind: ClassVar[str] = "partnership_plan_lapsed"


class TakenBack(AboutPlan):
    """To the side that was asked to agree: the other one has taken its agreement back."""

    kind: ClassVar[str] = "partnership_plan_taken_back"


class Agreed(AboutPlan):
    """To both sides, the chair and the clerk: both have agreed the plan, or a change of it."""

    kind: ClassVar[str] = "partnership_plan_agreed"


class ChangeOpened(AboutPlan):
    """To the other side: somebody wants to change the plan."""

    kind: ClassVar[str] = "partnership_plan_change_opened"


class ChangeGivenUp(AboutPlan):
    """To the other side: nobody changes the plan."""

    kind: ClassVar[str] = "partnership_plan_change_given_up"


class Ended(AboutPlan):
    """To both sides, and to the governing body where it was told of the plan."""

    kind: ClassVar[str] = "partnership_plan_ended"


class Reopened(AboutPlan):
    """To the same, that it goes on."""

    kind: ClassVar[str] = "partnership_plan_reopened"


MESSAGES = (Asked, ToDo, ToAgree, Lapsed, TakenBack, Agreed, ChangeOpened, ChangeGivenUp, Ended, Reopened)


def tell_asked(plan: PartnershipPlan, deadline: Deadline, *, on: date) -> None:
    """Tell both sides what comes next."""
    content = Asked(**_about(plan), due=weekday_in_words(deadline.due_on), basis=deadline.basis)
    _tell(content, _both(plan, on), f"partnership-plan-asked:{plan.pk}")


def reminders_of(plan: PartnershipPlan, deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    """Yield what is written to those on a side that has not agreed the text yet."""
    content = ToDo(**_about(plan), stage=stage, due=weekday_in_words(deadline.due_on), basis=deadline.basis)
    for side in Side:
        if not plan.agreement_of(side):
            yield from ((content, person, "remind-plan") for person in people_of(plan.school, side, on))


def tell_to_agree(plan: PartnershipPlan, side: Side, *, by: User, role: str, key: int, on: date) -> None:
    """Tell the other side that one side agreed, and give a head who did the receipt. Where there is nobody on the other
    side, whoever looks after the school is told, and never the one who agreed."""
    content = ToAgree(**_about(plan), **_by(by, role), due=_due(plan), is_change=plan.number > 0)
    people = people_of(plan.school, side.other, on) or _partner(plan, on)
    _tell(content, people, f"partnership-plan-agree:{key}", but=by)
    if side == Side.HEAD:
        next_ = (
            f"The {plan.title_of(Side.PARTNER)} is asked to agree it too. If either of you changes the text, your "
            "agreement no longer applies, and we will email you."
        )
        _receipt(plan, f"partnership-plan-{key}", next_, by=by, on=on)


def tell_lapsed(plan: PartnershipPlan, side: Side, *, by: User, role: str, key: int, on: date) -> None:
    """Tell the side whose agreement no longer applies."""
    content = Lapsed(**_about(plan), **_by(by, role), due=_due(plan), is_change=plan.number > 0)
    _tell(content, people_of(plan.school, side, on) or _partner(plan, on), f"partnership-plan-lapsed:{key}", but=by)


def tell_taken_back(plan: PartnershipPlan, side: Side, *, by: User, role: str, key: int, on: date) -> None:
    """Tell the other side, which was asked to agree."""
    content = TakenBack(**_about(plan), **_by(by, role))
    people = people_of(plan.school, side.other, on) or _partner(plan, on)
    _tell(content, people, f"partnership-plan-taken-back:{key}", but=by)


def tell_agreed(plan: PartnershipPlan, side: Side, *, by: User, key: int, reason: str, on: date) -> None:
    """Tell the governing body and the other side that a version holds; give a head who agreed last the receipt."""
    content = Agreed(**_about(plan), number=plan.number, reason=reason)
    people = [*people_of(plan.school, side.other, on), *governors_of(plan.school, on)] or _partner(plan, on)
    _tell(content, people, f"partnership-plan-agreed:{key}", but=by)
    if side == Side.HEAD:
        next_ = f"Both of you have agreed it: version {plan.number} is in force. We have told the governing body."
        _receipt(plan, f"partnership-plan-version-{key}", next_, by=by, on=on)


def tell_change_opened(plan: PartnershipPlan, side: Side, *, by: User, role: str, key: int, on: date) -> None:
    content = ChangeOpened(**_about(plan), **_by(by, role), number=plan.number, reason=plan.change_reason)
    people = people_of(plan.school, side.other, on) or _partner(plan, on)
    _tell(content, people, f"partnership-plan-change:{key}", but=by)
    if side == Side.HEAD:
        next_ = f"Version {plan.number} stays in force until both of you have agreed the new text."
        give_receipt(
            CHANGE,
            key=f"partnership-plan-change-{key}",
            school=plan.school,
            by=by,
            on=on,
            next_=next_,
            url=_url(plan),
            names={"plan": plan.title},
        )


def tell_change_given_up(plan: PartnershipPlan, side: Side, *, by: User, role: str, key: int, on: date) -> None:
    content = ChangeGivenUp(**_about(plan), **_by(by, role), number=plan.number)
    people = people_of(plan.school, side.other, on) or _partner(plan, on)
    _tell(content, people, f"partnership-plan-given-up:{key}", but=by)


def tell_ended(plan: PartnershipPlan, *, by: User, key: int, on: date) -> None:
    content = Ended(**_about(plan), **_by(by), reason=plan.get_end_reason_display())
    _tell(content, _all(plan, on), f"partnership-plan-ended:{key}", but=by)


def tell_reopened(plan: PartnershipPlan, *, by: User, key: int, reason: str, on: date) -> None:
    content = Reopened(**_about(plan), **_by(by), reason=reason, due=_due(plan))
    _tell(content, _all(plan, on), f"partnership-plan-reopened:{key}", but=by)


def _about(plan: PartnershipPlan) -> dict[str, Any]:
    return {
        "school": plan.school.name,
        "plan": plan.title,
        "head": plan.title_of(Side.HEAD),
        "partner": plan.title_of(Side.PARTNER),
        "url": _url(plan),
    }


def _url(plan: PartnershipPlan) -> str:
    return link("partnership_plan", pk=plan.pk)


def _by(by: User, role: str = "") -> dict[str, Any]:
    signed = sender(by, role)
    return {"who": by.name, "role": signed.role, "sender": signed if signed.telephone else None}


def _due(plan: PartnershipPlan) -> str:
    """The day by which a plan that was never agreed is to be, in words."""
    return weekday_in_words(plan.due_on) if plan.due_on and not plan.number else ""


def _partner(plan: PartnershipPlan, on: date) -> list[User]:
    return people_of(plan.school, Side.PARTNER, on)


def _both(plan: PartnershipPlan, on: date) -> list[User]:
    return [*people_of(plan.school, Side.HEAD, on), *_partner(plan, on)]


def _all(plan: PartnershipPlan, on: date) -> list[User]:
    """Both sides, and the governing body where it may read the plan."""
    return [*_both(plan, on), *(governors_of(plan.school, on) if plan.number else [])]


def _receipt(plan: PartnershipPlan, key: str, next_: str, *, by: User, on: date) -> None:
    give_receipt(
        AGREEMENT, key=key, school=plan.school, by=by, on=on, next_=next_, url=_url(plan), names={"plan": plan.title}
    )


def _tell(content: AboutPlan, people: Iterable[User], key: str, but: User | None = None) -> None:
    for person in reached(people, type(content), but=but):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
