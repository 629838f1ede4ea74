"""Prepare drafts for many schools, to be looked at first, and save them, all or none."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.drafts import keep_replaced
from sil.uploads.formats import Document
from sil.uploads.sheets import read_sheet
from sil.web.evidence import facts
from sil.workflow import Denied

from ..draft.actions import Writing, content_of
from ..evidence.queries import by_criterion, visible_evidence
from ..models import Allocation, BulkDraft, Draft, Round
from ..proposal.queries import bands_before, last_year, taken_over, with_year_before
from ..round.policies import check_open
from ..states import Party
from .notifications import tell_partners
from .permissions import check_own, check_prepare
from .queries import URN, Target, headings, may_prepare_for, targets
from .reading import change_of, entries_of

# So many schools are started from the year before at once: each asks for all that is known of it.
MOST_AT_ONCE = 60
# What is written of a draft that there was.
_WRITTEN = ("band", "reasons", "marks", "extra_days", "version", "saved_by", "saved_at", "replaced")


@transaction.atomic
def prepare_from_file(found: Round, document: Document, *, by: User, on: date) -> BulkDraft:
    """Keep what a file would write into drafts, with the problems in it, for its page. Nothing is written yet.

    Raises Denied("sheet") where the file cannot be read, Denied("nothing") where it changes nothing, Denied("closed").
    """
    who = check_prepare(by=by, on=on)
    check_open(found)
    framework = found.framework
    known = [heading for heading in headings(framework) if heading != URN]
    sheet = read_sheet(document, required=[URN], known=known)
    entries, problems = entries_of(sheet.lines, targets(who, found, may_prepare_for(who, found)), framework)
    if not entries and not problems:
        raise Denied("nothing", "Nothing in the file differs from the drafts. Fill in the template, then upload it.")
    return _keep(found, by, BulkDraft.Source.FILE, document.name, entries, problems=problems, unknown=sheet.unknown)


@transaction.atomic
def prepare_from_last_year(found: Round, partner: User, *, by: User, on: date) -> BulkDraft:
    """Keep what the year before would fill into the drafts of a partner's schools (see `proposal.queries.taken_over`),
    `MOST_AT_ONCE` schools at most. Raises Denied("nothing", "closed")."""
    who = check_prepare(by=by, on=on)
    check_open(found)
    theirs = may_prepare_for(who, found).filter(pk__in=may_prepare_for(check_prepare(by=partner, on=on), found))
    entries: list[dict[str, Any]] = []
    for target in targets(who, found, with_year_before(theirs.select_related("round__framework_version"))):
        if len(entries) < MOST_AT_ONCE and (entry := _from_last_year(target, on)):
            entries.append(entry)
    if not entries:
        raise Denied(
            "nothing",
            f"There is nothing to fill in from last year for the schools of {partner.name}: their drafts are begun, or "
            "they held no band then.",
        )
    return _keep(found, by, BulkDraft.Source.LAST_YEAR, partner.name, entries)


@transaction.atomic
def save_drafts(bulk: BulkDraft, *, by: User, on: date) -> int:
    """Write everything into the drafts, or nothing. Return the number of schools. What a draft held before is kept
    with it. Each partner whose drafts somebody else prepared is told once.

    Raises Denied("saved", "problems", "closed"), and Denied("changed") where a school's draft or state is no longer
    what the page showed.
    """
    who = check_prepare(by=by, on=on)
    bulk = BulkDraft.objects.select_for_update(of=("self",)).select_related("round__framework_version").get(pk=bulk.pk)
    check_own(bulk, by=by)
    check_open(bulk.round)
    if bulk.saved_on:
        raise Denied("saved", "These drafts are saved already.")
    if bulk.problems:
        raise Denied("problems", "Put the problems in the file right, then upload it again. Nothing has been saved.")
    keys = [entry["allocation"] for entry in bulk.entries]
    # In one order, so that two people never wait for each other.
    list(Allocation.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    there = {each.allocation.pk: each for each in targets(who, bulk.round, may_prepare_for(who, bulk.round))}
    written = [entry for entry in bulk.entries if entry["band"] or entry["reasons"] or entry["marks"]]
    drafts = []
    for entry in written:
        target = there.get(entry["allocation"])
        if target is None or target.version != entry["version"]:
            raise Denied("changed", _changed(entry))
        drafts.append(_draft_of(target, entry, by=by))
    Draft.objects.bulk_create([draft for draft in drafts if draft.pk is None])
    Draft.objects.bulk_update([draft for draft in drafts if draft.pk is not None], _WRITTEN, batch_size=200)
    bulk.saved_on = on
    bulk.save(update_fields=["saved_on"])
    scope = f"round:{bulk.round.academic_year}"
    events.record("round.drafted", subject=bulk.round, by=by, scope=scope, year=str(bulk.round), schools=len(written))
    tell_partners(bulk, [entry["allocation"] for entry in written], by=by, on=on)
    return len(written)


def _from_last_year(target: Target, on: date) -> dict[str, Any] | None:
    allocation = target.allocation
    known = facts(allocation.school, allocation.framework, on)
    about = by_criterion(allocation.framework, known, visible_evidence(allocation, Party.SIP))
    last = last_year(allocation, bands_before(allocation), about)
    if last is None:
        return None
    filled = taken_over(Writing(**{**target.content, "extra_days": tuple(target.content["extra_days"])}), last)
    return change_of(target, filled.content())


def _keep(
    found: Round,
    by: User,
    source: str,
    name: str,
    entries: Sequence[Mapping[str, Any]],
    *,
    problems: Sequence[tuple[int, str]] = (),
    unknown: Sequence[str] = (),
) -> BulkDraft:
    """Keep it in place of what this person prepared before and never saved."""
    BulkDraft.objects.filter(round=found, made_by=by, saved_on__isnull=True).delete()
    return BulkDraft.objects.create(
        round=found,
        made_by=by,
        made_at=clock.now(),
        source=source,
        name=name,
        entries=list(entries),
        problems=list(problems),
        unknown=list(unknown),
    )


def _draft_of(target: Target, entry: Mapping[str, Any], *, by: User) -> Draft:
    """The draft of one school with what changes in it, not yet written."""
    content = {**target.content, "marks": {key: dict(mark) for key, mark in target.content["marks"].items()}}
    content |= {name: entry[name] for name in ("band", "reasons") if entry[name]}
    for criterion, new in entry["marks"].items():
        mark = content["marks"].setdefault(criterion, {})
        if "reading" in new:
            mark.pop("carried", None)
        mark |= new
    draft = target.draft
    if draft is None:
        draft = Draft(allocation=target.allocation, party=Party.SIP)
    else:
        keep_replaced(draft, content_of(draft))
    for name, value in content.items():
        setattr(draft, name, value)
    draft.version, draft.saved_by, draft.saved_at = target.version + 1, by, clock.now()
    return draft


def _changed(entry: Mapping[str, Any]) -> str:
    allocation = Allocation.objects.select_related("school").get(pk=entry["allocation"])
    return (
        f"Nothing has been saved. Meanwhile somebody wrote in the draft for {allocation.school}, or its band was "
        "proposed. Prepare the drafts again."
    )
