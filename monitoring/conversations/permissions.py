"""Who writes and reads a conversation (docs/adr/0137)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import AssignmentRole, School
from schools.queries import assigned, holders, holds_lead, in_post, works_with
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from .models import Reader, Side
from .things import THINGS


@dataclass(frozen=True)
class Voice:
    """The side for which a person writes, and the slug of the role in which they do."""

    side: Side
    role: str

    @property
    def title(self) -> str:
        return titles()[self.role]


def voice_of(user: User, school: School, on: date, officers: Iterable[User] = ()) -> Voice | None:
    """Return how a person writes in a conversation of a school, or None: those who lead it, its officers and who covers
    for them, Principal Officers, and the officers who handle what it is about. Nobody writes for both sides."""
    if not user.is_active:
        return None
    if post := holds_lead(user, school, on):
        return Voice(Side.SCHOOL, post.role)
    for role in (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER):
        if works_with(user, school, role, on):
            return Voice(Side.SERVICE, role.value)
    who = roles_of(user, on)
    if not who.may(Permission.VISIT_RECORD):
        return None
    if who.holds(*GOVERNANCE) and holders(school, on, GOVERNANCE).filter(user=user).exists():
        return None
    if joins_all(who):
        return Voice(Side.SERVICE, "principal_officer")
    return Voice(Side.SERVICE, "sip") if user in officers else None


def joins_all(who: UserRoles) -> bool:
    """Return whether a person may join any conversation, as a Principal Officer does."""
    return who.may(Permission.VISIT_RECORD) and who.may(Permission.VISITS_READ_ALL)


def check_write(user: User, school: School, on: date, officers: Iterable[User] = ()) -> Voice:
    """Raises Denied("not_yours")."""
    if voice := voice_of(user, school, on, officers):
        return voice
    named = titles()
    raise Denied(
        "not_yours",
        f"Only the school’s {named['headteacher']}, its {named['sip']} or a {named['principal_officer']} can write "
        "here.",
    )


def may_read(who: UserRoles, school: School, officers: Iterable[User] = ()) -> bool:
    """Return whether a person reads the conversations of a school: whoever writes in them, and oversight. The governing
    body does not."""
    return who.may(Permission.VISITS_READ_ALL) or voice_of(who.user, school, who.on, officers) is not None


def concerns(who: UserRoles) -> Q:
    """Return the condition on conversations whose entries are work of a person: of the school they lead or are the
    partner of, those that a Principal Officer was told of or joined, and those about what they handle. It asks the
    database nothing."""
    found = Q(pk__in=())
    if who.holds(*LEADS):
        found |= in_post(who.user, who.on, LEADS)
    if not who.may(Permission.VISIT_RECORD):
        return found
    found |= assigned(who.user, who.on, role=AssignmentRole.SIP)
    if joins_all(who):
        # Joined in one condition with the others, each would be found once for each of its readers.
        return found | Q(pk__in=Reader.objects.filter(user=who.user).values("conversation"))
    for thing in THINGS:
        if thing.handled is not None:
            found |= Q(thing=thing.slug, key__in=thing.handled(who))
    return found
