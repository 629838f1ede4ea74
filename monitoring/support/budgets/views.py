"""Pages of budgets for support: those of a financial year, one of them, add and change."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.web.forms import posted
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.timeline import entry_of

from ..keeping import keep
from ..models import BudgetLine, Support
from ..permissions import READS_BUDGETS
from ..queries import charge
from ..states import COMMITTED, SPENT
from ..years import financial_year, label
from . import actions
from .drawing import draw
from .forms import BudgetForm, YearFilter
from .queries import lines, years

ANY = ["GET", "HEAD", "POST"]
LABELS = ("Budget", "Financial year", "Amount", "Committed", "Spent", "Left")


@require_safe
@allow(*READS_BUDGETS)
def budgets(request: HttpRequest) -> HttpResponseBase:
    """The lines of a financial year, the present one unless the address names another."""
    who = user_roles(request)
    now = financial_year(who.on)
    known = sorted({*years(), now}, reverse=True)
    year = next((each for each in known if str(each) == request.GET.get("year")), now)
    there = list(lines().filter(financial_year=year).order_by("name"))
    if wants_file(request):
        rows = [(*_cells(each)[:1], label(year), *_cells(each)[1:]) for each in there]
        return file_of(request, f"support-budgets-{year}", LABELS, rows)
    context = {
        "year": year,
        "form": YearFilter({"year": str(year)}, years=known),
        "lines": there,
        "total": _total(there),
        "bars": draw(there),
        "files": files_of(request),
        "keeps": who.may(Permission.SUPPORT_KEEP),
        "here": "budgets",
    }
    return render(request, "support/budgets.html", context)


@require_safe
@allow(*READS_BUDGETS)
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(lines(), pk=pk)
    taking = Support.objects.filter(budget=found, status__in=(*COMMITTED, *SPENT))
    related = ("school", "provider", "leader", "offer__school", "framework_version")
    context = {
        "line": found,
        "bars": draw([found]),
        "taking": taking.select_related(*related).annotate(charge=charge()).order_by("starts_on", "pk"),
        "keeps": user_roles(request).may(Permission.SUPPORT_KEEP),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "support/budget.html", context)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
@once
def budget_add(request: HttpRequest) -> HttpResponse:
    return _kept(request, None)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def budget_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _kept(request, get_object_or_404(BudgetLine, pk=pk))


def _kept(request: HttpRequest, found: BudgetLine | None) -> HttpResponse:
    on = user_roles(request).on
    form = BudgetForm(posted(request), on=on, is_new=found is None, initial=model_to_dict(found) if found else {})
    return keep(
        request,
        form,
        lambda typed: actions.keep_budget(found, typed, by=actor(request), on=on),
        heading=f"Change the budget {found.name}" if found else "Add a budget",
        says=f"Financial year {label(found.financial_year)}." if found else "",
        button="Save the budget",
        makes=found is None,
        back=(found.get_absolute_url(), found.name) if found else (reverse("support_budgets"), "Budgets"),
        done=lambda made: f"You saved the budget {made.name}.",
    )


def _cells(line: Any) -> tuple[object, ...]:
    return line.name, line.amount, line.committed, line.spent, line.left


def _total(there: Sequence[Any]) -> dict[str, Decimal]:
    names = ("amount", "committed", "spent", "left")
    return {name: sum((getattr(each, name) for each in there), Decimal(0)) for name in names}
