"""Make a summary from the records, edit it and approve it."""

from dataclasses import asdict
from datetime import date

from django.db import transaction

from monitoring.visits.models import Term
from schools.models import School
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.drafts import stage_save
from sil.printable import unprintable_words
from sil.workflow import Denied, find

from ..models import LONGEST, Summary
from ..transitions import ROWS
from .facts import besides, facts_of
from .letters import sign_for
from .permissions import check_write
from .writing import Written, write


@transaction.atomic
def make(school: School, term: Term, *, by: User | None, on: date) -> Summary | None:
    """Return the summary of a school's term, made from its visits unless there is one; None where the term has nothing
    to summarise. `by=None` is a run, whose starter was checked."""
    if by is not None:
        check_write(school, by=by, on=on)
    School.objects.select_for_update().only("pk").get(pk=school.pk)
    found = Summary.objects.filter(school=school, term=term).first()
    if found is not None:
        return found
    written = _written(school, term)
    if not written.sentences and not written.missing:
        return None
    made = Summary.objects.create(school=school, term=term, made_at=clock.now(), text=written.text, **_plain(written))
    events.record("summary.made", subject=made, by=by, scope=scope(school), term=term.words)
    return made


@transaction.atomic
def make_again(summary: Summary, *, by: User, on: date) -> Summary:
    """Make a summary again from the present records, in place of what was edited. Raises Denied("wrong_state")."""
    summary = _locked(summary, by=by, on=on)
    _check_draft(summary)
    written = _written(summary.school, summary.term)
    before = summary.text
    for name, value in _plain(written).items():
        setattr(summary, name, value)
    summary.text, summary.made_at, summary.version = written.text, clock.now(), summary.version + 1
    summary.saved_by, summary.saved_at = by, clock.now()
    summary.save()
    events.record(
        "summary.made_again",
        subject=summary,
        by=by,
        scope=scope(summary.school),
        term=summary.term.words,
        old={"text": before},
        new={"text": summary.text},
    )
    return summary


@transaction.atomic
def edit(summary: Summary, *, text: str, version: int, by: User, on: date, over: bool = False) -> Summary:
    """Save the text as the partner edits it, complete or not. Raises Denied("wrong_state"), and
    Denied("saved_meanwhile") as `stage_save` does."""
    summary = _locked(summary, by=by, on=on)
    _check_draft(summary)
    if stage_save(summary, {"text": text}, holds={"text": summary.text}, by=by, version=version, over=over):
        summary.text = text
        summary.save()
    return summary


@transaction.atomic
def approve(summary: Summary, *, version: int, by: User, on: date) -> Summary:
    """Approve a summary, which sends it to the school as a letter. Raises Denied("wrong_state", "saved_meanwhile"),
    "too_early" before the term is over, "empty", "too_long" and "unprintable"."""
    summary = _locked(summary, by=by, on=on)
    row = find(ROWS, action="approve", source=summary.status, refusal="This summary is already approved.")
    if summary.version != version:
        raise Denied(
            "saved_meanwhile", "Somebody changed this while you were reading it. Read it again before you approve it."
        )
    if on < summary.term.ends_on:
        raise Denied("too_early", f"The {summary.term.words} is not over yet.")
    if not summary.text.strip():
        raise Denied("empty", "Enter the summary, or make it again from the records.")
    if len(summary.text.strip()) > LONGEST:
        raise Denied("too_long", f"Shorten the summary to {LONGEST:,} characters or fewer.")
    if sentence := unprintable_words(summary.text):
        raise Denied("unprintable", sentence)
    events.record(
        row.event,
        subject=summary,
        by=by,
        scope=scope(summary.school),
        status=(summary.status, row.target),
        term=summary.term.words,
    )
    summary.letter = sign_for(summary, by=by, on=on)
    summary.status, summary.approved_by, summary.approved_on = row.target, by, on
    summary.save()
    return summary


def _written(school: School, term: Term) -> Written:
    return write(facts_of(school, term), term=term.words, besides=besides(school, term))


def _plain(written: Written) -> dict[str, object]:
    return {"sentences": [asdict(each) for each in written.sentences], "missing": list(written.missing)}


def _check_draft(summary: Summary) -> None:
    if not summary.is_draft:
        raise Denied("wrong_state", "This summary has been approved and sent, so it can no longer be changed.")


def _locked(summary: Summary, *, by: User, on: date) -> Summary:
    related = Summary.objects.select_related("school", "term", "saved_by")
    found = related.select_for_update(of=("self",)).get(pk=summary.pk)
    check_write(found.school, by=by, on=on)
    return found
