"""What an authority cannot leave out of its framework file, because the Act or a letter needs it.

It is asked when a file is loaded: a version that was loaded before a rule existed still reads. Each demand names the
key that it is about, so that the loader can name the line.
"""

import re
from collections.abc import Iterator

from .intervention import OUTSIDE, Intervention, Party
from .reading.places import Path
from .schema import Framework

# A postal address ends with its postcode.
_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$")
_FEWEST_LINES = 2
_ACT = "Education and Inspections Act 2006"
# The steps without which the powers of the Act cannot be used, or a notice would never end, with the reason.
_STEPS = {
    "formal_notice": f"the Act has a warning notice come before eligibility ({_ACT}, section 60(1)(a))",
    "formal_lifted": "a warning notice that was given ends by a letter to all who had it",
    "intention_notice": f"the Act asks for reasonable written notice before a power is used ({_ACT}, section 60(1)(d))",
    "power_used": f"the governing body is told in writing that a power is used ({_ACT}, sections 63 to 66)",
}
# Who has a copy of a warning notice, with the reason.
_COPIES = {
    Party.HEADTEACHER: f"{_ACT}, section 60(6)",
    Party.DIOCESE: f"{_ACT}, section 60(6)",
    Party.FOUNDATION: f"{_ACT}, section 60(6)",
    Party.OFSTED: f"{_ACT}, section 60(6)",
    Party.SECRETARY_OF_STATE: f"{_ACT}, section 60(6A)",
}
# What ends the notices of the framework itself, which may be left out together.
_EARLIER = ("preformal_notice", "directive_notice")
# The steps that stand on Part 4 of the Act, or are about academies.
_OF_ENGLAND = (
    *("formal_notice", "formal_lifted", "intention_notice", "state_notified", "power_used", "power_ended"),
    *("academy_considered", "academy_concerns", "academy_improvement", "academy_no_improvement"),
)
# What an academy is written about, in its order: each answers the one before.
_ACADEMY = ("academy_considered", "academy_concerns", "academy_improvement", "academy_no_improvement")


def demands(framework: Framework) -> Iterator[tuple[Path, str]]:
    """Yield what a framework lacks, each with the key that it is about and the sentence that says why."""
    yield from _partnership_plan(framework)
    yield from _offers(framework)
    rules = framework.intervention
    if framework.authority.nation == "wales":
        yield from _wales(framework)
    if rules is None:
        return
    if framework.authority.nation == "england":
        yield from _steps(rules)
    yield from _follow(rules)
    yield from _copies(rules)
    yield from _addresses(rules)


def _partnership_plan(framework: Framework) -> Iterator[tuple[Path, str]]:
    rules, period = framework.partnership_plan, framework.periods.partnership_plan
    if rules is None:
        if period is not None:
            yield (
                ("periods", "partnership_plan"),
                "no band asks for a plan: add [partnership_plan] or delete this period",
            )
        return
    if period is None:
        yield ("partnership_plan",), "add [periods.partnership_plan], which says by when a plan is to be agreed"


def _offers(framework: Framework) -> Iterator[tuple[Path, str]]:
    """A request leads to a visit of a kind that exists, which uses a line of days that its bands have, or none."""
    extra = {each.id for each in framework.extra_days}
    for place, offer in enumerate(framework.offers):
        if offer.visit_kind is None:
            continue
        path = ("offers", place, "visit_kind")
        line = framework.visits.line_of(offer.visit_kind) if framework.visits else ""
        for band in offer.bands if line and line not in extra else ():
            if line not in {each.id for each in framework.band(band).lines}:
                yield path, f"band {band} has no days for it: its visits are charged to the line “{line}”"


def _wales(framework: Framework) -> Iterator[tuple[Path, str]]:
    """The Act's powers are those of authorities in England, and Wales has no academies."""
    if framework.allocation.academies:
        yield ("allocation", "academies"), "there are no academies in Wales: write academies = false"
    for kind in _OF_ENGLAND if framework.intervention else ():
        if getattr(framework.intervention, kind) is not None:
            yield (
                ("intervention", kind),
                f"this step is of the {_ACT}, Part 4, which holds in England alone; in Wales the School Standards and "
                "Organisation (Wales) Act 2013 does, whose notices are not written here: delete it",
            )


def _steps(rules: Intervention) -> Iterator[tuple[Path, str]]:
    for kind, why in _STEPS.items():
        if not rules.has(kind):
            yield ("intervention", kind), f"this step cannot be left out: {why}"


def _follow(rules: Intervention) -> Iterator[tuple[Path, str]]:
    """A step that another one leads to."""
    if any(rules.has(kind) for kind in _EARLIER) and not rules.has("notice_removed"):
        yield (
            ("intervention", "notice_removed"),
            "this step cannot be left out: a notice that was given ends by a letter",
        )
    there = [kind for kind in _ACADEMY if rules.has(kind)]
    for kind in _ACADEMY if there else ():
        if kind not in there:
            yield ("intervention", kind), "the steps about an academy follow from each other: have all of them or none"


def _copies(rules: Intervention) -> Iterator[tuple[Path, str]]:
    for kind in ("formal_notice", "intention_notice"):
        step = rules.step(kind) if rules.has(kind) else None
        if step and Party.GOVERNING_BODY not in step.to:
            yield (
                ("intervention", kind, "to"),
                f"this has to name governing_body: the Act has it given to them ({_ACT}, section 60)",
            )
    notice = rules.step("formal_notice") if rules.has("formal_notice") else None
    for party, why in _COPIES.items():
        if notice and party not in (*notice.to, *notice.copies):
            yield (
                ("intervention", "formal_notice", "copies"),
                f"this has to name {party}: the Act gives them a copy ({why})",
            )


def _addresses(rules: Intervention) -> Iterator[tuple[Path, str]]:
    wanted = {party for _, step in rules.steps() for party in step.parties & OUTSIDE}
    for place, body in enumerate(rules.bodies):
        if body.id in wanted and not _is_postal(body.address):
            sentence = "this has to be a postal address of at least two lines, the last one a postcode such as SW1P 3BT"
            yield ("intervention", "bodies", place, "address"), sentence


def _is_postal(address: tuple[str, ...]) -> bool:
    return len(address) >= _FEWEST_LINES and bool(_POSTCODE.match(address[-1]))
