"""The part of a director's home page about notices: those in force with their days, and who signs for whom."""

from dataclasses import dataclass
from datetime import date

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.working_days import two_month_window

from ..case.permissions import readable_cases
from ..delegations.queries import delegations
from ..kinds import NOTICES
from ..letters.powers import ELIGIBLE
from ..models import Case, CaseLetter, Delegation
from ..plans.queries import OWED
from ..states import DIRECTIVE_GIVEN, FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, CaseState, LetterState


@dataclass(frozen=True)
class InForce:
    """A notice in force, with the case it belongs to."""

    case: Case
    notice: CaseLetter

    @property
    def state_words(self) -> str:
        """The state of the case; a directive notice has its own name, which is known here without a query."""
        return DIRECTIVE_GIVEN if self._directive_given else str(self.case.get_status_display())

    @property
    def _directive_given(self) -> bool:
        return self.case.status == CaseState.PREFORMAL and self.notice.kind == "directive_notice"

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
    delegations: list[Delegation]


def desk(who: UserRoles) -> Desk | None:
    """Return the notices in force that a person may read about and the delegations that concern them; None for who
    signs no letters. Two queries."""
    if not who.may(Permission.CONCERN_SIGN):
        return None
    found = [each for each in delegations(who) if each.ends_on >= max(who.on, each.starts_on)]
    return Desk(notices=in_force(who), delegations=found)


def in_force(who: UserRoles) -> list[InForce]:
    """Return the notices in force of the cases that a person may read, the one with the earliest day first. Of a case
    with a formal notice that is the one. One query."""
    cases = Case.objects.filter(readable_cases(who), status__in=PREFORMAL_IN_FORCE | FORMAL_IN_FORCE)
    given = CaseLetter.objects.filter(case__in=cases.values("pk"), kind__in=NOTICES, status=LetterState.GIVEN)
    latest: dict[int, InForce] = {}
    for notice in given.select_related("case__school", "action_plan").order_by("given_on", "pk"):
        case = notice.case
        if notice.kind_of.statutory == (case.status in FORMAL_IN_FORCE):
            latest[case.pk] = InForce(case, notice)
    return sorted(latest.values(), key=lambda each: (each.next_day, each.case.pk))
