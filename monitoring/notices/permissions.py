"""Who may read a case, prepare its letters and sign them?

Preparing is the work of the school's officers and of Principal Officers; signing that of the role the
framework names, or of whoever it is delegated to, and never of somebody who wrote in the letter.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Post, School
from schools.queries import assigned, reads_casework
from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, ROLES, Permission
from sil.accounts.standing import Standing, standing_of
from sil.framework.intervention import Step
from sil.memo import remembered
from sil.workflow import Denied

from .models import Case, CaseLetter, Delegation

READS = (Permission.CONCERNS_READ_ALL, Permission.CONCERN_RECORD, Permission.CONCERN_SIGN)
# The roles whose holders look after cases, and those whose holders can read one at all.
RECORDERS = tuple(slug for slug, role in ROLES.items() if Permission.CONCERN_RECORD in role.permissions)
READERS = tuple(slug for slug, role in ROLES.items() if not role.permissions.isdisjoint(READS))
# Whoever holds one of these reads the cases of every school.
READ_ALL = sorted(slug for slug, role in ROLES.items() if Permission.CONCERNS_READ_ALL in role.permissions)


def owned(on: date) -> Q:
    """A condition on cases: those whose owner can look after them on a day."""
    grants = RoleGrant.objects.filter(in_force(on), user=OuterRef("owner"), role__in=RECORDERS)
    return Q(Exists(grants), owner__is_active=True)


def reach(who: Standing) -> Q:
    """A condition on cases: those that a person may read. A restricted one is read by its owner and by
    those who are named on it, whatever their role, and by directors where its owner is gone, so that they give it
    to somebody; nobody reads one about a school where they hold a post."""
    named = Exists(Case.named.through.objects.filter(case=OuterRef("pk"), user=who.user))
    mine = Q(owner=who.user) | Q(named)
    if who.may(Permission.CONCERNS_READ_ALL):
        mine |= Q(restricted=False)
    elif who.may(Permission.CONCERN_RECORD):
        mine |= Q(restricted=False) & assigned(who.user, who.on)
    if who.may(Permission.CONCERN_SIGN):
        mine |= Q(ended_on__isnull=True) & ~owned(who.on)
    if not who.may(*READS):
        return Q(pk__in=[])
    posts = Post.objects.filter(in_force(who.on), user=who.user, role__in=[*LEADS, *GOVERNANCE])
    return mine & ~Q(school__in=posts.values("school"))


@remembered
def may_read(case: Case, who: Standing) -> bool:
    return Case.objects.filter(reach(who), pk=case.pk).exists()


def may_open(school: School, who: Standing) -> bool:
    """Whether a person opens a case about a school: its own officers and Principal Officers."""
    return who.may(Permission.CONCERN_RECORD) and reads_casework(school, who)


def may_keep(case: Case, who: Standing) -> bool:
    """Whether a person changes a case and prepares its letters: whoever reads it and records concerns."""
    return who.may(Permission.CONCERN_RECORD) and may_read(case, who)


@remembered
def may_give(case: Case, who: Standing) -> bool:
    """Whether a person says who looks after a case: whoever keeps it, and a director where its owner is gone."""
    gone = Case.objects.filter(reach(who), ~owned(who.on), pk=case.pk)
    return may_keep(case, who) or (who.may(Permission.CONCERN_SIGN) and gone.exists())


def check_read(case: Case, *, by: User, on: date) -> None:
    if not may_read(case, standing_of(by, on)):
        raise Denied("not_a_reader", "Only people who can read this case can do this.")


def check_open(school: School, *, by: User, on: date) -> None:
    if not may_open(school, standing_of(by, on)):
        raise Denied("not_an_officer", "Only the school's officers and Principal Officers can open a case about it.")


def check_keep(case: Case, *, by: User, on: date) -> None:
    if not may_keep(case, standing_of(by, on)):
        raise Denied("not_an_officer", "Only the officers who handle this case can do this.")


def check_give(case: Case, *, by: User, on: date) -> None:
    if not may_give(case, standing_of(by, on)):
        raise Denied("not_an_officer", "Only the officers who handle this case can assign it to somebody.")


def holders_of(roles: tuple[str, ...], school: School, on: date) -> QuerySet[User]:
    """Who holds one of some roles on a day and no post at a school, by name."""
    posts = Post.objects.filter(in_force(on), school=school, user=OuterRef("pk"))
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=roles, is_active=True)
    return found.filter(~Exists(posts)).distinct().order_by("name", "pk")


def owners(school: School, on: date) -> QuerySet[User]:
    """Who may look after a case about a school."""
    return holders_of(RECORDERS, school, on)


def nameable(case: Case, on: date) -> QuerySet[User]:
    """Who may be named on a case, beside its owner and those who are named already."""
    return holders_of(READERS, case.school, on).exclude(pk=case.owner_id).exclude(pk__in=case.named.values("pk"))


def check_owner(school: School, owner: User, on: date) -> None:
    """Raises Denied("not_an_owner"): whoever looks after a case has to be able to work on it."""
    if not owners(school, on).filter(pk=owner.pk).exists():
        raise Denied(
            "not_an_owner",
            f"{owner.name} cannot be the case owner: the owner must have a role that records concerns, and hold no "
            "post at the school.",
        )


def step_of(letter: CaseLetter) -> Step:
    """Who signs a letter and to whom it goes, by the framework of its case."""
    rules = letter.case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    return rules.step(letter.kind)


def signers(letter: CaseLetter, on: date) -> QuerySet[User]:
    """Those who may sign a letter on a day: whoever holds the role that the framework names or stands in
    for them, wrote nothing of it, holds no post at the school and may read the case."""
    role = step_of(letter).signed_by
    granted = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"))
    holds = Exists(granted.filter(role=role)) | Exists(delegations_on(on).filter(role=role, delegate=OuterRef("pk")))
    posts = Post.objects.filter(in_force(on), school=letter.case.school_id, user=OuterRef("pk"))
    found = User.objects.filter(holds, Exists(granted.filter(role__in=READ_ALL)), ~Exists(posts), is_active=True)
    if letter.case.restricted:
        found = found.filter(Q(pk=letter.case.owner_id) | Q(pk__in=letter.case.named.values("pk")))
    return found.exclude(pk__in=letter.writers.values("pk"))


def delegations_on(on: date) -> QuerySet[Delegation]:
    """Who signs in whose place on a day. It ends with the role of whoever gave it."""
    still = RoleGrant.objects.filter(in_force(on), user=OuterRef("director"), role=OuterRef("role"))
    return Delegation.objects.filter(in_force(on), Exists(still))


def signs_as(who: Standing) -> frozenset[str]:
    """The roles in which a person signs on a day: their own and those they stand in for. One query."""
    return who.roles | frozenset(delegations_on(who.on).filter(delegate=who.user).values_list("role", flat=True))


@remembered
def may_sign(letter: CaseLetter, who: Standing) -> bool:
    return signers(letter, who.on).filter(pk=who.user.pk).exists()


def check_sign(letter: CaseLetter, *, by: User, on: date) -> str:
    """Raises Denied("not_the_signatory", "own_letter"). Gives the words under the signature: the title,
    and for whom where somebody stands in."""
    step, framework = step_of(letter), letter.case.framework
    title = framework.title(step.signed_by)
    if not may_sign(letter, standing_of(by, on)):
        if letter.writers.filter(pk=by.pk).exists():
            raise Denied("own_letter", f"You helped to write this letter, so somebody else has to sign it as {title}.")
        raise Denied("not_the_signatory", f"Only the {title}, or the person signing in that role now, can do this.")
    if standing_of(by, on).holds(step.signed_by):
        return title
    return f"For the {title}"


def check_withdraw(letter: CaseLetter, *, by: User, on: date) -> None:
    """Whoever holds the role that signs such a letter, or stands in for it, withdraws one; also who wrote in it.

    Raises Denied("not_the_signatory").
    """
    step = step_of(letter)
    who = standing_of(by, on)
    if step.signed_by not in signs_as(who) or not may_read(letter.case, who):
        title = letter.case.framework.title(step.signed_by)
        raise Denied("not_the_signatory", f"Only the {title}, or the person signing in that role now, can do this.")


def check_call_off(letter: CaseLetter, *, by: User, on: date) -> None:
    """The officers who work on the case, and whoever signs such letters: both can stop one that is signed."""
    if not may_keep(letter.case, standing_of(by, on)):
        check_withdraw(letter, by=by, on=on)


def may_delegate(who: Standing) -> bool:
    return who.may(Permission.CONCERN_SIGN)


def check_delegate(*, role: str, to: User, by: User, on: date, starts_on: date) -> None:
    """A director lets somebody sign in their own role who reads every case anyway.

    Raises Denied("not_a_director", "to_oneself", "no_reader").
    """
    if not standing_of(by, on).holds(role) or not may_delegate(standing_of(by, on)):
        raise Denied("not_a_director", "Only a director can let somebody sign in their role.")
    if to == by:
        raise Denied("to_oneself", "Choose somebody else.")
    if not standing_of(to, starts_on).may(Permission.CONCERNS_READ_ALL):
        raise Denied("no_reader", f"{to.name} has no role on that day that reads the cases of all schools.")


def speaks_for_governors(case: Case, user: User, on: date) -> Post | None:
    """The post by which a person answers for the governing body: its chair or clerk."""
    posts = Post.objects.filter(in_force(on), school=case.school_id, user=user, role__in=GOVERNANCE)
    return posts.order_by("role").first()
