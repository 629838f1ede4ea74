"""May this person write, check, answer or read a report? Who they are to the visit and the school decides."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from schools.models import AssignmentRole, Post
from schools.queries import assigned, holders, holds_lead, in_post, with_cover_of, works_with
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can

from ..models import Report
from ..states import SHOWN
from ..visit.permissions import casework


def check_write(report: Report, *, by: User, on: date) -> None:
    """Whoever led the visit, or was handed its report, writes it; the school's present partner may, in
    their absence, and so may who covers for the partner.

    Raises Denied("not_the_writer").
    """
    visit = report.visit
    if by.is_active and (by == report.owed_by or works_with(by, visit.school, AssignmentRole.SIP, on)):
        return
    title = visit.framework.title("sip")
    raise Denied("not_the_writer", f"Only {report.owed_by.name} or the school's {title} can write this report.")


def writes(who: UserRoles) -> Q:
    """The reports that a person owes or may write, as `check_write` has it."""
    owed = Q(visit__lead=who.user, writer=None) | Q(writer=who.user)
    return owed | assigned(who.user, who.on, role=AssignmentRole.SIP, school="visit__school")


def writers(report: Report, on: date) -> Sequence[User]:
    """Who hears of a report that is written: who owes it, and whoever covers for them."""
    return with_cover_of(report.owed_by, report.visit.school, AssignmentRole.SIP, on)


def check_may_check(report: Report, *, by: User, on: date) -> None:
    """A Principal Officer who took no part in the report, may not write it and holds no post at the school.

    Raises Denied("not_a_checker") or Denied("own_report").
    """
    title = report.visit.framework.title("principal_officer")
    if not roles_of(by, on).holds("principal_officer"):
        raise Denied("not_a_checker", f"Only a {title} can check a report.")
    if by.pk in authors(report, on) or may_write(report, by=by, on=on) or _in_post(report, by, on):
        raise Denied("own_report", f"You took part in this, so another {title} has to check it.")


def check_answer(report: Report, *, by: User, on: date) -> Post:
    """Whoever leads the school on the day says whether a report is accurate; never its author. Gives
    the post by which they do. Raises Denied("not_the_head") or Denied("own_report")."""
    post = holds_lead(by, report.visit.school, on)
    if post is None or not by.is_active:
        raise Denied("not_the_head", "Only the school's headteacher can say whether the report is accurate.")
    if by.pk in authors(report, on):
        raise Denied("own_report", "You wrote this report, so somebody else has to answer.")
    return post


may_write, may_check, may_answer = can(check_write), can(check_may_check), can(check_answer)


def authors(report: Report, on: date) -> set[int]:
    """Keys of those who stand behind a report: who led the visit or joined it, who saved the text or owes it."""
    joined = set(report.visit.others.values_list("pk", flat=True))
    return joined | {key for key in (report.visit.lead_id, report.writer_id, report.saved_by_id) if key}


def readers(who: UserRoles) -> Q:
    """The reports that a person may read: officers all of theirs, a school's leads and its chair what was issued.

    Whether a chair reads is a setting of the framework; see `reads`.
    """
    return casework(who) | in_post(who.user, who.on, (*LEADS, "chair"), school="visit__school") & Q(status__in=SHOWN)


def reads(report: Report, who: UserRoles) -> bool:
    """Whether one that `readers` found is read by this person under the framework of its visit."""
    visits = report.visit.framework.visits
    if visits is None or visits.chair_reads or reads_draft(report, who):
        return True
    return holds_lead(who.user, report.visit.school, who.on) is not None


def reads_draft(report: Report, who: UserRoles) -> bool:
    """Whether a person reads the text as it is written and the comments of the checker."""
    return Report.objects.filter(casework(who), pk=report.pk).exists()


def _in_post(report: Report, by: User, on: date) -> bool:
    return holders(report.visit.school, on, (*LEADS, "chair", "clerk")).filter(user=by).exists()
