"""The industry profile: labels and what is shown, never the data model (house.md 8; PAR-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.remember import forget, once
from stammkunde.people.models import Business, CustomerSettings, ParticipantKind

KEY = "people.profile"


@dataclass(frozen=True)
class Profile:
    """One industry. `participant`: the kind of those who take part; `shown`: whether there are any;
    `columns`: what the list of customers shows at first, besides name, number and status.

    The texts are those of users.md 4.
    """

    participant: str
    shown: bool
    icon: str
    many: Any
    add: Any
    hits: Any
    nobody: Any
    without: Any
    columns: tuple[str, ...]

    @property
    def animals(self) -> bool:
        """Whether animals take part."""
        return self.participant == ParticipantKind.ANIMAL


def _people(*columns: str, shown: bool) -> Profile:
    return Profile(
        participant=ParticipantKind.PERSON.value,
        shown=shown,
        icon="user",
        many=pgettext_lazy("people", "Participants"),
        add=_("Add participant"),
        hits=_("Hits in the child"),
        nobody=_("Nobody takes part yet. Without participants you cannot book."),
        without=_("Without participants"),
        columns=columns,
    )


PROFILES: dict[str, Profile] = {
    Business.COURSE.value: _people("email", "phone", "participants", "tags", "groups", shown=True),
    Business.CARE.value: _people("tags", "groups", "email", "phone", "city", shown=False),
    Business.DOGS.value: Profile(
        participant=ParticipantKind.ANIMAL.value,
        shown=True,
        icon="paw",
        many=pgettext_lazy("people", "Dogs"),
        add=_("Add dog"),
        hits=_("Hits in the dog"),
        nobody=_("No dog yet."),
        without=_("Without dogs"),
        columns=("participants", "tags", "phone", "city"),
    ),
}


def current() -> Profile:
    """The profile of this business; read once per request."""
    return PROFILES[once(KEY, _stored)]


def changed() -> None:
    """The operation that stores another profile says so."""
    forget(KEY)


def said(text: Callable[[Profile], Any]) -> Any:
    """A label that the profile decides each time it is written."""
    return lazy(lambda: str(text(current())), str)()


def _stored() -> str:
    found = CustomerSettings.objects.values_list("profile", flat=True).first()
    return found or Business.COURSE.value
