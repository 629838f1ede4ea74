"""What somebody is asked before a letter of a case goes on a day, at a moment: each in a sentence with its facts.

None of it is forbidden. The Act and the framework leave it to the authority, so whoever presents the letter and whoever
signs it say that it is meant, and both answers are kept (`answers`).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sil.clock import in_words, local, time_in_words, weekday_in_words
from sil.dates.sense import Known, question
from sil.deadlines.rules import Due, recorded_calendar
from sil.deadlines.service import EMAIL, is_late
from sil.deadlines.working_days import two_month_window
from sil.framework.intervention import Party
from sil.framework.schema import Framework
from sil.workflow import Denied

from ..act import POWERS
from ..consents.queries import consents_to_email
from ..kinds import name_of_kind
from ..letters.early import SAFETY
from ..letters.facts import Facts, facts_of
from ..letters.policies import FRIDAY, GIVEN, LATE_HOUR, NOT_IN_SECTION_59, Timing, latest_time, timing_of
from ..letters.recipients import nobody_at_trust, principal, recipients_of
from ..letters.written import read_meeting, written_in
from ..models import CaseLetter, StatementEntry
from ..models.confirmations import NOTICE_IN_FORCE
from ..states import LetterState, Purpose

# The form of a day asks about it where somebody enters it; it is asked about again where the letter is signed.
DAY = "day"
PLAN_AFTER_PERIOD = "plan_after_period"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something to confirm. `code` never changes its meaning. One that `needs_reason` is confirmed by a reason; a note
    is shown and asks nothing."""

    code: str
    sentence: str
    needs_reason: bool = False
    is_note: bool = False


def questions_of(
    letter: CaseLetter, dated: date, now: datetime, *, acts: bool = True, timing: Timing | None = None
) -> list[Question]:
    """Return everything that is asked about a letter that would go on a day, at a moment. `acts` is False for a page
    that is only read: what is odd about the day, and who holds a post by now, is looked up once somebody acts.
    `timing` is that of this day and moment, where it is known by then."""
    with suppress(Denied):
        timing = timing or timing_of(letter, dated, recorded_calendar(), now)
    found = [*_of_day(letter, dated, now)] if acts else []
    found += [*_of_time(letter, dated, now), *_of_school(letter, dated)]
    if acts and letter.status == LetterState.PRESENTED and (gone := _left_since(letter, dated)):
        found.append(Question(code="posts_changed", sentence=gone))
    found += [*_of_meeting(letter, dated), *_of_powers(letter, timing)]
    if timing and letter.kind_of.notice:
        facts = facts_of(letter)
        found += [*_of_plan(timing), *_of_length(letter, timing), *_of_terms(timing, facts), *_of_others(letter, facts)]
    return found


def without_day(questions: Iterable[Question]) -> list[Question]:
    """Return the same without the question about the day, for where a form asks it beside the day."""
    return [each for each in questions if each.code != DAY]


def about_day(questions: Iterable[Question]) -> str:
    """Return what is asked about the day alone, which a form asks beside it; blank where nothing is odd about it."""
    return " ".join(each.sentence for each in questions if each.code == DAY)


def to_confirm(questions: Iterable[Question]) -> list[str]:
    """Return the sentences that are confirmed with a tick, as `require_confirmation` takes them."""
    return [each.sentence for each in questions if not each.is_note and not each.needs_reason]


def to_explain(questions: Iterable[Question]) -> list[str]:
    """Return the sentences that are confirmed with a reason."""
    return [each.sentence for each in questions if each.needs_reason]


def notes(questions: Iterable[Question]) -> list[str]:
    return [each.sentence for each in questions if each.is_note]


def after_hours(moment: datetime, framework: Framework) -> bool:
    """Whether a moment is after the end of the authority's working day (`intervention.latest_time`)."""
    rules = framework.intervention
    return rules is not None and is_late(local(moment).time(), rules.latest_time)


