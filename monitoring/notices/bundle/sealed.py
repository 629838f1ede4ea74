"""The bundles that are sealed because they were made with one reader's eyes, and who has them."""

from dataclasses import dataclass

from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event

from ..case.permissions import readable_cases
from ..models import Bundle, Case


@dataclass(frozen=True)
class SealedBundles:
    """The sealed bundles of a case, and the events of their downloads, the earliest first."""

    case: Case
    bundles: list[Bundle]
    taken: list[Event]


def sealed_and_taken(who: UserRoles) -> list[SealedBundles]:
    """Return the sealed bundles of the cases that a person may read. Three queries."""
    mine = Case.objects.filter(readable_cases(who)).values("pk")
    sealed = Bundle.objects.filter(sealed=True, case__in=mine).select_related("case__school", "asked_by")
    found: dict[int, SealedBundles] = {}
    for bundle in sealed.order_by("case__school__name", "case", "asked_at"):
        found.setdefault(bundle.case_id, SealedBundles(bundle.case, [], [])).bundles.append(bundle)
    by_scope = {each.case.scope: each for each in found.values()}
    keys = {bundle.pk for each in found.values() for bundle in each.bundles}
    for event in Event.objects.filter(kind="case.bundle_taken", scope__in=by_scope).order_by("at", "pk"):
        # Before they were sealed an event said the case and not the bundle.
        if event.data.get("bundle") in {None, *keys}:
            by_scope[event.scope].taken.append(event)
    return list(found.values())
