"""Pages to hand schools over (what is asked, then exactly what moves) and to read a handover."""

from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.framework.queries import titles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import PageTable, file_among, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import AssignmentRole, Handover
from ..people.queries import holders_of
from ..queries import visible
from . import actions
from .forms import HandOverForm
from .parts import HandoverPlan, preview
from .queries import partners, readable, schools_of

WHO = "the two partners, who made it, and oversight"
# Of those made, how many are shown.
SHOWN = 50
LABELS = ("Handed over by", "To", "Schools", "From", "Read by")
_BESIDE = {
    "nothing": "schools",
    "not_theirs": "starts_on",
    "later_officer": "starts_on",
    "oneself": "taking",
    "not_in_role": "taking",
    "both_sides": "taking",
}


@require_safe
@allow(Permission.ASSIGN_OFFICERS)
def handovers(request: HttpRequest) -> HttpResponseBase:
    """The handovers that the person may read, and whose schools can be handed over; the file has all of them."""
    who = user_roles(request)
    found, there = readable(who).prefetch_related("schools", "read_by"), partners(who.on)
    tables = {
        "partners": PageTable("partners", (titles()["sip"], "Schools"), lambda: map(attrgetter("name", "held"), there)),
        "handovers": PageTable("handovers", LABELS, lambda: map(_line, found.iterator(chunk_size=200))),
    }
    if wants_file(request):
        return file_among(request, tables)
    files = {slug: files_of(request, slug) for slug in tables}
    context = {"partners": there, "made": list(found[:SHOWN]), "most": SHOWN, "files": files}
    return render(request, "schools/handovers/handovers.html", context)


def _line(made: Handover) -> tuple[object, ...]:
    read_by = ", ".join(user.name for user in made.read_by.all())
    return (made.giving.name, made.taking.name, len(made.schools.all()), made.starts_on, read_by)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ASSIGN_OFFICERS)
@once
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, then the page that says what moves, then the act; each carries what was typed on."""
    giving, on = get_object_or_404(User, pk=pk), clock.today()
    takers = holders_of(AssignmentRole.SIP, on).exclude(pk=pk)
    form = HandOverForm(posted(request), today=on, schools=schools_of(giving, on), takers=takers)
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "change":
        return _look_or_act(request, giving, form)
    return _form(request, giving, form)


@require_safe
@signed_in(WHO)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover: its schools, what moved with them and the note."""
    who = user_roles(request)
    found = get_object_or_404(readable(who).prefetch_related("schools", "read_by"), pk=pk)
    taking_part = who.user.pk in (found.giving_id, found.taking_id)
    context = {
        "handover": found,
        "to_read": taking_part and who.user not in found.read_by.all(),
        "opens": set(visible(who).filter(handovers=found).values_list("pk", flat=True)),
        "assigns": who.may(Permission.ASSIGN_OFFICERS),
        "on": who.on,
    }
    return render(request, "schools/handovers/handover.html", context)


@require_POST
@signed_in(WHO)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the person has read a handover."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    try:
        actions.mark_read(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "You have confirmed that you have read the handover. You can read it here again.")
    return redirect(found)


def _look_or_act(request: HttpRequest, giving: User, form: HandOverForm) -> HttpResponse:
    data, by, on = form.cleaned_data, actor(request), clock.today()
    plan = HandoverPlan(actions.by_name(data["schools"]), giving, data["taking"], data["starts_on"], by, on)
    sentence = ""
    try:
        if request.POST.get("act") == "hand_over":
            made = actions.hand_over(
                plan.schools,
                giving=giving,
                taking=plan.taking,
                starts_on=plan.starts_on,
                note=data["note"],
                read=request.POST.get("read", ""),
                by=by,
                on=on,
            )
            return _done(request, made, len(plan.schools))
        actions.check_plan(plan)
    except Denied as denied:
        if denied.code != "changed":
            field = _BESIDE.get(denied.code)
            refuse(form, denied.sentence, field)
            return _form(request, giving, form)
        sentence = denied.sentence
    shown = preview(plan)
    context = {
        "plan": plan,
        "form": form,
        "shown": shown,
        "warnings": " ".join(actions.plan_warnings(plan)),
        "read": actions.fingerprint(plan, shown),
        "sentence": sentence,
    }
    return render(request, "schools/handovers/check.html", context, status=409 if sentence else 200)


def _form(request: HttpRequest, giving: User, form: HandOverForm) -> HttpResponse:
    return render(request, "schools/handovers/start.html", {"giving": giving, "form": form, "called": titles()})


def _done(request: HttpRequest, made: Handover, number: int) -> HttpResponse:
    schools = f"{number} school{'' if number == 1 else 's'}"
    messages.success(
        request,
        f"{made.giving.name} handed {schools} over to {made.taking.name}. We have emailed both partners "
        "and the people who lead the schools.",
    )
    return redirect(made)
