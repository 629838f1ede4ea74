"""The measures that are kept of schools, their names, and the headings under which they are published.

A table of data: a new measure is a new entry here. `columns` are headings that say the group of
pupils themselves, as in the performance tables of the Department for Education; `rows` are
headings of Explore education statistics, where the row says the group and, with some, the subject.
Upper and lower case are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

ALL = "all"
# slug -> words, in the order of pages
GROUPS = {
    ALL: "All pupils",
    "disadvantaged": "Disadvantaged pupils",
    "not_disadvantaged": "Pupils who are not disadvantaged",
    "boys": "Boys",
    "girls": "Girls",
    "eal": "Pupils whose first language is other than English",
    "sen": "Pupils with special educational needs",
    "sen_support": "Pupils with special educational needs support",
    "ehcp": "Pupils with an education, health and care plan",
}
# How a row of Explore education statistics names a group.
GROUP_WORDS = {
    "boys": "boys",
    "male": "boys",
    "girls": "girls",
    "female": "girls",
    "disadvantaged": "disadvantaged",
    "not disadvantaged": "not_disadvantaged",
    "not known to be disadvantaged": "not_disadvantaged",
    "disadvantaged all other": "not_disadvantaged",
    "other than english": "eal",
    "known or believed to be other than english": "eal",
    "first language known or believed to be other than english": "eal",
    "sen": "sen",
    "all sen": "sen",
    "any sen": "sen",
    "sen support": "sen_support",
    "education, health and care plan": "ehcp",
    "ehc plan": "ehcp",
}
# Progress 8, in the words of the performance tables.
BANDS = {1: "Well above average", 2: "Above average", 3: "Average", 4: "Below average", 5: "Well below average"}


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What a figure counts, and between which bounds it can lie."""

    name: str
    low: int
    high: int
    sign: str = ""
    # What one and what several of a difference are called.
    one: str = ""
    several: str = ""
    bands: bool = False


PERCENT = Unit(name="per cent", low=0, high=100, sign="%", one="percentage point", several="percentage points")
GAP = Unit(name="percentage points", low=-100, high=100, one="percentage point", several="percentage points")
POINTS = Unit(name="points", low=-100, high=100, one="point", several="points")
SCORE = Unit(name="scaled score", low=60, high=140, one="point", several="points")
RATE = Unit(name="for every 100 pupils", low=0, high=5000)
PUPILS = Unit(name="pupils", low=0, high=100_000, one="pupil", several="pupils")
BAND = Unit(name="band", low=1, high=5, bands=True)

KS2, KS4, ATTENDANCE, EXCLUSIONS, CONTEXT = "ks2", "ks4", "attendance", "exclusions", "context"
STAGES = {
    KS2: "Key stage 2, the end of primary school",
    KS4: "Key stage 4, GCSEs",
    ATTENDANCE: "Attendance",
    EXCLUSIONS: "Suspensions and permanent exclusions",
    CONTEXT: "Pupils",
}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One kind of figure."""

    slug: str
    label: str
    stage: str
    unit: Unit
    # None where neither is.
    higher_is_better: bool | None
    decimals: int = 0
    # Above and below an average of nought: shown with its sign.
    signed: bool = False
    # group -> headings, of which the first in the file counts
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # (heading, subject)
    rows: tuple[tuple[str, str], ...] = ()
    # year -> why nothing was published of any school
    gaps: Mapping[int, str] = field(default_factory=dict)

    def shown(self, value: Decimal) -> Decimal:
        """A value with as many decimals as it is shown with."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP) + 0

    def said(self, value: Decimal) -> str:
        """A value for people: 61%, −0.31, 1,204, Average."""
        if self.unit.bands:
            return BANDS[int(value)]
        shown = self.shown(value)
        sign = "\u2212" if shown < 0 else "+" if self.signed and shown else ""
        return f"{sign}{abs(shown):,}{self.unit.sign}"

    def difference(self, value: Decimal, other: Decimal, what: str) -> str:
        """How a value compares with another, as both are shown: "4 percentage points below England"."""
        if self.unit in (PUPILS, BAND):
            return ""
        difference = self.shown(value) - self.shown(other)
        if not difference:
            return f"the same as {what}"
        size = abs(difference).normalize()
        unit = self.unit.one if size == 1 else self.unit.several
        words = [f"{size:f}", unit, "above" if difference > 0 else "below", what]
        return " ".join(word for word in words if word)


_PANDEMIC = "No results: the tests were cancelled in the pandemic."
_NO_EXAMS = "No results of schools were published: exams were cancelled in the pandemic."
_KS2_GAPS = {2019: _PANDEMIC, 2020: _PANDEMIC, 2021: "No results of schools were published for this year."}
_KS4_GAPS = {2019: _NO_EXAMS, 2020: _NO_EXAMS}
_NO_KS1 = "Not published: these pupils had no tests at the end of key stage 1 to measure progress from."
_NO_KS2 = "Not published: these pupils had no tests at the end of key stage 2 to measure progress from."
_PROGRESS_GAPS = _KS2_GAPS | {2023: _NO_KS1, 2024: _NO_KS1}
_PROGRESS_8_GAPS = _KS4_GAPS | {2024: _NO_KS2, 2025: _NO_KS2}

