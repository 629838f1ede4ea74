"""The page of a case: everything that it shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from allocations.review.permissions import check_may_review
from allocations.review.queries import reviewable
from monitoring.visits.models import Visit
from monitoring.visits.visit.permissions import may_plan
from monitoring.visits.visit.queries import readable as readable_visits
from schools.succession import urns_with_predecessors
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.clock import in_words
from sil.deadlines.working_days import two_month_window
from sil.framework.periods import Counting
from sil.letters.models import Recipient
from sil.web import timeline
from sil.web.timeline import Entry
from sil.workflow import Denied, can

from ..case.conversion import is_changed
from ..case.in_use import End, ends_of
from ..case.permissions import assigns
from ..case.queries import cases_of_school, history
from ..case.resting import Rest, rests_of
from ..case.stages import next_step, whose_in_words
from ..case.steps import GOVERNORS
from ..categories.queries import academy_order_of, category_of
from ..ends.forbidden import forbidden_of, is_undecided
from ..ends.forbidden import in_words as forbidden_in_words
from ..events import TICKS
from ..letters.head import join_names
from ..letters.powers import ELIGIBLE, WINDOW
from ..models import Case, CaseEvidence, CaseLetter, LetterAnswer
from ..models.state import notified
from ..powers.policies import reviewed_in
from ..signing.permissions import check_withdraw
from ..state.policies import ABOUT_POWERS
from ..state.queries import acts_of, decisions_of
from ..states import LetterState
from ..transitions import POWER_REVIEW, TAKES_BACK_CATEGORY
from .ladder import shown_steps
from .next_acts import next_acts
from .queries import ActionWithFinding, CaseOfPage, required_actions

VISITS = 20


@dataclass
class Sent:
    """A letter with where it is read, and each recipient with the proof of service."""

    letter: CaseLetter
    href: str
    recipients: list[Recipient] = field(default_factory=list)
    required: list[ActionWithFinding] = field(default_factory=list)
    # The withdrawn letter that it rests on.
    rest: Rest | None = None
    # When the power that it uses ends or ended.
    end: End | None = None
    answers: list[LetterAnswer] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A period, what it is called, and how it ended."""

    name: str
    due_on: date
    basis: str
    met_on: date | None
    replaced: bool
    # Where what is to be done by then is done, or set; blank where there is no such page, or not for this reader.
    act: str = ""
    is_late: bool = False

    @property
    def runs(self) -> bool:
        return self.met_on is None and not self.replaced


def page(case: CaseOfPage, who: UserRoles) -> dict[str, Any]:
    """Return the context of the page of a case that `for_page` found."""
    happened = history(case, who)
    sent = _letters(case, who.on)
    acts = next_acts(case, who)
    step = next_step(case, who.on)
    keeps = who.may(Permission.CONCERN_RECORD)
    line = urns_with_predecessors(case.school)
    others = [each for each in cases_of_school(case.school, who) if each.pk != case.pk]
    evidence = list(case.evidence.select_related("added_by", "removed_by", "document").defer("document__content"))
    rules = case.framework.intervention
    visits = _visits(case, who, line, rules.visit_kind) if rules and rules.visit_kind else None
    return {
        "case": case,
        "school": case.school,
        "keeps": keeps,
        "changes": keeps and case.is_open,
        "gives": case.is_open and assigns(who, has_owner=case.has_owner),
        "next_step": step,
        "whose": whose_in_words(case, step) if step else "",
        "waits": step is not None and step.whose == GOVERNORS,
        "primary": acts[0] if acts else None,
        "acts": acts[1:],
        "converts": is_changed(case),
        "steps": shown_steps(case, happened, [each.letter for each in sent]),
        "clocks": _clocks(case, [each.letter for each in sent], who.on, changes=keeps and case.is_open),
        "evidence": _by_bearing(evidence),
        "taken_off": [each for each in evidence if each.removed_on],
        "discussions": [_discussion(said) for said in case.held],
        "letters": sent,
        "visits": visits,
        "visit_kind": rules.visit_kind if rules else "",
        "plans": bool(visits is not None and case.school.is_open and may_plan(case.school, who)),
        "of_state": _of_state(case),
        **_forbidden(case, who, [each.letter for each in sent]),
        **_about_powers(case, [each.letter for each in sent]),
        "category": category_of(case),
        "academy_order": academy_order_of(case),
        "may_be_in_category": case.status in TAKES_BACK_CATEGORY and not case.is_academy,
        "earlier": [each for each in others if each.pk != case.continues_id],
        "continues": next((each for each in others if each.pk == case.continues_id), None),
        "continued_by": next((each for each in others if each.continues_id == case.pk), None),
        "flagged_because": next((each.reason for each in happened if each.kind == "case.flagged"), ""),
        "review": _review(case, who),
        "bundle": reverse("case_bundle", args=[case.pk]),
        "entries": _history(happened),
    }


