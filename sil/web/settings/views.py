"""The framework in force, and the bank holidays that working days are counted with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import ROLES, Permission
from sil.clock import in_words
from sil.deadlines import actions
from sil.deadlines.models import BankHoliday
from sil.framework.models import FrameworkVersion
from sil.framework.queries import version_for
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.submissions.once import once
from sil.workflow import Denied

from ..forms import LONGEST_KEY, posted, refuse
from ..lists.export import file_of, files_of, wants_file
from .forms import BankHolidayForm


@require_safe
@signed_in("everyone: the criteria are the basis of every allocation")
def framework(request: HttpRequest) -> HttpResponse:
    """The framework in force today, or the version with the number that is asked for."""
    versions = FrameworkVersion.objects
    asked = request.GET.get("version", "")
    shown = (
        get_object_or_404(versions, pk=int(asked) if asked.isdecimal() and len(asked) <= LONGEST_KEY else 0)
        if asked
        else version_for(academic_year(clock.today()))
    )
    context = contents_of(shown.framework) if shown else {"rules": None}
    loads = user_roles(request).may(Permission.SETTINGS_MANAGE)
    return render(request, "web/framework.html", context | {"version": shown, "versions": versions, "loads": loads})


def contents_of(rules: Framework) -> dict[str, Any]:
    """What `web/_framework.html` shows of a framework."""
    return {
        "rules": rules,
        "grid": [(c, [(b, c.reading_of(b.id)) for b in rules.bands]) for c in rules.criteria],
        "periods": rules.periods.given.values(),
        "roles": [(rules.title(slug), rules.allocation.worded(role.purpose)) for slug, role in ROLES.items()],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.SETTINGS_MANAGE)
@once
def bank_holidays(request: HttpRequest) -> HttpResponseBase:
    """The bank holidays by year, with a form to add one."""
    form = BankHolidayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_bank_holiday(by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "day")
        else:
            messages.success(
                request, f"{in_words(added.date)} is now a bank holiday. Deadlines already running keep their date."
            )
            return redirect("bank_holidays")
    from_year = clock.today().year - 1
    holidays = BankHoliday.objects.filter(date__year__gte=from_year)
    if wants_file(request):
        return file_of(request, "bank-holidays", ("Date", "Name"), holidays.values_list("date", "name"))
    context = {"form": form, "holidays": holidays, "from_year": from_year, "files": files_of(request)}
    return render(request, "web/bank_holidays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.SETTINGS_MANAGE)
def remove_bank_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a bank holiday, after a page that says what this changes."""
    holiday = get_object_or_404(BankHoliday, pk=pk)
    sentence = ""
    if request.method == "POST":
        try:
            actions.remove_bank_holiday(holiday, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"{in_words(holiday.date)} is no longer a bank holiday.")
            return redirect("bank_holidays")
    return render(request, "web/bank_holiday_remove.html", {"holiday": holiday, "sentence": sentence})
