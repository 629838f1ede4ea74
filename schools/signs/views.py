"""Pages of early signs: schools with the rules that hold for them, and to dismiss one with a reason."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..lacking import lacks_officer
from ..models import Assignment, AssignmentRole, School
from ..people.queries import partners_of_schools
from ..queries import by_name_or_urn, can_act, with_able_officer
from .actions import decide
from .forms import DISMISSED, DecisionForm, SignFilter
from .kinds import KINDS
from .permissions import DISMISSES
from .queries import Latest, Sign, history, latest_signs, rules_on, signs_of, with_signs

Signs = Mapping[int, Sequence[Sign]]
DONE = {
    True: "You dismissed an early sign of {school}. It appears again if the facts change.",
    False: "The early sign of {school} is shown again, among those to look at.",
}


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
def early_signs(request: HttpRequest) -> HttpResponseBase:
    """The schools that somebody should look at, each with its signs; a partner sees their own schools."""
    who = user_roles(request)
    wants_dismissed = request.GET.get("state") == DISMISSED
    schools = with_signs(who)
    latest = latest_signs(who, are_dismissed=wants_dismissed)
    filters = SignFilter(request.GET, rules=rules_on(who.on), partners=partners_of_schools(who.on))
    if matches := suggest(request, filters):
        return matches

    def facts(of: Sequence[int]) -> Signs:
        return _in_state(signs_of(of, who.on), is_dismissed=wants_dismissed)

    listing = Listing(
        request,
        _listed(schools, latest, who),
        columns=_columns(cache(lambda: facts(list(schools.values_list("pk", flat=True))))),
        sort="school",
        filters=filters,
        narrow=_narrow(latest, who),
    )
    if listing.wants_export:
        return listing.export("early-signs-dismissed" if wants_dismissed else "early-signs")
    shown = facts([school.pk for school in listing.page])
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        # Of a school whose facts are gone since they were counted there is nothing to show.
        "rows": [(school, shown[school.pk]) for school in listing.page if school.pk in shown],
        "rules": [KINDS[rule.kind].words(rule) for rule in rules_on(who.on)],
        "is_dismissed": wants_dismissed,
        "every_school": who.may(Permission.ALLOCATIONS_READ_ALL),
        "may_decide": who.may(DISMISSES),
    }
    return render(request, f"schools/signs/signs.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(DISMISSES)
def sign_decide(request: HttpRequest, urn: int, rule: str) -> HttpResponse:
    """Say why nothing needs to be done about a sign, or why one that was dismissed should be looked at again."""
    who = user_roles(request)
    school = get_object_or_404(with_signs(who), pk=urn)
    there = signs_of([urn], who.on).get(urn, [])
    sign = next((each for each in there if each.rule.id == rule), None)
    if sign is None:
        raise Http404
    is_dismissal = not sign.is_dismissed
    form = DecisionForm(posted(request), is_dismissal=is_dismissal)
    state = "Dismissed" if sign.is_dismissed else "Not dismissed"
    read = Read(request, {"The facts": sign.words, "State": state})
    if request.method == "POST" and form.is_valid():
        said = {"rule": rule, "facts": sign.words, "is_dismissal": is_dismissal, **form.cleaned_data}
        try:
            read.require_same()
            decide(school, by=actor(request), on=clock.today(), **said)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, DONE[is_dismissal].format(school=school))
            return redirect("early_signs")
    context = {
        "school": school,
        "sign": sign,
        "form": form,
        "read": read,
        "is_dismissal": is_dismissal,
        "history": history(school, rule),
    }
    return render(request, "schools/signs/decide.html", context)


def _in_state(found: Signs, *, is_dismissed: bool) -> dict[int, list[Sign]]:
    chosen = {urn: [sign for sign in signs if sign.is_dismissed is is_dismissed] for urn, signs in found.items()}
    return {urn: signs for urn, signs in chosen.items() if signs}


def _listed(schools: QuerySet[School], found: Latest, who: UserRoles) -> QuerySet[Any]:
    """The schools that have signs, with the day of the latest as `latest`, and their partner as `sip_name`."""
    days = {str(urn): max(of.values()).isoformat() for urn, of in found.items()}
    latest = RawSQL("(%s::jsonb ->> schools_school.urn::text)::date", [json.dumps(days)], output_field=DateField())
    sip = Assignment.objects.filter(can_act(who.on), school=OuterRef("pk"), role=AssignmentRole.SIP)
    there = schools.annotate(latest=latest, sip_name=Subquery(sip.values("user__name")[:1]))
    return there.filter(latest__isnull=False)


def _columns(facts: Callable[[], Signs]) -> tuple[Column, ...]:
    """`facts` are asked for by a file, of all schools."""
    return (
        Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
        Column(slug="urn", label="URN", value=lambda s: s.urn, shown=False),
        Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
        Column(slug="partner", label="Partner", value=lambda s: s.sip_name),
        Column(slug="signs", label="Signs, with the facts", value=lambda s: _in_a_cell(facts().get(s.pk, ()))),
        Column(slug="latest", label="Latest fact", order=("latest",), value=lambda s: s.latest),
    )


def _in_a_cell(signs: Sequence[Sign]) -> str:
    """Signs in a cell of a file, each with its facts and, where it was dismissed, why."""
    return "\n".join(
        f"{sign.rule_words} {sign.words}"
        + (
            f" Dismissed by {sign.decision.by.name}: {sign.decision.reason}"
            if sign.is_dismissed and sign.decision
            else ""
        )
        for sign in signs
    )


def _narrow(found: Latest, who: UserRoles) -> Callable[[QuerySet[Any], dict[str, Any]], QuerySet[Any]]:
    def narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if text := asked.get("search"):
            rows = rows.filter(by_name_or_urn(text))
        if rule := asked.get("rule"):
            rows = rows.filter(pk__in=[urn for urn, days in found.items() if rule in days])
        if phase := asked.get("phase"):
            rows = rows.filter(phase=phase)
        if partner := asked.get("sip"):
            nobody = lacks_officer(AssignmentRole.SIP, who.on)
            able = with_able_officer(partner.keys, AssignmentRole.SIP, who.on, school="pk")
            rows = rows.filter(nobody if partner.nobody else able)
        return rows

    return narrow
