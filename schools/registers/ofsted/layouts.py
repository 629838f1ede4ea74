"""The columns of Ofsted's files, in each layout since 2013.

A layout is data: the blocks of a row, and in each block our columns and Ofsted's headings for them.
Judgements keep their published names; a layout has those of every framework its files may hold,
and a file is read by the columns that it really has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ...inspections.terms import REPORT_CARD_AREAS, SAFEGUARDING, terms_on
from ...models import Inspection
from ...models.inspections import OVERALL, REPORT_CARD_SCALE
from ..table.archive import FileRefused
from ..table.reading import Header

GRADED, REPORT_CARD, UNGRADED = (
    kind.value for kind in (Inspection.Kind.GRADED, Inspection.Kind.REPORT_CARD, Inspection.Kind.UNGRADED)
)
# What stands behind the name of a judgement where its grade is of another day than the inspection:
# {"Inclusion": "Strong standard", "Inclusion - date of grade": "2026-03-04"}
DATE_OF_GRADE = " - date of grade"

# Headings of one column: files have one or the other.
Headings = tuple[str, ...]
Columns = Mapping[str, Headings]
# The kind of an inspection, by what is said of it and the words for its type in lower case.
Decide = Callable[[Mapping[str, object], str], str]


@dataclass(frozen=True, kw_only=True)
class Block:
    """The columns of a row that together say one inspection."""

    slug: str
    kind: Decide
    number: Headings
    starts_on: Headings
    # column of ours -> headings
    more: Columns
    # name -> headings
    judgements: Columns
    # name -> headings of the day of its grade
    graded_on: Columns = field(default_factory=dict)
    # An inspection that the file mentions in passing: a row of its own says more.
    in_passing: bool = False

    @property
    def columns(self) -> Columns:
        return {"event_number": self.number, "starts_on": self.starts_on, **self.more}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A kind of file. `needs` tells it from the others. `last_category` says the category that the
    school is in after all of its inspections."""

    name: str
    blocks: tuple[Block, ...]
    needs: tuple[Headings, ...]
    last_category: Headings = ()


def always_graded(said: Mapping[str, object], words: str) -> str:
    """The kind of an inspection in a block that holds graded ones only."""
    return GRADED


def always_ungraded(said: Mapping[str, object], words: str) -> str:
    """The kind of an inspection in a block that holds ungraded ones only."""
    return UNGRADED


def full(said: Mapping[str, object], words: str) -> str:
    """A report card, or graded as before: the latest full inspection of a school may be an earlier one."""
    starts_on = said["starts_on"]
    assert isinstance(starts_on, date), "a row without a first day is refused"
    return REPORT_CARD if _is_card(said) else terms_on(starts_on, full=True).kind.value


def by_type(said: Mapping[str, object], words: str) -> str:
    """By the type of the inspection, where a file has all of them.

    An inspection under section 8 that led to grades was treated as one under section 5
    (Education Act 2005 s9): "s8ds5" is section 8 deemed section 5, and of the 472 "s8 NFD due to
    concern" of 2013/14 every one has a full set of grades. Later files list them as graded. A
    monitoring inspection may grade some areas of a report card again without being a full one.
    """
    if said.get("overall") in OVERALL:
        return GRADED
    short = any(word in words for word in _SHORT) and not any(word in words for word in _DEEMED)
    if short or said.get("outcome") or not (_is_card(said) or any(word in words for word in _FULL)):
        return UNGRADED
    return full(said, words)


def _is_card(said: Mapping[str, object]) -> bool:
    judgements = said["judgements"]
    assert isinstance(judgements, dict), "see ofsted_rows"
    return any(str(judgements.get(name, "")).lower() in _ON_CARDS for name in _OF_2025)


_ON_CARDS = {word.lower() for word in (*REPORT_CARD_SCALE, "Met", "Not met")}
# What Ofsted's types of inspections and the groupings of types say.
_SHORT = ("monitoring", "ungraded", "urgent", "s8", "section 8")
_DEEMED = ("s8ds5", "deemed", "convert")
_FULL = ("s5", "section 5", "full", "graded")


def _same(*names: str) -> dict[str, Headings]:
    """Judgements whose heading is their name."""
    return {name: (name,) for name in names}