def _of_day(letter: CaseLetter, dated: date, now: datetime) -> Iterator[Question]:
    if odd := question(dated, GIVEN, on=now.date(), known=Known(school=letter.case.school)):
        yield Question(code=DAY, sentence=odd)


def _of_time(letter: CaseLetter, dated: date, now: datetime) -> Iterator[Question]:
    if dated != now.date():
        return
    if dated.weekday() == FRIDAY and now.hour >= LATE_HOUR:
        sentence = "It is late on a Friday: the school may not read the letter before Monday."
        yield Question(code="late_on_friday", sentence=sentence)
    kind = letter.kind_of
    if (kind.notice or kind.powers or kind.power) and after_hours(now, letter.case.framework):
        yield Question(code="after_hours", sentence=_after_hours(letter))


def _after_hours(letter: CaseLetter) -> str:
    to, latest = principal(letter.recipients.all(), letter), time_in_words(latest_time(letter))
    if to is not None and to.method == EMAIL:
        return f"It is after {latest}: an email sent now counts as given on the next working day."
    return f"It is after {latest}: the notice would be given after the end of the working day."


def _of_school(letter: CaseLetter, dated: date) -> Iterator[Question]:
    school = letter.case.school
    if no_consent := _not_agreed(letter, dated):
        yield Question(code="no_consent", sentence=no_consent)
    if nobody := nobody_at_trust(letter):
        yield Question(code="nobody_at_trust", sentence=nobody)
    if letter.kind_of.statutory and school.type_code in NOT_IN_SECTION_59:
        sentence = (
            f"{school.name} is a {school.type_name.lower()}, which is not a maintained school in the sense of section "
            "59. Ask the authority's lawyers before this notice is given."
        )
        yield Question(code="not_in_section_59", sentence=sentence)


def _of_meeting(letter: CaseLetter, dated: date) -> Iterator[Question]:
    if letter.kind_of.meets and (day := read_meeting(letter.meeting).day.on) and day <= dated:
        sentence = f"The discussion is on {weekday_in_words(day)}, which is not after the date of the letter."
        yield Question(code="meeting_too_soon", sentence=sentence)


def _of_powers(letter: CaseLetter, timing: Timing | None) -> Iterator[Question]:
    """Representations that have no answer when a power is to be used, and a notice of powers that comes too late."""
    if letter.kind_of.power:
        for day in _unanswered(letter):
            sentence = f"The representations of {in_words(day)} have not been answered yet."
            yield Question(code="unanswered", sentence=sentence)
    if timing and (sentence := _window_over(letter, timing)):
        yield Question(code="window_over", sentence=sentence)


def _unanswered(letter: CaseLetter) -> list[date]:
    """The days of the representations about the powers of its case that nobody has answered. One query."""
    of = {"statement__purpose": Purpose.REPRESENTATIONS, "statement__notice__status": LetterState.GIVEN}
    open_ = StatementEntry.objects.filter(statement__notice__case=letter.case_id, answers=None, **of)
    return list(open_.order_by("sent_on", "pk").values_list("sent_on", flat=True))


def _window_over(letter: CaseLetter, timing: Timing) -> str:
    """That the notice of some powers would come too late for those which the Act gives two months (section 64(2))."""
    if not letter.is_notice_of_powers or not any(POWERS[slug].window for slug in letter.powers if slug in POWERS):
        return ""
    ends = timing.period.due if timing.period else letter.made_from.period_ends_on if letter.made_from else None
    if timing.intention is None or ends is None or timing.intention.usable_from <= (last := two_month_window(ends)[1]):
        return ""
    return (
        f"A power could be used from {in_words(timing.intention.usable_from)}, but those which the Act limits to two "
        f"months can be used only until {in_words(last)}."
    )