def _history(happened: Iterable[Event]) -> list[Entry]:
    """What happened, in words. The checks of a letter stand in its own history, and a letter that is given
    moves its case in the same words: that is told once."""
    return timeline.once(timeline.entry_of(event) for event in happened if event.kind not in TICKS)


def _letters(case: Case, on: date) -> list[Sent]:
    """Every letter, the latest last. Five queries at most."""
    unread = ("letter__html", "letter__context")
    related = ("letter__signed_by", "letter__withdrawal", "prepared_by", "saved_by", "action_plan")
    letters = list(case.letters.select_related(*related).defer(*unread))
    rests = rests_of(letters)
    ends = ends_of(letters, on)
    sent = {
        each.pk: Sent(each, each.get_absolute_url(), rest=rests.get(each.pk), end=ends.get(each.pk)) for each in letters
    }
    by_letter = {each.letter.letter_id: each for each in sent.values() if each.letter.letter_id}
    if by_letter:
        recipients = Recipient.objects.filter(letter__in=by_letter).select_related("delivery", "receipt")
        for recipient in recipients.order_by("is_copy", "pk"):
            by_letter[recipient.letter_id].recipients.append(recipient)
    if notices := [each.letter.pk for each in sent.values() if each.letter.kind_of.notice]:
        for action in required_actions(notices):
            sent[action.letter_id].required.append(action)
    if asking := [each.letter.pk for each in sent.values() if each.letter.kind_of.answered]:
        for answer in LetterAnswer.objects.filter(letter__in=asking).order_by("answered_on", "pk"):
            sent[answer.letter_id].answers.append(answer)
    return list(sent.values())


def _clocks(case: CaseOfPage, letters: Sequence[CaseLetter], on: date, *, changes: bool) -> list[Clock]:
    """The periods of its letters and plans, those that run first."""
    given, table = case.framework.periods.given, CaseLetter._meta.db_table
    of = {(table, each.pk): each for each in letters}
    clocks = [
        Clock(
            name=_name_of_clock(each["rule"], given, of.get((each["subject_table"], each["subject_id"]))),
            due_on=date.fromisoformat(each["due_on"]),
            basis=each["basis"],
            met_on=date.fromisoformat(each["met_on"]) if each["met_on"] else None,
            replaced=each["replaced"],
            is_late=each["rule"] == POWER_REVIEW and date.fromisoformat(each["due_on"]) < on,
            act=reverse("power_periodic_review", args=[each["subject_id"]])
            if each["rule"] == POWER_REVIEW and changes
            else "",
        )
        for each in case.periods
    ]
    return [*_windows(case, letters), *sorted(clocks, key=lambda each: not each.runs)]


def _name_of_clock(rule: str, given: Mapping[str, Counting], letter: CaseLetter | None) -> str:
    if rule == POWER_REVIEW and letter is not None:
        return f"Review of {reviewed_in(letter)}"
    name = given[rule].name if rule in given else rule
    return f"{name} of the {letter.name_within}" if letter else name


