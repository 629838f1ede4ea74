"""Pages about letters from Ofsted: the list, adding one, checking and confirming it, and its original."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.uploads.responses import attachment
from sil.web import timeline
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import OfstedLetter, School
from ..queries import by_name_or_urn
from . import actions
from .authority_actions.page import answered
from .authority_actions.queries import readable as readable_actions
from .fields import OTHER
from .forms import ConfirmForm, LettersFilter, SendForm, SetAsideForm
from .page import groups
from .passages import Found
from .permissions import may_keep_for_authority
from .queries import during, listed, readable, schools_with_editable_record, senders, suggested
from .sources import Sure, in_register, sources
from .values import KIND_NAMES, TALLIES, difference, field_values, in_words, is_to_authority

COLUMNS = (
    Column(slug="status", label="Status", order=("order", "sent_in_at"), value=lambda each: each.get_status_display()),
    Column(slug="school", label="School", order=("named",), value=lambda each: each.named or ""),
    Column(slug="kind", label="Kind", order=("kind",), value=lambda each: KIND_NAMES.get(each.kind, "Not stated")),
    Column(slug="date", label="Date of the letter", order=("dated",), value=lambda each: each.dated or ""),
    Column(slug="sent", label="Uploaded", order=("sent_in_at",), value=lambda each: each.sent_in_at),
    Column(slug="sender", label="Uploaded by", order=("sent_in_by__name",), value=lambda each: each.sent_in_by.name),
)
ABOUT = ("school", "urn", "inspection", "category", "lifts_category")
# Code of a refusal -> the field it stands beside.
BESIDE = {
    "there_already": "inspection",
    "other_school": "inspection",
    "not_yet": "visit_start",
    "ends_before": "visit_end",
}


@require_safe
@allow(Permission.RECORD_KEEP)
def letters(request: HttpRequest) -> HttpResponseBase:
    """The letters that the person may open."""
    rows = readable(user_roles(request))
    filters = LettersFilter(request.GET, senders=senders(rows))
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        listed(rows),
        columns=COLUMNS,
        sort="status",
        filters=filters,
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("letters-from-ofsted")
    part = "#results" if request.headers.get("HX-Request") else ""
    for each in listing.page:
        each.day = date.fromisoformat(each.dated) if each.dated else None
    context = {"listing": listing, "kinds": KIND_NAMES, "for_authority": may_keep_for_authority(user_roles(request))}
    return render(request, f"schools/letters/letters.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.RECORD_KEEP)
@once
def send(request: HttpRequest) -> HttpResponse:
    """Add a letter; what was read in it waits to be confirmed."""
    who = user_roles(request)
    urn = request.GET.get("school", "")
    school = (
        schools_with_editable_record(who).filter(pk=int(urn)).first() if urn.isdecimal() and len(urn) <= 7 else None
    )
    form = SendForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        if here := readable(who).filter(sha256=document.sha256).first():
            messages.info(request, f"This letter is already here. {here.sent_in_by.name} uploaded it.")
            return redirect(here)
        assert form.letter is not None
        try:
            kept = actions.send_in(
                document, text=form.text, letter=form.letter, school=school, by=actor(request), on=clock.today()
            )
        except Denied as denied:
            refuse(form, denied.sentence, "document")
        else:
            messages.success(
                request, "We have read the letter. Check what was read, then confirm it. Nothing is on record yet."
            )
            return redirect(kept)
    return render(request, "schools/letters/send.html", {"form": form, "school": school})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.RECORD_KEEP)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Check and confirm a letter, or read one that is settled."""
    found = _found(request, pk)
    if found.status != OfstedLetter.Status.READ:
        if request.method == "POST":
            messages.warning(request, actions.refusal(found))
            return redirect(found)
        return _settled(request, found)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.confirm(found, confirmed=form.confirmed, by=actor(request), on=clock.today())
        except Denied as denied:
            if denied.code == "wrong_state":
                messages.warning(request, denied.sentence)
                return redirect(found)
            refuse(form, denied.sentence, BESIDE.get(denied.code))
        else:
            _tell(request, done)
            return redirect(done)
    passages = Found(found.text, found.reading)
    told = [*sources(found.text, found.reading).values()]
    if not is_to_authority(found.reading) and (source := in_register(found.reading, form.suggested)):
        told.append(source)
    context = {
        "letter": found,
        "form": form,
        "passages": passages,
        "groups": groups(form, found.reading, passages, told),
        "to_check": [source for source in told if source.sure == Sure.CHECK],
        "school_fields": [form[name] for name in ABOUT if name in form.fields],
        "found_school": len(getattr(form.fields.get("school"), "choices", ())) > 1,
        "to_authority": is_to_authority(found.reading),
        "name": _name(found),
    }
    return render(request, "schools/letters/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.RECORD_KEEP)
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a letter aside, with a reason."""
    found = _found(request, pk)
    form = SetAsideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_aside(found, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, "You have set the letter aside. Nothing from it is on record. You can reopen it.")
        return redirect(found)
    if found.status != OfstedLetter.Status.READ:
        messages.warning(request, actions.refusal(found))
        return redirect(found)
    return render(request, "schools/letters/set_aside.html", {"letter": found, "form": form, "name": _name(found)})


@require_POST
@allow(Permission.RECORD_KEEP)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a letter that was set aside."""
    found = _found(request, pk)
    try:
        actions.take_up(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "The letter is waiting to be confirmed again.")
    return redirect(found)


@require_safe
@allow(Permission.RECORD_KEEP)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a letter as it was sent in."""
    return attachment(_found(request, pk).upload)


def _found(request: HttpRequest, pk: int) -> OfstedLetter:
    rows = readable(user_roles(request)).select_related("school", "inspection", "sent_in_by", "settled_by")
    return get_object_or_404(rows.prefetch_related("upload"), pk=pk)


def _form(request: HttpRequest, found: OfstedLetter) -> ConfirmForm:
    """The form with what it offers: likely schools, and inspections at these and at the one that was typed."""
    data: Any = posted(request)
    reading = found.reading
    if is_to_authority(reading):
        return ConfirmForm(data, reading=reading, schools=School.objects.none())
    schools = schools_with_editable_record(user_roles(request))
    likely = suggested(found.text, reading, schools)
    if found.school and found.school not in likely:
        likely.insert(0, found.school)
    known = {each.pk for each in likely}
    urn = (data or {}).get("urn", "")
    if data and data.get("school") == OTHER and urn.isdecimal() and len(urn) <= 7:
        known |= set(schools.filter(pk=int(urn)).values_list("pk", flat=True))
    visited = during(known, *ConfirmForm.visit_of(data, reading))
    return ConfirmForm(
        data, reading=reading, schools=schools, suggested=likely, inspections=visited, school=found.school
    )


def _settled(request: HttpRequest, found: OfstedLetter) -> HttpResponse:
    past = list(history(found))
    who = user_roles(request)
    is_answered = is_to_authority(found.held) and found.status == OfstedLetter.Status.CONFIRMED
    context = {
        "letter": found,
        "rows": field_values(found.reading, found.values),
        "tallies": [
            (TALLIES.get(each["about"], each["about"]), each, difference(each))
            for each in found.held.get("tallies", ())
        ],
        "contradictions": found.held["contradictions"],
        "passages": Found(found.text, found.reading),
        "name": _name(found),
        "kind": in_words("kind", found.held["kind"]),
        "answered": answered(found, readable_actions(who).filter(letter=found), who.on) if is_answered else None,
        "entries": [timeline.entry_of(event) for event in past],
        "reason": past[0].reason,
    }
    return render(request, "schools/letters/settled.html", context)


def _name(found: OfstedLetter) -> str:
    """Which school the letter is about, as far as anybody knows."""
    if is_to_authority(found.held):
        return "To the authority"
    return found.school.name if found.school else found.held["school_name"] or "School not stated"


def _tell(request: HttpRequest, done: OfstedLetter) -> None:
    if done.inspection:
        day = clock.in_words(done.inspection.starts_on)
        messages.success(
            request,
            f"The letter is confirmed, and the inspection of {day} is on the record of {done.school}. "
            "You can record progress on the inspection's page.",
        )
    else:
        messages.success(
            request, "The letter to the authority is confirmed. Now add what the authority will do about each area."
        )


def _narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__") | Q(named__icontains=text))
    if status := asked.get("status"):
        rows = rows.filter(status=status)
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if sender := asked.get("sender"):
        rows = rows.filter(sent_in_by__in=sender.keys)
    return rows
