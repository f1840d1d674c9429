"""The toy room extends the customer list: a column, a filter, a lens."""

from __future__ import annotations

from django.db.models import Q

from stammkunde.foundation.lists.columns import NUMBER, Col
from stammkunde.foundation.lists.filters import Flag
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.people.lists import CustomerList

_HAS = Q(toyroom_points__points__gt=0)

CustomerList.add(
    Col(
        "toyroom.points",
        "Punkte",
        kind=NUMBER,
        path="toyroom_points__points",
        sort=True,
        word="toyroom.see",
    )
)
CustomerList.add_filter(
    Flag(
        "toyroom.points",
        "Punkte",
        path="toyroom_points__points",
        when=_HAS,
        otherwise=Q(toyroom_points__points=0),
        word="toyroom.see",
    )
)
CustomerList.add_lens(
    Lens("toyroom.points", "Mit Punkten", where=_HAS, sort="-toyroom.points", word="toyroom.see")
)
