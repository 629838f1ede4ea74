"""Prepare a letter of a case: start it, save what is typed, tick its checks, discard it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.drafts import stage_save
from sil.workflow import Denied, Transition

from ..case.actions import lock as lock_case
from ..case.actions import lock_row
from ..case.permissions import check_change
from ..kinds import KINDS
from ..models import Case, CaseLetter, CaseRecipient, Discussion, RequiredAction, Tick
from ..models.letters import IN_PROGRESS
from ..states import LetterState
from .policies import check_step, check_writable, letter_row
from .powers import power_to_end
from .recipients import recipients_of

# What is checked of a letter and printed in it, over and over. Of one letter: sorted by it too, each would join it.
PRINTED = (
    Prefetch("recipients", CaseRecipient.objects.select_related("user").order_by("place")),
    Prefetch("case__discussions", Discussion.objects.select_related("director")),
    Prefetch("required_actions", RequiredAction.objects.order_by("place")),
    "case__school__type_spells",
)
_WORDS = ("parts", "grounds", "powers", "intends", "details", "consulted", "consent", "compliance", "meeting")


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What was typed of a letter, with gaps. `parts` is {id: text}, `actions` [{"text", "measure"}] in their
    order, `recipients` {key: {"method", "name", …}} as `recipients.recipients_of` takes it."""

    parts: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Mapping[str, str]] = ()
    grounds: Sequence[str] = ()
    powers: Sequence[str] = ()
    # Whether a formal notice is the notice of the powers that are to be used, too.
    intends: bool = False
    # What is said of the power that is used (`act.key_of_detail`): text, or the three boxes of a day.
    details: Mapping[str, Any] = field(default_factory=dict)
    consulted: Sequence[Mapping[str, Any]] = ()
    consent: Mapping[str, Any] = field(default_factory=dict)
    compliance: Mapping[str, str] = field(default_factory=dict)
    meeting: Mapping[str, Any] = field(default_factory=dict)
    recipients: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        return {
            "parts": {key: text for key, text in self.parts.items() if text},
            "actions": [dict(action) for action in self.actions if any(action.values())],
            "grounds": list(self.grounds),
            "powers": list(self.powers),
            "intends": self.intends,
            "details": {key: said for key, said in self.details.items() if said},
            "consulted": [dict(each) for each in self.consulted if any(each.values())],
            "consent": dict(self.consent) if any(self.consent.values()) else {},
            "compliance": dict(self.compliance) if any(self.compliance.values()) else {},
            "meeting": dict(self.meeting) if any(self.meeting.values()) else {},
            "recipients": {key: dict(said) for key, said in self.recipients.items() if said},
        }


@transaction.atomic
def prepare(
    case: Case,
    *,
    kind: str,
    by: User,
    on: date,
    copy_from: CaseLetter | None = None,
    ends: CaseLetter | None = None,
) -> CaseLetter:
    """Start the letter that is the next step of a case, with the reasons of the judgement on the earlier one where it
    follows from that. A notice takes over what the earlier one required and was not found done; `copy_from` is a letter
    of the same kind on this case whose text it starts with. The letter that ends a power ends the one that `ends` uses,
    which can be left out where one power is in use; it starts with the addresses of that letter.

    Raises Denied("not_an_officer", "converted", "wrong_step", "notice_of_state", "under_way", "which_power").
    """
    case = lock_case(case)
    check_change(case, by=by, on=on)
    check_step(case, kind, on)
    check_alone(case)
    if KINDS[kind].ends_power:
        return _prepare_end(power_to_end(case, ends, on), copy_from, by=by, on=on)
    earlier = case.letters.filter(kind__in=KINDS[kind].made_from, status=LetterState.GIVEN).order_by("-pk").first()
    letter = CaseLetter.objects.create(case=case, kind=kind, made_from=earlier, saved_by=by, saved_at=clock.now())
    letter.writers.add(by)
    if copy_from is not None and copy_from.case_id == case.pk and copy_from.kind == kind:
        _copy(copy_from, letter)
    elif earlier:
        _start_with_judgement(earlier, letter)
        if KINDS[kind].notice:
            _carry(earlier, letter)
    _address(letter, on, copy_from.written_of_recipients if copy_from else {})
    _record("prepared", letter, by=by)
    return letter


