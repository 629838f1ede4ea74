"""The list of the actions that were agreed on visits."""

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.lacking import lacks_officer
from schools.models import AssignmentRole, School
from schools.queries import by_name_or_urn, with_able_officer
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest

from .forms import EVERY, NOBODY, PARTNER, ActionsFilter
from .queries import OPEN_PROGRESS, is_late, next_reports, owned_by_partner, readable_actions

if TYPE_CHECKING:
    from .queries import ActionRow

_COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda a: a.school.name),
    Column(slug="urn", label="URN", value=lambda a: a.school_id, shown=False),
    Column(slug="action", label="Action", value=lambda a: a.text),
    Column(slug="owner", label="Owner", order=("owner",), value=lambda a: a.owner),
    Column(slug="due", label="Due", order=("due_on",), value=lambda a: a.due_on),
    Column(slug="state", label="State", order=("progress",), value=lambda a: a.get_progress_display()),
    Column(slug="said", label="What was said last", value=lambda a: a.progress_note, shown=False),
    Column(slug="agreed", label="Agreed", order=("visit__starts_on",), value=lambda a: a.visit.starts_on),
)
_PARTNER = Column(slug="partner", label="Partner", value=lambda a: a.sip_name)


@require_safe
@signed_in("officers: the actions of visits they may read; headteachers: those of their schools")
def actions(request: HttpRequest) -> HttpResponseBase:
    """What was agreed and is still to do, the earliest day first, so that what is late comes first."""
    who = user_roles(request)
    officer = who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
    if not (officer or who.holds(*LEADS)):
        raise Http404
    filters = ActionsFilter(request.GET, officer=officer, on=who.on)
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        readable_actions(who),
        columns=(*_COLUMNS, _PARTNER) if officer else _COLUMNS,
        sort="due",
        filters=filters,
        narrow=lambda rows, asked: _narrow(rows, asked, who),
    )
    if listing.wants_export:
        return listing.export("agreed-actions")
    writing = next_reports({action.school_id for action in listing.page}) if who.may(Permission.VISIT_RECORD) else {}
    rows = [(action, is_late(action, who.on), _followed_up_in(action, writing)) for action in listing.page]
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/actions.html{part}", {"listing": listing, "rows": rows, "officer": officer})


def _followed_up_in(action: "ActionRow", writing: Any) -> Any:
    """The later visit in whose report an action can be followed up now, or None."""
    visit = writing.get(action.school_id)
    later = visit and visit.pk != action.visit_id and visit.starts_on >= action.visit.starts_on
    return visit if later and action.progress in OPEN_PROGRESS else None


def _narrow(rows: "QuerySet[ActionRow]", asked: dict[str, Any], who: UserRoles) -> "QuerySet[ActionRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__") | Q(text__icontains=text))
    if owner := asked.get("owner"):
        rows = rows.filter(owner__icontains=owner)
    if whose := asked.get("whose"):
        rows = _of_owner(rows, whose)
    state = asked.get("state")
    if state != EVERY:
        rows = rows.filter(progress__in=[state] if state else OPEN_PROGRESS)
    if asked.get("late"):
        rows = rows.filter(due_on__lt=who.on, progress__in=OPEN_PROGRESS)
    partner = asked.get("sip")
    if partner and partner.nobody:
        rows = rows.filter(school__in=_without_partner(who))
    elif partner:
        rows = rows.filter(with_able_officer(partner.keys, AssignmentRole.SIP, who.on))
    return rows


def _of_owner(rows: "QuerySet[ActionRow]", whose: str) -> "QuerySet[ActionRow]":
    if whose == NOBODY:
        return rows.filter(owner="")
    if whose == PARTNER:
        return rows.filter(owned_by_partner())
    theirs = Case(When(owned_by_partner(), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.alias(of_partner=theirs).filter(of_partner=False).exclude(owner="")


def _without_partner(who: UserRoles) -> QuerySet[Any]:
    return School.objects.filter(lacks_officer(AssignmentRole.SIP, who.on))
