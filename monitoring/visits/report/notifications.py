"""Who hears of a report, and what? No message says what stands in it: it holds a link to the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import officers_with_cover
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.letters.models import Letter
from sil.outbox.post import Content, link, put

from ..models import Answer, Report, Visit
from .permissions import may_check, writers
from .queries import period


@dataclass(frozen=True, kw_only=True)
class AboutReport(Content):
    """What every message about one report may say; its words take what they need."""

    school: str
    kind_name: str
    day: str
    url: str
    who: str = ""
    # Until when something is asked for, in words.
    due: str = ""
    # Whether the first of two answers is meant: approved, accurate.
    is_fine: bool = False
    # The number of the version, from 1.
    number: int = 1


class ToCheck(AboutReport):
    """To the school's Principal Officer, or to all where it has none who may."""

    kind: ClassVar[str] = "report_to_check"


class Checked(AboutReport):
    """To whoever writes it: returned or approved."""

    kind: ClassVar[str] = "report_checked"


class Issued(AboutReport):
    """To each recipient of the letter; `due` only for those who answer."""

    kind: ClassVar[str] = "report_issued"


class Answered(AboutReport):
    """To whoever writes it: accurate, or corrections."""

    kind: ClassVar[str] = "report_answered"


def tell_to_check(report: Report, *, on: date) -> None:
    running = period(report, "report_check")
    _tell(
        ToCheck,
        report.visit,
        checkers(report, on),
        f"to-check:{report.pk}:{report.version}",
        route="report_check",
        who=report.owed_by.name,
        due=in_words(running.due_on) if running else "",
    )


def checkers(report: Report, on: date) -> list[User]:
    """Whom to ask: the school's own Principal Officer and who covers for them, where they may, else all who may."""
    own = officers_with_cover(report.visit.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    able = [user for user in own if may_check(report, by=user, on=on)]
    return able or [user for user in principal_officers(on) if may_check(report, by=user, on=on)]


def principal_officers(on: date) -> list[User]:
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role="principal_officer", is_active=True)
    return list(found.distinct())


def tell_checked(report: Report, by: User, *, on: date, approved: bool) -> None:
    _tell(
        Checked,
        report.visit,
        {*writers(report, on), report.saved_by or report.owed_by},
        f"checked:{report.pk}:{report.version}:{approved}",
        who=by.name,
        is_fine=approved,
    )


def tell_report_issued(letter: Letter) -> None:
    """Whoever leads the school is asked to answer; others read."""
    visit = Visit.objects.select_related("school", "framework_version", "report").get(pk=int(letter.about_id))
    running = period(visit.report, "report_answer")
    asked = {visit.framework.title(role) for role in LEADS}
    number = letter.context["number"]
    for recipient in letter.recipients.select_related("user"):
        assert recipient.user is not None, "a report goes to people at the school"
        _tell(
            Issued,
            visit,
            [recipient.user],
            f"report:{letter.pk}",
            who=letter.signed_by.name,
            due=in_words(running.due_on) if running and recipient.post in asked else "",
            number=number,
        )


def tell_answered(report: Report, answer: Answer) -> None:
    _tell(
        Answered,
        report.visit,
        writers(report, answer.on),
        f"answered:{answer.pk}",
        who=answer.by.name,
        is_fine=answer.accurate,
        number=answer.version.number,
    )


def about(visit: Visit, route: str = "report") -> dict[str, str]:
    """What every message about a report says of its visit."""
    return {
        "school": visit.school.name,
        "kind_name": visit.kind_name.lower(),
        "day": in_words(visit.starts_on),
        "url": link(route, pk=visit.pk),
    }


def _tell(
    message: type[AboutReport],
    visit: Visit,
    people: Iterable[User],
    key: str,
    *,
    route: str = "report",
    who: str = "",
    due: str = "",
    is_fine: bool = False,
    number: int = 1,
) -> None:
    content = message(**about(visit, route), who=who, due=due, is_fine=is_fine, number=number)
    for person in people:
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
