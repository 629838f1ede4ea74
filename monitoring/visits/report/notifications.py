"""Messages about a report. None of them quotes it: they link to its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.models import AssignmentRole, School
from schools.queries import officers_with_cover, who_hears_instead
from schools.receipts.notifications import give_receipt
from sil import clock
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS
from sil.clock import in_words, weekday_in_words
from sil.letters.models import Letter, Recipient
from sil.letters.reached import who_gets
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Answer, Report, Visit
from ..sent import ANSWER
from .permissions import may_check, writers
from .queries import period


@dataclass(frozen=True, kw_only=True)
class AboutReport(Content):
    """Fields of every message about a report; each template uses those it needs."""

    school: str
    kind_name: str
    day: str
    url: str
    who: str = ""
    # Until when something is asked for, in words.
    due: str = ""
    # The number of the version, from 1.
    number: int = 1


class ToCheck(AboutReport):
    """To the school's Principal Officer, or to all where it has none who may."""

    kind: ClassVar[str] = "report_to_check"


class Approved(AboutReport):
    """To whoever writes it: the checker approved it."""

    kind: ClassVar[str] = "report_approved"


class Returned(AboutReport):
    """To whoever writes it: the checker returned it with comments."""

    kind: ClassVar[str] = "report_returned"


class Issued(AboutReport):
    """To each recipient of the letter with the first version; `due` only for those who answer."""

    kind: ClassVar[str] = "report_issued"


class IssuedAgain(AboutReport):
    """To each recipient of the letter with a corrected version; `due` only for those who answer."""

    kind: ClassVar[str] = "report_issued_again"


class IssuedInPlace(AboutReport):
    """To each recipient of the letter with the version that takes the place of a withdrawn one; `due` as before."""

    kind: ClassVar[str] = "report_issued_in_place"


class FoundAccurate(AboutReport):
    """To whoever writes it: the school says that it is accurate."""

    kind: ClassVar[str] = "report_accurate"
    can_wait: ClassVar[bool] = True


class CorrectionsAsked(AboutReport):
    """To whoever writes it: the school asked for corrections."""

    kind: ClassVar[str] = "report_corrections_asked"


@dataclass(frozen=True, kw_only=True)
class AboutWithdrawal(AboutReport):
    """Fields of messages about a withdrawn report. None of them repeats its text."""

    reason: str


class Withdrawn(AboutWithdrawal):
    """To each person who had the report: it no longer applies."""

    kind: ClassVar[str] = "report_withdrawn"
    can_wait: ClassVar[bool] = True


class WithdrawnToCorrect(AboutWithdrawal):
    """To each person who had the report: it is corrected and issued again."""

    kind: ClassVar[str] = "report_withdrawn_to_correct"
    can_wait: ClassVar[bool] = True


class SentByMistake(AboutWithdrawal):
    """To each person who had the report at a school that it does not concern."""

    kind: ClassVar[str] = "report_sent_by_mistake"


class WithdrawnFromWriter(AboutWithdrawal):
    """To whoever writes it, where somebody else withdrew it."""

    kind: ClassVar[str] = "report_withdrawn_writer"
    can_wait: ClassVar[bool] = True


class ToRewrite(AboutReport):
    """To whoever writes it: correct the withdrawn report and issue it again."""

    kind: ClassVar[str] = "report_to_rewrite"


MESSAGES = (
    ToCheck,
    Approved,
    Returned,
    Issued,
    IssuedAgain,
    IssuedInPlace,
    FoundAccurate,
    CorrectionsAsked,
    Withdrawn,
    WithdrawnToCorrect,
    SentByMistake,
    WithdrawnFromWriter,
    ToRewrite,
)


def tell_to_check(report: Report, *, on: date) -> None:
    """Ask those who may check the report to do so."""
    running = period(report, "report_check")
    _tell(
        ToCheck,
        report.visit,
        checkers(report, on),
        f"to-check:{report.pk}:{report.version}",
        route="report_check",
        by=report.owed_by,
        due=weekday_in_words(running.due_on) if running else "",
    )


def checkers(report: Report, on: date) -> list[User]:
    """Return the school's own Principal Officer and who covers for them, where they may check the report,
    else everybody who may."""
    own = officers_with_cover(report.visit.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    able = [user for user in own if may_check(report, by=user, on=on)]
    return able or [user for user in principal_officers(on) if may_check(report, by=user, on=on)]


def principal_officers(on: date) -> list[User]:
    """Return everybody who is a Principal Officer on a day."""
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role="principal_officer", is_active=True)
    return list(found.distinct())


def tell_approved(report: Report, by: User, *, on: date) -> None:
    """Tell whoever writes the report, and whoever saved it last."""
    _tell_writers(Approved, report, by, on=on)


def tell_returned(report: Report, by: User, *, on: date) -> None:
    """Tell whoever writes the report, and whoever saved it last."""
    _tell_writers(Returned, report, by, on=on)


def tell_report_issued(letter: Letter) -> None:
    """Tell each recipient of the letter; whoever leads the school is asked to answer as well. Of one that was withdrawn
    before it was made, nobody hears."""
    if hasattr(letter, "withdrawal"):
        return
    visit = Visit.objects.select_related("school", "framework_version", "report").get(pk=letter.about_id)
    running = period(visit.report, "report_answer")
    asked = {visit.framework.title(role) for role in LEADS}
    number, again = letter.context["number"], IssuedInPlace if letter.replaces_id else IssuedAgain
    for recipient in who_gets(letter, Issued):
        assert recipient.user is not None, "a report goes to people at the school"
        _tell(
            again if number > 1 else Issued,
            visit,
            [recipient.user],
            f"report:{letter.pk}",
            by=letter.signed_by,
            role=letter.signed_as,
            due=weekday_in_words(running.due_on) if running and recipient.post in asked else "",
            number=number,
        )


