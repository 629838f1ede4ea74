"""What the page after a form that was sent tells the browser, which then forgets its own copies."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

# The key in the session of where the last form was sent.
SENT = "unsent.sent"


def sent_form(request: HttpRequest) -> dict[str, object]:
    """Return the address to which a form was sent, for one page."""
    return {"sent_form": SimpleLazyObject(lambda: request.session.pop(SENT, ""))}
