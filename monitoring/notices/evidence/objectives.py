"""Required actions of notices, as a source of the objectives of a partnership plan: never those of a restricted case,
since a plan is read by people who may not know of one."""

from collections.abc import Sequence

from monitoring.plans.models import PartnershipPlan
from monitoring.plans.sources import Source, Suggestion
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words

from ..models import RequiredAction
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, LetterState


def _required(plan: PartnershipPlan, who: UserRoles) -> Sequence[Suggestion]:
    """What the last notice of each case in force requires; both sides were given it. Two queries."""
    there = RequiredAction.objects.filter(
        letter__case__school__in=urns_with_predecessors(plan.school),
        letter__case__restricted=False,
        letter__case__status__in=PREFORMAL_IN_FORCE | FORMAL_IN_FORCE,
        letter__status=LetterState.GIVEN,
        letter__given_on__lte=who.on,
    )
    rows = list(there.select_related("letter__case__framework_version").order_by("-letter__given_on", "place"))
    last: dict[int, int] = {}
    for each in rows:
        last.setdefault(each.letter.case_id, each.letter_id)
    wanted = (each for each in rows if last[each.letter.case_id] == each.letter_id)
    return [Suggestion(key=str(each.pk), text=each.text, known=_known(each)) for each in wanted]


def _known(action: RequiredAction) -> str:
    given = action.letter.given_on
    day = f", given on {in_words(given)}" if given else ""
    return f"{action.letter.name}{day}, required action: {action.text}"


SOURCE = Source(slug="required-actions", order=30, title="What notices require", gives=_required)
