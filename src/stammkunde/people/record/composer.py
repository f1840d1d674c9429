"""What can be written on a customer's page: the frame above the history, filled by rooms above.

A room hangs a `ComposerEntry` into `people.customer.composer`: a tab with a form of its own. The
record shows the first one; the others are a page of their own (`people:compose`), which the record
fetches in place where there is script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.rooms import slots
from stammkunde.people.record.frame import Frame

SLOT = "people.customer.composer"


@dataclass(frozen=True)
class ComposerEntry:
    """One tab. template: the form, which finds `frame`, `entry`, `keep` and `content` in its context.

    content(actor, frame, asked): what the form shows at first; `asked` is what the address says
    (`?text=…`). It costs no query where the entry comes first on the record. shortcut: the single
    key that opens it. offered: whether it exists for this customer; the frame is there already.
    """

    key: str
    label: Any
    icon: str
    template: str
    content: Callable[[Actor, Frame, Mapping[str, str]], Any]
    word: str = ""
    order: int = 100
    shortcut: str = ""
    offered: Callable[[Frame], bool] | None = None


@dataclass(frozen=True)
class Composer:
    """The tabs for the actor, the one that is open, and what its form shows."""

    entries: Sequence[ComposerEntry] = ()
    current: ComposerEntry | None = None
    content: Any = None
    asked: Mapping[str, str] = field(default_factory=dict)


def composer(
    actor: Actor,
    frame: Frame,
    key: str = "",
    *,
    asked: Mapping[str, str] | None = None,
    content: Any = None,
) -> Composer:
    """The composer, open at `key` (the first entry by default). `Missing` where there is no such.

    content: what the form shows instead of an empty one, after something was refused. A customer
    who was erased or lies in the bin has none.
    """
    hung = slots.of(SLOT, actor) if frame.customer.erase_after is None else ()
    entries = [one for one in hung if one.offered is None or one.offered(frame)]
    if key and key not in {one.key for one in entries}:
        raise Missing(f"composer {key}")
    current = next((one for one in entries if one.key == key), entries[0] if entries else None)
    if current is None:
        return Composer()
    said = asked or {}
    if content is None:
        content = current.content(actor, frame, said)
    return Composer(entries, current, content, said)
