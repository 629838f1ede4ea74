"""Permissions of a report: who writes, checks, answers and reads it."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from schools.models import AssignmentRole, Post
from schools.queries import assigned, holders, holds_lead, in_post, schools_in_post, with_cover_of, works_with
from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.memo import asked_at_once
from sil.workflow import Denied, can

from ..models import Report, Visit
from ..states import SHOWN
from ..visit.permissions import casework


def check_write(report: Report, *, by: User, on: date) -> None:
    """Raises Denied("not_the_writer") unless the person led the visit or was given its report, and still records
    visits, or is the school's present partner or covers for them."""
    visit = report.visit
    owes = by == report.owed_by and roles_of(by, on).may(Permission.VISIT_RECORD)
    if by.is_active and (owes or works_with(by, visit.school, AssignmentRole.SIP, on)):
        return
    title = visit.framework.title("sip")
    raise Denied("not_the_writer", f"Only {report.owed_by.name} or the school's {title} can write this report.")


def writable_reports(who: UserRoles) -> Q:
    """Return the condition on reports that a person owes or may write, as `check_write` has it."""
    return reduce(or_, ways_to_write(who))


def ways_to_write(who: UserRoles) -> list[Q]:
    """Return the conditions on reports of which one holds where a person may write it. Each has an index; all joined by
    OR would read every visit there is."""
    theirs = assigned(who.user, who.on, role=AssignmentRole.SIP, school="visit__school")
    if not who.may(Permission.VISIT_RECORD):
        return [theirs]
    return [theirs, Q(visit__lead=who.user, writer=None), Q(writer=who.user)]


def writers(report: Report, on: date) -> Sequence[User]:
    """Return who writes a report and is told about it: who owes it, and whoever covers for them."""
    return with_cover_of(report.owed_by, report.visit.school, AssignmentRole.SIP, on)


def check_may_check(report: Report, *, by: User, on: date) -> None:
    """Raises Denied("not_a_checker") unless the person is a Principal Officer, and Denied("own_report") where they took
    part in the report, may write it or hold a post at the school."""
    title = report.visit.framework.title("principal_officer")
    if not roles_of(by, on).holds("principal_officer"):
        raise Denied("not_a_checker", f"Only a {title} can check a report.")
    if by.pk in authors(report, on) or may_write(report, by=by, on=on) or _in_post(report, by, on):
        raise Denied("own_report", f"You took part in this, so another {title} has to check it.")


def principal_officers_beside(on: date) -> Exists:
    """Return the condition on reports: somebody is a Principal Officer on a day who did not lead the visit, join it,
    save the text or owe it, and holds no post at the school."""
    joined = Visit.others.through.objects.filter(visit=OuterRef(OuterRef("visit")), user=OuterRef("user"))
    posts = Post.objects.filter(in_force(on), school=OuterRef(OuterRef("visit__school")), user=OuterRef("user"))
    held = RoleGrant.objects.filter(in_force(on), account_open(), role="principal_officer")
    authors = Report.objects.filter(
        Q(saved_by=OuterRef("user")) | Q(writer=OuterRef("user")) | Q(visit__lead=OuterRef("user")),
        pk=OuterRef(OuterRef("pk")),
    )
    return Exists(held.filter(~Exists(joined), ~Exists(posts), ~Exists(authors)))


def check_answer(report: Report, *, by: User, on: date) -> Post:
    """Return the post by which a person answers for the school: they lead it on the day. Raises Denied("not_the_head"),
    or Denied("own_report") for an author."""
    post = holds_lead(by, report.visit.school, on)
    if post is None or not by.is_active:
        raise Denied("not_the_head", "Only the school's headteacher can say whether the report is accurate.")
    if by.pk in authors(report, on):
        raise Denied("own_report", "You wrote this report, so somebody else has to answer.")
    return post


def check_withdraw(report: Report, *, by: User, on: date) -> None:
    """Raises Denied("not_the_writer") unless the person may write the report or is a Principal Officer without a post
    at the school."""
    if may_write(report, by=by, on=on):
        return
    if not roles_of(by, on).holds("principal_officer") or _in_post(report, by, on):
        titles = report.visit.framework.title
        raise Denied(
            "not_the_writer",
            f"Only {report.owed_by.name}, the school's {titles('sip')} or a {titles('principal_officer')} can do this.",
        )


may_write, may_check, may_answer = can(check_write), can(check_may_check), can(check_answer)
may_withdraw = can(check_withdraw)


def authors(report: Report, on: date) -> set[int]:
    """Return the keys of a report's authors: who led the visit or joined it, who saved the text or owes it."""
    joined = set(report.visit.others.values_list("pk", flat=True))
    return joined | {key for key in (report.visit.lead_id, report.writer_id, report.saved_by_id) if key}


@asked_at_once
def readable_reports(who: UserRoles) -> Q:
    """Return the condition on reports that a person may read: officers all of theirs, a school's heads and chair, and
    assistants who may read reports, those issued. Whether a chair reads depends on the framework; see `may_read`."""
    at_school = in_post(who.user, who.on, (*LEADS, "chair", Part.VISITS), school="visit__school")
    return casework(who) | at_school & Q(status__in=SHOWN)


def may_read(report: Report, who: UserRoles) -> bool:
    """Return whether a person may read a report that `readable_reports` found, under the framework of its visit."""
    visits = report.visit.framework.visits
    if visits is None or visits.chair_reads or may_read_draft(report, who):
        return True
    reads = (*LEADS, Part.VISITS)
    return report.visit.school_id in schools_in_post(who.user, who.on, reads)


def may_read_draft(report: Report, who: UserRoles) -> bool:
    """Return whether a person reads the text as it is written and the comments of the checker."""
    return Report.objects.filter(casework(who), pk=report.pk).exists()


def _in_post(report: Report, by: User, on: date) -> bool:
    return holders(report.visit.school, on, (*LEADS, "chair", "clerk")).filter(user=by).exists()
