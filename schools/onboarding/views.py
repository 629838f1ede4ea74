"""Pages that set people up in one go: the template, what a file would do, whom to invite, and heads of the register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import FORMATS
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ..models import PeopleFile, School
from ..queries import by_name_or_urn
from . import actions
from .forms import NOBODY, CarryOutForm, ChoosePeopleForm, FileForm, HeadsFilter
from .queries import heads_to_check, last_invitation, lines_to_fill_in, to_invite
from .reading import HEADINGS
from .steps import KINDS

ANY = ["GET", "HEAD", "POST"]
A_PAGE, EARLIER, LISTED = 50, 5, 500


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
def people_files(request: HttpRequest) -> HttpResponse:
    """Offer the template, and take it filled in."""
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare(form.cleaned_data["document"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, "document")
        else:
            return redirect("people_file", pk=made.pk)
    context = {
        "form": form,
        "earlier": PeopleFile.objects.filter(made_by=actor(request)).defer("rows", "entries", "problems")[:EARLIER],
        "to_invite": to_invite().count(),
        "most": actions.MOST_LINES,
    }
    return render(request, "schools/onboarding/start.html", context)


@require_safe
@allow(Permission.PEOPLE_MANAGE)
def people_template(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The file to fill in, with everybody who is here and a line for each post that nobody holds."""
    if ending not in FORMATS:
        raise Http404
    return FORMATS[ending][1](f"people-{clock.today()}", HEADINGS, list(lines_to_fill_in(clock.today())))


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@once
def people_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would do, line by line, and have it done."""
    found = get_object_or_404(PeopleFile, pk=pk, made_by=actor(request))
    has_accounts = bool(found.numbers.get("account"))
    form = CarryOutForm(posted(request) if has_accounts else None)
    sentence = ""
    if request.method == "POST" and (form.is_valid() or not has_accounts):
        invites = has_accounts and form.cleaned_data["invite"] == "now"
        try:
            done, last = actions.carry_out(found, by=actor(request), on=clock.today(), invites=invites)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, _done(done, last))
            return redirect("people_to_invite" if has_accounts and not invites else "people")
    page = Paginator(found.entries, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "file": found,
        "form": form,
        "has_accounts": has_accounts,
        "sentence": sentence,
        "page": page,
        "numbers": _numbers(found.numbers),
        "batch": actions.BATCH,
        "minutes": actions.EVERY.seconds // 60,
    }
    return render(request, "schools/onboarding/file.html", context)


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@once
def people_to_invite(request: HttpRequest) -> HttpResponse:
    """List who has an account and was not invited yet, and invite them in batches."""
    waiting = to_invite()
    form = ChoosePeopleForm(posted(request), waiting=waiting)
    if request.method == "POST" and form.is_valid():
        everyone = form.cleaned_data["everyone"] is not None
        keys = None if everyone else [person.pk for person in form.cleaned_data["people"]]
        number, last = actions.invite(keys, by=actor(request), on=clock.today())
        messages.success(request, _invited(number, last))
        return redirect("people_to_invite")
    context = {
        "form": form,
        "number": waiting.count(),
        "people": waiting.prefetch_related("posts__school", "grants")[:LISTED],
        "ticked": set(request.POST.getlist("people")),
        "last": last_invitation(),
        "batch": actions.BATCH,
        "minutes": actions.EVERY.seconds // 60,
        "most": LISTED,
    }
    return render(request, "schools/onboarding/to_invite.html", context)


@require_safe
@allow(Permission.PEOPLE_MANAGE)
def register_heads(request: HttpRequest) -> HttpResponseBase:
    """Schools whose head the register names otherwise than the posts here."""

    def narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if text := asked.get("search"):
            rows = rows.filter(by_name_or_urn(text))
        if state := asked.get("state"):
            rows = rows.filter(heads__isnull=state == NOBODY)
        return rows

    listing = Listing(
        request,
        heads_to_check(clock.today()),
        columns=_COLUMNS,
        sort="school",
        filters=HeadsFilter(request.GET),
        narrow=narrow,
    )
    if listing.wants_export:
        return listing.export("heads-of-the-register")
    rows = [(school, _invitation(school)) for school in listing.page]
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"schools/onboarding/heads.html{part}", {"listing": listing, "rows": rows})


_COLUMNS = (
    Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
    Column(slug="urn", label="URN", order=("urn",), value=lambda s: s.urn),
    Column(slug="register", label="In the register", order=("head_name",), value=lambda s: s.head_name),
    Column(slug="here", label="Here", order=("heads",), value=lambda s: s.heads or ""),
)


def _invitation(school: School) -> str:
    """The address of the page that invites the head of a school as the register names them."""
    asked = {"school": school.pk, "role": "headteacher", "name": school.head_name}
    return f"{reverse('person_invite')}?{urlencode(asked)}"


def _numbers(numbers: Mapping[str, int]) -> list[str]:
    return [
        f"{numbers[kind]} {one if numbers[kind] == 1 else many}"
        for kind, (one, many) in KINDS.items()
        if kind in numbers
    ]


def _done(file: PeopleFile, last: datetime | None) -> str:
    said = f"The file has been carried out: {', '.join(_numbers(file.numbers))}."
    return f"{said} {_invited(file.numbers['account'], last)}" if last else said


def _invited(number: int, last: datetime | None) -> str:
    people = f"{number} {'person is' if number == 1 else 'people are'} being invited"
    if last is None or last <= clock.now():
        return f"{people}."
    return f"{people}. The last invitation leaves on {clock.moment_in_words(last)}."
