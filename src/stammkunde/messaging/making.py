"""Sending the current version: who can make the files and words of an occasion anew (COM-04, 05).

A room above registers for what its messages are about:

    @maker("billing.invoice")
    def invoice(actor: Actor, about: int) -> Made | None: ...

Bytes are made outside of operations and stored first; `files` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stammkunde.foundation.actors import Actor
from stammkunde.messaging.drafting import File
from stammkunde.messaging.texts.own import OwnText


@dataclass(frozen=True)
class Made:
    """What an occasion says today. own: the writer's text where the occasion has one."""

    files: tuple[File, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    own: OwnText | None = None


Make = Callable[[Actor, int], "Made | None"]
MAKERS: dict[str, Make] = {}


def maker(about_kind: str) -> Callable[[Make], Make]:
    """Declare who makes the current version of what messages of this kind are about; once."""

    def declare(make: Make) -> Make:
        if about_kind in MAKERS and MAKERS[about_kind].__module__ != make.__module__:
            raise ValueError(f"two makers for {about_kind}")
        MAKERS[about_kind] = make
        return make

    return declare


def made(actor: Actor, about_kind: str, about: int | None) -> Made | None:
    """The occasion as it is today; None where nobody makes it, or it is no longer there."""
    make = MAKERS.get(about_kind)
    return make(actor, about) if make is not None and about is not None else None
