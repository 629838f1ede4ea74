"""Permissions of an allocation, by what a person is to the school on the day of the act."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from schools.models import Assignment, AssignmentRole, Post
from schools.queries import assigned, can_act, holds_lead, officer, works_with
from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.memo import remembered
from sil.workflow import Denied

from ..models import Allocation, Conflict, Moderation, Position, Settlement
from ..states import AWAITING_DIRECTOR, AWAITING_MODERATOR, AWAITING_OFFICER, Party
from .policies import party_that_decides

# What names a row in a condition: a value, or a column of the query around it.
Reference = Value | OuterRef
# The roles that decide for a party; a later one only where nobody of an earlier one can.
DECIDE_AS: dict[Party, tuple[str, ...]] = {
    Party.OFFICER: ("principal_officer",),
    Party.DIRECTOR: ("director_of_education", "director_of_childrens_services"),
}


def check_propose(allocation: Allocation, *, by: User, on: date) -> None:
    """Raises Denied("not_the_sip") unless this is the school's own School Improvement Partner or whoever covers for
    them."""
    may_at_all = roles_of(by, on).may(Permission.ALLOCATION_PROPOSE)
    if not may_at_all or not works_with(by, allocation.school, AssignmentRole.SIP, on):
        title, sip = allocation.framework.title("sip"), officer(allocation.school, AssignmentRole.SIP, on)
        who = f"{sip.name} is" if sip else "Nobody is at present"
        raise Denied("not_the_sip", f"Only the school's {title} can propose. {who} this school's.")


def check_answer(allocation: Allocation, *, by: User, on: date) -> Post:
    """Return the post by which a person answers for the school: they lead it on the day.

    Raises Denied("not_the_head"), and Denied("own_proposal") for whoever proposed or decided, whatever posts they hold.
    """
    post = holds_lead(by, allocation.school, on)
    if post is None or not by.is_active:
        raise Denied("not_the_head", "Only the school's headteacher can answer for it.")
    if any(position.taken_by_id == by.pk for position in allocation.positions.all() if position.party != Party.SCHOOL):
        raise Denied("own_proposal", "You took part in this for the authority, so somebody else has to answer.")
    return post


def check_decide(allocation: Allocation, party: Party, *, by: User, on: date) -> str:
    """Return the role by which a person decides.

    Raises Denied("not_a_decider"), Denied("barred") for whoever took part before, holds a post at the school or
    declared a conflict of interest, and Denied("not_your_turn") while somebody of an earlier role can decide.
    """
    roles = DECIDE_AS[party]
    held = [role for role in roles if roles_of(by, on).holds(role)]
    if not held:
        raise Denied("not_a_decider", f"Only the {allocation.framework.title(roles[0])} can decide this.")
    if by in deciders(allocation, party, on):
        return held[0]
    if User.objects.filter(_barred_from(allocation, party, on), pk=by.pk).exists():
        raise Denied(
            "barred",
            "You have already taken part, hold a post at the school or have declared a conflict of interest, "
            "so somebody else has to decide.",
        )
    raise Denied("not_your_turn", f"The {allocation.framework.title(roles[0])} needs to decide this.")


@remembered
def deciders(allocation: Allocation, party: Party, on: date) -> Sequence[User]:
    """Return who may decide for a party: everybody with its first role who is not barred; where there is nobody, those
    of the next role."""
    for role in DECIDE_AS[party]:
        if found := list(_holders(role, on).filter(~_barred_from(allocation, party, on))):
            return found
    return []


def deciders_of_many(waiting: Sequence[Allocation], party: Party, on: date) -> dict[int, set[int]]:
    """Return the keys of those who may decide for a party, as `deciders` does of one allocation, by the key of each. A
    handful of queries whatever their number."""
    places = {"allocation": {each.pk for each in waiting}, "school": {each.school_id for each in waiting}}
    barred: dict[tuple[str, int], set[int]] = defaultdict(set)
    for rows, place, person in _bars(party, on):
        there = rows.filter(**{f"{place}__in": places[place]}).order_by()
        for key, user in there.values_list(place, person):
            barred[place, key].add(user)
    found: dict[int, set[int]] = {each.pk: set() for each in waiting}
    for role in DECIDE_AS[party]:
        holders = set(_holders(role, on).values_list("pk", flat=True))
        for each in waiting:
            out = barred["allocation", each.pk] | barred["school", each.school_id]
            found[each.pk] = found[each.pk] or holders - out
    return found


def _holders(role: str, on: date) -> QuerySet[User]:
    return User.objects.filter(in_force(on, prefix="grants__"), grants__role=role, is_active=True).distinct()


def to_decide(who: UserRoles, party: Party) -> Q:
    """Return the condition on allocations that wait for this person's decision: of their own schools, of schools
    without an officer who may decide, and where nobody of an earlier role may."""
    return reduce(or_, ways_to_decide(who, party))


def ways_to_decide(who: UserRoles, party: Party) -> list[Q]:
    """Return the conditions of which one holds where an allocation waits for this person's decision. The first has an
    index; joined by OR, all that wait anywhere would be asked about this person."""
    roles = DECIDE_AS[party]
    held = next((role for role in roles if who.holds(role)), None)
    if held is None:
        return [Q(pk__in=[])]
    mine = Q(~barred(party, OuterRef("pk"), OuterRef("school"), Value(who.user.pk), who.on))
    able = RoleGrant.objects.filter(in_force(who.on), account_open()).filter(
        ~barred(party, OuterRef(OuterRef("pk")), OuterRef(OuterRef("school")), OuterRef("user"), who.on)
    )
    for earlier in roles[: roles.index(held)]:
        mine &= ~Q(Exists(able.filter(role=earlier)))
    if party != Party.OFFICER:
        return [mine]
    own = Assignment.objects.filter(can_act(who.on), school=OuterRef("school"), role=held)
    theirs = own.filter(~barred(party, OuterRef(OuterRef("pk")), OuterRef("school"), OuterRef("user"), who.on))
    # Asked in this order of each: most have an officer, which is the cheapest to tell.
    nobodys = Case(When(Exists(theirs), then=False), When(mine, then=True), default=False, output_field=BooleanField())
    return [assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER) & mine, Q(nobodys)]


def nobody_decides(on: date) -> Q:
    """Return the condition on allocations in dispute: nobody holds one of the roles who is not barred."""
    found = Q(pk__in=[])
    for party, states in ((Party.OFFICER, AWAITING_OFFICER), (Party.DIRECTOR, AWAITING_DIRECTOR)):
        held = RoleGrant.objects.filter(in_force(on), account_open(), role__in=DECIDE_AS[party])
        able = held.filter(~barred(party, OuterRef(OuterRef("pk")), OuterRef(OuterRef("school")), OuterRef("user"), on))
        # Only where one of them, whoever it is, is barred can all be: the few are found by an index.
        one = Subquery(held.order_by("user").values("user")[:1])
        found |= Q(~Exists(held) | _bars_one(party, one, on), ~Exists(able), status__in=states)
    return found


def _bars_one(party: Party, person: Subquery, on: date) -> Q:
    """Return the condition that a person must not decide, found from what bars them."""
    columns = {"allocation": "pk", "school": "school"}
    found = Q()
    for rows, place, user in _bars(party, on):
        found |= Q(**{f"{columns[place]}__in": rows.filter(**{user: person}).order_by().values(place)})
    return found


def barred(party: Party, allocation: Reference, school: Reference, user: Reference, on: date) -> Q:
    """Return the condition that a person must not decide, as `_bars` says."""
    return _hit(_bars(party, on), {"allocation": allocation, "school": school}, user)


def _hit(bars: Sequence[tuple[QuerySet[Any], str, str]], places: Mapping[str, Reference], user: Reference) -> Q:
    """Return the condition that one of some bars is a person's."""
    first, *others = (
        found.filter(**{place: places[place], person: user}).order_by().values("pk") for found, place, person in bars
    )
    # All in one: the database would make a table of each kind for each row.
    return Q(Exists(first.union(*others, all=True)))