def _begun(beginning: str, judgements: Columns) -> dict[str, Headings]:
    """The same judgements under headings with a word or two before them."""
    return {name: tuple(f"{beginning} {each}" for each in headings) for name, headings in judgements.items()}


_OF_2012 = _same(
    "Achievement of pupils",
    "Behaviour and safety of pupils",
    "Quality of teaching",
    "Leadership and management",
    "Overall effectiveness of the residential or boarding provision",
    "Outcomes for residential or boarding pupils",
    "The quality of residential or boarding provision and care",
    "Residential or boarding pupil's safety",
    "Leadership and management of the residential or boarding provision",
)
# Judged beside those of 2012 from September 2014.
_OF_2014: dict[str, Headings] = {
    f"Effectiveness of the {phase} provision": (
        f"Effectiveness of the {phase} provision",
        f"Effectiveness of {phase} provision",
        f"The effectiveness of the {phase} provision",
    )
    for phase in ("early years", "sixth form")
}
_OF_2015: dict[str, Headings] = {
    **_same(
        "Effectiveness of leadership and management",
        "Quality of teaching, learning and assessment",
        "Personal development, behaviour and welfare",
        "Outcomes for pupils",
        "Early years provision (where applicable)",
    ),
    "16 - 19 study programmes": ("16 - 19 study programmes", "16-19 study programmes"),
}
_OF_2019 = _same(
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
    "Safeguarding is effective?",
    "Early years provision (where applicable)",
    "Sixth form provision (where applicable)",
)
_WHERE_APPLICABLE = " (where applicable)"
_OF_2025 = _same(
    SAFEGUARDING,
    *REPORT_CARD_AREAS,
    f"Early years{_WHERE_APPLICABLE}",
    f"Post-16 provision{_WHERE_APPLICABLE}",
)
_GRADED_ON = {name: (f"{name.removesuffix(_WHERE_APPLICABLE)}{DATE_OF_GRADE}",) for name in _OF_2025}

_OVERALL = ("Overall effectiveness", "Overall effectiveness: how good is the school")
# Files of 2026 have the second heading.
_CATEGORY = ("Category of concern", "Category of concern (latest)")
# The words for it changed nearly as often as the inspections did.
_OUTCOME = (
    "Outcomes for section 8 inspections and short inspections that did not convert",
    "Outcomes for short inspections that did not convert",
    "Outcomes for legacy monitoring inspections",
)
# Those that decide the kind of an inspection, where a block has them.
TYPES = ("Inspection type", "Inspection type grouping", "Event type grouping")

_IN_A_ROW = Block(
    slug="inspection",
    kind=by_type,
    number=("Inspection number",),
    starts_on=("Inspection start date",),
    more={
        "ends_on": ("Inspection end date",),
        "published_on": ("Publication date", "First published date"),
        "type_name": ("Inspection type",),
        "overall": _OVERALL,
        "category": _CATEGORY,
        "outcome": _OUTCOME,
        "withdrawn_on": ("Withdrawn date",),
    },
    judgements=_OF_2012 | _OF_2014 | _OF_2015 | _OF_2019 | _OF_2025,
    graded_on=_GRADED_ON,
)
_BEFORE_IT = Block(
    slug="previous",
    kind=always_graded,
    number=("Previous inspection number",),
    starts_on=("Previous inspection start date",),
    more={
        "ends_on": ("Previous inspection end date",),
        "published_on": ("Previous publication date",),
        "urn_at_time": ("URN at time of previous inspection",),
        "overall": ("Previous overall effectiveness",),
        "category": ("Previous category of concern",),
        "withdrawn_on": ("Previous withdrawn date",),
    },
    judgements=_begun("Previous", _OF_2015 | _OF_2019),
    in_passing=True,
)


