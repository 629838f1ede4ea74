"""Facts on record and evidence of the parties, by criterion, as far as a person may read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sil.accounts.user_roles import UserRoles
from sil.framework.schema import Criterion, Framework
from sil.web.evidence import Fact
from sil.workflow import Denied, can

from ..allocation.permissions import check_moderate, party_of
from ..allocation.queries import readable
from ..models import Allocation, Evidence
from ..states import Party


@dataclass(frozen=True)
class CriterionEvidence:
    """The facts and the evidence about one criterion (None: about the school as a whole)."""

    criterion: Criterion | None
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]

    @property
    def number(self) -> int:
        return len(self.facts) + len(self.evidence)


def by_criterion(
    framework: Framework, known: Sequence[Fact], evidence: Iterable[Evidence]
) -> dict[str, CriterionEvidence]:
    """Return {id of a criterion: its facts and evidence}, in the framework's order; "" holds what is about the school
    as a whole or about a criterion the framework does not have."""
    given = list(evidence)
    names = {criterion.id for criterion in framework.criteria}
    found = {
        criterion.id: CriterionEvidence(
            criterion,
            tuple(fact for fact in known if fact.criterion == criterion.id),
            tuple(item for item in given if item.criterion == criterion.id),
        )
        for criterion in framework.criteria
    }
    rest = tuple(item for item in given if item.criterion not in names)
    return found | {"": CriterionEvidence(None, (), rest)}


def visible_evidence(allocation: Allocation, own: Party | None) -> QuerySet[Evidence]:
    """Return the evidence that people of a party can read: what any party sent, and what their own has added since."""
    files = ("upload", "version__document", "version__upload")
    found = allocation.evidence.select_related("added_by", *files)
    found = found.defer("upload__content", "version__upload__content")
    kept = Q(position__isnull=False)
    return found.filter(kept | Q(party=own)) if own else found.filter(kept)


def document_for(who: UserRoles, pk: int) -> Evidence | None:
    """Return evidence with its file, or None where the person may not read it."""
    found = Evidence.objects.filter(pk=pk, url="", allocation__in=readable(who).values("pk"))
    evidence = found.select_related(
        "upload", "version__upload", "allocation__school", "allocation__round__framework_version"
    ).first()
    if evidence and visible_evidence(evidence.allocation, own_party(who, evidence.allocation)).filter(pk=pk).exists():
        return evidence
    return None


def own_party(who: UserRoles, allocation: Allocation) -> Party | None:
    """Return the party a person writes for now, or whose evidence they check, or None."""
    if allocation.awaits_moderator and can(check_moderate)(allocation, by=who.user, on=who.on):
        return Party.SIP
    try:
        return party_of(allocation, by=who.user, on=who.on)
    except Denied:
        return None
