"""For which schools somebody may prepare drafts in one go, the file to fill in, and what a page shows of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import Criterion, Framework

from ..draft.actions import Writing, content_of
from ..draft.queries import version_of
from ..grid.forms import bands_of
from ..models import Allocation, BulkDraft, Draft, Round
from ..proposal.queries import sip_of
from ..round.queries import last_band_name, with_last_band, with_sip
from ..states import AWAITING_SIP, Party

URN, SCHOOL, BAND, REASONS = "URN", "School", "Band", "Reasons"
PARTNER, LAST_BAND = "Partner", "Last year's band"
# What a draft holds of a criterion, with how its column is called after the criterion's name.
PARTS = {"reading": "", "reason": ": reason", "evidence": ": evidence"}


@dataclass(frozen=True)
class Target:
    """An allocation whose draft can be prepared. What a draft holds is known to those who write it alone: `is_own` for
    them. `version` is the number of its saves; `draft` is None where nothing is saved."""

    allocation: Allocation
    draft: Draft | None
    content: Mapping[str, Any]
    version: int
    is_own: bool


@dataclass(frozen=True)
class Change:
    """What one thing in a draft will become, in words; `now` is blank where there is nothing, or nothing to show."""

    name: str
    now: str
    then: str


@dataclass(frozen=True)
class Prepared:
    """A school of a bulk draft with what changes in its draft. `left` cells of the file were left out."""

    allocation: Allocation
    changes: Sequence[Change]
    # Of the file; 0 where there is none.
    line: int
    left: int
    carried: int

    @property
    def in_short(self) -> str:
        """Return what changes, in a line: "Band B, reasons and 14 marks"."""
        names = [change.name for change in self.changes]
        parts = [change.then for change in self.changes if change.name == BAND]
        parts += ["reasons"] if REASONS in names else []
        marks = sum(change.name not in (BAND, REASONS) and not change.name.endswith(_TEXTS) for change in self.changes)
        texts = sum(change.name.endswith(_TEXTS) for change in self.changes)
        parts += [f"{marks} mark{'' if marks == 1 else 's'}"] if marks else []
        parts += [f"{texts} reason{'' if texts == 1 else 's'} or evidence beside a mark"] if texts else []
        *first, last = parts or ["nothing"]
        return f"{', '.join(first)} and {last}" if first else last


_TEXTS = (PARTS["reason"], PARTS["evidence"])


def column(criterion: Criterion, part: str) -> str:
    """Return the heading of what is said about a criterion: part is "reading", "reason" or "evidence"."""
    return f"{criterion.name}{PARTS[part]}"


def headings(framework: Framework) -> list[str]:
    """Return the headings of the file in order."""
    marks = [column(criterion, part) for criterion in framework.criteria for part in PARTS]
    return [URN, SCHOOL, PARTNER, LAST_BAND, BAND, REASONS, *marks]


def may_prepare_for(who: UserRoles, found: Round) -> QuerySet[Allocation]:
    """Return the allocations of a round that wait for a proposal and whose drafts this person may prepare: their own
    schools', or all for those who run the round. By the name of the school."""
    waiting = found.allocations.filter(status__in=AWAITING_SIP).select_related("school").order_by("school__name", "pk")
    if who.may(Permission.ROUND_OPEN):
        return waiting
    return waiting.filter(sip_of(who)) if who.may(Permission.ALLOCATION_PROPOSE) else waiting.none()


def targets(who: UserRoles, found: Round, allocations: QuerySet[Allocation]) -> list[Target]:
    """Return what can be prepared of some allocations, as their drafts are now. Four queries."""
    may_write = who.may(Permission.ALLOCATION_PROPOSE)
    own = set(found.allocations.filter(sip_of(who)).values_list("pk", flat=True)) if may_write else set()
    drafts = Draft.objects.filter(party=Party.SIP).select_related("saved_by")
    result = []
    for each in allocations.prefetch_related(Prefetch("drafts", drafts, to_attr="of_partner"), "positions"):
        each.round = found
        draft: Draft | None = next(iter(each.of_partner), None)
        content = content_of(draft) if draft else Writing().content()
        result.append(Target(each, draft, content, version_of(each, Party.SIP, draft), each.pk in own))
    return result


def lines_to_fill_in(who: UserRoles, found: Round) -> Iterator[list[object]]:
    """Return a line of the file for each school, with what its draft holds where it is this person's own."""
    schools = with_last_band(with_sip(may_prepare_for(who, found), who.on)).select_related("round__framework_version")
    framework = found.framework
    for target in targets(who, found, schools):
        each: Any = target.allocation
        content = target.content if target.is_own else Writing().content()
        marks = [_cell(framework, content, criterion, part) for criterion in framework.criteria for part in PARTS]
        band = _band(framework, content["band"])
        yield [
            each.school_id,
            each.school.name,
            each.sip_name or "",
            last_band_name(each),
            band,
            content["reasons"],
            *marks,
        ]


def prepared(bulk: BulkDraft, entries: Sequence[Mapping[str, Any]], who: UserRoles) -> list[Prepared]:
    """Return some entries of a bulk draft as its page shows them. Before it is saved, each with what the draft holds
    now, if it is this person's own."""
    keys = [entry["allocation"] for entry in entries]
    rows = Allocation.objects.filter(pk__in=keys).select_related("school")
    there = {target.allocation.pk: target for target in targets(who, bulk.round, rows)}
    return [_prepared(bulk, entry, there[entry["allocation"]]) for entry in entries]


def _prepared(bulk: BulkDraft, entry: Mapping[str, Any], target: Target) -> Prepared:
    framework = bulk.round.framework
    is_shown = target.is_own and bulk.saved_on is None
    now = target.content if is_shown else Writing().content()
    changes = []
    if entry["band"]:
        changes.append(Change(BAND, _band(framework, now["band"]), _band(framework, entry["band"])))
    if entry["reasons"]:
        changes.append(Change(REASONS, now["reasons"], entry["reasons"]))
    for criterion in framework.criteria:
        said = entry["marks"].get(criterion.id, {})
        for part in (part for part in PARTS if part in said):
            words = (_cell(framework, content, criterion, part) for content in (now, entry))
            changes.append(Change(column(criterion, part), *words))
    carried = sum("carried" in mark for mark in entry["marks"].values())
    return Prepared(target.allocation, changes, entry["line"], entry["left"], carried)


def _cell(framework: Framework, content: Mapping[str, Any], criterion: Criterion, part: str) -> str:
    said: str = content["marks"].get(criterion.id, {}).get(part, "")
    if part != "reading" or not said:
        return said
    fits = bands_of(criterion, said)
    return "" if fits is None else framework.names(fits)


def _band(framework: Framework, band: str) -> str:
    return next((each.name for each in framework.bands if each.id == band), "")
