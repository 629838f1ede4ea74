"""Permissions of financial support: who asks, withdraws, decides and records payments."""

from datetime import date

from schools.models import Post
from schools.queries import holds_lead, posts_at_schools
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import SupportRequest, Team
from ..team.permissions import may_keep, of_finance

DECIDES = (Permission.ALLOCATION_DECIDE, Permission.ALLOCATION_DETERMINE)


def check_ask(team: Team, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person keeps the team or leads the school."""
    if not (may_keep(team, by=by, on=on) or (by.is_active and holds_lead(by, team.school, on))):
        raise Denied("not_yours", "Only the school’s partner, a Principal Officer or its headteacher can ask for this.")


def check_decide(request: SupportRequest, *, by: User, on: date) -> None:
    """Raises Denied("not_yours", "asked", "in_post") unless a person is a Principal Officer or director who did not ask
    for it and holds no post at the school."""
    if not roles_of(by, on).may(*DECIDES):
        raise Denied("not_yours", "Only a Principal Officer or a director can decide on financial support.")
    if request.asked_by_id == by.pk:
        raise Denied("asked", "You asked for this support, so somebody else has to decide on it.")
    _check_no_post(request, by=by, on=on)


def check_withdraw(request: SupportRequest, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person is of the side that asked: the headteacher where who asked led the
    school on that day, else those who keep the team."""
    team = request.team
    led = Post.objects.filter(in_force(request.asked_on), school=request.school_id, role__in=LEADS)
    if led.filter(user=request.asked_by_id).exists():
        if not (by.is_active and holds_lead(by, team.school, on)):
            raise Denied("not_yours", "The school asked for this support, so only its headteacher can withdraw it.")
    elif not may_keep(team, by=by, on=on):
        raise Denied("not_yours", "An officer asked for this support, so only the school’s officers can withdraw it.")


def check_pay(request: SupportRequest, *, by: User, on: date) -> None:
    """Raises Denied("not_yours", "in_post") unless a person keeps the team or is a member of it for finance, and holds
    no post at the school."""
    who = roles_of(by, on)
    is_finance = Team.objects.filter(of_finance(who), pk=request.team_id).exists()
    if not (is_finance or may_keep(request.team, by=by, on=on)):
        raise Denied("not_yours", "Only officers of the school, or members of the team for finance, can do this.")
    _check_no_post(request, by=by, on=on)


def _check_no_post(request: SupportRequest, *, by: User, on: date) -> None:
    """Nobody handles the money of the school at which they hold a post, whatever post it is, nor of the school that it
    took the place of."""
    schools = (request.school_id, request.team.school_id)
    if post := posts_at_schools(by, on).filter(school__in=schools).select_related("school").first():
        raise Denied("in_post", f"You hold a post at {post.school.name}, so somebody else has to do this.")


may_ask = can(check_ask)
may_decide = can(check_decide)
may_pay = can(check_pay)
may_withdraw = can(check_withdraw)
