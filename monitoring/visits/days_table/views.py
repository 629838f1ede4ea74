"""The table of the days of all schools."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.lacking import lacks_officer
from schools.models import AssignmentRole
from schools.queries import by_name_or_urn, with_able_officer
from sil import clock
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.web.lists.export import FORMATS
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest

from ..days.ledger import ZERO
from ..models import Term
from .forms import BEHIND, LAST_YEAR, NO_BAND, OVER, OWED, DaysFilter, term_asked, year_asked
from .page import DueParts, Parts
from .queries import days_of_schools, framework_of, ledgers_of_rows, totals_of

if TYPE_CHECKING:
    from .queries import DaysRow

# Schools whose ledgers are read at a time for an export.
_CHUNK = 500
_SCHOOL = (
    Column(slug="school", label="School", order=("name",), value=lambda row: row.name),
    Column(slug="urn", label="URN", value=lambda row: row.pk, shown=False),
    Column(slug="phase", label="Phase", value=lambda row: row.phase, shown=False),
    Column(slug="partner", label="Partner", order=("sip_name",), value=lambda row: row.sip_name),
    Column(slug="band", label="Band", order=("band",), value=lambda row: row.band),
    Column(
        slug="settled",
        label="Band settled for",
        value=lambda row: label(row.band_year) if row.band else "",
        shown=False,
    ),
)
_TOTALS = (
    Column(slug="allowed", label="Allowed", order=("allowed",), value=lambda row: row.allowed, numeric=True),
    Column(slug="used", label="Used", order=("used",), value=lambda row: row.used, numeric=True),
    Column(slug="planned", label="Planned", order=("planned",), value=lambda row: row.planned, numeric=True),
    Column(slug="left", label="Left", order=("left",), value=lambda row: row.left, numeric=True),
    Column(slug="over", label="Over", order=("over",), value=lambda row: row.over, numeric=True),
)


@require_safe
@allow(Permission.DAYS_APPROVE, Permission.ALLOCATION_PROPOSE)
def days_table(request: HttpRequest) -> HttpResponseBase:
    """Every school for Principal Officers; a partner sees their own. It names bands."""
    who = user_roles(request)
    present = academic_year(who.on)
    filters = DaysFilter(request.GET, framework=framework_of(present), on=who.on)
    if matches := suggest(request, filters):
        return matches
    filters.is_valid()
    year = year_asked(filters.cleaned_data, who.on)
    framework = framework_of(year)
    by = filters.cleaned_data.get("by", "")
    term = term_asked(filters.terms, filters.cleaned_data, who.on)
    parts = _parts(by, framework, filters.terms, term)
    until = term.ends_on if term and (by == OWED or filters.cleaned_data.get("term")) else who.on
    listing = Listing(
        request,
        days_of_schools(who, year, framework, until),
        columns=(*_SCHOOL, *(_of_parts(parts.labels) if parts else _TOTALS)),
        sort="school",
        filters=filters,
        narrow=lambda rows, asked: _narrow(rows, asked, who),
    )
    if listing.wants_export:
        return _by_part(listing, parts, year, framework) if parts else listing.export(f"days-{year}")
    context = {
        "listing": listing,
        "year": year,
        "present": present,
        "every_school": who.may(Permission.DAYS_APPROVE),
        "totals": totals_of(listing.rows),
        "parts": parts,
        "term": term if until != who.on else None,
        "owes": by == OWED,
        **(_shown(listing, parts, year, framework) if parts else {}),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/days_table.html{part}", context)


def _parts(by: str, framework: Framework | None, terms: Sequence[Term], term: Term | None) -> Parts | DueParts | None:
    if by == OWED:
        return DueParts(framework, term)
    return Parts(by, framework, terms) if by else None


def _narrow(rows: "QuerySet[DaysRow]", asked: dict[str, Any], who: UserRoles) -> "QuerySet[DaysRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text))
    if phase := asked.get("phase"):
        rows = rows.filter(phase=phase)
    if band := asked.get("band"):
        rows = rows.filter(band="" if band == NO_BAND else band)
    state = asked.get("state")
    if state == OVER:
        rows = rows.filter(over__gt=ZERO)
    elif state == BEHIND:
        rows = rows.filter(behind=True)
    elif state == LAST_YEAR:
        rows = rows.filter(settled=False)
    partner = asked.get("sip")
    if partner and partner.nobody:
        rows = rows.filter(lacks_officer(AssignmentRole.SIP, who.on))
    elif partner:
        rows = rows.filter(with_able_officer(partner.keys, AssignmentRole.SIP, who.on, school="pk"))
    return rows


def _of_parts(labels: Sequence[str]) -> Iterator[Column]:
    return (Column(slug=str(place), label=each) for place, each in enumerate(labels))


def _shown(listing: Listing, parts: Parts | DueParts, year: int, framework: Framework | None) -> dict[str, Any]:
    """The rows of a page with their days by term or by line, and the sums of these rows."""
    ledgers = ledgers_of_rows(listing.page, year, framework)
    rows: list[Any] = [(row, parts.of(ledgers.get(row.pk), settled=row.settled)) for row in listing.page]
    labelled = [(row, list(zip(parts.labels, of, strict=True))) for row, of in rows]
    sums = zip(parts.labels, parts.total(of for _, of in rows), strict=True) if rows else ()
    return {"rows": labelled, "sums": list(sums), "is_all": listing.count == len(rows)}


def _by_part(listing: Listing, parts: Parts | DueParts, year: int, framework: Framework | None) -> HttpResponseBase:
    """Return all rows as a file: for each term or line the days used and planned, and what is allowed or owed."""
    labels = [column.label for column in _SCHOOL]
    labels += [f"{each}: {what}" for each in parts.labels for what in parts.heads]
    _, write = FORMATS[str(listing.query.get("export"))]
    return write(f"days-{year}-{clock.today()}", labels, _lines(listing, parts, year, framework))


def _lines(
    listing: Listing, parts: Parts | DueParts, year: int, framework: Framework | None
) -> Iterator[Sequence[object]]:
    keys = list(listing.rows.values_list("pk", flat=True))
    for first in range(0, len(keys), _CHUNK):
        some = keys[first : first + _CHUNK]
        rows = {row.pk: row for row in listing.rows.order_by().filter(pk__in=some)}
        ledgers = ledgers_of_rows(rows.values(), year, framework)
        for key in some:
            found = parts.of(ledgers.get(key), settled=rows[key].settled)
            cells = [figure for part in found for figure in part.figures]
            yield [*(column.value(rows[key]) for column in _SCHOOL), *cells]
