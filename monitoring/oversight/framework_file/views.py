"""Look at a framework file and load it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.framework import actions
from sil.framework.loader import FrameworkError
from sil.framework.models import FrameworkVersion
from sil.framework.years import label
from sil.web.forms import posted
from sil.web.settings.views import contents_of
from sil.workflow import Denied

from . import queries
from .forms import FileForm, Looked, unsealed


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.SETTINGS_MANAGE)
def load(request: HttpRequest) -> HttpResponse:
    """Send in a file: its mistakes, or what it gives."""
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return render(request, "oversight/framework_file/preview.html", _preview(form.cleaned_data["looked"]))
    return render(request, "oversight/framework_file/load.html", {"form": form})


@require_POST
@allow(Permission.SETTINGS_MANAGE)
def confirm(request: HttpRequest) -> HttpResponse:
    """Load the file that was looked at."""
    found = unsealed(request.POST.get("file", ""))
    if found is None:
        messages.warning(request, "The file was not loaded, because you looked at it too long ago. Select it again.")
        return redirect("framework_load")
    text, name = found
    try:
        version, is_new = actions.load(text, file_name=name, by=actor(request))
    except (FrameworkError, Denied):
        messages.warning(request, "The file was not loaded. Select it again to see why.")
        return redirect("framework_load")
    year = label(version.first_academic_year)
    if is_new:
        messages.success(request, f"{name} is loaded. It holds from the academic year {year}.")
    else:
        messages.info(request, f"{name} was loaded before. Nothing was changed.")
    return redirect(reverse("framework", query={"version": version.pk}))


def _preview(looked: Looked) -> dict[str, object]:
    today = clock.today()
    sha256 = actions.digest(looked.text)
    return {
        **contents_of(looked.framework),
        "looked": looked,
        "notes": list(queries.notes(looked.framework, today)),
        "loaded": FrameworkVersion.objects.filter(sha256=sha256).first(),
        "clocks": list(queries.clocks(looked.framework, today)),
        "letters": queries.letters(looked.framework, today),
    }
