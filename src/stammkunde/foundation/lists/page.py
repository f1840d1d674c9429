"""The class that rooms subclass: one declaration gives page, fragments, counts, export and tests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stammkunde.foundation.lists import views
from stammkunde.foundation.lists.declare import LISTS, Action, Declared, freeze

__all__ = ["LISTS", "Action", "ListPage", "freeze"]


class ListPage(Declared):
    """A list: subclass it in a room's `lists.py` and declare (see `Declared`)."""

    @classmethod
    def view(cls, request: HttpRequest) -> HttpResponse:
        """Page and fragments on one URL: `path("customers/", CustomerList.view, name="list")`."""
        return views.answer(cls, request)
