"""Permissions of cases: who may read one, change it, open one and assign it?

Preparing is the work of the school's officers and of Principal Officers; signing that of the role the
framework names, or of whoever it is delegated to, and never of somebody who wrote in the letter.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Post, School
from schools.queries import assigned, reads_casework
from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, ROLES, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.memo import remembered
from sil.workflow import Denied

from ..models import Case

READS = (Permission.CONCERNS_READ_ALL, Permission.CONCERN_RECORD, Permission.CONCERN_SIGN)
# With one of these a person opens a case, also an administrator who may read it for some days.
OPENS = (*READS, Permission.CASEWORK_BY_GRANT)
# The roles whose holders look after cases, and those whose holders can read one at all.
RECORDERS = tuple(slug for slug, role in ROLES.items() if Permission.CONCERN_RECORD in role.permissions)
READERS = tuple(slug for slug, role in ROLES.items() if not role.permissions.isdisjoint(READS))
SIGNERS = tuple(slug for slug, role in ROLES.items() if Permission.CONCERN_SIGN in role.permissions)
# Days are all that is kept: two of them are more than 24 hours.
SETTLED = timedelta(days=2)
# Whoever holds one of these reads the cases of every school.
READ_ALL = sorted(slug for slug, role in ROLES.items() if Permission.CONCERNS_READ_ALL in role.permissions)


def has_active_owner(on: date) -> Q:
    """Return a condition on cases: those whose owner can handle cases on a day."""
    grants = RoleGrant.objects.filter(in_force(on), user=OuterRef("owner"), role__in=RECORDERS)
    return Q(Exists(grants.filter(account_open())))


def readable_cases(who: UserRoles) -> Q:
    """Return a condition on cases: those that a person may read. A restricted one is read by its owner and by those who
    are named on it, whatever their role, and by directors where its owner can no longer handle it, so that they can
    assign it, once they have been directors for a day. Nobody reads a case about a school where they hold a post."""
    named = Exists(Case.named.through.objects.filter(case=OuterRef("pk"), user=who.user))
    mine = Q(owner=who.user) | Q(named)
    if who.may(Permission.CONCERNS_READ_ALL):
        mine |= Q(restricted=False)
    elif who.may(Permission.CONCERN_RECORD, Permission.CASEWORK_BY_GRANT):
        mine |= Q(restricted=False) & assigned(who.user, who.on)
    if who.may(Permission.CONCERN_SIGN):
        mine |= Q(_is_settled(who), ended_on__isnull=True) & ~has_active_owner(who.on)
    if not who.may(*OPENS):
        return Q(pk__in=[])
    posts = Post.objects.filter(in_force(who.on), user=who.user, role__in=[*LEADS, *GOVERNANCE])
    return mine & ~Q(school__in=posts.values("school"))


def _is_settled(who: UserRoles) -> Exists:
    """Whether a director has held the role for a whole day: whoever became one just now does not read what somebody
    restricted whose role has just ended."""
    before = who.on - SETTLED
    held = RoleGrant.objects.filter(in_force(who.on), user=who.user, role__in=SIGNERS, starts_on__lte=before)
    return Exists(held.filter(Q(given_on__isnull=True) | Q(given_on__lte=before)))


@remembered
def may_read(case: Case, who: UserRoles) -> bool:
    return Case.objects.filter(readable_cases(who), pk=case.pk).exists()


def may_open(school: School, who: UserRoles) -> bool:
    """Whether a person may open a case about a school: its own officers and Principal Officers."""
    return who.may(Permission.CONCERN_RECORD) and reads_casework(school, who)


def may_change(case: Case, who: UserRoles) -> bool:
    """Whether a person may change a case and prepare its letters: who can read it and records concerns."""
    return who.may(Permission.CONCERN_RECORD) and may_read(case, who)


@remembered
def may_assign(case: Case, who: UserRoles) -> bool:
    """Whether a person may assign a case. One query."""
    found = Case.objects.filter(readable_cases(who), pk=case.pk)
    owned = found.annotate(has_owner=has_active_owner(who.on)).values_list("has_owner", flat=True).first()
    return owned is not None and assigns(who, has_owner=owned)


def assigns(who: UserRoles, *, has_owner: bool) -> bool:
    """Whether a person assigns a case that they may read: who records concerns, and a director where its owner can no
    longer handle it."""
    return who.may(Permission.CONCERN_RECORD) or (who.may(Permission.CONCERN_SIGN) and not has_owner)


def check_read(case: Case, *, by: User, on: date) -> None:
    if not may_read(case, roles_of(by, on)):
        raise Denied("not_a_reader", "Only people who can read this case can do this.")


def check_open(school: School, *, by: User, on: date) -> None:
    if not may_open(school, roles_of(by, on)):
        raise Denied("not_an_officer", "Only the school's officers and Principal Officers can open a case about it.")


def check_change(case: Case, *, by: User, on: date) -> None:
    if not may_change(case, roles_of(by, on)):
        raise Denied("not_an_officer", "Only the officers who handle this case can do this.")


def check_assign(case: Case, *, by: User, on: date) -> None:
    if not may_assign(case, roles_of(by, on)):
        raise Denied("not_an_officer", "Only the officers who handle this case can assign it to somebody.")


def holders_of(roles: tuple[str, ...], school: School, on: date) -> QuerySet[User]:
    """Return who holds one of some roles on a day and no post at a school, by name."""
    posts = Post.objects.filter(in_force(on), school=school, user=OuterRef("pk"))
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=roles, is_active=True)
    return found.filter(~Exists(posts)).distinct().order_by("name", "pk")


def owners(school: School, on: date) -> QuerySet[User]:
    """Return who can be the owner of a case about a school."""
    return holders_of(RECORDERS, school, on)


def nameable(case: Case, on: date) -> QuerySet[User]:
    """Return who can be named on a case: not its owner, nor those who are named already."""
    return holders_of(READERS, case.school, on).exclude(pk=case.owner_id).exclude(pk__in=case.named.values("pk"))


def check_owner(school: School, owner: User, on: date) -> None:
    """Raises Denied("not_an_owner") for somebody who cannot handle a case about a school."""
    if not owners(school, on).filter(pk=owner.pk).exists():
        raise Denied(
            "not_an_owner",
            f"{owner.name} cannot be the case owner: the owner must have a role that records concerns, and hold no "
            "post at the school.",
        )


def title_of_officer(case: Case, *, by: User, on: date) -> str:
    """Return the title of the role in which an officer acts on a case."""
    held = "principal_officer" if roles_of(by, on).holds("principal_officer") else "sip"
    return case.framework.title(held)
