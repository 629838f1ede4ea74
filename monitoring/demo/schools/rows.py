"""The made-up schools, as rows of the national files."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from ..authority import CODE, NAME

FIRST_URN = 900001
# A row of a file, by the names of its columns.
Cells = dict[str, object]

# (kind, type code, type, group, phase, ages) by weight: mostly primary, as an authority is.
_TYPES = {
    "community": (1, "Community school", 4),
    "aided": (2, "Voluntary aided school", 4),
    "controlled": (3, "Voluntary controlled school", 4),
    "converter": (34, "Academy converter", 10),
    "sponsored": (28, "Academy sponsor led", 10),
    "special": (7, "Community special school", 5),
    "nursery": (15, "Local authority nursery school", 4),
    "free": (35, "Free schools", 11),
}
_PHASES = {
    "Nursery": (2, 5),
    "Primary": (4, 11),
    "Secondary": (11, 16),
    "All-through": (4, 18),
    "Not applicable": (4, 19),
}
OUTCOMES = ("School remains Good", "School remains Good (Concerns) - S5 Next", "Standards maintained")
WEAKER = "Some aspects not as strong"
_PLACES = (
    "Example", "Sample", "Placeholder", "Mockley", "Testwood", "Pretend", "Fictional", "Imaginary", "Specimen",
    "Template", "Invented", "Madeup", "Nowhere", "Dummy", "Prototype", "Hypothetical", "Supposed", "Notional",
)  # fmt: skip
_ENDINGS = ("Park", "Lane", "Green", "Meadow", "Hill", "Wood", "Road", "Bank")
_SAINTS = ("St Example's", "St Sample's", "St Template's", "St Specimen's", "Holy Placeholder", "St Mock's")


@dataclass(frozen=True)
class MadeUp:
    """One made-up school: what the register would say of it."""

    urn: int
    name: str
    type: str
    phase: str
    church: str = ""
    # Where these are of the last years; the others have been there for long.
    opened: date | None = None
    closed: date | None = None
    # An ungraded inspection that found the school weaker than the one before.
    inspected: date | None = None

    @property
    def number(self) -> str:
        return str(2000 + self.urn - FIRST_URN)


def schools() -> list[MadeUp]:
    """Sixty schools, always the same; the first two are those of the two headteachers' accounts, the last
    two opened not long ago (see register.py)."""
    chance = Random(60)
    found = [
        MadeUp(FIRST_URN, "Example Primary School", "community", "Primary"),
        MadeUp(FIRST_URN + 1, "Template Academy", "converter", "Secondary"),
    ]
    plan = [("community", "Primary")] * 20 + [("converter", "Primary")] * 6 + [("aided", "Primary")] * 9
    plan += [("controlled", "Primary")] * 3 + [("community", "Secondary")] * 3 + [("converter", "Secondary")] * 4
    plan += [("sponsored", "Secondary")] * 2 + [("aided", "Secondary")] * 2 + [("special", "Not applicable")] * 4
    plan += [("nursery", "Nursery")] * 3 + [("free", "All-through")] * 2
    names = {school.name for school in found}
    for place, (kind, phase) in enumerate(plan):
        name = next(n for n in _names(kind, phase, chance) if n not in names)
        names.add(name)
        church = ("RC99", "CE99")[place % 2] if kind in ("aided", "controlled") else ""
        found.append(MadeUp(FIRST_URN + 2 + place, name, kind, phase, church))
    return found


def grade_of(urn: int) -> int:
    """What the inspectors said of a school last, from 1 (outstanding) to 4 (inadequate)."""
    return Random(urn * 7).choices((1, 2, 3, 4), (12, 58, 24, 6))[0]


def write_register(path: Path, rows: Iterable[MadeUp]) -> None:
    """The schools in columns of the national register (GIAS)."""
    write_rows(path, [register_row(school) for school in rows])


def write_inspections(path: Path, rows: Iterable[MadeUp], *, today: date) -> None:
    """Inspections of the schools in columns of Ofsted's file of latest inspections; a new school has none."""
    write_rows(path, [_inspection_row(school, Random(school.urn * 7), today) for school in rows if not school.opened])


def _names(kind: str, phase: str, chance: Random) -> Iterator[str]:
    endings = {
        "Nursery": "Nursery School",
        "Primary": "Primary School",
        "Secondary": "High School",
        "All-through": "All-through School",
        "Not applicable": "School",
    }
    while True:
        if kind in ("aided", "controlled"):
            church = chance.choice(("Catholic", "CofE"))
            yield f"{chance.choice(_SAINTS)} {church} {endings[phase]}"
            yield f"{chance.choice(_SAINTS)} {chance.choice(_ENDINGS)} {church} {endings[phase]}"
        academy = kind in ("converter", "sponsored")
        ending = "Academy" if academy else endings[phase]
        yield f"{chance.choice(_PLACES)} {chance.choice(_ENDINGS)} {ending}"


