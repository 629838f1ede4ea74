"""The addresses of the product, and the empty page that all are compared with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from sil.accounts.access import signed_in


@signed_in("everyone, in a measurement alone")
def empty(request: HttpRequest) -> HttpResponse:
    """The shell of every page, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [path("bench/empty/", empty), path("", include("sil.urls"))]