def _prepare_end(power: CaseLetter, copy_from: CaseLetter | None, *, by: User, on: date) -> CaseLetter:
    """The letter that ends a power, to those who had the letter that used it."""
    letter = CaseLetter.objects.create(
        case=power.case, kind="power_ended", made_from=power, powers=power.powers, saved_by=by, saved_at=clock.now()
    )
    letter.writers.add(by)
    if copy_from is not None and copy_from.made_from_id == power.pk and copy_from.kind == letter.kind:
        _copy(copy_from, letter)
    _address(letter, on, (copy_from or power).written_of_recipients)
    _record("prepared", letter, by=by)
    return letter


@transaction.atomic
def save(letter: CaseLetter, *, by: User, on: date, writing: Writing, version: int, over: bool = False) -> CaseLetter:
    """Save what was typed. `version` is the one that was read; where somebody saved meanwhile,
    Denied("saved_meanwhile") is raised and nothing is overwritten, unless `over` says so, and then the
    other text is kept. Checks that were made are taken back, since they were of other words.

    Raises Denied("not_an_officer", "not_writable", "too_long").
    """
    letter = lock(letter, to_write=True)
    check_change(letter.case, by=by, on=on)
    check_writable(letter)
    content = writing.content()
    if letter.kind_of.ends_power:
        # The power is that of the letter it ends, whatever a form sends.
        content["powers"] = letter.powers
    before = content_of(letter)
    if not stage_save(letter, content, holds=before, by=by, version=version, over=over):
        return letter
    for name in _WORDS:
        setattr(letter, name, content[name])
    letter.save()
    letter.writers.add(by)
    letter.ticks.all().delete()
    if content["actions"] != before["actions"]:
        _require(letter, content["actions"])
    _address(letter, on, content["recipients"])
    return letter


@transaction.atomic
def tick(letter: CaseLetter, check_id: str, *, version: int, by: User, on: date) -> None:
    """Record that somebody made a check of the framework's list on the text of a version. Whoever checks a letter does
    not sign it. Raises Denied("not_an_officer", "not_writable", "changed", "no_check")."""
    letter = lock(letter, to_write=True)
    check_change(letter.case, by=by, on=on)
    check_writable(letter)
    check_version(letter, version)
    check = next((each for each in letter.step.checks if each.id == check_id), None)
    if check is None:
        raise Denied("no_check", "There is no such check for this letter.")
    _, is_new = Tick.objects.get_or_create(letter=letter, check_id=check_id, defaults={"by": by, "at": clock.now()})
    letter.writers.add(by)
    if is_new:
        _record("ticked", letter, by=by, check=check.name)


@transaction.atomic
def untick(letter: CaseLetter, check_id: str, *, by: User, on: date) -> None:
    """Take a check back. Raises Denied("not_an_officer", "not_writable")."""
    letter = lock(letter, to_write=True)
    check_change(letter.case, by=by, on=on)
    check_writable(letter)
    found = Tick.objects.filter(letter=letter, check_id=check_id).first()
    if found:
        found.delete()
        name = next((each.name for each in letter.step.checks if each.id == check_id), check_id)
        _record("unticked", letter, by=by, check=name)


