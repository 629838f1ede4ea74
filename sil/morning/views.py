"""The page on which a person chooses when they are written to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.roles import LEADS
from sil.outbox.models import MailChoice
from sil.web.forms import posted

from .actions import choose
from .forms import ChoiceForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("everyone: their own")
def mail_choice(request: HttpRequest) -> HttpResponse:
    found = MailChoice.objects.filter(user=actor(request)).first() or MailChoice(user=actor(request))
    initial = {"emails": found.emails, "lists": found.lists, "newsletters": "yes" if found.newsletters else "no"}
    form = ChoiceForm(posted(request), newsletters=user_roles(request).holds(*LEADS, "chair"), initial=initial)
    if request.method == "POST" and form.is_valid():
        choose(by=actor(request), **form.cleaned_data)
        messages.success(request, "We will write to you as you have chosen.")
        return redirect("account")
    return render(request, "morning/choice.html", {"form": form})
