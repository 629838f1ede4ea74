"""Where GOV.UK Notify says what became of an email:
https://docs.notifications.service.gov.uk/rest-api.html#delivery-receipts."""

import json
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sil.accounts.access import open_to_all

from .actions import record_returned

_WHY = {
    "permanent-failure": "GOV.UK Notify says that there is no such address.",
    "temporary-failure": "GOV.UK Notify says that the mail server of the address took no email for three days.",
    "technical-failure": "GOV.UK Notify could not send it.",
}


@csrf_exempt
@require_POST
@open_to_all
def delivered(request: HttpRequest) -> HttpResponse:
    """One receipt. It is signed by the token that the installation gave to Notify; without it there is no such page."""
    token = settings.NOTIFY_CALLBACK_TOKEN
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(said.encode(), token.encode()):
        raise Http404
    try:
        receipt = json.loads(request.body)
        key, status = UUID(receipt["reference"]), receipt["status"]
    except (ValueError, TypeError, KeyError, AttributeError):
        return HttpResponse(status=400)
    if why := _WHY.get(str(status)):
        record_returned(key, why)
    return HttpResponse(status=204)
