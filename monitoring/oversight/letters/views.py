"""The letters to a person's schools, as a list."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.queries import schools_in_post
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.letters.models import Letter
from sil.letters.queries import marks_of, readable
from sil.web.lists.listing import Column, Listing

from .forms import LettersFilter

# The newest first: two of one day in the order in which they were signed.
COLUMNS = (
    Column(slug="date", label="Date", order=("dated", "pk"), value=lambda letter: letter.dated),
    Column(slug="subject", label="Letter", order=("subject",), value=lambda letter: letter.subject),
    Column(slug="school", label="School", value=lambda letter: letter.context["school"]),
    Column(slug="reference", label="Reference", value=lambda letter: letter.reference),
)


@require_safe
@signed_in("people who hold a post at a school: the letters to their schools that they may read")
def letters(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    if not who.holds(*LEADS, *GOVERNANCE):
        raise Http404
    mine = readable(who).filter(urn__in=schools_in_post(who.user, who.on, (*LEADS, *GOVERNANCE)))
    listing = Listing(
        request,
        # What a letter was made from says the name that the school had then.
        mine.select_related("withdrawal").defer(None).defer("html"),
        columns=COLUMNS,
        sort="-date",
        filters=LettersFilter(request.GET),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("letters")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {"listing": listing, "marks": marks_of(listing.page)}
    return render(request, f"oversight/letters.html{part}", context)


def _narrow(rows: QuerySet[Letter], asked: dict[str, Any]) -> QuerySet[Letter]:
    return rows.filter(subject__icontains=text) if (text := asked.get("search")) else rows
