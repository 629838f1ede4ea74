"""Messages about brokered support, to the school, the officers and who gives it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef

from schools.models import AssignmentRole, School
from schools.queries import leads_of, officers_with_cover, who_hears, who_hears_instead
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import ROLES, Permission
from sil.audit.models import Event
from sil.clock import in_words, weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import Stage
from sil.framework.schema import days_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.reminding import Reminder
from sil.outbox.sender import sender

from ..models import Support
from ..states import SupportState
from ..years import pounds
from .permissions import may_agree, may_evaluate


@dataclass(frozen=True, kw_only=True)
class AboutSupport(Content):
    """What every message about support says."""

    school: str
    topic: str
    who: str
    url: str = ""


class Asked(AboutSupport):
    """To the officer of the school."""

    kind: ClassVar[str] = "support_asked"


@dataclass(frozen=True, kw_only=True)
class Proposed(AboutSupport):
    """To those who lead the school: `giver` is proposed. `again` where an earlier proposal was changed."""

    kind: ClassVar[str] = "support_proposed"
    giver: str
    days: str
    first: str
    last: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class ToApprove(AboutSupport):
    """To those who approve."""

    kind: ClassVar[str] = "support_to_approve"
    cost: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Commissioned(AboutSupport):
    """The commission, to who gives the support: they cannot sign in, so that it says everything."""

    kind: ClassVar[str] = "support_commissioned"
    reference: str
    support_kind: str
    need: str
    days: str
    cost: str
    first: str
    last: str
    head: str


@dataclass(frozen=True, kw_only=True)
class ToldCommissioned(AboutSupport):
    """To those who lead the school, once it is commissioned."""

    kind: ClassVar[str] = "support_told_commissioned"
    can_wait: ClassVar[bool] = True
    giver: str
    first: str


@dataclass(frozen=True, kw_only=True)
class Ended(AboutSupport):
    """Support was declined or withdrawn (`how`), to the other side or to who would have given it."""

    kind: ClassVar[str] = "support_ended"
    how: str
    reason: str


class ToEvaluate(AboutSupport):
    """To those who lead the school, once everything was delivered."""

    kind: ClassVar[str] = "support_to_evaluate"


@dataclass(frozen=True, kw_only=True)
class Waiting(AboutSupport):
    """To a side that has not agreed or evaluated it (`evaluates`), around the day by which it is to be done."""

    kind: ClassVar[str] = "support_waiting"
    evaluates: bool
    stage: str
    due: str


MESSAGES = (Asked, Proposed, ToApprove, Commissioned, ToldCommissioned, Ended, ToEvaluate, Waiting)


def reference(support: Support) -> str:
    """Return what a provider quotes of support."""
    return f"S{support.pk:05}"


def tell_asked(support: Support, *, by: User, on: date) -> None:
    content = Asked(**_about(support, by))
    _send(content, who_hears(support.school, AssignmentRole.SIP, on), support.school, by=by, on=on)


def tell_proposed(support: Support, *, again: bool, by: User, on: date) -> None:
    assert support.days and support.starts_on and support.ends_on
    content = Proposed(
        **_about(support, by),
        giver=support.giver_name,
        days=days_in_words(support.days),
        first=weekday_in_words(support.starts_on),
        last=weekday_in_words(support.ends_on),
        again=again,
        sender=sender(by),
    )
    _send(content, _leads(support.school, on), support.school, by=by, on=on)


def tell_to_approve(support: Support, why: str, *, by: User, on: date) -> None:
    """Write to everybody who may approve it."""
    roles = [slug for slug, role in ROLES.items() if Permission.SUPPORT_APPROVE in role.permissions]
    held = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"), role__in=roles)
    people = User.objects.filter(Exists(held), is_active=True)
    content = ToApprove(**_about(support, by), cost=pounds(support.cost), why=why)
    _send(
        content,
        [each for each in people.order_by("pk") if each != support.officer_agreed_by],
        support.school,
        by=by,
        on=on,
    )


def tell_commissioned(support: Support, *, by: User, on: date) -> None:
    """Write the commission to who gives the support, and to the school that it was commissioned."""
    assert support.days and support.starts_on and support.ends_on
    leads = _leads(support.school, on)
    content = Commissioned(
        **_about(support, by) | {"url": ""},
        reference=reference(support),
        support_kind=support.kind_name,
        need=support.need,
        days=days_in_words(support.days),
        cost=pounds(support.cost),
        first=weekday_in_words(support.starts_on),
        last=weekday_in_words(support.ends_on),
        head=", ".join(person.name for person in leads),
        sender=sender(by),
    )
    for name, email in addresses(support, on):
        put(content, to=email, name=name, dedupe_key=f"support-commission:{support.pk}:{email}")
    told = ToldCommissioned(
        **_about(support, by), giver=support.giver_name, first=in_words(support.starts_on), sender=sender(by)
    )
    _send(told, leads, support.school, by=by, on=on)


def tell_ended(support: Support, how: str, reason: str, *, by_school: bool, giver: bool, by: User, on: date) -> None:
    """Tell the other side and the partner, but not who did it, and who gives the support where it was commissioned
    (`giver`)."""
    about = _about(support, by)
    content = Ended(**about, how=how, reason=reason, sender=None if by_school else sender(by))
    partners = who_hears(support.school, AssignmentRole.SIP, on)
    people = partners if by_school else [*_leads(support.school, on), *partners]
    _send(content, people, support.school, by=by, on=on)
    if giver:
        for name, email in addresses(support, on):
            put(Ended(**about | {"url": ""}, how=how, reason=""), to=email, name=name)


def tell_to_evaluate(support: Support, *, by: User, on: date) -> None:
    content = ToEvaluate(**_about(support, by), sender=sender(by))
    _send(content, _leads(support.school, on), support.school, by=by, on=on)


def reminders_of(support: Support, deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    """Yield what is written to those who can do what waits: who leads the school, and its partner; its Principal
    Officer where no partner can."""
    evaluates = support.status == SupportState.DELIVERED
    may = may_evaluate if evaluates else may_agree
    partners, principals = (
        [person for person in officers_with_cover(support.school, role, on) if may(support, by=person, on=on)]
        for role in (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER)
    )
    heads = [person for person in _leads(support.school, on) if may(support, by=person, on=on)]
    about = _about(support, support.asked_by) | {"who": ""}
    content = Waiting(**about, evaluates=evaluates, stage=stage, due=weekday_in_words(deadline.due_on))
    for person in dict.fromkeys((*heads, *(partners or principals))):
        yield content, person, "remind-support"


def addresses(support: Support, on: date) -> list[tuple[str, str]]:
    """Return the names and addresses to which a commission goes; none where nobody can receive it."""
    if support.provider:
        return [(support.provider.contact_name, support.provider.email)]
    if support.leader:
        return [(support.leader.name, support.leader.email)]
    return [(each.name, each.email) for each in _leads(support.offer.school, on)] if support.offer else []


def receipts_key(kind: Sent, support: Support, times: int = 1) -> str:
    """Return what the receipt of something that a school sent about support is kept by; `times` tells agreements apart,
    since one lapses where the proposal is changed, and interests that were declared."""
    return f"support-{kind.slug.removeprefix('support_')}-{support.pk}-{times}"


def times_proposed(support: Support) -> int:
    """Return how often somebody was proposed for support."""
    table = Support._meta.db_table
    return Event.objects.filter(subject_table=table, subject_id=str(support.pk), kind="support.matched").count()


def give_support_receipt(kind: Sent, support: Support, next_: str, *, by: User, on: date, times: int = 1) -> None:
    give_receipt(
        kind,
        key=receipts_key(kind, support, times),
        school=support.school,
        by=by,
        on=on,
        next_=next_,
        url=link("support", pk=support.pk),
        names={"topic": support.topic_name},
    )


def _about(support: Support, by: User) -> dict[str, Any]:
    return {
        "school": support.school.name,
        "topic": support.topic_name,
        "who": by.name,
        "url": link("support", pk=support.pk),
    }


def _leads(school: School, on: date) -> list[User]:
    return [post.user for post in leads_of(school, on)]


def _send(content: Content, people: Iterable[User], school: School, *, by: User, on: date) -> None:
    instead = who_hears_instead(school, AssignmentRole.SIP, on)
    for person in reached(people, type(content), otherwise=instead, but=by):
        put(content, to=person.email, name=person.name)
