"""What is refused, and what is asked about and kept: domain 2.1 to 2.6."""

from datetime import date, time
from typing import Any

from .case import Worked
from .steps import (
    AnotherCase,
    Convert,
    Discuss,
    Evidence,
    Give,
    InCategory,
    Judge,
    Notify,
    StateActs,
    StateNotice,
    Step,
    Term,
    Withdraw,
)
from .ways import (
    BOARD,
    CONCERN,
    DISCUSSED,
    ELIGIBLE,
    FORMAL,
    INTENDED,
    NOT_COMPLIED,
    NOT_SECURED,
    OPENED,
    PREFORMAL,
    SPECIAL_MEASURES,
    lasting,
    safety,
)

DAY, LATER = date(2026, 9, 24), date(2026, 10, 15)
PARTS = {"matters": "Reading.", "timeframe": "In September.", "consequence": "A formal warning notice."}


def refused(name: str, source: str, *steps: Step, code: str, lacks: tuple[str, ...] = (), school: str = "") -> Worked:
    """A case whose last step is refused."""
    return Worked(
        name=name,
        source=source,
        school=school or "community",
        steps=steps,
        refused=code,
        lacks=frozenset(lacks),
    )


def incomplete(name: str, source: str, *lacks: str, **written: Any) -> Worked:
    """A pre-formal notice that lacks something that it has to say."""
    return refused(name, source, *DISCUSSED, Give(date(2026, 9, 7), written=written), code="incomplete", lacks=lacks)


def power(name: str, source: str, *lacks: str, **written: Any) -> Worked:
    """A power that is not used on 15 October, its first day, for what is not on record."""
    return refused(name, source, *ELIGIBLE, Give(LATER, "power_used", written=written), code="conditions", lacks=lacks)