def _windows(case: Case, letters: Iterable[CaseLetter]) -> list[Clock]:
    """Until when powers can be used, once the school is eligible for intervention."""
    notices = [each for each in letters if each.kind_of.statutory and each.status == LetterState.GIVEN]
    if case.status not in ELIGIBLE or not notices or notices[-1].period_ends_on is None:
        return []
    last = two_month_window(notices[-1].period_ends_on)[1]
    told = [each for each in letters if each.is_notice_of_powers and each.status == LetterState.GIVEN]
    named = [
        f"{in_words(first)} by the notice given on {in_words(each.given_on)}"
        for each in told
        if each.given_on and (first := each.usable_from)
    ]
    basis = f"{WINDOW}.{f' The first day is {join_names(named)}.' if named else ''}"
    return [Clock(name="Use of powers", due_on=last, basis=basis, met_on=None, replaced=False)]


def _by_bearing(evidence: Sequence[CaseEvidence]) -> list[tuple[str, list[CaseEvidence]]]:
    current = [each for each in evidence if not each.removed_on]
    grouped = ((str(label), [e for e in current if e.bears_on == slug]) for slug, label in CaseEvidence.BearsOn.choices)
    return [(label, found) for label, found in grouped if found]


def _visits(case: Case, who: UserRoles, line: Sequence[int], kind: str) -> list[Visit]:
    """The visits of the school since the case was opened that officers made because of such concerns."""
    found = readable_visits(who).filter(school__in=line, kind=kind, starts_on__gte=case.opened_on)
    return list(found.order_by("starts_on", "pk")[:VISITS])


def _about_powers(case: CaseOfPage, letters: Iterable[CaseLetter]) -> dict[str, Any]:
    """What is on record of the Secretary of State, once a power can come next. Three queries."""
    if case.status not in ABOUT_POWERS:
        return {"about_powers": False}
    return {"about_powers": True, "notified": notified(case, letters), "acts_of_state": acts_of(case)}


def _discussion(said: Mapping[str, Any]) -> dict[str, Any]:
    days = {"held_on": date.fromisoformat(said["held_on"])}
    return {**said, **days, "recorded_at": datetime.fromisoformat(said["recorded_at"])}


def _of_state(case: CaseOfPage) -> dict[str, Any] | None:
    if not case.of_state:
        return None
    days = {name: date.fromisoformat(case.of_state[name]) for name in ("given_on", "told_on")}
    return {**case.of_state, **days}


def _forbidden(case: CaseOfPage, who: UserRoles, letters: Iterable[CaseLetter]) -> dict[str, Any]:
    """The notice of the case that section 60(4A) did not allow, in words, what was decided of it, and where this person
    withdraws or keeps it. Two queries at most, none where there is nothing to say."""
    notice = next((each for each in letters if each.kind == "formal_notice" and each.status == LetterState.GIVEN), None)
    found = forbidden_of(case) if case.of_state and notice else None
    decisions = list(decisions_of(case)) if notice and case.has_decisions else []
    if notice is None or (found is None and not decisions):
        return {}
    decides = can(check_withdraw)(notice, by=who.user, on=who.on)
    return {
        "forbidden": forbidden_in_words(found) if found else "",
        "undecided": found is not None and is_undecided(found),
        "decisions": decisions,
        "withdraw_forbidden": reverse("case_letter_withdraw", args=[notice.pk]) if decides else "",
        "decide_forbidden": reverse("forbidden_decision", args=[notice.pk]) if decides else "",
    }


def _review(case: Case, who: UserRoles) -> str:
    """Where a review of the school's band is started, where this person can start one now."""
    if not case.is_open:
        return ""
    there = reviewable(who).filter(school=case.school_id).select_related(None).order_by("pk")
    found = there.select_related("round__framework_version").only("school", "round__framework_version__sha256").first()
    if found is None:
        return ""
    found.school = case.school
    try:
        check_may_review(found, by=who.user, on=who.on)
    except Denied:
        return ""
    return reverse("allocation_review", args=[found.pk])
