"""Looks upstairs."""

from django.urls import reverse


def go(request, page):
    reverse("backoffice:today")
    page(request, "people/base.html")
    reverse("foundation:undo")
