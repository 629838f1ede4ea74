"""The page of inspection outcomes of the authority, and the list of schools behind each of its figures."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from schools.models import School
from schools.queries import by_name_or_urn, visible
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.made_once.counted import counted
from sil.web.lists.export import file_among, files_of, wants_file
from sil.web.lists.listing import Column, Listing

from . import page
from .files import tables_of
from .forms import BY, SECTORS, ListFilter, OutcomesFilter
from .queries import histories, last_file, schools
from .standings import PLACES, History, moves, outcomes
from .standings import in_words as words_of

_COLUMNS = (
    Column(slug="school", label="School", order=("name",), value=lambda row: row.name),
    Column(slug="urn", label="URN", order=("urn",), value=lambda row: row.urn),
    Column(slug="phase", label="Phase", order=("phase",), value=lambda row: row.phase),
    Column(slug="type", label="Type", order=("type_name",), value=lambda row: row.type_name),
    Column(slug="pupils", label="Pupils", order=("pupils",), value=lambda row: row.pupils, numeric=True),
)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def inspection_outcomes(request: HttpRequest) -> HttpResponseBase:
    """Where the schools of the authority stand with Ofsted on a day, and stood on an earlier one; report cards beside
    grades, never turned into them."""
    who = user_roles(request)
    filters = OutcomesFilter(request.GET, on=who.on)
    filters.is_valid()
    # The same for everybody who may read it.
    shown = counted(
        ("outcomes", str(who.on), filters.way, sorted(filters.query.items())), lambda: _shown(filters, who.on)
    )
    then, now = filters.days
    named = {name: shown[name] for name in ("grades", "good", "groups", "grids")}
    tables = tables_of(then, now, BY[filters.way], **named)
    if wants_file(request):
        return file_among(request, tables)
    grade_bars, card_bars = shown["pictures"]
    context = {
        "filters": filters,
        "then": then,
        "now": now,
        "way": BY[filters.way],
        "grades": shown["grades"],
        "ungraded": shown["ungraded"],
        "good": shown["good"],
        "groups": shown["groups"],
        **{slug: grid for slug, (_, grid) in shown["grids"].items()},
        "files": {slug: files_of(request, slug) for slug in tables},
        "grade_bars": grade_bars,
        "card_bars": card_bars,
        "file": last_file(),
    }
    return render(request, "oversight/outcomes.html", context)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def outcome_schools(request: HttpRequest) -> HttpResponseBase:
    """The schools of one figure of inspection outcomes, on the day that the address names."""
    who = user_roles(request)
    filters = OutcomesFilter(request.GET, on=who.on)
    filters.is_valid()
    then, now = filters.days
    day, figure = _day(request.GET.get("at", ""), now), request.GET.get("figure", "")
    known = histories(schools(who.on, filters.cleaned_data))
    urns = (moves(known, then, now) if figure.startswith("move:") else outcomes(known, day)).get(figure, ())
    by_urn = {history.urn: history for history in known}
    place = Column(slug="place", label=f"On {in_words(day)}", value=lambda row: _place(by_urn, row, day))
    listing = Listing(
        request,
        School.objects.filter(pk__in=list(urns)),
        columns=(*_COLUMNS, place),
        sort="school",
        filters=ListFilter(request.GET),
        narrow=lambda rows, asked: rows.filter(by_name_or_urn(asked["search"])) if asked.get("search") else rows,
    )
    if listing.wants_export:
        return listing.export("inspection-outcomes")
    readable = set(visible(who).filter(pk__in=[row.pk for row in listing.page]).values_list("pk", flat=True))
    rows = [(row, row.pk in readable, place.value(row)) for row in listing.page]
    context = {
        "listing": listing,
        "rows": rows,
        "day": day,
        "figure": words_of(figure),
        "back": filters.query,
        "kept": _kept(request),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"oversight/outcome_schools.html{part}", context)


def _shown(filters: OutcomesFilter, on: date) -> dict[str, Any]:
    """What the page shows, and its tables as `tables_of` takes them."""
    found = schools(on, filters.cleaned_data)
    about = {school.urn: school for school in found.only("urn", "pupils", *BY)}
    known = histories(found)
    pupils = {urn: school.pupils or 0 for urn, school in about.items()}
    then, now = (page.Day(day, outcomes(known, day), pupils, filters.query) for day in filters.days)
    return {
        "grades": page.grades(then, now),
        "good": [(day.day, *page.good(day)) for day in (then, now)],
        "groups": _groups(filters, known, about, pupils),
        "grids": {
            "cards": ("Area", page.cards(now)),
            "parts": ("Area", page.parts(now)),
            "moves": ("Then", page.matrix(known, then, now)),
            "categories": ("Day", page.over_time(known, page.ends_of_terms(now.day), pupils, filters.query)),
        },
        "ungraded": page.ungraded(then, now),
        "pictures": page.pictures(then, now, (in_words(then.day), in_words(now.day))),
    }


def _groups(
    filters: OutcomesFilter, known: list[History], about: dict[int, School], pupils: dict[int, int]
) -> list[tuple[str, list[tuple[date, page.Figure, page.Figure]]]]:
    """The schools of each phase, sector or type: those that are good or better, and the report cards beside them."""
    words = dict(SECTORS)
    names = sorted({str(getattr(school, filters.way)) for school in about.values()} - {""})
    found = []
    for name in names:
        mine = [history for history in known if getattr(about[history.urn], filters.way) == name]
        query = {**filters.query, filters.way: name}
        days = [page.Day(day, outcomes(mine, day), pupils, query) for day in filters.days]
        if any(history.is_open(day) for history in mine for day in filters.days):
            found.append((words.get(name, name), [(day.day, *page.good(day)) for day in days]))
    return found


def _place(by_urn: dict[int, History], row: School, day: date) -> str:
    return PLACES[by_urn[row.pk].place(day)]


def _day(asked: str, default: date) -> date:
    try:
        return parse_date(asked) or default
    except ValueError:
        return default


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form of the list sends along: everything but its own field and the place in the list."""
    return [
        (name, str(value)) for name, value in request.GET.items() if name not in ("search", "after", "before", "page")
    ]