def _bars(party: Party, on: date) -> list[tuple[QuerySet[Any], str, str]]:
    """What bars a person from deciding: they checked the proposal, took part for the authority before, settled the
    allocation, declared a conflict or are in post at the school. Rows, with the columns of the place ("allocation" or
    "school") and of the person."""
    took_part = [Party.SIP] if party == Party.OFFICER else [Party.SIP, Party.OFFICER]
    return [
        (Moderation.objects.all(), "allocation", "by"),
        (Position.objects.filter(party__in=took_part), "allocation", "taken_by"),
        (Settlement.objects.all(), "allocation", "made_by"),
        (Conflict.objects.all(), "allocation", "person"),
        (Post.objects.filter(in_force(on)), "school", "user"),
    ]


def _barred_from(allocation: Allocation, party: Party, on: date) -> Q:
    return barred(party, Value(allocation.pk), Value(allocation.school_id), OuterRef("pk"), on)


def check_moderate(allocation: Allocation, *, by: User, on: date) -> None:
    """Raises Denied("not_a_moderator") unless a person may check proposals before schools read them, and
    Denied("barred") for the partner who made this one, for whoever holds a post at the school, and for whoever declared
    a conflict of interest."""
    title = allocation.framework.title("principal_officer")
    if not roles_of(by, on).may(Permission.ALLOCATION_DECIDE):
        raise Denied("not_a_moderator", f"Only a {title} can check a proposal.")
    if User.objects.filter(_may_not_moderate(allocation, on), pk=by.pk).exists():
        raise Denied(
            "barred",
            "You made this proposal, hold a post at the school or have declared a conflict of interest, "
            "so somebody else has to check it.",
        )