@transaction.atomic
def discard(letter: CaseLetter, *, by: User, on: date, reason: str = "") -> None:
    """Discard a letter that was not signed, or not given; officers can still read it.

    Raises Denied("not_an_officer", "wrong_state").
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    move(letter, letter_row(letter, "discard"), by=by, reason=reason)


def lock(letter: CaseLetter, *parts: Any, to_write: bool = False) -> CaseLetter:
    """Lock a letter and its case, the case first, and return the letter with both as they are in the database; `parts`
    are read with it, for an act that changes none of them. Raises Denied("changed") where the page of the act showed
    the letter otherwise, unless it is only written (`to_write`)."""
    lock_row(letter.case_id)
    CaseLetter.objects.select_for_update().order_by().only("pk").get(pk=letter.pk)
    of_people = ("case__owner", "saved_by", "prepared_by")
    related = CaseLetter.objects.select_related("case__school", "case__framework_version", *of_people)
    found = related.prefetch_related(*parts).order_by().get(pk=letter.pk)
    if not to_write:
        require_as_shown(found)
    return found


def check_alone(case: Case) -> None:
    """Raises Denied("under_way"): a case has one letter under way at most."""
    if case.letters.filter(IN_PROGRESS).exists():
        raise Denied("under_way", "Another letter of this case is in progress. Finish or discard it first.")


def check_version(letter: CaseLetter, version: int) -> None:
    """Raises Denied("changed") where the words are not those of the version that was read."""
    if letter.version != version:
        raise Denied("changed", "The letter was changed after you opened this page. Read it again.")


def move(letter: CaseLetter, row: Transition, /, *, by: User | None, reason: str = "", **changes: Any) -> None:
    """Record the event (which the trigger asks for), change the status and the columns named in `changes`.
    The caller holds the lock."""
    day = changes.get("given_on") or changes.get("dated") or letter.dated
    events.record(
        row.event,
        subject=letter,
        by=by,
        scope=letter.case.scope,
        status=(letter.status, row.target),
        reason=reason,
        name=letter.name,
        day=clock.in_words(day) if day else "",
    )
    letter.status = row.target
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.save(update_fields=["status", *changes])


def content_of(letter: CaseLetter) -> dict[str, Any]:
    """Return what a letter holds, as `Writing.content` gives it."""
    return {
        "parts": letter.parts,
        "actions": [{"text": each.text, "measure": each.measure} for each in letter.required_actions.all()],
        "grounds": letter.grounds,
        "powers": letter.powers,
        "intends": letter.intends,
        "details": letter.details,
        "consulted": letter.consulted,
        "consent": letter.consent,
        "compliance": letter.compliance,
        "meeting": letter.meeting,
        "recipients": letter.written_of_recipients,
    }


def refresh_recipients(letter: CaseLetter, on: date) -> None:
    """Address a letter to those in post on a day, who may have changed since it was written."""
    _address(letter, on, letter.written_of_recipients)


def _copy(source: CaseLetter, letter: CaseLetter) -> None:
    """Copy the text of a letter that was discarded or withdrawn, to be put right."""
    for name in _WORDS:
        setattr(letter, name, getattr(source, name))
    letter.save()
    RequiredAction.objects.bulk_create(
        RequiredAction(letter=letter, place=a.place, text=a.text, measure=a.measure, carried_from_id=a.carried_from_id)
        for a in source.required_actions.all()
    )


def _start_with_judgement(earlier: CaseLetter, letter: CaseLetter) -> None:
    """The reasons of the latest judgement, to be changed like everything that is written."""
    part, judged = letter.kind_of.judged, earlier.judgements.first()
    if part and judged is not None:
        letter.parts = {part: judged.reasons}
        letter.save(update_fields=["parts"])


def _carry(earlier: CaseLetter, letter: CaseLetter) -> None:
    """What the earlier notice required and was not found done, in its order."""
    undone = [
        action
        for action in earlier.required_actions.prefetch_related("findings")
        if not (found := list(action.findings.all())) or found[0].result != found[0].Result.MET
    ]
    RequiredAction.objects.bulk_create(
        RequiredAction(letter=letter, place=place, text=each.text, measure=each.measure, carried_from=each)
        for place, each in enumerate(undone, 1)
    )


def _require(letter: CaseLetter, actions: Sequence[Mapping[str, str]]) -> None:
    """The required actions as written; one whose words are those of an earlier notice still goes on with it."""
    carried = {each.text: each.carried_from_id for each in letter.required_actions.all() if each.carried_from_id}
    letter.required_actions.all().delete()
    RequiredAction.objects.bulk_create(
        RequiredAction(
            letter=letter,
            place=place,
            text=each.get("text", ""),
            measure=each.get("measure", ""),
            carried_from_id=carried.get(each.get("text", "")),
        )
        for place, each in enumerate(actions, 1)
    )


def _address(letter: CaseLetter, on: date, written: Mapping[str, Mapping[str, Any]]) -> None:
    letter.written_of_recipients = {key: dict(said) for key, said in written.items()}
    letter.save(update_fields=["written_of_recipients"])
    found = recipients_of(letter, on, written)
    letter.recipients.all().delete()
    letter.recipients.model.objects.bulk_create(found)


def _record(event: str, letter: CaseLetter, *, by: User, **said: Any) -> None:
    events.record(f"case_letter.{event}", subject=letter, by=by, scope=letter.case.scope, name=letter.name, **said)
