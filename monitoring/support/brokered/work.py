"""Brokered support in "my work" of those who lead schools, of officers and of those who approve."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.models import read_version
from sil.web.work import Finder, WorkItem

from ..models import Evaluation, Support
from ..states import SupportState as S
from .queries import barred, gives, lacks_partner

# State -> what waits for somebody, and the words of the link.
_WORDS = {
    S.ASKED: ("Find somebody for support with {topic}", "Find who will give it"),
    S.MATCHED: ("Agree the support with {topic}", "Read and agree"),
    S.TO_APPROVE: ("Approve the support with {topic}", "Read and approve"),
    S.AGREED: ("Commission the support with {topic}", "Commission it"),
    S.UNDER_WAY: ("Say whether the support with {topic} is complete", "Record days"),
    S.DELIVERED: ("Evaluate the support with {topic}", "Evaluate it"),
    S.EVALUATED: ("Close the support with {topic}", "Close it"),
}


def _asks(who: UserRoles) -> QuerySet[Support] | None:
    """What waits for the school's head, for its partner (its Principal Officer where the partner has a part in it), and
    for those who approve and did not agree; for nobody what they cannot do."""
    waits = Q()
    if who.holds(*LEADS):
        theirs = Q(status=S.MATCHED, head_agreed_by=None) | Q(status=S.DELIVERED) & ~_evaluated("school")
        waits |= in_post(who.user, who.on, LEADS) & theirs
    if who.may(Permission.SUPPORT_BROKER):
        to_agree = Q(status=S.MATCHED, officer_agreed_by=None)
        to_evaluate = Q(status=S.DELIVERED) & ~_evaluated("service")
        ours = Q(status__in=(S.ASKED, S.AGREED, S.EVALUATED)) | Q(status=S.UNDER_WAY, ends_on__lt=who.on)
        waits |= assigned(who.user, who.on, role=AssignmentRole.SIP) & (ours | to_agree | to_evaluate)
        instead = to_agree & lacks_partner(who.on) | to_evaluate & lacks_partner(who.on, to_evaluate=True)
        waits |= assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER) & instead
    if who.may(Permission.SUPPORT_APPROVE):
        waits |= Q(status=S.TO_APPROVE) & ~Q(officer_agreed_by=who.user)
    cannot = Q(status__in=(S.MATCHED, S.TO_APPROVE)) & barred(who.user, who.on)
    cannot |= Q(status=S.DELIVERED) & gives(who.user, who.on)
    return Support.objects.filter(waits).exclude(cannot) if waits else None


def _evaluated(side: str) -> Q:
    return Q(Exists(Evaluation.objects.filter(support=OuterRef("pk"), side=side)))


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    title, act = _WORDS[S(facts["status"])]
    criterion = read_version(facts["version"]).criterion(facts["topic"])
    return WorkItem(
        title=title.format(topic=criterion.name if criterion else facts["topic"]),
        about=facts["school"],
        href=Support(pk=key).get_absolute_url(),
        act=act,
        since=date.fromisoformat(facts["delivered_on"] or facts["asked_on"]),
    )


FACTS = {
    "school": "school__name",
    "status": "status",
    "topic": "topic",
    "version": "framework_version__sha256",
    "delivered_on": "delivered_on",
    "asked_on": "asked_on",
}
FINDER = Finder("support", _asks, item=_item, facts=FACTS)
