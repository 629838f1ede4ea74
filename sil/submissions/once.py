"""A form that makes something is acted on once: its page carries a token (`{% once %}`), its view is decorated here.

A second post with the same token, by Back or by a second click, leads to what the first one made and does nothing
else. A post that makes nothing (an error on the form, a refusal, a question that is asked first) releases the token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect

from sil import clock
from sil.accounts.access import actor

from . import actions
from .models import Submission

View = Callable[..., HttpResponseBase]
# The name of the hidden field. static/once.js knows it too.
FIELD = "once"
_ALREADY = "You have already sent this form, on {moment}. This is what it made."


def once(view: View) -> View:
    """Act on each form that carries a token once. Stands below the decorators that say who may open the view.

    The view runs in a transaction. Posts that save a draft as it is typed, and posts without a token, pass untouched.
    """

    @wraps(view)
    def acted_on_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = posted_token(request)
        if token is None or request.POST.get("act") == "autosave":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            submission, is_first = actions.claim(token, user=actor(request), path=request.path[:300])
            if not is_first:
                return _what_it_made(request, submission)
            newest = actions.last_event()
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect) and actions.has_recorded(newest):
                actions.finish(submission, location=response.url)
            else:
                actions.release(submission)
            return response

    acted_on_once.once = True  # type: ignore[attr-defined]
    return acted_on_once


def posted_token(request: HttpRequest) -> UUID | None:
    """Return the token that was posted; None where there is none that can be read."""
    if request.method != "POST":
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _what_it_made(request: HttpRequest, submission: Submission) -> HttpResponseBase:
    messages.info(request, _ALREADY.format(moment=clock.moment_in_words(submission.made_at)))
    return redirect(submission.location)