STEPS = (
    refused("no pre-formal notice without a discussion", "2.5, guards", *CONCERN, Give(DAY), code="wrong_step"),
    refused(
        "no discussion without the chair, unless the reason is recorded",
        "2.4, preceded by recorded discussion",
        *CONCERN,
        Discuss(DAY, chair_present=False),
        code="no_absence",
    ),
    *(
        refused(f"no formal notice to an academy: {school}", "0, fact 3; 2.5", *CONCERN, step, code=code, school=school)
        for school, step, code in (
            ("converter", Give(DAY, "formal_notice"), "wrong_step"),
            ("sponsor-led", Give(DAY, "formal_notice"), "wrong_step"),
            ("free school", Give(DAY), "wrong_step"),
            ("university technical college", Give(DAY, "directive_notice"), "wrong_step"),
        )
    ),
    refused(
        "no letter about an academy to a maintained school",
        "2.3",
        *CONCERN,
        Give(DAY, "academy_considered"),
        code="wrong_step",
    ),
    refused(
        "no notice once the school has converted",
        "0, fact 4; 2.5",
        *DISCUSSED,
        Convert(date(2026, 9, 10)),
        Give(DAY),
        code="converted",
    ),
    refused(
        "no removal while nothing is judged", "2.5", *PREFORMAL, Give(DAY, "notice_removed"), code="wrong_step"
    ),
    refused(
        "not found wanting on the last day of the period",
        "2.1(c)",
        *PREFORMAL,
        Judge(date(2026, 9, 21)),
        code="period_runs",
    ),
    refused(
        "no notice of powers while the period runs",
        "2.1(b); 2.5: no power before the period's end",
        *FORMAL,
        Give(date(2026, 9, 28), "intention_notice"),
        code="wrong_step",
    ),
    refused(
        "no power without a notice of it", "2.1(d)", *NOT_COMPLIED, Give(LATER, "power_used"), code="wrong_step"
    ),
    refused(
        "no formal notice beside one of the Secretary of State",
        "2.1, (4A)",
        *NOT_SECURED,
        StateNotice(date(2026, 9, 23), date(2026, 9, 22)),
        Give(DAY, "formal_notice"),
        code="notice_of_state",
    ),
    refused(
        "also not where safety is threatened",
        "2.1, (4A); 2.6, s60(2)(c)",
        *CONCERN,
        StateNotice(date(2026, 9, 2), date(2026, 9, 1)),
        Give(date(2026, 9, 7), "formal_notice", written=safety(28)),
        code="notice_of_state",
    ),
    refused(
        "a notice dated today is not served tomorrow",
        "2.5: no backdating; 2.6, service",
        *DISCUSSED,
        Give(date(2026, 9, 7), served_on=date(2026, 9, 8)),
        code="another_day",
    ),
    refused(
        "nor yesterday",
        "2.5: no backdating",
        *DISCUSSED,
        Give(date(2026, 9, 7), served_on=date(2026, 9, 4)),
        code="another_day",
    ),
    refused(
        "a category gives no notice of powers: the school is eligible without one",
        "2.6, s61, s62",
        *SPECIAL_MEASURES,
        Give(DAY, "intention_notice"),
        code="wrong_step",
    ),
    refused(
        "nor a formal notice on the same case", "2.6, s61", *SPECIAL_MEASURES, Give(DAY, "formal_notice"),
        code="wrong_step",
    ),
    refused(
        "an academy has no branch of a category",
        "2.6, s61, s62",
        *CONCERN,
        InCategory(DAY, "SM"),
        code="academy",
        school="converter",
    ),
    refused(
        "a letter of withdrawal is not withdrawn",
        "2.6, withdrawal",
        *PREFORMAL,
        Withdraw(date(2026, 9, 8), "preformal_notice"),
        Withdraw(date(2026, 9, 9), "withdrawal"),
        code="no_way_back",
    ),
)  # fmt: skip
CONTENTS = (
    incomplete("no notice without its matters", "2.4, 1", "no_matters", parts=PARTS | {"matters": " "}),
    incomplete("no part longer than eight printed pages", "K6", "too_long", parts=PARTS | {"matters": "M" * 20_001}),
    incomplete("no notice without a required action", "2.4, 2", "no_actions", actions=[]),
    incomplete("no notice with an empty action", "2.4, 2", "empty_action", actions=[{"text": "", "measure": "M."}]),
    incomplete("no notice without a timeframe", "2.4, 3", "no_timeframe", parts=PARTS | {"timeframe": ""}),
    incomplete("no notice without its period", "2.4, 3", "no_period", compliance={"count": "", "unit": ""}),
    incomplete("no period of no days", "2.4, 3", "no_period", compliance={"count": "0", "unit": ""}),
    incomplete("no period without the reason for its length", "2.6, two clocks", "no_why",
        compliance={"count": "28", "why": ""}),
    incomplete("no notice without what follows", "2.4, 4", "no_consequence", parts=PARTS | {"consequence": ""}),
    refused(
        "no pre-formal notice without evidence that the school does not act",
        "2.4: evidence justifies both",
        Evidence(OPENED, "concern"),
        Discuss(OPENED),
        Give(DAY),
        code="incomplete",
        lacks=("no_inability",),
    ),
    refused(
        "no formal notice without a ground", "2.1: at least one is recorded",
        *NOT_SECURED, Give(DAY, "formal_notice", written={"grounds": []}),
        code="incomplete", lacks=("no_grounds",),
    ),
    refused(
        "no formal notice without the powers it names", "2.4, 4",
        *NOT_SECURED, Give(DAY, "formal_notice", written={"powers": []}),
        code="incomplete", lacks=("no_powers",),
    ),
    refused(
        "no earlier step is left out but for safety, with the reason", "2.6, s60(2)(c)",
        *CONCERN, Give(DAY, "formal_notice", written={"grounds": ["standards"]}),
        code="incomplete", lacks=("no_left_out", "not_for_safety"),
    ),
)  # fmt: skip
CONDITIONS = (
    power("no board without the consent in writing", "2.2, 65", "no_consent", "no_reference",
        **BOARD | {"consent": {}}),
    power("no consent from before the notice", "2.6, powers", "consent_before",
        **BOARD | {"consent": {"on": ["4", "9", "2026"], "reference": "EX/123"}}),
    power("no board without consultation", "2.2, 65", "not_consulted", **BOARD | {"consulted": []}),
    power("no arrangements without consultation", "2.2, 63", "not_consulted", powers=["arrangements"], consulted=[]),
    power("no consultation from before the notice", "2.6, powers", "consulted_before",
        powers=["arrangements"],
        consulted=[{"who": "The governing body", "on": ["4", "9", "2026"], "said": "Heard."}]),
    power("no power that the notice did not name", "2.1(d)", "not_intended", "not_notified", powers=["budget"]),
    refused(
        "no power before the Secretary of State is notified", "2.2, s70A; 2.6, s70A to C",
        *INTENDED, Give(LATER, "power_used"),
        code="conditions", lacks=("not_notified",),
    ),
    refused(
        "nor in special measures", "2.6, s70A to C",
        *SPECIAL_MEASURES, Give(LATER, "power_used", written={"powers": ["budget"], "details": {}}),
        code="conditions", lacks=("not_notified",),
    ),
    refused(
        "no power while the Secretary of State acts", "2.2, s70A; 2.6, s70A to C",
        *INTENDED, Notify(date(2026, 10, 1), "governors"), StateActs(date(2026, 10, 2)), Give(LATER, "power_used"),
        code="conditions", lacks=("state_acts",),
    ),
)  # fmt: skip
ASKED = (
    Worked(
        name="a plan due the day after the period is asked about, and kept with a reason",
        source="2.6, two clocks",
        steps=(*NOT_SECURED, Give(DAY, "formal_notice", written=lasting(15))),
        period=(date(2026, 9, 24), date(2026, 10, 8)),
        plan=date(2026, 10, 9),
        asks=frozenset({"plan_after_period", "short_period"}),
    ),
    refused(
        "and does not go without one",
        "2.6, two clocks",
        *NOT_SECURED,
        Give(DAY, "formal_notice", reason=" ", written=lasting(15)),
        code="no_plan_reason",
    ),
    Worked(
        name="a period of one day is asked about and not refused",
        source="2.6, period too short: the Act sets no minimum",
        steps=(*DISCUSSED, Give(date(2026, 9, 7), written=lasting(1))),
        period=(date(2026, 9, 7), date(2026, 9, 7)),
        asks=frozenset({"short_period"}),
    ),
    Worked(
        name="where safety is threatened a short period is not asked about",
        source="2.6, period too short: never on ground (c)",
        steps=(*CONCERN, Give(date(2026, 9, 7), "formal_notice", written=safety(1))),
        period=(date(2026, 9, 7), date(2026, 9, 7)),
        asks=frozenset({"plan_after_period"}),
    ),
    Worked(
        name="another notice in force is asked about",
        source="2.6, period too short: a second notice",
        steps=(*DISCUSSED, AnotherCase(date(2026, 9, 3)), Give(date(2026, 9, 7))),
        asks=frozenset({"notice_in_force"}),
    ),
    Worked(
        name="a period of which more than half is outside term is asked about",
        source="2.6, period too short: holidays",
        # The term ends on Friday 23 October; the next begins on Monday 16 November.
        steps=(
            *DISCUSSED,
            Term(date(2026, 9, 1), date(2026, 10, 23)),
            Term(date(2026, 11, 16), date(2026, 12, 18)),
            Give(date(2026, 10, 23), written=lasting(15)),
        ),
        asks=frozenset({"outside_terms"}),
    ),
    Worked(
        name="a notice by email after the end of the working day is asked about",
        source="2.6, service: 16:30",
        steps=(*DISCUSSED, Give(date(2026, 9, 7), by="email", at=time(16, 45))),
        given=date(2026, 9, 8),
        asks=frozenset({"after_hours"}),
    ),
    Worked(
        name="a notice handed over on a bank holiday is asked about",
        source="3.1, working day; K6",
        steps=(*DISCUSSED, Give(date(2026, 12, 28))),
        given=date(2026, 12, 28),
        asks=frozenset({"day"}),
    ),
    Worked(
        name="a pupil referral unit is no school of section 59: the lawyers are named",
        source="1, maintained school; 5.1",
        school="pupil referral unit",
        steps=(*CONCERN, Give(date(2026, 9, 7), "formal_notice", written=safety(28))),
        asks=frozenset({"not_in_section_59"}),
        state="formal",
    ),
)
REFUSALS = (*STEPS, *CONTENTS, *CONDITIONS, *ASKED)
