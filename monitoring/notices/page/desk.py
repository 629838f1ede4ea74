"""The part of a director's home page about notices: those in force with their days, and who signs for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.working_days import two_month_window
from sil.made_once.questions import made_once
from sil.memo import remembered
from sil.web.work import Finder, WorkItem

from ..case.permissions import readable_cases
from ..delegations.queries import delegations
from ..ends.forbidden import NoticeOfState, is_forbidden, with_notice_of_state, work_of_forbidden
from ..letters.powers import ELIGIBLE
from ..models import Case, CaseLetter, Delegation
from ..models.power_reviews import last_end
from ..models.resting import resting_since
from ..plans.queries import OWED
from ..powers.queries import ReviewOfPower, review_of
from ..powers.work import overdue_reviews
from ..statements.queries import oldest_unanswered
from ..statements.work import to_answer
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, LetterState
from ..withdrawals.work import waiting as powers_waiting

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class GivenWith(NoticeOfState):
        """The oldest representations about the notices of its case without an answer (`oldest_unanswered`)."""

        unanswered: dict[str, Any] | None
        case_is_directive: bool
        case_rests_since: date | None
        case_power_ended: date | None
        # Where it uses a power that is reviewed (`powers.queries.review_of`).
        review: ReviewOfPower | None

    GivenLetter = WithAnnotations[CaseLetter, GivenWith]
else:
    GivenLetter = CaseLetter


@dataclass(frozen=True)
class InForce:
    """A notice in force, with the case it belongs to."""

    case: Case
    notice: GivenLetter

    @property
    def plan_due(self) -> date | None:
        """Until when the governing body owes its action plan; None where it owes none."""
        plan = getattr(self.notice, "action_plan", None)
        return self.notice.plan_ends_on if plan is not None and plan.status in OWED else None

    @property
    def window_ends(self) -> date | None:
        """The last day on which powers with a window can be used (section 64(2)); None before it is eligible."""
        ends = self.notice.period_ends_on
        return two_month_window(ends)[1] if ends and self.case.status in ELIGIBLE else None

    @property
    def next_day(self) -> date:
        """The day by which it is sorted: the first of its days that is named."""
        return min(filter(None, (self.plan_due, self.notice.period_ends_on, self.window_ends)), default=date.max)


@dataclass(frozen=True)
class Desk:
    """What a director sees; `delegations` are those that hold or will hold."""

    notices: list[InForce]
    delegations: Sequence[Delegation]


def desk(who: UserRoles) -> Desk | None:
    """Return the notices in force that a person may read about and the delegations that concern them; None for who
    signs no letters. Two queries."""
    if not who.may(Permission.CONCERN_SIGN):
        return None
    found = [each for each in delegations(who) if each.ends_on >= max(who.on, each.starts_on)]
    return Desk(notices=in_force(who), delegations=found)


def in_force(who: UserRoles) -> list[InForce]:
    """Return the notices in force of the cases that a person may read, the one with the earliest day first. Of a case
    with a formal notice that is the one. No query where `given_letters` was asked before."""
    latest: dict[int, InForce] = {}
    for notice in given_letters(who):
        case = notice.case
        stands = case.status in FORMAL_IN_FORCE if notice.kind_of.statutory else case.status in PREFORMAL_IN_FORCE
        if notice.kind_of.notice and notice.status == LetterState.GIVEN and stands:
            latest[case.pk] = InForce(case, notice)
    return sorted(latest.values(), key=lambda each: (each.next_day, each.case.pk))


@remembered
def given_letters(who: UserRoles) -> list[GivenLetter]:
    """Return the letters that were given, and are withdrawn or stand, of the open cases that a person may read, with
    what a director has to decide of them (`GivenLetter`). One query for the work of a director and for their page."""
    letters = list(_rows(who))
    for each in letters:
        # What `related` would have read with the case.
        vars(each.case).update(
            is_directive=each.case_is_directive,
            rests_since=each.case_rests_since,
            last_power_ended=each.case_power_ended,
        )
    return letters


@made_once
def _rows(who: UserRoles) -> QuerySet[Any]:
    given = _given(who).select_related("case__school", "case__framework_version", "action_plan")
    directive = CaseLetter.objects.filter(case=OuterRef("case"), kind="directive_notice", status=LetterState.GIVEN)
    of_case = Case.objects.filter(pk=OuterRef("case"))
    rests = of_case.annotate(day=resting_since()).values("day")
    ended = of_case.annotate(day=last_end()).values("day")
    found = with_notice_of_state(given.defer("action_plan__draft")).annotate(
        case_is_directive=Exists(directive),
        case_rests_since=Subquery(rests[:1]),
        case_power_ended=Subquery(ended[:1]),
        review=review_of(OuterRef("pk"), who.on),
        unanswered=oldest_unanswered(OuterRef("case")),
    )
    return found.order_by("given_on", "pk")


def _given(who: UserRoles) -> QuerySet[CaseLetter]:
    cases = Case.objects.filter(readable_cases(who), ended_on__isnull=True)
    return CaseLetter.objects.filter(case__in=cases.values("pk"), status__in=[LetterState.GIVEN, LetterState.WITHDRAWN])


def _asks(who: UserRoles) -> QuerySet[CaseLetter] | None:
    return _given(who) if who.may(Permission.CONCERN_SIGN) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield what directors have to decide: a notice that section 60(4A) did not allow, representations that wait for an
    answer and reviews of powers that are due (the owners of cases have theirs with the work of their cases), and a
    power that rests on a withdrawn notice. One query, and two more where a power was used and a letter of its case
    withdrawn."""
    letters = given_letters(who)
    yield from work_of_forbidden([each for each in letters if is_forbidden(each)], who)
    for each in in_force(who):
        if each.case.status in FORMAL_IN_FORCE and each.case.owner_id != who.user.pk:
            said = each.notice.unanswered
            yield from [to_answer(each.case.school.name, said)] if said else []
    for letter in letters:
        yield from _review_of(letter, who)
    withdrawn = {each.case_id for each in letters if each.status == LetterState.WITHDRAWN}
    if any(each.kind_of.power and each.case_id in withdrawn for each in letters):
        yield from powers_waiting(who)


def _review_of(letter: GivenLetter, who: UserRoles) -> Iterator[WorkItem]:
    """The review of the power that a letter uses, where it is due; the owner of the case has it with their own work."""
    said, case = letter.review, letter.case
    if said and case.owner_id != who.user.pk:
        yield from overdue_reviews(case.school.name, said, who.on, case.get_absolute_url())


FINDER = Finder("notices to directors", _asks, _items)
