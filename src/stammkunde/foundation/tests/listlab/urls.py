"""The addresses of the laboratory beside those of the product."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from stammkunde.foundation.tests.listlab.lists import GuestList
from stammkunde.urls import urlpatterns as product


def nothing(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A page that only has an address."""
    return HttpResponse("")


urlpatterns = [
    path("guests/", GuestList.view, name="guests"),
    path("guests/new/", nothing, name="guest-add"),
    path("guests/<int:pk>/", nothing, name="guest"),
    *product,
]