def register_row(school: MadeUp) -> Cells:
    """A school in columns of the national register (GIAS)."""
    chance = Random(school.urn)
    code, type_name, group = _TYPES[school.type]
    low, high = _PHASES[school.phase]
    capacity = chance.randrange(90, 1200, 30) if school.phase != "Nursery" else 80
    dioceses = {"RC99": "Archdiocese of Exampleton", "CE99": "Diocese of Exampleton"}
    religion = {"RC99": "Roman Catholic", "CE99": "Church of England"}
    return {
        "URN": school.urn,
        "LA (code)": CODE,
        "LA (name)": NAME,
        "EstablishmentNumber": school.number,
        "EstablishmentName": school.name,
        "TypeOfEstablishment (code)": f"{code:02d}",
        "TypeOfEstablishment (name)": type_name,
        "EstablishmentTypeGroup (code)": group,
        "EstablishmentStatus (code)": 2 if school.closed else 1,
        "EstablishmentStatus (name)": "Closed" if school.closed else "Open",
        "OpenDate": f"{school.opened:%d-%m-%Y}" if school.opened else f"01-09-{chance.randrange(1950, 2016)}",
        "CloseDate": f"{school.closed:%d-%m-%Y}" if school.closed else "",
        "PhaseOfEducation (name)": school.phase,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "ReligiousCharacter (name)": religion.get(school.church, "Does not apply"),
        "Diocese (code)": school.church or "0000",
        "Diocese (name)": dioceses.get(school.church, "Not applicable"),
        "SchoolCapacity": capacity,
        "NumberOfPupils": int(capacity * chance.uniform(0.75, 1.02)),
        "PercentageFSM": round(chance.uniform(8, 55), 1),
        "Trusts (name)": "The Notional Learning Trust" if group == 10 else "",
        "Street": f"{chance.randrange(1, 200)} {chance.choice(_PLACES)} Road",
        "Town": NAME,
        "Postcode": f"ZZ99 {chance.randrange(1, 9)}{chance.choice('ABDEFGHJLN')}{chance.choice('PQRSTUWXYZ')}",
        "Easting": 330_000 + school.urn * 7_919 % 19_000,
        "Northing": 380_000 + school.urn * 6_271 % 17_000,
        "TelephoneNum": f"01632960{chance.randrange(100, 999)}",
        "SchoolWebsite": f"www.school-{school.urn}.demo.example",
    }


def _inspection_row(school: MadeUp, chance: Random, today: date) -> dict[str, object]:
    grade = grade_of(school.urn)
    before = chance.choices((1, 2, 3, 4), (10, 55, 28, 7))[0]
    # The last graded inspections with one overall grade were those until August 2024.
    graded = date(2024, 7, 1) - timedelta(days=chance.randrange(30, 1500))
    previous = graded - timedelta(days=chance.randrange(1000, 1800))
    ungraded = min(graded + timedelta(days=900), today - timedelta(days=60))
    row: dict[str, object] = {
        "URN": school.urn,
        "LAESTAB": f"{CODE}{school.number}",
        "School name": school.name,
        "Inspection number of latest full inspection": f"99{school.urn}1",
        "Inspection type": "S5 Inspection",
        "Inspection start date": slashed(graded),
        "Inspection end date": slashed(graded + timedelta(days=1)),
        "Publication date": slashed(graded + timedelta(days=40)),
        "Overall effectiveness": grade,
        "Category of concern": {4: chance.choice(("SM", "SWK"))}.get(grade, "NULL"),
        "Quality of education": grade,
        "Behaviour and attitudes": max(1, grade - chance.randrange(2)),
        "Personal development": max(1, grade - chance.randrange(2)),
        "Effectiveness of leadership and management": grade,
        "Safeguarding is effective?": "No" if grade == 4 else "Yes",
        "Previous full inspection number": f"99{school.urn}0",
        "Previous inspection start date": slashed(previous),
        "Previous inspection end date": slashed(previous + timedelta(days=1)),
        "Previous publication date": slashed(previous + timedelta(days=35)),
        "Previous full inspection overall effectiveness": before,
        "Previous category of concern": "SWK" if before == 4 else "NULL",
        "Latest section 8 inspection number since last full inspection": "",
        "Date of latest section 8 inspection": "",
        "Section 8 inspection overall outcome": "",
    }
    if school.inspected or (grade <= 2 and chance.random() < 0.5):
        row["Latest section 8 inspection number since last full inspection"] = f"99{school.urn}2"
        row["Date of latest section 8 inspection"] = slashed(school.inspected or ungraded)
        row["Section 8 inspection overall outcome"] = WEAKER if school.inspected else chance.choice(OUTCOMES)
    return row


def slashed(day: date) -> str:
    """A day as the national files write it: dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows as a file of a register: columns by name, Windows-1252."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
