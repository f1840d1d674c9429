"""What mail is about: in trial operation the house's own goes out, everything else is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

HOUSE = "house"  # to colleagues, about their own access, and the test mail
OTHER = ""


@dataclass(frozen=True)
class Purpose:
    """A kind of mail; `label` is what several of them are called."""

    key: str
    label: Any


PURPOSES: dict[str, Purpose] = {}


def purpose(key: str, label: Any) -> None:
    """Declare a kind of mail ("people.birthday"), once, by the room that writes it."""
    if PURPOSES.get(key, Purpose(key, label)) != Purpose(key, label):
        raise ValueError(f"two kinds of mail named {key}")
    PURPOSES[key] = Purpose(key, label)


def label_of(key: str) -> Any:
    """What mail of this kind is called; also of a room that is no longer there."""
    return PURPOSES.get(key, PURPOSES[OTHER]).label


purpose(HOUSE, _("Notices to colleagues"))
purpose(OTHER, _("Other messages"))
