"""Work items of what a school sends in after a notice: to make representations, and to answer them."""

from collections.abc import Iterator

from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.web.work import WorkItem

from ..case.permissions import readable_cases
from ..models import Case, CaseLetter
from ..states import FORMAL_IN_FORCE, LetterState, Purpose
from .permissions import SENDERS
from .queries import unanswered


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield what representations ask of a person, in each role that they hold."""
    if who.may(Permission.CONCERN_RECORD, Permission.CONCERN_SIGN):
        yield from _to_answer(who)
    if who.holds(*SENDERS):
        yield from _to_make(who)


def _to_answer(who: UserRoles) -> Iterator[WorkItem]:
    """The representations that wait for an answer: of the owner of the case and of the Directors. One query."""
    mine = Case.objects.filter(readable_cases(who), status__in=FORMAL_IN_FORCE)
    if not who.may(Permission.CONCERN_SIGN):
        mine = mine.filter(owner=who.user)
    for entry in unanswered(mine):
        notice = entry.statement.notice
        yield WorkItem(
            title="Answer the representations about the powers",
            about=notice.case.school.name,
            href=reverse("representation_answer", kwargs={"pk": entry.pk}),
            act="Answer",
            due=notice.usable_from,
            basis=f"Sent on {in_words(entry.sent_on)}. A power can be used from the day named, and not before",
        )


def _to_make(who: UserRoles) -> Iterator[WorkItem]:
    """Until when representations can be made, while none was sent. One query."""
    at_school = in_post(who.user, who.on, SENDERS, school="case__school")
    given = CaseLetter.objects.filter(at_school, status=LetterState.GIVEN, case__status__in=FORMAL_IN_FORCE)
    running = given.filter(represent_by__gte=who.on)
    sent = running.filter(statements__purpose=Purpose.REPRESENTATIONS, statements__entries__isnull=False)
    for notice in running.exclude(pk__in=sent.values("pk")).select_related("case__school"):
        yield WorkItem(
            title="Make representations about the powers that the authority proposes to use",
            about=notice.case.school.name,
            href=reverse("statement", kwargs={"pk": notice.pk, "purpose": Purpose.REPRESENTATIONS}),
            act="Make representations",
            due=notice.represent_by,
            basis="The last day that the notice names. You do not have to make any",
        )
