"""Put a system leader in the directory, change what is recorded, take one out, and read a file in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.uploads.formats import Document
from sil.uploads.sheets import read_sheet
from sil.workflow import Denied

from ..listed import stored
from ..models import Leader, LeaderFile
from ..permissions import check_keep
from ..queries import check_days_taken
from .policies import check_there, check_typed
from .reading import HEADINGS, REQUIRED, entries_of, stored_of


@transaction.atomic
def keep_leader(leader: Leader | None, typed: Mapping[str, Any], *, by: User, on: date) -> Leader:
    """Put somebody in the directory, or change what is recorded. Who left the directory returns to it, in the record
    that they had.

    Raises Denied("not_allowed", "order", "no_topic", "email", "too_few", "no_change").
    """
    check_keep(by=by, on=on)
    check_typed(typed)
    typed = {**typed, "email": typed["email"].lower()}
    leader = leader or Leader.objects.filter(email=typed["email"]).exclude(ended_on=None).first()
    found = _locked(leader) if leader else Leader()
    if other := Leader.objects.filter(email=typed["email"]).exclude(pk=found.pk).first():
        raise Denied("email", f"{other.name} is in the directory with this address already.")
    if found.pk:
        check_days_taken(found, typed["days_a_year"], by="leader", on=on)
    returns = found.ended_on is not None
    kind = "support.leader_returned" if returns else "support.leader_kept"
    typed |= {"ended_on": None, "ended_reason": ""} if returns else {}
    return stored(found, typed, kind, by=by, named={"name": typed["name"]})


@transaction.atomic
def end_leader(leader: Leader, *, reason: str, by: User, on: date) -> Leader:
    """Take somebody out of the directory; support that is agreed goes on. Raises Denied("not_allowed", "ended")."""
    check_keep(by=by, on=on)
    leader = _locked(leader)
    check_there(leader)
    events.record("support.leader_ended", subject=leader, by=by, reason=reason.strip(), name=leader.name)
    leader.ended_on, leader.ended_reason = on, reason.strip()
    leader.save(update_fields=["ended_on", "ended_reason"])
    return leader


@transaction.atomic
def prepare_from_file(document: Document, *, by: User, on: date) -> LeaderFile:
    """Keep what a file would change in the directory, with the problems in it, for its page. Nothing is written yet.

    Raises Denied("not_allowed", "sheet"), and Denied("nothing") where it changes nothing.
    """
    check_keep(by=by, on=on)
    sheet = read_sheet(document, required=REQUIRED, known=HEADINGS)
    entries, problems = entries_of(sheet.lines)
    if not entries and not problems:
        raise Denied("nothing", "Nothing in the file differs from the directory.")
    LeaderFile.objects.filter(made_by=by, saved_on=None).delete()
    return LeaderFile.objects.create(
        name=document.name,
        made_by=by,
        made_on=on,
        entries=entries,
        problems=problems,
        unknown=list(sheet.unknown),
    )


@transaction.atomic
def save_file(prepared: LeaderFile, *, by: User, on: date) -> int:
    """Write everything that a file would change, or nothing. Return the number of people.

    Raises Denied("not_yours", "saved", "problems"), and Denied("changed") where the directory is no longer what the
    page showed.
    """
    check_keep(by=by, on=on)
    prepared = LeaderFile.objects.select_for_update().get(pk=prepared.pk)
    if prepared.made_by_id != by.pk:
        raise Denied("not_yours", "Only the person who uploaded the file can save it.")
    if prepared.saved_on:
        raise Denied("saved", "This file has been saved already.")
    if prepared.problems:
        raise Denied("problems", "Put the problems in the file right, then upload it again. Nothing has been saved.")
    for entry in prepared.entries:
        there = Leader.objects.select_for_update().filter(email=entry["email"]).first()
        if (there.pk if there else None) != entry["leader"] or (
            there and (there.ended_on or stored_of(there) != entry["before"])
        ):
            raise Denied(
                "changed", f"Nothing has been saved. Meanwhile somebody changed {entry['name']}. Upload the file again."
            )
        keep_leader(there, _typed(entry["then"]), by=by, on=on)
    prepared.saved_on = on
    prepared.save(update_fields=["saved_on"])
    events.record("support.leaders_read_in", subject=prepared, by=by, number=len(prepared.entries))
    return len(prepared.entries)


def _typed(then: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of an entry, as a form would give it."""
    days = {
        name: date.fromisoformat(then[name]) if then[name] else None for name in ("accredited_from", "accredited_to")
    }
    return {**then, **days, "days_a_year": Decimal(then["days_a_year"])}


def _locked(leader: Leader) -> Leader:
    found = Leader.objects.select_for_update().get(pk=leader.pk)
    require_as_shown(found)
    return found
