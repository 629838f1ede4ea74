"""Policies of powers: are the conditions of the power that a letter uses met on a day, and when can it be used? Which
one does a letter end?

The conditions are in `act.POWERS`; here each is checked, with the sentence that says what is missing. The compliance
period is the one that the formal notice prints. Source: Education and Inspections Act 2006, sections 60 and 63 to 66.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from schools.models import School
from sil.clock import in_words
from sil.deadlines.working_days import two_month_window
from sil.framework.intervention import Party
from sil.workflow import Denied

from ..act import POWERS, Power
from ..case.in_use import ends_in, powers_in_use
from ..models import Case, CaseLetter, StateAct
from ..models.state import notified_on
from ..states import BY_CATEGORY, CaseState, LetterState
from ..transitions import SECTION_60
from .policies import Missing
from .recipients import is_relevant
from .written import last_day_of, planned_day_of, start_of, written_in

ELIGIBLE = frozenset({CaseState.ELIGIBLE, CaseState.POWERS_USED, CaseState.POWERS_ENDED}) | BY_CATEGORY
GOVERNING_BODY = "The governing body"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is on record when a power is to be used. `notice_given_on` and `period_ends_on` are those of the formal
    notice; `intended`: {power: the first day on which it can be used, by the notice that names it}; `consulted`: {who:
    the day}, None where no real day was written; `starts_on`: the day from which it takes effect; `by_category`: the
    school is eligible because of what an inspection found (sections 61 and 62), so no notice under section 60 comes
    before."""

    eligible: bool
    period_ends_on: date | None
    by_category: bool = False
    notice_given_on: date | None = None
    intended: Mapping[str, date] = field(default_factory=dict)
    relevant: Sequence[str] = ()
    consulted: Mapping[str, date | None] = field(default_factory=dict)
    consent_on: date | None = None
    consent_reference: str = ""
    # Of the Secretary of State: when told of the power, and the notice by which the Secretary of State acts instead.
    notified_on: date | None = None
    state_acts_on: date | None = None
    starts_on: date | None = None


def check_power(letter: CaseLetter, on: date) -> None:
    """Raises Denied("no_power", "conditions") with a sentence for each condition that is not met on a day."""
    if lacks := lacking_of(letter, on):
        raise Denied(
            "no_power" if lacks[0].code == "no_power" else "conditions", " ".join(lack.sentence for lack in lacks)
        )


def lacking_of(letter: CaseLetter, on: date) -> list[Missing]:
    """Return the conditions of the power that a letter uses which are not met on a day. Three queries."""
    if len(letter.powers) != 1 or letter.powers[0] not in POWERS:
        return [Missing("no_power", "Select the one power that is used.", "powers")]
    return list(lacking(letter.powers[0], facts_of(letter), on))


def lacking(slug: str, facts: Facts, on: date) -> Iterator[Missing]:
    """Yield each condition of a power that is not met on a day."""
    power = POWERS[slug]
    if not facts.eligible:
        yield Missing("not_eligible", f"The school is not eligible for intervention ({SECTION_60}).")
    if not facts.by_category:
        yield from _timing(slug, power, facts, on)
    for who in facts.relevant:
        yield from _consultation(who, power, facts, on)
    if power.consent:
        yield from _consent(power, facts, on)
    yield from _of_the_state(facts, on)
    if facts.starts_on and facts.starts_on < on:
        sentence = f"It takes effect on {in_words(facts.starts_on)}, before the day of the letter, {in_words(on)}."
        yield Missing("starts_before", f"{sentence} Change one of the two days.", f"detail-{slug}-starts")


_SECTIONS = [power.section for power in POWERS.values() if power.window]
WINDOW = (
    f"Powers of sections {', '.join(_SECTIONS[:-1])} and {_SECTIONS[-1]} can be used within two months after the "
    "compliance period"
)


def window_of(letter: CaseLetter) -> tuple[date, date] | None:
    """Return the first and the last day on which the power that a letter uses can be used, where it has a window:
    two months from the end of the compliance period (section 64(2))."""
    notice = letter.case.notice_to_answer()
    ends = notice.period_ends_on if notice and notice.kind_of.statutory else None
    if ends is None or not any(POWERS[slug].window for slug in letter.powers if slug in POWERS):
        return None
    return two_month_window(ends)


def relevant_to(school: School, power: Power) -> list[str]:
    """Return whom the authority consults before it uses a power on a school: a community school has no diocese, and
    nobody who appoints foundation governors."""
    has_appointer = is_relevant(Party.DIOCESE, school) or is_relevant(Party.FOUNDATION, school)
    return [who for who in power.consulted if who == GOVERNING_BODY or has_appointer]


def facts_of(letter: CaseLetter) -> Facts:
    """Return what is on record of the case and in the letter."""
    case, written = letter.case, written_in(letter)
    notice = case.notice_to_answer()
    since = notice.given_on if notice and notice.kind_of.statutory else None
    return Facts(
        eligible=case.status in ELIGIBLE,
        by_category=case.status in BY_CATEGORY,
        period_ends_on=notice.period_ends_on if notice and notice.kind_of.statutory else None,
        notice_given_on=since,
        intended=intended_by(notice) if notice else {},
        relevant=relevant_to(case.school, POWERS[letter.powers[0]]),
        consulted=written.consulted_on,
        consent_on=written.consent.day.on,
        consent_reference=written.consent.reference,
        notified_on=notified_on(case, letter.powers[0], since),
        state_acts_on=_state_acts_on(case),
        starts_on=start_of(letter),
    )