def _latest(*, full: str, short: str, block: str) -> tuple[Block, ...]:
    """The blocks of a file of latest inspections; Ofsted's words for them changed in 2024."""
    return (
        Block(
            slug="latest",
            kind=always_graded,
            number=(f"Inspection number of latest {full} inspection",),
            starts_on=("Inspection start date",),
            more={
                "ends_on": ("Inspection end date",),
                "published_on": ("Publication date",),
                "type_name": ("Inspection type",),
                "urn_at_time": (f"URN at time of latest {full} inspection",),
                "overall": _OVERALL,
                "category": _CATEGORY,
            },
            judgements=_OF_2019,
        ),
        Block(
            slug="previous",
            kind=always_graded,
            number=(f"Previous {full} inspection number",),
            starts_on=("Previous inspection start date",),
            more={
                "ends_on": ("Previous inspection end date",),
                "published_on": ("Previous publication date",),
                "urn_at_time": (f"URN at time of previous {full} inspection",),
                "overall": (f"Previous {full} inspection overall effectiveness",),
                "category": ("Previous category of concern",),
            },
            judgements=_begun("Previous", _OF_2019),
        ),
        _ungraded(number=f"Latest {short} inspection number since last {full} inspection", short=short, block=block),
    )


def _ungraded(*, number: str, short: str, block: str) -> Block:
    return Block(
        slug="ungraded",
        kind=always_ungraded,
        number=(number,),
        starts_on=(f"Date of latest {short} inspection",),
        more={
            "published_on": (f"{block} inspection publication date",),
            "urn_at_time": (f"URN at time of the {short} inspection",),
            "outcome": (f"{block} inspection overall outcome",),
        },
        judgements={},
    )


_OEIF = "latest OEIF graded inspection"
LAYOUTS = (
    Layout(
        name="all inspections of a year",
        blocks=(_IN_A_ROW, _BEFORE_IT),
        needs=(
            ("Inspection number",),
            ("Inspection start date",),
            ("Inspection type",),
            (*_OVERALL, SAFEGUARDING),
        ),
    ),
    Layout(
        name="latest inspections until August 2024",
        blocks=_latest(full="full", short="section 8", block="Section 8"),
        needs=(("Inspection number of latest full inspection",), ("Inspection start date",), _OVERALL),
    ),
    Layout(
        name="latest inspections from September 2024",
        blocks=_latest(full="graded", short="ungraded", block="Ungraded"),
        needs=(("Inspection number of latest graded inspection",), ("Inspection start date",), _OVERALL),
    ),
    Layout(
        name="latest inspections with report cards",
        blocks=(
            Block(
                slug="full",
                kind=full,
                number=("Inspection number of latest full inspection",),
                starts_on=("Inspection start date",),
                more={
                    "published_on": ("Publication date",),
                    "type_name": ("Inspection type",),
                    "urn_at_time": ("URN at time of latest full inspection",),
                    "category": _CATEGORY,
                },
                judgements=_OF_2025,
                graded_on=_GRADED_ON,
            ),
            Block(
                slug="oeif",
                kind=always_graded,
                number=(f"Inspection number of {_OEIF}",),
                starts_on=(f"Inspection start date of {_OEIF}",),
                more={
                    "published_on": (f"Publication date of {_OEIF}",),
                    "type_name": (f"Inspection type of {_OEIF}",),
                    "urn_at_time": (f"URN at time of {_OEIF}",),
                    "overall": ("Latest OEIF overall effectiveness",),
                    "category": ("Latest OEIF category of concern",),
                },
                judgements=_begun("Latest OEIF", _OF_2019),
            ),
            _ungraded(number="Latest ungraded inspection number", short="ungraded", block="Ungraded"),
        ),
        needs=(
            (SAFEGUARDING,),
            ("Inspection number of latest full inspection",),
            ("Inspection start date",),
        ),
        last_category=("Most recent category of concern",),
    ),
)
_ALWAYS: tuple[Headings, ...] = (("URN",), ("LAESTAB",))


def heading_of(header: Header, headings: Headings) -> str:
    """Which of the headings a file has, or ""."""
    return next((heading for heading in headings if not header.missing([heading])), "")


def layout_of(header: Header) -> Layout:
    """Which layout a header is of. Raises FileRefused naming what is missing."""
    lacking = [
        ([each[0] for each in (*_ALWAYS, *layout.needs) if not heading_of(header, each)], layout) for layout in LAYOUTS
    ]
    missing, nearest = min(lacking, key=lambda each: len(each[0]))
    if missing:
        raise FileRefused(f"these columns are missing ({nearest.name}): {', '.join(missing)}.")
    return nearest
