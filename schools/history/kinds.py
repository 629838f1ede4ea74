"""Whose history is read of what this app keeps: inspections, letters from Ofsted, documents, people, registers."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from sil.accounts.actions import scope as scope_of_person
from sil.accounts.models import ChangeRequest, User
from sil.accounts.roles import CONFIRMS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind, events_of

from ..casework_access.queries import READ
from ..casework_access.queries import readable as readable_accesses
from ..documents.permissions import holds_post
from ..documents.permissions import may_read as may_read_document
from ..handovers.queries import readable as readable_handovers
from ..inspections.queries import may_read as may_read_inspections
from ..letters.authority_actions.queries import readable as readable_authority_actions
from ..letters.queries import readable as readable_letters
from ..models import (
    AreaForImprovement,
    AuthorityAction,
    CaseworkAccess,
    Handover,
    Inspection,
    OfstedLetter,
    RegisterFile,
    RegisterRun,
    SchoolDocument,
)
from ..queries import reads_casework, scope

_INSPECTIONS = ("inspection.recorded", "inspection.corrected", "inspection.withdrawn", "inspection.adopted")


def of_officers(record: Any, who: UserRoles) -> bool:
    """Whether a person reads what officers write about the school of a record."""
    return reads_casework(record.school, who)


def _areas(record: Inspection) -> Q:
    return events_of(AreaForImprovement, record.areas.all())


def _of_person(record: User) -> Q:
    """What stands in their history, roles and posts among it. What was read by an access stands with the access."""
    return Q(scope=scope_of_person(record)) & ~Q(kind=READ)


def _shared(record: SchoolDocument, who: UserRoles) -> Q:
    """Officers read what happened while the document was shared."""
    return Q() if holds_post(record.school, who) else Q(scope=scope(record.school))


HISTORIES = (
    HistoryKind(
        slug="inspection",
        label="inspection",
        model=Inspection,
        rows=lambda who: Inspection.objects.select_related("school"),
        opens=lambda record, who: may_read_inspections(record.school, who),
        whole=of_officers,
        told=_INSPECTIONS,
        parts=_areas,
    ),
    HistoryKind(slug="ofsted-letter", label="letter from Ofsted", model=OfstedLetter, rows=readable_letters),
    HistoryKind(
        slug="authority-action",
        label="action of the authority",
        model=AuthorityAction,
        rows=readable_authority_actions,
    ),
    HistoryKind(
        slug="document",
        label="document",
        model=SchoolDocument,
        rows=lambda who: SchoolDocument.objects.select_related("school"),
        opens=may_read_document,
        within=_shared,
    ),
    HistoryKind(
        slug="person",
        label="account",
        model=User,
        rows=lambda who: User.objects.all() if who.may(Permission.PEOPLE_MANAGE) else User.objects.none(),
        parts=_of_person,
        address=lambda record: reverse("person", kwargs={"pk": record.pk}),
    ),
    HistoryKind(
        slug="change-request",
        label="change to an account",
        model=ChangeRequest,
        rows=lambda who: ChangeRequest.objects.all() if who.may(*CONFIRMS) else ChangeRequest.objects.none(),
    ),
    # Each event of these stands in the history of every school and of the person; here once.
    HistoryKind(
        slug="casework-access",
        label="access to casework",
        model=CaseworkAccess,
        rows=readable_accesses,
        within=lambda record, who: Q(scope__startswith="person:"),
        never=(READ,),
    ),
    HistoryKind(
        slug="handover",
        label="handover",
        model=Handover,
        rows=readable_handovers,
        within=lambda record, who: Q(scope=scope_of_person(record.giving)),
    ),
    HistoryKind(
        slug="register-file",
        label="register file",
        model=RegisterFile,
        rows=lambda who: RegisterFile.objects.all() if _keeps(who) else RegisterFile.objects.none(),
    ),
    HistoryKind(
        slug="register-run",
        label="register that was read in",
        model=RegisterRun,
        rows=lambda who: RegisterRun.objects.all() if _keeps(who) else RegisterRun.objects.none(),
        address=lambda record: reverse("register_run", kwargs={"pk": record.pk}),
    ),
)


def _keeps(who: UserRoles) -> bool:
    return who.may(Permission.REGISTERS_MANAGE)