_KS2_ENDINGS = {
    ALL: "",
    "disadvantaged": "_FSM6CLA1A",
    "not_disadvantaged": "_NotFSM6CLA1A",
    "boys": "_B",
    "girls": "_G",
    "eal": "_EAL",
}
_KS4_ENDINGS = {
    ALL: "",
    "disadvantaged": "_FSM6CLA1A",
    "not_disadvantaged": "_NFSM6CLA1A",
    "boys": "_BOYS",
    "girls": "_GIRLS",
    "eal": "_EAL",
}
# Absence of each group in a file with a column a group.
_ABSENCE = {ALL: "all", "boys": "boy", "girls": "girl", "eal": "othlang"}


def _endings(stem: str, endings: Mapping[str, str], **others: str) -> dict[str, tuple[str, ...]]:
    """Headings made of a stem and an ending for each group; `others` are a third party's names."""
    return {group: tuple(filter(None, (stem + end, others.get(group)))) for group, end in endings.items()}


def _ks2(slug: str, label: str, unit: Unit, stem: str, row: tuple[str, str], other: str = "") -> Measure:
    progress = unit is POINTS
    return Measure(
        slug=slug,
        label=label,
        stage=KS2,
        unit=unit,
        higher_is_better=True,
        decimals=1 if progress else 0,
        signed=progress,
        columns=_endings(stem, _KS2_ENDINGS, all=other),
        rows=(row,),
        gaps=_PROGRESS_GAPS if progress else _KS2_GAPS,
    )


def _basics(slug: str, label: str, grade: str, other: str = "") -> Measure:
    columns = {
        ALL: tuple(filter(None, (f"PTL2BASICS_{grade}", other))),
        "disadvantaged": (f"PTFSM6CLA1ABASICS_{grade}",),
        "not_disadvantaged": (f"PTNOTFSM6CLA1ABASICS_{grade}",),
        "boys": (f"PBL2BASICS_{grade}",),
        "girls": (f"PGL2BASICS_{grade}",),
        "eal": (f"PTL2BASICSEAL_{grade}",),
    }
    rows = ((f"pt_l2basics_{grade}", ""), (f"engmath_{grade}_percent", ""))
    return Measure(
        slug=slug, label=label, stage=KS4, unit=PERCENT, higher_is_better=True, columns=columns, rows=rows,
        gaps=_KS4_GAPS,
    )  # fmt: skip


def _gap(slug: str, label: str, stage: str, unit: Unit, heading: str, decimals: int, gaps: dict[int, str]) -> Measure:
    """The school's disadvantaged pupils against the other pupils of the country, as published."""
    return Measure(
        slug=slug, label=label, stage=stage, unit=unit, higher_is_better=True, decimals=decimals, signed=True,
        columns={"disadvantaged": (heading,)}, gaps=gaps,
    )  # fmt: skip


def _plain(slug: str, label: str, stage: str, unit: Unit, *, better: bool | None, rows: tuple[str, ...] = (),
           decimals: int = 1, columns: Mapping[str, tuple[str, ...]]) -> Measure:  # fmt: skip
    return Measure(
        slug=slug, label=label, stage=stage, unit=unit, higher_is_better=better, decimals=decimals,
        columns=columns, rows=tuple((row, "") for row in rows),
    )  # fmt: skip


_RWM, _EXPECTED = "Reading, writing and maths", "expected_standard_pupil_percent"
_AVERAGE, _PROGRESS = "average_scaled_score", "progress_measure_score"