def tell_answered(report: Report, answer: Answer) -> None:
    """Tell whoever writes the report that the school found it accurate or asked for corrections."""
    _tell(
        FoundAccurate if answer.accurate else CorrectionsAsked,
        report.visit,
        writers(report, answer.on),
        f"answered:{answer.pk}",
        who=answer.by.name,
        number=answer.version.number,
    )
    visit, author = report.visit, report.owed_by.name
    next_ = (
        f"The report stands as issued. We have told {author}."
        if answer.accurate
        else f"{author} corrects the report and issues it again. We will email you then."
    )
    give_receipt(
        ANSWER,
        key=answer_receipt_key(answer),
        school=visit.school,
        by=answer.by,
        on=answer.on,
        next_=next_,
        url=link("report", pk=visit.pk),
        names={
            "answer": "confirmation" if answer.accurate else "request for corrections",
            "visit": f"{visit.kind_name.lower()} of {in_words(visit.starts_on)}",
        },
    )


def answer_receipt_key(answer: Answer) -> str:
    """Return what the receipt of a school's answer to a report is kept by."""
    return f"report-answer-{answer.pk}"


def tell_withdrawn(report: Report, letters: Iterable[Letter], by: User, *, reason: str, again: bool, on: date) -> None:
    """Tell each person who had the report that it is withdrawn, and whoever writes it, if that is somebody else."""
    kind: type[AboutWithdrawal] = WithdrawnToCorrect if again else Withdrawn
    told = tell_who_had(kind, report.visit, report.visit.school, letters, by, reason=reason)
    for person in {*writers(report, on)} - {by, *told}:
        content = _from_writer(report, by, reason)
        put(content, to=person.email, name=person.name, dedupe_key=_once("withdrawn-writer", letters, person))
    if again:
        tell_to_rewrite(report, by, on=on)


def _from_writer(report: Report, by: User, reason: str) -> WithdrawnFromWriter:
    said: dict[str, Any] = {**about(report.visit), "who": by.name, "reason": reason, "sender": sender(by)}
    return WithdrawnFromWriter(**said)


def tell_who_had(
    kind: type[AboutWithdrawal], visit: Visit, school: School, letters: Iterable[Letter], by: User, *, reason: str
) -> list[User]:
    """Tell each person who had any of some letters, once, that it is withdrawn from a school, and return them."""
    found = people_who_had(letters)
    for person, letter in found.items():
        content = kind(
            school=school.name,
            kind_name=visit.kind_name.lower(),
            day=in_words(visit.starts_on),
            url=link("letter", reference=letter.reference),
            who=by.name,
            reason=reason,
            sender=sender(by),
        )
        put(content, to=person.email, name=person.name, dedupe_key=_once("withdrawn", letters, person))
    return list(found)


def people_who_had(letters: Iterable[Letter]) -> dict[User, Letter]:
    """Return each person that a letter went to, with the latest such letter; one that was not issued yet went to
    nobody."""
    issued = [letter for letter in letters if letter.issued_at]
    recipients = Recipient.objects.filter(letter__in=issued, user__isnull=False).select_related("user", "letter")
    return {each.user: each.letter for each in recipients.order_by("letter", "pk") if each.user}


def tell_to_rewrite(report: Report, by: User, *, on: date) -> None:
    """Ask whoever writes a withdrawn report to correct it and issue it again; not the one who withdrew it."""
    people = {*writers(report, on)} - {by}
    _tell(ToRewrite, report.visit, people, f"to-rewrite:{report.pk}:{report.versions.count()}", by=by)


def _once(what: str, letters: Iterable[Letter], person: User) -> str:
    return f"{what}:{max((letter.pk for letter in letters), default=0)}:{person.pk}"


def about(visit: Visit, route: str = "report") -> dict[str, Any]:
    """Return the fields of a message about a report that come from its visit."""
    return {
        "school": visit.school.name,
        "kind_name": visit.kind_name.lower(),
        "day": weekday_in_words(visit.starts_on),
        "url": link(route, pk=visit.pk),
    }


def _tell_writers(message: type[AboutReport], report: Report, by: User, *, on: date) -> None:
    people = {*writers(report, on), report.saved_by or report.owed_by}
    _tell(message, report.visit, people, f"{message.kind}:{report.pk}:{report.version}", by=by)


def _tell(
    message: type[AboutReport],
    visit: Visit,
    people: Iterable[User],
    key: str,
    *,
    route: str = "report",
    by: User | None = None,
    role: str = "",
    who: str = "",
    due: str = "",
    number: int = 1,
) -> None:
    """An officer (`by`) signs it as `role`; of somebody at the school it has the name (`who`)."""
    signed = sender(by, role) if by else None
    content = message(**about(visit, route), who=by.name if by else who, due=due, number=number, sender=signed)
    instead = who_hears_instead(visit.school, AssignmentRole.SIP, clock.today())
    for person in reached(people, message, otherwise=instead):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
