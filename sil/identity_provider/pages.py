"""Pages of a sign-in by the provider that goes no further."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import queries
from .claims import NotBelieved

log = logging.getLogger(__name__)
FAILED = "The answer of {name} was not what we expected, or it came after more than 10 minutes."
NOT_CONFIRMED = "We could not confirm that it is you"
AWAY = "{name} does not answer at the moment."


class NoAnswer(Exception):
    """The provider did not answer as OpenID Connect Discovery 1.0 says."""


def refusal(request: HttpRequest, sentence: str, *, status: int = 403, title: str = "") -> HttpResponse:
    """A plain page with one sentence, and what to do instead."""
    context = {"sentence": sentence, "title": title or "You cannot sign in this way"}
    return render(request, "account/provider_refused.html", context, status=status)


def failure(request: HttpRequest, error: Exception | None) -> HttpResponse:
    """The page where the provider's answer is none, or wrong."""
    from requests import RequestException

    provider = queries.configured()
    name = provider.name if provider else ""
    note(error)
    if isinstance(error, (RequestException, NoAnswer)):
        return refusal(request, AWAY.format(name=name), status=503, title="Try again in a few minutes")
    return refusal(request, FAILED.format(name=name), title="Try again")


def note(error: Exception | None) -> None:
    """Log the kind of error, and not what the provider said, which may name somebody."""
    log.warning("The identity provider: %s", _kind(error))


def _kind(error: Exception | None) -> str:
    if isinstance(error, (NotBelieved, NoAnswer)):
        return str(error)
    return type(error).__name__ if error else "the provider refused, or the answer is to no sign-in of this browser."
