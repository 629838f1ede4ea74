"""Policies of letters: do the state, the law, the framework and the calendar allow the step?"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sil.clock import in_words, local
from sil.dates.sense import MONTH, Place, Sense
from sil.deadlines.rules import Due, due
from sil.deadlines.service import Service, service
from sil.deadlines.working_days import Calendar, CalendarIncomplete
from sil.framework.intervention import Party
from sil.printable import unprintable_names
from sil.workflow import Denied, Transition, find

from ..act import GROUNDS, POWERS
from ..case.in_use import powers_in_use
from ..case.policies import case_row, check_branch, check_powers_ended
from ..intention import DaysOfIntention, days_of_intention
from ..kinds import KINDS
from ..models import Case, CaseEvidence, CaseLetter, RequiredAction, SecretaryOfStateNotice
from ..states import LetterState
from ..transitions import ACTION_PLAN, ANSWER, COMMENT, COMPLIANCE, GIVES, LETTER_ROWS
from .early import SAFETY, is_early, parts_of
from .recipients import PARTY_NAMES, has_address, principal, wanted
from .written import (
    LONGEST_PERIOD,
    UNITS,
    WHY_SO_LONG,
    lacking_details,
    lacking_of_meeting,
    read_meeting,
    said_of,
    written_in,
)

# Pupil referral units are maintained, and are no maintained school in the sense of section 59.
NOT_IN_SECTION_59 = frozenset({14})
FRIDAY, LATE_HOUR = 4, 14
# A letter is given within a month, on a day on which the school is open to read it.
GIVEN = Sense(past=None, future=MONTH, place=Place.SCHOOL)
# Characters of one part, about eight printed pages, and of what is required or said in a few sentences.
LONGEST, LONGEST_NOTE = 20_000, 2000

_REFUSALS = {
    "present": "This letter cannot be presented for signature now.",
    "take_back": "This letter is not waiting for a signature, so it cannot be taken back.",
    "return": "This letter is not waiting for a signature.",
    "sign": "This letter is not waiting for a signature.",
    "give": "This letter has not been signed, or has already been given.",
    "lapse": "Only a letter that has been signed but not given can be called off.",
    "discard": "Only a letter that is being prepared can be discarded.",
    "sign_withdrawal": "This letter of withdrawal has already been signed.",
    "withdraw": "Only a letter that has been given can be withdrawn.",
}


@dataclass(frozen=True)
class Missing:
    """What a letter lacks: a code, the sentence that a person reads, and the field where it is written."""

    code: str
    sentence: str
    field: str = ""


@dataclass(frozen=True)
class Timing:
    """When a letter goes and counts as given, and the periods that begin with that day, as printed. `period` is None
    for a letter that is no notice, and until its length was entered."""

    service: Service
    period: Due | None = None
    plan: Due | None = None
    # Where it is the notice of the powers that are to be used.
    intention: DaysOfIntention | None = None
    # The day by which an answer is asked for, counted from the letter's own date.
    answer: Due | None = None
    # The day by which the governing body is asked for comments.
    comment: Due | None = None


def letter_row(letter: CaseLetter, action: str) -> Transition:
    """Return the transition of an act on a letter. Raises Denied("wrong_state")."""
    return find(LETTER_ROWS, action=action, source=letter.status, refusal=_REFUSALS[action])


def check_step(case: Case, kind: str, on: date) -> Transition:
    """Return the transition of the case that a letter of a kind makes, if it is the next step on a day.

    Raises Denied("converted", "wrong_step", "notice_of_state").
    """
    check_branch(case, on)
    if kind not in GIVES:
        raise Denied("wrong_step", "A letter is withdrawn by its signatory, on the page of that letter.")
    if case.rules is None or not case.rules.has(kind):
        raise Denied("wrong_step", "The authority's framework does not have this letter.")
    row = case_row(case, GIVES[kind], letter=kind)
    if kind == "formal_notice":
        check_state_gave_none(case)
    if kind == "formal_lifted":
        check_powers_ended(case, on)
    if KINDS[kind].ends_power and not powers_in_use(on).filter(case=case).exists():
        raise Denied("not_in_use", "No power is in use on this case, so none can be ended.")
    return row


def check_state_gave_none(case: Case) -> None:
    """Education and Inspections Act 2006, section 60(4A). Raises Denied("notice_of_state")."""
    theirs = SecretaryOfStateNotice.objects.filter(school=case.school_id, ended_on__isnull=True).first()
    if theirs:
        raise Denied(
            "notice_of_state",
            f"The Secretary of State told the authority of a warning notice given on {in_words(theirs.given_on)}. "
            "While it is in force the authority may not give one (Education and Inspections Act 2006, section 60(4A)).",
        )


def timing_of(letter: CaseLetter, dated: date, calendar: Calendar, now: datetime | None = None) -> Timing:
    """Return when the letter would be given if it went on a day, by the method chosen for its addressee, and the
    periods that run from then. An email of a later day goes as that day begins, one of today (`now`) at once. Raises
    Denied("calendar") where the bank holidays are not on record so far."""
    try:
        return _timing_of(letter, dated, calendar, now)
    except CalendarIncomplete as error:
        raise Denied("calendar", f"{error} Your administrator can add them.") from error


def _timing_of(letter: CaseLetter, dated: date, calendar: Calendar, now: datetime | None) -> Timing:
    to = principal(letter.recipients.all(), letter)
    at = local(now).time() if now and dated == local(now).date() else None
    served = service(to.method if to else "hand", dated, calendar, at=at, latest=latest_time(letter))
    period = written_in(letter).period
    runs = due(COMPLIANCE, period, served.given, calendar=calendar) if period else None
    told = _intention(letter, served, runs, calendar) if letter.is_notice_of_powers else None
    answer, comment = _answer_of(letter, served.sent, calendar), _comment_of(letter, served.given, calendar)
    plan = _plan_of(letter, served.given, calendar)
    return Timing(served, runs, plan, told, answer, comment)


def asks_for_plan(letter: CaseLetter) -> bool:
    """Whether the governing body is asked for an action plan with a letter: the framework file names the notices."""
    rules = letter.case.framework.intervention
    return rules is not None and letter.kind in rules.plan_with


def _plan_of(letter: CaseLetter, given: date, calendar: Calendar) -> Due | None:
    asked = letter.case.framework.periods.action_plan
    return due(ACTION_PLAN, asked, given, calendar=calendar) if asks_for_plan(letter) else None


def _intention(letter: CaseLetter, served: Service, runs: Due | None, calendar: Calendar) -> DaysOfIntention:
    rules = letter.case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    return days_of_intention(rules, served.given, calendar, period_ends=runs.due if runs else None)


def latest_time(letter: CaseLetter) -> time:
    """Return the hour by which an email has to be sent to count as given on its day."""
    rules = letter.case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    return rules.latest_time


def _answer_of(letter: CaseLetter, dated: date, calendar: Calendar) -> Due | None:
    """None for a letter that asks for no answer, and where the authority sets no time for one."""
    asked = letter.case.framework.periods.academy_answer if letter.kind_of.answered else None
    return due(ANSWER, asked, dated, calendar=calendar) if asked else None


def _comment_of(letter: CaseLetter, given: date, calendar: Calendar) -> Due | None:
    """None for a letter on which no comments are asked for, and where the authority sets no time for them."""
    asked = letter.case.framework.periods.notice_comment if letter.kind_of.comments else None
    return due(COMMENT, asked, given, calendar=calendar) if asked else None


def check_complete(letter: CaseLetter) -> None:
    """Raises Denied("incomplete") with a sentence for everything that is missing."""
    if lacks := missing(letter):
        raise Denied("incomplete", " ".join(each.sentence for each in lacks))


def missing(letter: CaseLetter) -> list[Missing]:
    """Return what the framework and the law ask of a letter that it does not have yet."""
    return [
        *_parts(letter),
        *_actions(letter),
        *_meeting(letter),
        *_powers(letter),
        *_grounds(letter),
        *_to_whom(letter),
        *_unprintable(letter),
        *_ticks(letter),
    ]


def _parts(letter: CaseLetter) -> list[Missing]:
    found = [
        Missing(f"no_{part.id}", part.refusal, f"part-{part.id}")
        for part in parts_of(letter)
        if part.required and not letter.parts.get(part.id, "").strip()
    ]
    return found + [
        Missing("too_long", f"“{part.name}” is longer than {LONGEST} characters.", f"part-{part.id}")
        for part in parts_of(letter)
        if len(letter.parts.get(part.id, "").strip()) > LONGEST
    ]


def _actions(letter: CaseLetter) -> list[Missing]:
    if not letter.kind_of.notice:
        return []
    found = []
    if not letter.required_actions.exists():
        sentence = "Say what action the governing body is required to take."
        found.append(Missing("no_actions", sentence, "action-0-text"))
    for each in letter.required_actions.all():
        field = f"action-{each.place - 1}-text"
        if not each.text.strip():
            found.append(Missing("empty_action", f"Say what is required in required action {each.place}.", field))
        if max(len(each.text.strip()), len(each.measure.strip())) > LONGEST_NOTE:
            sentence = f"Required action {each.place} is longer than {LONGEST_NOTE} characters."
            found.append(Missing("too_long", sentence, field))
    return [*found, *_length(letter)]


def _length(letter: CaseLetter) -> list[Missing]:
    """The length of the compliance period and why it is that: neither the Act nor the framework gives one."""
    found, written = [], written_in(letter)
    if written.wrong_count:
        sentence = f"The compliance period must be a number of days from 1 to {LONGEST_PERIOD}."
        found.append(Missing("no_period", sentence, "compliance_count"))
    elif written.period is None:
        found.append(Missing("no_period", "Enter how many days the governing body has.", "compliance_count"))
    if letter.compliance.get("unit", "") not in ("", *UNITS):
        found.append(Missing("no_period", "Select which days count.", "compliance_unit_0"))
    if not written.why_so_long:
        found.append(Missing("no_why", "Say why the governing body has this many days.", "compliance_why"))
    elif len(written.why_so_long) > LONGEST_NOTE:
        sentence = f"“{WHY_SO_LONG}” is longer than {LONGEST_NOTE} characters."
        found.append(Missing("too_long", sentence, "compliance_why"))
    return found


def _meeting(letter: CaseLetter) -> list[Missing]:
    return [Missing(*lack) for lack in lacking_of_meeting(letter)] if letter.kind_of.meets else []


def _powers(letter: CaseLetter) -> list[Missing]:
    kind, unknown = letter.kind_of, set(letter.powers) - set(POWERS)
    if kind.powers and (unknown or not letter.powers):
        return [Missing("no_powers", "Name the powers that the authority is minded to use.", "powers")]
    if kind.names_power and (unknown or len(letter.powers) != 1):
        what = "is used" if kind.power else "is to be used"
        return [Missing("no_power", f"Select the one power that {what}.", "powers")]
    return [Missing(*each) for each in lacking_details(letter)]


def check_expired(letter: CaseLetter, dated: date) -> None:
    """No notice of proposed use of powers before the compliance period has ended (Education and Inspections
    Act 2006, section 60(1)(c)). Raises Denied("period_runs")."""
    notice = letter.made_from
    if letter.kind != "intention_notice" or notice is None or notice.period_ends_on is None:
        return
    if dated <= notice.period_ends_on:
        raise Denied(
            "period_runs",
            f"The compliance period of the formal warning notice runs until {in_words(notice.period_ends_on)}. This "
            "notice cannot be given until that day is over (Education and Inspections Act 2006, section 60(1)(c)).",
        )


def _grounds(letter: CaseLetter) -> list[Missing]:
    """What a notice stands on: the grounds of the Act, evidence of both kinds, and the discussion before it."""
    kind, case = letter.kind_of, letter.case
    if not kind.notice:
        return []
    found = []
    if kind.statutory and (not letter.grounds or set(letter.grounds) - set(GROUNDS)):
        sentence = "Name at least one ground (Education and Inspections Act 2006, section 60(2))."
        found.append(Missing("no_grounds", sentence, "grounds"))
    if is_early(letter) and SAFETY not in letter.grounds:
        sentence = "A notice without the earlier steps needs the ground that safety is threatened (section 60(2)(c))."
        found.append(Missing("not_for_safety", sentence, "grounds"))
    there = set(case.evidence.filter(removed_on__isnull=True).values_list("bears_on", flat=True))
    if CaseEvidence.BearsOn.CONCERN not in there:
        found.append(Missing("no_evidence", "Add evidence of the concern to the case."))
    if not kind.statutory and CaseEvidence.BearsOn.INABILITY not in there:
        sentence = "Add evidence of the school's reluctance or inability to act in a reasonable time."
        found.append(Missing("no_inability", sentence))
    if not kind.statutory and (lack := _not_discussed(case)):
        found.append(lack)
    return found


def _not_discussed(case: Case) -> Missing | None:
    """The framework: always preceded by a discussion between the Director, the chair and the headteacher."""
    held = case.discussions.first()
    if held is None:
        return Missing("no_discussion", "Record a discussion with the headteacher and the chair of governors.")
    if not (held.head_present and held.chair_present) and not held.absence.strip():
        return Missing("absent", "Say in the record of the discussion why the headteacher or chair was absent.")
    return None


def _to_whom(letter: CaseLetter) -> list[Missing]:
    there = list(letter.recipients.all())
    found = [
        Missing("no_recipient", f"No recipient is on record for: {PARTY_NAMES[party].lower()}.")
        for party in wanted(letter)
        if not any(each.party == party for each in there)
    ]
    found += [
        Missing(
            "no_address",
            f"{each.name or PARTY_NAMES[Party(each.party)]} cannot be reached by "
            f"{each.get_method_display().lower()}: complete the name and the address.",
            f"to-{each.key}-{'method' if each.user_id else 'name'}",
        )
        for each in there
        if not has_address(each)
    ]
    return found


def _unprintable(letter: CaseLetter) -> list[Missing]:
    """What no font has, of everything that somebody typed for this letter."""
    typed: list[tuple[str, str, tuple[str, ...]]]
    typed = [(f"part-{p.id}", f"“{p.name}”", (letter.parts.get(p.id, ""),)) for p in parts_of(letter)]
    if letter.kind_of.notice:
        rows = letter.required_actions.all()
        typed += [(f"action-{a.place - 1}-text", f"Required action {a.place}", (a.text, a.measure)) for a in rows]
    if letter.kind_of.ends_power or letter.kind_of.notifies:
        typed += [(f"detail-{each.key}", f"“{each.detail.name}”", (each.text,)) for each in said_of(letter)]
    if letter.kind_of.power:
        typed += [("consent-reference", "The reference of the consent", (letter.consent.get("reference", ""),))]
        typed += [("", f"What {each['who'].lower()} said", (each.get("said", ""),)) for each in letter.consulted]
        typed += [(f"detail-{each.key}", f"“{each.detail.name}”", (each.text,)) for each in said_of(letter)]
    if letter.made_from and letter.kind_of.judged:
        actions = letter.made_from.required_actions.prefetch_related("findings")
        typed += [("", f"The finding of required action {a.place}", (_latest(a),)) for a in actions]
    if letter.kind_of.meets:
        typed += [("meeting-place", "The place of the discussion", (read_meeting(letter.meeting).place,))]
    typed += [
        (f"to-{r.key}-name", f"The address of {r.name}", (r.name, r.salutation, r.address))
        for r in letter.recipients.all()
        if not r.user_id
    ]
    return [
        Missing("unprintable", f"{what} has {names}, which cannot be printed in a letter.", field)
        for field, what, texts in typed
        if (names := unprintable_names(*texts))
    ]


def _latest(action: RequiredAction) -> str:
    found = next(iter(action.findings.all()), None)
    return found.evidence if found else ""


def _ticks(letter: CaseLetter) -> list[Missing]:
    ticked = {tick.check_id for tick in letter.ticks.all()}
    return [
        Missing("not_checked", f"Not checked yet: {check.name}.", f"tick-{check.id}")
        for check in letter.step.checks
        if check.id not in ticked
    ]


def check_dated(dated: date, on: date) -> None:
    """Raises Denied("dated_before"): no letter bears a day before the one it is signed on."""
    if dated < on:
        raise Denied(
            "dated_before",
            f"The letter is dated {in_words(dated)}, which has passed, so it cannot go. Return it so that it can "
            "be dated and signed again.",
        )


def check_writable(letter: CaseLetter) -> None:
    """Raises Denied("not_writable") where the words cannot be changed any more."""
    if not letter.is_writable:
        state = LetterState(letter.status).label.lower()
        raise Denied("not_writable", f"This letter cannot be changed now: {state}. Take it back first if you can.")
