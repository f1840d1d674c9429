"""The industry profile: labels and what is shown, never the data model (house.md 8; PAR-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    `columns`: what the list of customers shows at first, besides name, number and status;
    `insured`: whether health insurers pay (CUS-22); `contacts`: what further people are called, and
    whether their tab is always there (`contacts_shown`).

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
    insured: bool = False
    contacts: Any = pgettext_lazy("people", "Further people")
    contacts_shown: bool = False

    @property
    def animals(self) -> bool:
        """Whether animals take part."""
        return self.participant == ParticipantKind.ANIMAL


def _people(*columns: str, shown: bool, insured: bool = False) -> Profile:
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
        insured=insured,
    )


def _working(*columns: str, **more: Any) -> Profile:
    """Where contacts are an everyday matter (PAR-07)."""
    usual = pgettext_lazy("people", "Contacts")
    return replace(_people(*columns, **more), contacts=usual, contacts_shown=True)


PROFILES: dict[str, Profile] = {
    Business.COURSE.value: _people("email", "phone", "groups", "participants", shown=True),
    Business.CARE.value: _working("groups", "email", "phone", "city", shown=False, insured=True),
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
    return PROFILES[industry()]


def industry() -> str:
    """Which industry this business is in (a value of `Business`); read once per request."""
    return once(KEY, _stored)


def changed() -> None:
    """The operation that stores another profile says so."""
    forget(KEY)


def said(text: Callable[[Profile], Any]) -> Any:
    """A label that the profile decides each time it is written."""
    return lazy(lambda: str(text(current())), str)()


def _stored() -> str:
    found = CustomerSettings.objects.values_list("profile", flat=True).first()
    return found or Business.COURSE.value