def moderators(allocation: Allocation, on: date) -> list[User]:
    """Return who may check a proposal of an allocation."""
    return list(_holders("principal_officer", on).filter(~_may_not_moderate(allocation, on)))


def _may_not_moderate(allocation: Allocation, on: date) -> Q:
    at = {"allocation": Value(allocation.pk), "school": Value(allocation.school_id)}
    return _hit(_bars_to_moderate(on), at, OuterRef("pk"))


def to_moderate(who: UserRoles) -> Q:
    """Return the condition on allocations whose proposal this person may check."""
    if not who.may(Permission.ALLOCATION_DECIDE):
        return Q(pk__in=[])
    at = {"allocation": OuterRef("pk"), "school": OuterRef("school")}
    return Q(~_hit(_bars_to_moderate(who.on), at, Value(who.user.pk)))


def nobody_moderates(on: date) -> Q:
    """Return the condition on allocations whose proposal waits to be checked: nobody holds the role who may."""
    able = RoleGrant.objects.filter(in_force(on), account_open(), role="principal_officer")
    places: dict[str, Reference] = {"allocation": OuterRef(OuterRef("pk")), "school": OuterRef(OuterRef("school"))}
    free = able.filter(~_hit(_bars_to_moderate(on), places, OuterRef("user")))
    return Q(~Exists(free), status__in=AWAITING_MODERATOR)


def _bars_to_moderate(on: date) -> list[tuple[QuerySet[Any], str, str]]:
    return [
        (Position.objects.filter(party=Party.UNCHECKED), "allocation", "taken_by"),
        (Conflict.objects.all(), "allocation", "person"),
        (Post.objects.filter(in_force(on)), "school", "user"),
    ]


def party_of(allocation: Allocation, *, by: User, on: date) -> Party:
    """Return the party for which a person adds evidence and drafts now. Raises Denied("not_a_party")."""
    if works_with(by, allocation.school, AssignmentRole.SIP, on):
        return Party.SIP
    if holds_lead(by, allocation.school, on):
        return Party.SCHOOL
    party = party_that_decides(allocation)
    if party and by in deciders(allocation, party, on):
        return party
    raise Denied("not_a_party", "You are not part of this allocation.")
