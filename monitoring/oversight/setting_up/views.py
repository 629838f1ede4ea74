"""The page that leads an administrator through setting the service up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission

from .actions import send_test_email
from .steps import steps


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.SETTINGS_MANAGE)
def setting_up(request: HttpRequest) -> HttpResponse:
    """What is done and what is missing; a test email is sent from here."""
    who = user_roles(request)
    if request.method == "POST":
        send_test_email(by=who.user, on=who.on)
        messages.success(request, f"An email to {who.user.email} is on its way. Check that it arrives.")
        return redirect("setting_up")
    found = steps(who)
    return render(request, "oversight/setting_up.html", {"steps": found, "done": sum(each.is_done for each in found)})