def _not_agreed(letter: CaseLetter, dated: date) -> str:
    """That the governing body is written to by email although whoever gets it for them has not agreed to that."""
    to = principal(letter.recipients.all(), letter)
    if to is None or to.method != EMAIL or to.party != Party.GOVERNING_BODY or to.user_id is None:
        return ""
    if consents_to_email(to.user_id, letter.case.school, dated):
        return ""
    return (
        f"There is no consent on record from {to.name} to be given notices by email. Without one it may not count as "
        "given: hand it over or post it, or record the consent first."
    )


def _left_since(letter: CaseLetter, dated: date) -> str:
    """Who would get the letter though somebody else holds the post by now: it was addressed when presented."""
    would = {each.key for each in recipients_of(letter, dated, letter.written_of_recipients)}
    gone = [each.name for each in letter.recipients.all() if each.key not in would]
    return f"Posts have changed since it was presented: {', '.join(gone)} would still get it." if gone else ""


def _of_plan(timing: Timing) -> Iterator[Question]:
    """The plan is owed within 15 days (framework, Intervention); the Act lets the period be shorter."""
    if sentence := plan_after_period(timing.plan, timing.period):
        yield Question(code=PLAN_AFTER_PERIOD, sentence=sentence, needs_reason=True)


def plan_after_period(plan: Due | None, period: Due | None) -> str:
    """Return what to ask where a plan is due on or after the last day of the compliance period; otherwise ""."""
    if plan is None or period is None or plan.due < period.due:
        return ""
    due, ends = weekday_in_words(plan.due), weekday_in_words(period.due)
    if plan.due == period.due:
        return (
            f"The action plan is due by {due}, which is the last day of the compliance period. It could not be read "
            "before the period is over."
        )
    return (
        f"The action plan is due by {due}, and the compliance period ends before that, on {ends}. The governing body "
        "would not owe its plan until the period is over."
    )


def _of_length(letter: CaseLetter, timing: Timing) -> Iterator[Question]:
    rules, period, typed = letter.case.framework.intervention, timing.period, written_in(letter).period
    lengths = rules.length(letter.kind) if rules else None
    if lengths is None or period is None or typed is None:
        return
    days = (period.due - period.starts).days + 1
    if lengths.shortest_days and days < lengths.shortest_days:
        beside = f"at least {lengths.shortest_days}"
    elif lengths.usual_days and days < lengths.usual_days:
        beside = f"usually {lengths.usual_days}"
    else:
        return
    many = "" if days == 1 else "s"
    length = f"{days} calendar day{many}"
    if typed.unit == "working":
        length = f"{typed.count} working day{'' if typed.count == 1 else 's'}, which is {length}"
    sentence = f"The compliance period is {length}. For this kind of notice it is {beside} ({lengths.source})."
    if SAFETY in letter.grounds:
        ground = f"{sentence} The notice names the safety of pupils or staff as a ground (section 60(2)(c))."
        yield Question(code="short_period", sentence=ground, is_note=True)
    else:
        yield Question(code="short_period", sentence=sentence)


def _of_terms(timing: Timing, facts: Facts) -> Iterator[Question]:
    if timing.period is None:
        return
    first, last = timing.period.starts, timing.period.due
    outside, days = facts.days_outside(first, last), (last - first).days + 1
    if 2 * outside > days:
        sentence = (
            f"{outside} of the {days} days of the compliance period, {weekday_in_words(first)} to "
            f"{weekday_in_words(last)}, are outside the school terms."
        )
        yield Question(code="outside_terms", sentence=sentence)


def _of_others(letter: CaseLetter, facts: Facts) -> Iterator[Question]:
    for each in facts.notices:
        name = name_of_kind(each.kind, letter.case.rules)
        sentence = (
            f"Another notice to this governing body is in force: {name[0].lower()}{name[1:]}, given on "
            f"{weekday_in_words(each.given_on)} (case {each.reference}: {each.state_words})."
        )
        yield Question(code=NOTICE_IN_FORCE, sentence=sentence)