MEASURES = {
    measure.slug: measure
    for measure in (
        _ks2("ks2_rwm_expected", f"{_RWM}, expected standard", PERCENT, "PTRWM_EXP", (_EXPECTED, _RWM),
             "Overall Meet Std"),
        _ks2("ks2_rwm_higher", f"{_RWM}, higher standard", PERCENT, "PTRWM_HIGH",
             ("higher_standard_pupil_percent", _RWM), "Overall Exceed Std"),
        _gap("ks2_rwm_gap", f"{_RWM}, expected standard: disadvantaged pupils against other pupils in England", KS2,
             GAP, "DIFFN_RWM_EXP", 0, _KS2_GAPS),
        _ks2("ks2_reading_expected", "Reading, expected standard", PERCENT, "PTREAD_EXP", (_EXPECTED, "Reading"),
             "Reading Meet Std"),
        _ks2("ks2_reading_score", "Reading, average scaled score", SCORE, "READ_AVERAGE", (_AVERAGE, "Reading"),
             "Reading Score"),
        _ks2("ks2_maths_score", "Maths, average scaled score", SCORE, "MAT_AVERAGE", (_AVERAGE, "Maths"),
             "Maths Score"),
        _ks2("ks2_reading_progress", "Progress in reading from key stage 1", POINTS, "READPROG",
             (_PROGRESS, "Reading"), "Reading Progress"),
        _ks2("ks2_writing_progress", "Progress in writing from key stage 1", POINTS, "WRITPROG",
             (_PROGRESS, "Writing"), "Writing Progress"),
        _ks2("ks2_maths_progress", "Progress in maths from key stage 1", POINTS, "MATPROG", (_PROGRESS, "Maths"),
             "Maths Progress"),
        Measure(
            slug="ks4_attainment_8", label="Attainment 8", stage=KS4, unit=POINTS, higher_is_better=True, decimals=1,
            columns=_endings("ATT8SCR", _KS4_ENDINGS, all="Attainment 8", boys="Attainment 8 Boys",
                             girls="Attainment 8 Girls"),
            rows=(("avg_att8", ""), ("attainment8_average", "")), gaps=_KS4_GAPS,
        ),
        _gap("ks4_attainment_8_gap", "Attainment 8: disadvantaged pupils against other pupils in England", KS4, POINTS,
             "DIFFN_ATT8", 1, _KS4_GAPS),
        Measure(
            slug="ks4_progress_8", label="Progress 8", stage=KS4, unit=POINTS, higher_is_better=True, decimals=2,
            signed=True,
            columns=_endings("P8MEA", _KS4_ENDINGS, all="Progress 8", boys="Progress 8 Boys",
                             girls="Progress 8 Girls"),
            rows=(("avg_p8score", ""), ("progress8_average", "")), gaps=_PROGRESS_8_GAPS,
        ),
        Measure(
            slug="ks4_progress_8_band", label="Progress 8, in words", stage=KS4, unit=BAND, higher_is_better=False,
            columns={ALL: ("P8_BANDING", "Progress 8 Band")}, gaps=_PROGRESS_8_GAPS,
        ),
        _gap("ks4_progress_8_gap", "Progress 8: disadvantaged pupils against other pupils in England", KS4, POINTS,
             "DIFFN_P8MEA", 2, _PROGRESS_8_GAPS),
        _basics("ks4_basics_5", "English and maths, grade 5 or above", "95", "Eng Maths Grade 5"),
        _basics("ks4_basics_4", "English and maths, grade 4 or above", "94"),
        _plain("absence_overall", "Absence, of all sessions", ATTENDANCE, PERCENT, better=False,
               columns={ALL: ("PERCTOT", "all_oa_percent")}
               | {group: (f"{name}_oa_percent",) for group, name in _ABSENCE.items() if group != ALL},
               rows=("sess_overall_percent",)),
        _plain("absence_persistent", "Pupils who missed 10% of sessions or more", ATTENDANCE, PERCENT, better=False,
               columns={ALL: ("PPERSABS10", "all_pa_percent")}
               | {group: (f"{name}_pa_percent",) for group, name in _ABSENCE.items() if group != ALL},
               rows=("enrolments_pa_10_exact_percent",)),
        _plain("suspension_rate", "Suspensions, for every 100 pupils", EXCLUSIONS, RATE, better=False, decimals=2,
               columns={}, rows=("susp_rate", "suspension_rate", "fixed_excl_rate")),
        _plain("permanent_exclusion_rate", "Permanent exclusions, for every 100 pupils", EXCLUSIONS, RATE,
               better=False, decimals=2, columns={}, rows=("perm_excl_rate", "permanent_exclusion_rate")),
        _plain("pupils", "Pupils on roll", CONTEXT, PUPILS, better=None, decimals=0, columns={ALL: ("NOR",)}),
        _plain("ever_fsm", "Pupils with free school meals in the last six years", CONTEXT, PERCENT, better=None,
               columns={ALL: ("PNUMFSMEVER",)}),
        _plain("eal", "Pupils whose first language is other than English", CONTEXT, PERCENT, better=None,
               columns={ALL: ("PNUMEAL",)}),
        _plain("ehcp", "Pupils with an education, health and care plan", CONTEXT, PERCENT, better=None,
               columns={ALL: ("PSENELSE",)}),
        _plain("sen_support", "Pupils with special educational needs support", CONTEXT, PERCENT, better=None,
               columns={ALL: ("PSENELK",)}),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A column of a file: whose figure it holds. A blank group is said by the row, as is a subject."""

    name: str
    measure: Measure
    group: str = ""
    subject: str = ""


def headings() -> Iterator[tuple[Heading, ...]]:
    """Every figure a file may hold, each with the headings under which it may stand, in order of preference."""
    for measure in MEASURES.values():
        for group, names in measure.columns.items():
            yield tuple(Heading(name, measure, group) for name in names)
        if measure.rows:
            yield tuple(Heading(name, measure, subject=subject) for name, subject in measure.rows)


# slug -> words for people
MISSING = {
    "blank": "no figure published",
    "suppressed": "suppressed: too few pupils",
    "not_applicable": "not applicable",
    "not_available": "not available",
    "not_published": "not published",
    "no_entries": "no pupils entered",
    "low_coverage": "not published: too few pupils are covered",
    "low_reliability": "not published: not reliable enough",
    "nearly_none": "less than half of the smallest figure shown",
    "new_school": "not published: the school is new",
}
