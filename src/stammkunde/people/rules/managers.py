"""How those who look after a customer are named. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _


class Named(Protocol):
    """A colleague, or one who left."""

    @property
    def name(self) -> str: ...
    @property
    def former(self) -> bool: ...


def manager_words(managers: Iterable[Named]) -> str:
    """The names, those who left marked: "Emre Koç, Jana Roth (former)"."""
    return ", ".join(
        _("%(name)s (former)") % {"name": one.name} if one.former else one.name for one in managers
    )
