"""What the pages say before a visit or its report is put right: the ways, and what each of them does to whom."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.urls import reverse

from schools.models import School
from schools.queries import holders
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.framework.schema import days_in_words
from sil.letters.models import Recipient
from sil.memo import remembered
from sil.workflow import Denied
from sil.workflow.corrections import Effects, Remedy

from ..models import Report, Visit
from ..report.letters import recipients
from ..report.notifications import people_who_had
from ..report.permissions import may_withdraw, writers
from ..report.policies import row_for as report_row_for
from ..report.queries import letters_on_record, period
from ..states import SHOWN, WAS, ReportState, VisitState
from ..visit.notifications import TELLS, Mistaken, present_leads, school_knows, school_was_told
from ..visit.permissions import may_correct, may_put_right
from ..visit.policies import check_not_being_checked, check_undo, dates_of, row_for
from ..visit.queries import told_of

HISTORY = "The history of the visit keeps what was recorded before, who changed it, when and why."


def report_of(visit: Visit) -> Report | None:
    """Return the report of a visit, or None where there is none."""
    return Report.objects.select_related("visit__school", "visit__lead", "writer").filter(visit=visit).first()


def remedies(visit: Visit, who: UserRoles) -> list[Remedy]:
    """Return the ways in which a person may put a visit right, with why one is not possible at present."""
    report, state, found = report_of(visit), "", []
    if report:
        state = report.status
        if may_withdraw(report, by=who.user, on=who.on) and (report.is_shown or state == ReportState.WITHDRAWN):
            found.append(_of_report(visit, withdrawn=state == ReportState.WITHDRAWN))
    if visit.is_held and may_correct(visit, who):
        found += [
            Remedy(
                name="Correct the details",
                hint="The kind of visit, its length, who led it, whom you met or how it took place is wrong.",
                address=_to("visit_change", visit),
            ),
            Remedy(name="Correct the date", hint="It was held on another day.", address=_to("visit_redate", visit)),
        ]
    if not may_put_right(visit, who):
        return found
    found.append(
        Remedy(
            name="Move it to another school",
            hint="It is recorded for the wrong school. Its days and its report go with it.",
            address=_to("visit_move_school", visit),
            refused=_why_not(lambda: _check_move(visit, state)),
        )
    )
    if not visit.is_planned:
        found.append(
            Remedy(
                name="Undo what was recorded",
                hint=f"It was recorded as {WAS[VisitState(visit.status)]} by mistake. It will be planned again.",
                address=_to("visit_undo", visit),
                refused=_why_not(lambda: check_undo(visit, state, "undo")),
            )
        )
    found.append(
        Remedy(
            name="There was no such visit",
            hint="It should never have been recorded, at this school or at any other.",
            address=_to("visit_strike", visit),
            refused=_why_not(lambda: check_undo(visit, state, "strike")),
        )
    )
    return found


def _of_report(visit: Visit, *, withdrawn: bool) -> Remedy:
    if withdrawn:
        return Remedy(
            name="Correct the withdrawn report and issue it again",
            hint="It starts from the text that was issued.",
            address=_to("report_rewrite", visit),
        )
    return Remedy(
        name="Withdraw the report, or correct it and issue it again",
        hint="Something in the report is wrong, or it must not be read any more.",
        address=_to("report_withdraw", visit),
    )


def of_withdrawing(report: Report, by: User, on: date) -> Effects:
    """Return what it means to withdraw a report."""
    report_row_for(report, "withdraw")
    visit, letters = report.visit, letters_on_record(report)
    had = list(people_who_had(letters))
    others = [user for user in writers(report, on) if user != by and user not in had]
    running = period(report, "report_answer")
    return Effects(
        changes=(
            "The report and its letter are marked as withdrawn wherever they are listed.",
            "Nobody at the school can read their text any more. Officers still can.",
            "The actions agreed in it are not followed up, unless it is issued again.",
            *(["The school is no longer asked whether it is accurate."] if running and not running.met_on else ()),
            "If it is issued again, it goes out as a new version with a new letter, and the school has the full time "
            "to answer it. A report that had to be checked is checked again.",
        ),
        told=told_of_report(report),
        tells=(
            *(f"We will email {_named(user, visit.school, on)}, without the text of the report." for user in had),
            *(f"We will email {user.name}, who writes the report." for user in others),
        ),
        stays=(
            "The history keeps the report as it was issued, with the reason for its withdrawal.",
            *_first_issue(visit),
            "Copies that somebody saved or printed, and what other letters or evidence quote from it, stay as they "
            "are.",
        ),
    )


def of_rewriting(report: Report, by: User, on: date) -> Effects:
    """Return what it means to start a withdrawn report again."""
    report_row_for(report, "rewrite")
    others = [user for user in writers(report, on) if user != by]
    return Effects(
        changes=(
            "The report can be written again, starting from the text that was issued.",
            "The school reads it once it is issued again, as a new version with a new letter.",
        ),
        told=told_of_report(report),
        tells=[f"We will email {user.name}, who writes the report." for user in others],
        stays=("The letter that was withdrawn stays withdrawn.", *_first_issue(report.visit)),
    )


def of_redating(visit: Visit, report: Report | None, by: User, on: date) -> Effects:
    """Return what it means to correct the date of a visit."""
    row_for(visit, "redate")
    owed, shown = period(visit, "visit_report"), bool(report and report.is_shown)
    changes = ["The visit moves to that day in lists, calendars and the days of support of that academic year."]
    if owed:
        changes.append("The time for the report is counted again from that day.")
    if shown:
        changes.append(
            "The report that was issued still says the earlier date. To correct it there, withdraw it and issue it "
            "again."
        )
    knows = shown or school_knows(visit, visit.school)
    return Effects(changes=changes, told=_told(visit, report, on), tells=_tells(visit, by, on, school=knows))


def of_moving(visit: Visit, report: Report | None, school: School, by: User, on: date) -> Effects:
    """Return what it means to move a visit to another school."""
    _check_move(visit, report.status if report else "")
    wrong = visit.school
    letters = letters_on_record(report) if report else []
    had = list(people_who_had(letters))
    changes = [
        f"The visit is recorded for {school.name}. {wrong.name} does not see it any more.",
        f"Its days are charged to {school.name}, and no longer to {wrong.name}.",
        *(_report_moves(report, wrong, school) if report else ()),
    ]
    leads = present_leads(wrong, on) if school_knows(visit, wrong) else []
    tells = [
        f"We will email {_named(user, wrong, on)}: it was recorded for {wrong.name} by mistake."
        for user in dict.fromkeys([*had, *leads])
        if user != by
    ]
    if report and report.status in SHOWN - {ReportState.CORRECTIONS_ASKED}:
        posts = recipients(Visit(school=school, framework_version=visit.framework_version), on)
        tells += [f"We will email {_named(post.user, school, on)} that the report is issued." for post in posts]
        tells += [] if posts else [f"Nobody at {school.name} can receive the report: no headteacher is recorded there."]
    elif visit.is_planned:
        tells += [f"We will email {_named(user, school, on)} that it is planned." for user in present_leads(school, on)]
    tells += [f"We will email {visit.lead.name}, who leads the visit."] if visit.lead != by else []
    stays = [
        HISTORY,
        f"The history of {wrong.name} says that a visit was recorded there by mistake, and not where it was.",
    ]
    return Effects(changes=changes, told=_told(visit, report, on), tells=tells, stays=stays)


def _check_move(visit: Visit, state: str) -> None:
    """Raises Denied unless a visit, with its report in a state, can be moved to another school."""
    row_for(visit, "move")
    check_not_being_checked(state)


def _report_moves(report: Report, wrong: School, school: School) -> Sequence[str]:
    state = ReportState(report.status)
    if state not in SHOWN:
        return (f"What was written of the report goes with it, without answers about earlier actions of {wrong.name}.",)
    after = (
        "The report then waits to be corrected as the school asked, and to be issued."
        if state == ReportState.CORRECTIONS_ASKED
        else f"The same text is issued to {school.name}, which then says whether it is accurate. Where reports of "
        f"{school.name} have to be checked and this one was not, it is checked first."
    )
    return (
        f"The report is withdrawn from {wrong.name}, where nobody can read its text any more.",
        f"{after} What it said about earlier agreed actions of {wrong.name} is left out.",
    )


def of_striking(visit: Visit, report: Report | None, by: User, on: date) -> Effects:
    """Return what it means that there was no such visit."""
    check_undo(visit, report.status if report else "", "strike")
    changes = [
        "The school does not see the visit any more. Officers see it as recorded by mistake.",
        "It charges no days.",
    ]
    if report:
        changes.append("No report is owed. What was written of one is kept, for officers only.")
    knows = school_knows(visit, visit.school)
    return Effects(changes=changes, told=_told(visit, report, on), tells=_tells(visit, by, on, school=knows))


def of_undoing(visit: Visit, report: Report | None, by: User, on: date) -> Effects:
    """Return what it means that a visit is planned again."""
    check_undo(visit, report.status if report else "", "undo")
    used = ", no longer as used," if visit.is_held else " again"
    changes = [
        f"The visit on {dates_of(visit).words} is planned again. If the day is also wrong, move the visit afterwards.",
        f"It counts as planned{used} in the school's days of support: {days_in_words(visit.days)}.",
    ]
    if report:
        kept = " What has been written of the report is kept with the visit." if report.version else ""
        changes.append(f"No report is owed until the visit is recorded as held, and we send no reminders of it.{kept}")
    knows = school_was_told(visit, visit.status)
    return Effects(changes=changes, told=_told(visit, report, on), tells=_tells(visit, by, on, school=knows))


def of_correcting(visit: Visit, report: Report | None, on: date) -> Effects:
    """Return what it means to correct the details of a visit that was held."""
    changes = ["The record of the visit, and the days it charges, are as you correct them."]
    if report and report.is_shown:
        changes.append(
            "The report that was issued stays as it is. To correct it there, withdraw it and issue it again."
        )
    return Effects(changes=changes, told=_told(visit, report, on))


def told_of_report(report: Report) -> list[str]:
    """Return who has the report of a visit, by its letters: name, role, since when, and when they opened it."""
    issued = [letter for letter in letters_on_record(report) if letter.issued_at]
    found = Recipient.objects.filter(letter__in=issued).select_related("letter", "receipt").order_by("letter", "pk")
    return [_has(each) for each in found]


def _has(each: Recipient) -> str:
    assert each.letter.issued_at is not None, "it was asked for"
    since, receipt = in_words(clock.local(each.letter.issued_at).date()), getattr(each, "receipt", None)
    opened = f"opened it on {in_words(clock.local(receipt.at).date())}" if receipt else "has not opened it here"
    return f"{each} was sent letter {each.letter.reference} with the report on {since} and {opened}."


def _told(visit: Visit, report: Report | None, on: date) -> list[str]:
    of_visit = [
        f"{_named(told.user, visit.school, on)} was told on {in_words(told.on)} {TELLS.get(told.kind, 'of it')}."
        for told in told_of(visit)
        if told.kind != Mistaken.kind or visit.status == VisitState.MISTAKEN
    ]
    return of_visit + (told_of_report(report) if report else [])


def _tells(visit: Visit, by: User, on: date, *, school: bool) -> list[str]:
    people: Iterable[User] = [*(present_leads(visit.school, on) if school else ()), visit.lead]
    return [f"We will email {_named(user, visit.school, on)}." for user in dict.fromkeys(people) if user != by]


def _named(user: User, school: School, on: date) -> str:
    """A name with the post at a school."""
    return ", ".join(filter(None, (user.name, _posts_at(school, on).get(user.pk, ""))))


@remembered
def _posts_at(school: School, on: date) -> dict[int, str]:
    """Return the name of the post of each person at a school on a day, by the person's key. One query a page."""
    posts = holders(school, on, (*LEADS, *GOVERNANCE))
    return {post.user_id: post.get_role_display() for post in posts}


def _first_issue(visit: Visit) -> list[str]:
    owed = period(visit, "visit_report")
    if owed is None or owed.met_on is None:
        return []
    return [f"The report counts as first issued on {in_words(owed.met_on)}; it was due on {in_words(owed.due_on)}."]


def _to(route: str, visit: Visit) -> str:
    return reverse(route, kwargs={"pk": visit.pk})


def _why_not(check: Callable[[], object]) -> str:
    """The sentence by which an act is refused at present; "" where it is possible."""
    try:
        check()
    except Denied as denied:
        return denied.sentence
    return ""
