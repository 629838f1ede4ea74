"""Pages of saved filters: all of one's own, save those of a list, rename, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil.accounts.access import actor, signed_in
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from . import actions
from .forms import NameForm
from .models import SavedFilter

WHO = "everyone: their own"


@require_safe
@signed_in(WHO)
def saved_filters(request: HttpRequest) -> HttpResponse:
    found = SavedFilter.objects.filter(user=actor(request))
    return render(request, "saved/filters.html", {"filters": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
def saved_filter_add(request: HttpRequest) -> HttpResponse:
    """Ask for a name for the filters of a list, whose address and words come with the link."""
    asked = request.POST if request.method == "POST" else request.GET
    address, words = asked.get("address", ""), asked.get("words", "")
    form, sentence = NameForm(posted(request)), ""
    try:
        actions.check_address(address)
        if request.method == "POST" and form.is_valid():
            made = actions.save_filter(by=actor(request), name=form.cleaned_data["name"], address=address, words=words)
            messages.success(request, f"The filters are saved as “{made}”. Open them again from “Saved filters”.")
            return redirect(made.address)
    except Denied as denied:
        if denied.code == "address":
            sentence = denied.sentence
        else:
            refuse(form, denied.sentence, "name" if denied.code == "taken" else None)
    context = {"form": form, "address": address, "words": words, "sentence": sentence}
    return render(request, "saved/add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
def saved_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename saved filters."""
    found = get_object_or_404(SavedFilter, pk=pk, user=actor(request))
    form = NameForm(posted(request), initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_filter(found, by=actor(request), name=form.cleaned_data["name"])
        except Denied as denied:
            refuse(form, denied.sentence, "name")
        else:
            messages.success(request, f"“{found}” is now called “{form.cleaned_data['name']}”.")
            return redirect("saved_filters")
    return render(request, "saved/rename.html", {"form": form, "found": found})


@require_POST
@signed_in(WHO)
def saved_filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SavedFilter, pk=pk, user=actor(request))
    actions.delete_filter(found, by=actor(request))
    messages.success(request, f"“{found}” was deleted. The list itself and what is on it stay as they are.")
    return redirect("saved_filters")
