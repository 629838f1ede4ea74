"""The terms in which Ofsted judges a school that is inspected on a day.

One row for each inspection framework since 2012, as data: areas and words as published. Rows are
never mapped into one another. Areas marked in OPTIONAL are judged only where the school has them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..models import Inspection
from ..models.inspections import OVERALL, OVERALL_UNTIL_2012, REPORT_CARD_SCALE

Kind = Inspection.Kind
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an inspection of a kind may say. `grades` are those of an area, `overall` of the school."""

    name: str
    kind: Kind
    until: date | None = None
    areas: tuple[str, ...] = ()
    grades: Choices = ()
    overall: Choices = ()
    safeguarding: str = ""
    categories: tuple[str, ...] = ()

    @property
    def safeguarding_words(self) -> tuple[str, str]:
        return ("Met", "Not met") if self.kind is Kind.REPORT_CARD else ("Yes", "No")


_GRADES = tuple(OVERALL.items())
REPORT_CARD_AREAS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Leadership and governance",
)
SAFEGUARDING = "Safeguarding standards"
OPTIONAL = frozenset(
    {
        "Early years (where applicable)",
        "Post-16 provision (where applicable)",
        "Early years provision (where applicable)",
        "Sixth form provision (where applicable)",
        "16 - 19 study programmes",
    }
)
_OF_2019 = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
    "Early years provision (where applicable)",
    "Sixth form provision (where applicable)",
)

# Each holds until its last day; the last of a kind has none.
_FULL = (
    Terms(
        name="graded inspection, before September 2012",
        kind=Kind.GRADED,
        until=date(2012, 8, 31),
        overall=tuple(OVERALL_UNTIL_2012.items()),
        categories=("NTI", "SM"),
    ),
    Terms(
        name="graded inspection, 2012 to 2015",
        kind=Kind.GRADED,
        until=date(2015, 8, 31),
        areas=(
            "Achievement of pupils",
            "Quality of teaching",
            "Behaviour and safety of pupils",
            "Leadership and management",
        ),
        grades=_GRADES,
        overall=_GRADES,
        categories=("SWK", "SM"),
    ),
    Terms(
        name="graded inspection, 2015 to 2019",
        kind=Kind.GRADED,
        until=date(2019, 8, 31),
        areas=(
            "Effectiveness of leadership and management",
            "Quality of teaching, learning and assessment",
            "Personal development, behaviour and welfare",
            "Outcomes for pupils",
            "Early years provision (where applicable)",
            "16 - 19 study programmes",
        ),
        grades=_GRADES,
        overall=_GRADES,
        categories=("SWK", "SM"),
    ),
    Terms(
        name="graded inspection, September 2019 to August 2024",
        kind=Kind.GRADED,
        until=date(2024, 8, 31),
        areas=_OF_2019,
        grades=_GRADES,
        overall=_GRADES,
        safeguarding="Safeguarding is effective?",
        categories=("SWK", "SM"),
    ),
    Terms(
        name="graded inspection, September 2024 to November 2025",
        kind=Kind.GRADED,
        until=date(2025, 11, 9),
        areas=_OF_2019,
        grades=_GRADES,
        safeguarding="Safeguarding is effective?",
        categories=("SWK", "SM"),
    ),
    Terms(
        name="report card",
        kind=Kind.REPORT_CARD,
        areas=(*REPORT_CARD_AREAS, "Early years (where applicable)", "Post-16 provision (where applicable)"),
        grades=tuple((word, word) for word in REPORT_CARD_SCALE),
        safeguarding=SAFEGUARDING,
        categories=("RSI", "SM"),
    ),
)
_UNGRADED = (
    Terms(name="ungraded or monitoring inspection", kind=Kind.UNGRADED, categories=("NTI", "SWK", "RSI", "SM")),
)


def terms_on(day: date, *, full: bool) -> Terms:
    """The terms of an inspection that starts on a day; `full` is one that judges the school as a whole."""
    rows = _FULL if full else _UNGRADED
    return next(row for row in rows if row.until is None or day <= row.until)


def in_order(judgements: Iterable[str], terms: Terms) -> list[str]:
    """Areas in the order of their framework; those it does not name follow as they come."""
    given, places = list(judgements), {area: place for place, area in enumerate(terms.areas)}
    return sorted(given, key=lambda area: places.get(area, len(places)))
