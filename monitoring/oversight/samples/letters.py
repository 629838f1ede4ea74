"""One letter of each kind from invented data, in the wording in force on a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from allocations.allocation.letters import AllocationLetter, DaysLine
from allocations.allocation.support import support_of
from monitoring.summaries.summary.letters import SummaryLetter
from monitoring.visits.report.letters import Agreed, Followed, ReportLetter, Section
from sil.framework.intervention import Step
from sil.framework.parts import version_on
from sil.framework.schema import Framework, LetterRule, plain
from sil.letters.actions import render
from sil.letters.kinds import Address, Content

from . import concern

_ADDRESS = Address(
    lines=("Ada Example", "Headteacher", "Example Primary School", "1 Sample Street", "Exampleton", "ZZ99 1AA"),
    salutation="Dear Ada Example",
)
_DATED = date(2026, 11, 23)
_COPIES = ("Charlie Placeholder, Chair of governors",)
_FOLLOWED = Followed(
    about="What became of what was agreed earlier",
    text="Buy books for year 1.",
    progress="Done",
    note="They are in use.",
)
_AGREED = AllocationLetter(
    subject="School Support Allocation 2026 to 2027: Band B",
    address=_ADDRESS,
    school="Example Primary School",
    urn=900001,
    allocation_name="School Support Allocation",
    year="2026 to 2027",
    band="Band B",
    headline_days="5.5",
    lines=(
        DaysLine(text="One core visit", days="1"),
        DaysLine(text="A contact each term", days="3"),
        DaysLine(text="Performance management", days="1"),
    ),
    open_days="0.5",
    extra=(DaysLine(text="Support for a headteacher who is new to headship", days="2"),),
    total_days="7.5",
    offers=("Headteacher briefings", "Networks for subject leaders"),
    reasons="Leaders know the school well, and results are rising.",
    copied_to=_COPIES,
    principle="The band is the best fit.",
    partner="School Improvement Partner",
    first_decider="Principal Officer",
    last_decider="Director of Education",
    proposed="Band B",
    wanted="",
    decided="",
    taken_as="School Improvement Partner",
    taken_on="9 November 2026",
    is_first_decision=False,
    made_by="Ada Example",
    made_as="Headteacher",
    made_on="20 November 2026",
    made_because="",
    met_on="",
    met_with="",
    until="4 December 2026",
)
_DISPUTED = replace(_AGREED, wanted="Band C", decided="Band B", taken_as="Principal Officer", is_first_decision=True)

CONTENTS: dict[str, Content] = {
    "allocation_agreed": _AGREED,
    "allocation_recorded": replace(_AGREED, met_on="18 November 2026", met_with="Ada Example"),
    "allocation_decided": _DISPUTED,
    "allocation_determined": replace(_DISPUTED, taken_as="Director of Education", is_first_decision=False),
    "allocation_confirmed": replace(_AGREED, made_because="Three calls and a letter went unanswered."),
    "visit_report": ReportLetter(
        subject="Report of the core visit on 10 November 2026",
        address=_ADDRESS,
        school="Example Primary School",
        urn=900001,
        kind_name="Core visit",
        mode_name="Face to face",
        days="10 November 2026",
        lead="Sam Sample",
        met="Ada Example, headteacher; the leader for reading.",
        number=1,
        sections=(
            Section(name="Focus of the visit", text="How early reading is taught."),
            Section(name="What was seen", text="Two lessons in year 1, and ten pupils reading aloud."),
        ),
        followed=(_FOLLOWED,),
        actions=(Agreed(text="Train new staff in phonics.", owner="Ada Example", due="31 January 2027"),),
        copied_to=_COPIES,
        until="4 December 2026",
    ),
    "visit_summary": SummaryLetter(
        subject="Support in the autumn term 2026: Example Primary School",
        address=_ADDRESS,
        school="Example Primary School",
        urn=900001,
        term="autumn term 2026",
        text="Sam Sample visited the school on 10 November 2026 and looked at early reading.",
        missing=("The contact of December is not on record.",),
    ),
    **concern.CONTENTS,
}
_SIGNATORIES = {
    "allocation_decided": "principal_officer",
    "allocation_determined": "director_of_education",
    "allocation_confirmed": "principal_officer",
}
_NAMES = {
    "sip": "Sam Sample",
    "principal_officer": "Olive Officer",
    "director_of_education": "Dora Director",
    "director_of_childrens_services": "Chris Commissioner",
}


def render_each(framework: Framework, on: date, *, own: bool = False) -> Iterator[tuple[str, str]]:
    """Each kind of letter that the framework has, with its HTML in the wording in force on a day. With `own` the
    letters about an allocation have the framework's own bands, days and titles."""
    for number, (kind, content) in enumerate(CONTENTS.items(), start=1):
        rule = _rule(framework, kind)
        if rule is None:
            continue
        role = rule.signed_by if isinstance(rule, Step) else _SIGNATORIES.get(kind, "sip")
        dated = concern.DAYS.get(kind, _DATED)
        html = render(
            kind,
            version_on(rule.versions, max(on, dated)),
            _in_its_words(framework, content) if own and isinstance(content, AllocationLetter) else content,
            framework=framework,
            reference=f"L{dated.year}-{number:05d}",
            dated=dated,
            signatory=(_NAMES.get(role, "Alex Anyone"), framework.title(role)),
        )
        yield kind, html


def _in_its_words(framework: Framework, content: AllocationLetter) -> AllocationLetter:
    """A letter about the last band of a framework: where they are ordered it is the one that gives most."""
    band, first = framework.bands[-1], framework.bands[0]
    support = support_of(framework, band.id)
    officer = framework.title("principal_officer")
    named = f"{framework.allocation.name} {content.year}: {band.name}"
    return replace(
        content,
        subject=named,
        allocation_name=framework.allocation.name,
        band=band.name,
        headline_days=band.days_number,
        lines=tuple(DaysLine(text=line.text, days=plain(line.days)) for line in support.lines),
        open_days=plain(support.open_days) if support.open_days else "",
        extra=(),
        offers=support.offers,
        principle=framework.allocation.principle,
        partner=framework.title("sip"),
        first_decider=officer,
        last_decider=framework.title("director_of_education"),
        proposed=band.name,
        wanted=first.name if content.wanted else "",
        decided=band.name if content.decided else "",
        taken_as=officer if content.is_first_decision else framework.title("sip"),
        made_as=framework.title("headteacher"),
    )


def _rule(framework: Framework, kind: str) -> LetterRule | Step | None:
    """None for a kind that the authority does not write."""
    steps = dict(framework.intervention.steps()) if framework.intervention else {}
    if framework.intervention:
        steps["withdrawal"] = framework.intervention.withdrawal_of("formal_notice")
    found: LetterRule | Step | None = steps.get(kind) or getattr(framework.letters, kind, None)
    return found
