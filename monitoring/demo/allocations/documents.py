"""Evidence that the sides attach: small documents made here, and addresses that lead nowhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from allocations.models import Allocation
from sil.uploads.formats import Document, examine

SITE = "https://www.demo.example"


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One thing to attach: its title, the criterion it speaks to, how old it is; an address or a document."""

    title: str
    criterion: str = ""
    age: timedelta
    path: str = ""
    document: Callable[[Allocation], Document] | None = None

    def dated(self, on: date) -> date:
        return on - self.age

    @property
    def url(self) -> str:
        return f"{SITE}/{self.path}" if self.path else ""


def results(allocation: Allocation) -> Document:
    """Results of four summers in per cent, as a table."""
    chance, year = Random(allocation.school_id), allocation.round.academic_year
    lines = ["Summer,Pupils,English,Mathematics,Science"]
    for summer in range(year - 3, year + 1):
        shares = ",".join(str(chance.randrange(52, 84)) for _ in range(3))
        lines.append(f"{summer},{chance.randrange(13, 62)},{shares}")
    return _table(f"results-{allocation.school_id}.csv", lines)


def attendance(allocation: Allocation) -> Document:
    """Attendance of the last half terms in per cent, as a table."""
    chance = Random(allocation.school_id)
    lines = ["Half term,Attendance,Persistent absence"]
    lines += [f"{number},{93 + number * 0.3:.1f},{chance.randrange(12, 22) - number}" for number in range(1, 6)]
    return _table(f"attendance-{allocation.school_id}.csv", lines)


def assessments(allocation: Allocation) -> Document:
    """Pupils who are where they should be, in per cent, as a table."""
    chance = Random(f"{allocation.school_id} own")
    lines = ["Half term,Reading,Writing,Mathematics"]
    lines += [f"{number},{','.join(str(chance.randrange(55, 82)) for _ in range(3))}" for number in range(1, 7)]
    return _table(f"assessments-{allocation.school_id}.csv", lines)


def plans(allocation: Allocation) -> Document:
    """Numbers instead of names, as a table."""
    chance = Random(allocation.school_id)
    lines = ["Plan,Weeks since its review,Family was there"]
    lines += [f"{n},{chance.randrange(1, 30)},{chance.choice(('yes', 'yes', 'no'))}" for n in range(1, 12)]
    return _table(f"plans-{allocation.school_id}.csv", lines)


def review(allocation: Allocation) -> Document:
    """A page of plain text."""
    text = (
        f"Note of an external review\n{allocation.school}\n\n"
        "The reviewer spent a day in school, saw nine lessons and spoke with pupils of every year.\n\n"
        "1. Plans are in place for every subject and say what pupils should remember.\n"
        "2. In two thirds of lessons what was taught was what the plan says.\n"
        "3. Leaders know which classes are not there yet and have arranged support for them.\n\n"
        "Recommended: look again at the same classes after one term.\n"
    )
    return examine("note-of-external-review.txt", text.encode())


def _table(name: str, lines: list[str]) -> Document:
    return examine(name, "\n".join([*lines, ""]).encode())


OF_THE_PARTNER = (
    Exhibit(
        title="Results of the last four summers",
        criterion="outcomes-and-gaps",
        age=timedelta(days=45),
        document=results,
    ),
    Exhibit(title="The school's improvement plan", age=timedelta(days=60), path="plans/improvement-plan"),
)
# By the criterion that a school disputes.
OF_THE_SCHOOL = (
    Exhibit(title="Attendance by half term", criterion="attendance", age=timedelta(days=7), document=attendance),
    Exhibit(title="Note of an external review", criterion="curriculum", age=timedelta(days=21), document=review),
    Exhibit(
        title="Our own assessments, by half term",
        criterion="outcomes-and-gaps",
        age=timedelta(days=10),
        document=assessments,
    ),
    Exhibit(
        title="Support plans and their review dates",
        criterion="inclusion-and-send",
        age=timedelta(days=5),
        document=plans,
    ),
    Exhibit(title="What parents said in our survey", age=timedelta(days=120), path="surveys/parents"),
)


def about(criteria: Iterable[str]) -> list[Exhibit]:
    """What a school attaches where it disputes some criteria, and what it attaches in any case."""
    disputed = {"", *criteria}
    return [exhibit for exhibit in OF_THE_SCHOOL if exhibit.criterion in disputed]
