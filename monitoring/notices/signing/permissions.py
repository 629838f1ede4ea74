"""Permissions of signing: who may sign a letter of a case, call it off and withdraw it?"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Post
from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.user_roles import UserRoles, roles_of
from sil.memo import remembered
from sil.workflow import Denied

from ..case.permissions import READ_ALL, may_change, may_read
from ..delegations.permissions import delegations_on
from ..delegations.queries import roles_taken
from ..models import CaseLetter


def signers(letter: CaseLetter, on: date) -> QuerySet[User]:
    """Return who may sign a letter on a day: a holder of the role that the framework names or somebody who stands in
    for one, who wrote nothing of it, holds no post at the school and may read the case."""
    role = letter.step.signed_by
    granted = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"))
    holds = Exists(granted.filter(role=role)) | Exists(delegations_on(on).filter(role=role, delegate=OuterRef("pk")))
    posts = Post.objects.filter(in_force(on), school=letter.case.school_id, user=OuterRef("pk"))
    found = User.objects.filter(holds, Exists(granted.filter(role__in=READ_ALL)), ~Exists(posts), is_active=True)
    if letter.case.restricted:
        found = found.filter(Q(pk=letter.case.owner_id) | Q(pk__in=letter.case.named.values("pk")))
    return found.exclude(pk__in=letter.writers.values("pk"))


def signs_as(who: UserRoles) -> frozenset[str]:
    """Return the roles in which a person signs on a day: their own and those they stand in for. One query, once for a
    page."""
    return who.roles | roles_taken(who)


@remembered
def may_sign(letter: CaseLetter, who: UserRoles) -> bool:
    return signers(letter, who.on).filter(pk=who.user.pk).exists()


def check_sign(letter: CaseLetter, *, by: User, on: date) -> str:
    """Return the words under the signature: the title of the role, and "For the …" where somebody stands in. Raises
    Denied("not_the_signatory", "own_letter")."""
    step, framework = letter.step, letter.case.framework
    title = framework.title(step.signed_by)
    who = roles_of(by, on)
    if not may_sign(letter, who):
        if letter.writers.filter(pk=by.pk).exists():
            raise Denied("own_letter", f"You helped to write this letter, so somebody else has to sign it as {title}.")
        raise Denied("not_the_signatory", f"Only the {title}, or the person signing in that role now, can do this.")
    return _signed_as(letter, who)


def _signed_as(letter: CaseLetter, who: UserRoles) -> str:
    title = letter.case.framework.title(letter.step.signed_by)
    return title if who.holds(letter.step.signed_by) else f"For the {title}"


def check_withdraw(letter: CaseLetter, *, by: User, on: date) -> str:
    """Return the words under the signature of whoever withdraws a letter: a holder of the role that signs such a
    letter, or somebody who stands in for one, even if they wrote in it.

    Raises Denied("not_the_signatory", "no_way_back").
    """
    if letter.kind_of.withdraws:
        raise Denied("no_way_back", "A letter of withdrawal is not withdrawn. Give the notice again if it was right.")
    step = letter.step
    who = roles_of(by, on)
    if step.signed_by not in signs_as(who) or not may_read(letter.case, who):
        title = letter.case.framework.title(step.signed_by)
        raise Denied(
            "not_the_signatory", f"Only the {title}, or somebody who is signing in that role at present, can do this."
        )
    return _signed_as(letter, who)


def check_call_off(letter: CaseLetter, *, by: User, on: date) -> None:
    """The officers who handle the case and the people who sign such letters may both stop one that is signed, unless it
    withdraws another: that is done.

    Raises Denied("not_the_signatory", "no_way_back").
    """
    if letter.kind_of.withdraws:
        raise Denied("no_way_back", "A letter of withdrawal cannot be called off: the withdrawal has been made.")
    if not may_change(letter.case, roles_of(by, on)):
        check_withdraw(letter, by=by, on=on)