def _state_acts_on(case: Case) -> date | None:
    found = StateAct.objects.filter(school=case.school_id, ended_on=None).first()
    return found.given_on if found else None


def intended_by(notice: CaseLetter) -> dict[str, date]:
    """Return the powers that are named by the notices of powers given with or after a formal notice, each with the
    first day on which it can be used. One that was given before such notices printed that day lets them be used from
    the day it was given. One query."""
    after = CaseLetter.objects.filter(Q(pk=notice.pk) | Q(made_from=notice.pk), status=LetterState.GIVEN)
    given = [each for each in after if each.is_notice_of_powers]
    found: dict[str, date] = {}
    for letter in given:
        first = letter.usable_from or letter.given_on
        assert first is not None, "it was given"
        for slug in letter.powers:
            found[slug] = min(first, found.get(slug, first))
    return found


def _timing(slug: str, power: Power, facts: Facts, on: date) -> Iterator[Missing]:
    ends = facts.period_ends_on
    if ends is None:
        yield Missing("no_notice", "No formal warning notice is in force.")
    elif on <= ends:
        yield Missing("period_runs", f"The compliance period runs until {in_words(ends)}: no power before it ends.")
    elif power.window and on > (last := two_month_window(ends)[1]):
        yield Missing(
            "window_over",
            f"This power could be used until {in_words(last)}, within two months after the compliance period "
            f"(section {power.section}).",
        )
    first = facts.intended.get(slug)
    if first is None:
        yield Missing("not_intended", f"No notice given to the governing body names this power ({SECTION_60}(1)(d)).")
    elif on < first:
        yield Missing(
            "too_early",
            f"This power can be used from {in_words(first)}, the first day that the notice to the governing body gives "
            f"({SECTION_60}(1)(d)).",
        )


def _consultation(who: str, power: Power, facts: Facts, on: date) -> Iterator[Missing]:
    day = facts.consulted.get(who)
    if day is None:
        sentence = f"Record on which day you consulted {who[0].lower()}{who[1:]} "
        yield Missing("not_consulted", f"{sentence}(section {power.section}).", "consulted")
    elif day > on:
        yield Missing("not_consulted", f"{who} will not be consulted until {in_words(day)}.", "consulted")
    elif facts.notice_given_on and day < facts.notice_given_on:
        sentence = f"{who} was consulted on {in_words(day)}, {_before(facts.notice_given_on)}"
        yield Missing("consulted_before", f"{sentence} Consult them about this power.", "consulted")


def _before(given: date) -> str:
    return f"before the formal warning notice was given on {in_words(given)}."


def _of_the_state(facts: Facts, on: date) -> Iterator[Missing]:
    """Sections 70A to 70C, for the authority's lawyer to confirm."""
    if facts.notified_on is None:
        sentence = "Notify the Secretary of State of this power by letter, or record on the case that this was done"
        yield Missing("not_notified", f"{sentence} (Education and Inspections Act 2006, section 70A).")
    elif facts.notified_on > on:
        yield Missing("not_notified", f"The Secretary of State was notified on {in_words(facts.notified_on)}.")
    if facts.state_acts_on:
        yield Missing(
            "state_acts",
            f"The Secretary of State gave notice on {in_words(facts.state_acts_on)} to act instead of the authority. "
            "While that notice is in force the authority may not use a power (Education and Inspections Act 2006, "
            "sections 70A to 70C).",
        )


def _consent(power: Power, facts: Facts, on: date) -> Iterator[Missing]:
    whose = "the Secretary of State's written consent"
    if facts.consent_on is None:
        yield Missing("no_consent", f"Enter the date of {whose} (section {power.section}).", "consent_on")
    elif facts.consent_on > on:
        yield Missing("no_consent", f"The consent is dated in the future: {in_words(facts.consent_on)}.", "consent_on")
    elif facts.notice_given_on and facts.consent_on < facts.notice_given_on:
        sentence = f"The consent is dated {in_words(facts.consent_on)}, {_before(facts.notice_given_on)}"
        yield Missing("consent_before", f"{sentence} Ask for consent to this power.", "consent_on")
    if not facts.consent_reference:
        yield Missing("no_reference", f"Enter the reference of {whose}.", "consent_reference")


def power_to_end(case: Case, chosen: CaseLetter | None, on: date) -> CaseLetter:
    """Return the letter that uses the power which is to end: the one that was chosen, or the only one in use. Raises
    Denied("which_power", "ends_already")."""
    found = list(powers_in_use(on).filter(case=case).select_related("case").order_by("pk"))
    if chosen is not None:
        found = [each for each in found if each.pk == chosen.pk]
    if len(found) != 1:
        raise Denied("which_power", "Select the power that is to end.")
    if found[0].pk in ends_in([case.pk], on):
        raise Denied(
            "ends_already", "A letter has already been given that ends this power. Withdraw it if it was wrong."
        )
    return found[0]


def check_days_of_power(letter: CaseLetter, dated: date) -> None:
    """A letter ends a power on its own day or a later one; the Secretary of State is notified before a power is to be
    used. Raises Denied("ends_before", "planned_before")."""
    planned = planned_day_of(letter)
    if planned and planned < dated:
        raise Denied(
            "planned_before",
            f"The power is to be used on {in_words(planned)}, before the day of the letter, {in_words(dated)}. Change "
            "one of the two days.",
        )
    last = last_day_of(letter)
    if last and last < dated:
        raise Denied(
            "ends_before",
            f"The last day of the power is {in_words(last)}, before the day of the letter, {in_words(dated)}. "
            "Change one of the two days.",
        )
