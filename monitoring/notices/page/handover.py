"""The concern cases of a partner whose schools are handed over.

Restricted ones are left out: whoever hands schools over may not read them. Their owner, who is told of the
handover, passes them on. None stays on the page of the handover, which is read longer and by others: the new owner is
told of each.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.lacking import lacks_post
from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders
from schools.models import School
from schools.queries import in_post
from sil.accounts.models import RoleGrant, User, account_open, held_within, in_force
from sil.accounts.roles import GOVERNANCE
from sil.accounts.user_roles import UserRoles, roles_of
from sil.clock import in_words
from sil.framework.queries import framework_on

from ..case.permissions import READ_ALL, READERS, RECORDERS, SIGNERS, check_owner, has_active_owner, readable_cases
from ..case.readers import hand_to
from ..delegations.actions import end_all
from ..delegations.permissions import delegations_on
from ..models import ActionPlan, Case, CaseLetter, Delegation
from ..plans.queries import plans, plans_owed, with_due
from ..signing.permissions import signs_as
from ..states import UNDER_WAY, LetterState


def _owned(handing: HandoverPlan) -> QuerySet[Case]:
    found = Case.objects.filter(
        owner=handing.giving, school__in=handing.schools, ended_on__isnull=True, restricted=False
    )
    return found.select_related("school").order_by("school__name", "pk")


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """Those that whoever hands over may read: an administrator reads none. One query."""
    shown = _owned(handing)
    if handing.by is not None:
        shown = shown.filter(readable_cases(roles_of(handing.by, handing.on)))
    return [(case.school, f"Case {case.reference}") for case in shown]


def _says(handing: HandoverPlan) -> str:
    if handing.has_come:
        return f"{handing.taking.name} is the case owner from today."
    return f"{handing.giving.name} stays the case owner until {handing.day} and then assigns each one to its new owner."


def _move(handing: HandoverPlan) -> None:
    if handing.has_come:
        for case in _owned(handing):
            hand_to(case, handing.taking, by=handing.by)


PART = Part(slug="cases", title="Concern cases", order=60, found=_found, says=_says, move=_move, is_kept=False)


def _open_cases(condition: Q) -> QuerySet[Case]:
    """Those that are not restricted: a restricted one is neither named nor counted, its owner or a director assigns
    it."""
    found = Case.objects.filter(condition, ended_on__isnull=True, restricted=False).select_related("school", "owner")
    return found.order_by("school__name", "pk")


def _cases_of(person: User, on: date) -> QuerySet[Case]:
    return _open_cases(Q(owner=person))


def _cases_of_nobody(on: date) -> QuerySet[Case]:
    return _open_cases(~has_active_owner(on))


def _take(rows: Sequence[Case], moving: Moving) -> None:
    for case in rows:
        check_owner(case.school, moving.taking, moving.on)
        hand_to(case, moving.taking, by=moving.by)


def _within(who: UserRoles) -> Q:
    return readable_cases(who)


def _letters_of(person: User, on: date) -> QuerySet[CaseLetter]:
    """Letters in progress that the person prepared and whose case another person owns."""
    return _letters(Q(prepared_by=person) & ~Q(case__owner=person), UNDER_WAY)


def _to_sign(person: User, on: date) -> QuerySet[CaseLetter]:
    roles = signs_as(roles_of(person, on))
    return _letters(_signed_by(roles, on), (LetterState.PRESENTED,))


def _nobody_signs(on: date) -> QuerySet[CaseLetter]:
    """Letters that wait for a role which nobody holds, and in which nobody stands in."""
    nobody = Q(pk__in=[])
    for role in SIGNERS:
        held = RoleGrant.objects.filter(in_force(on), account_open(), role=role)
        stands_in = delegations_on(on).filter(can_act("delegate", READ_ALL, on), role=role)
        nobody |= Q(_signed_by([role], on), ~Exists(held), ~Exists(stands_in))
    return _letters(nobody, (LetterState.PRESENTED,))


def _signed_by(roles: Collection[str], on: date) -> Q:
    framework = framework_on(on)
    rules = framework.intervention if framework else None
    return Q(kind__in=[kind for kind, step in rules.steps() if step.signed_by in roles] if rules else [])


def _letters(condition: Q, states: Collection[LetterState]) -> QuerySet[CaseLetter]:
    found = CaseLetter.objects.filter(condition, case__restricted=False, status__in=states)
    return found.select_related("case__school").order_by("pk")


def _letters_within(who: UserRoles) -> Q:
    return Q(case__in=Case.objects.filter(readable_cases(who)).values("pk"))


def _letter_item(row: CaseLetter) -> Item:
    return Item(row.case.school.name, row.name, reverse("case_letter", kwargs={"pk": row.pk}))


def _plans_of(person: User, on: date) -> QuerySet[ActionPlan]:
    return _plans(in_post(person, on, GOVERNANCE, school="notice__case__school"))


def _plans_of_nobody(on: date) -> QuerySet[ActionPlan]:
    lacking = School.objects.filter(lacks_post(GOVERNANCE, on), is_open=True)
    return _plans(Q(notice__case__school__in=lacking, notice__case__restricted=False))


def _plans(condition: Q) -> QuerySet[ActionPlan]:
    return plans_owed(with_due(plans().filter(condition))).order_by("pk")


def _delegations(condition: Q, on: date) -> QuerySet[Delegation]:
    found = Delegation.objects.filter(condition, held_within(on)).select_related("director", "delegate")
    return found.order_by("starts_on", "pk")


_OF_LETTERS = ("kind", "case__school__name", "case__framework_version__sha256")
LEAVING = (
    LeavingPart(
        slug="cases",
        title="Concern cases owned",
        order=100,
        roles=RECORDERS,
        waiting=_cases_of,
        item=lambda case: Item(case.school.name, f"Case {case.reference}", case.get_absolute_url()),
        columns=("reference", "school__name"),
        says="The person you choose owns them. Letters in progress and their notices go with them.",
        gone=_cases_of_nobody,
        fix="Assign the case to somebody on its page.",
        takers=lambda person, on: holders(RECORDERS, on).exclude(pk=person.pk),
        take=_take,
        is_casework=True,
        within=_within,
    ),
    LeavingPart(
        slug="letters",
        title="Letters of cases prepared",
        order=105,
        roles=RECORDERS,
        waiting=_letters_of,
        item=_letter_item,
        columns=_OF_LETTERS,
        says="They follow their cases: the case owner continues them.",
        school="case__school",
        is_casework=True,
        within=_letters_within,
    ),
    LeavingPart(
        slug="signatures",
        title="Letters of cases to sign",
        order=110,
        roles=SIGNERS,
        waiting=_to_sign,
        item=_letter_item,
        columns=_OF_LETTERS,
        says="The next person in the role signs them, or somebody who signs in their place.",
        gone=_nobody_signs,
        fix="Give somebody the role that signs it.",
        school="case__school",
        is_casework=True,
        within=_letters_within,
    ),
    LeavingPart(
        slug="plans",
        title="Action plans to send",
        order=115,
        roles=GOVERNANCE,
        waiting=_plans_of,
        item=lambda plan: Item(plan.notice.case.school.name, "Action plan", plan.get_absolute_url()),
        columns=("notice__case__school__name",),
        says="They follow the post: the next chair or clerk sends them.",
        gone=_plans_of_nobody,
        fix="Give somebody the post of chair or clerk.",
        school="notice__case__school",
        is_casework=True,
        within=lambda who: Q(notice__case__in=Case.objects.filter(readable_cases(who)).values("pk")),
    ),
    LeavingPart(
        slug="delegations",
        title="Signing in a director's place",
        order=120,
        roles=READERS,
        waiting=lambda person, on: _delegations(Q(director=person) | Q(delegate=person), on),
        item=lambda row: Item(f"{row.delegate.name} for {row.director.name}", f"until {in_words(row.ends_on)}"),
        columns=("ends_on", "delegate__name", "director__name"),
        says="They end with the role. The director can ask somebody else.",
        end=end_all,
        gone=lambda on: _delegations(~can_act("delegate", READ_ALL, on), on),
        fix="The director can end it and ask somebody else.",
        school="",
    ),
)
