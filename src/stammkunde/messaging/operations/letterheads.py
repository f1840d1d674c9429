"""Writing the business's paper (COM-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, add, change, expect, keep, lock
from stammkunde.messaging.models import Letterhead
from stammkunde.messaging.rules import letters as rules

SETTINGS = "messaging.settings"
keep(Letterhead, Keeper(kind="letterhead"))


@operation("messaging.add_letterhead", needs=SETTINGS)
def add_letterhead(
    *, actor: Actor, name: str, pages: Sequence[uploads.Checked] = ()
) -> Outcome[Letterhead]:
    """Add a paper: the picture behind the first page, and a second one behind the following.

    The first paper of a business is its default. Refuses a bad name (`invalid`); without pictures
    the letter writes name and address of the business itself.
    """
    wanted = rules.letterhead_values({"name": name})
    keys = [uploads.keep(one).key for one in pages[:2]]
    has_default = Letterhead.objects.filter(is_default=True).exists()
    made = Letterhead(
        name=wanted["name"],
        first_id=keys[0] if keys else None,
        following_id=keys[1] if len(keys) > 1 else None,
        is_default=not has_default,
    )
    return Outcome(add([made]))


@operation("messaging.change_letterhead", needs=SETTINGS, undo=FIELDS)
def change_letterhead(
    *,
    actor: Actor,
    letterhead: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Letterhead]:
    """Change name, margins (mm) or fold marks. `Stale`; refuses `invalid` and `margin`."""
    wanted = rules.letterhead_values(values)
    rows = lock(Letterhead, [letterhead])
    expect(rows[0], expected=expected or {}, wanted=wanted)
    return Outcome(change(rows, **wanted))


@operation("messaging.set_letterhead_pages", needs=SETTINGS)
def set_letterhead_pages(
    *, actor: Actor, letterhead: int, pages: Mapping[str, uploads.Checked | None]
) -> Outcome[Letterhead]:
    """Put other pictures behind the pages (`first`, `following`), or none; those before are deleted.

    There is no undo. Letters that wait are printed on the new paper.
    """
    rows = lock(Letterhead, [letterhead])
    wanted: dict[str, Any] = {}
    for page in ("first", "following"):
        if page in pages:
            checked = pages[page]
            wanted[f"{page}_id"] = uploads.keep(checked).key if checked else None
    former = [getattr(rows[0], name) for name in wanted]
    done = change(rows, **wanted)
    files.remove([key for key in former if key])
    return Outcome(done)


@operation("messaging.make_default_letterhead", needs=SETTINGS)
def make_default_letterhead(*, actor: Actor, letterhead: int) -> Outcome[Letterhead]:
    """Take this paper where nobody chooses one. Refuses one in the archive (`archived`)."""
    everyone = Letterhead.objects.filter(is_default=True).values_list("pk", flat=True)
    rows = {row.pk: row for row in lock(Letterhead, {*everyone, letterhead})}
    wanted = rows.pop(letterhead)
    if wanted.archived_at is not None:
        raise Refused("archived", _("This letterhead is in the archive."))
    change(list(rows.values()), is_default=False)
    return Outcome(change([wanted], is_default=True))


@operation("messaging.archive_letterhead", needs=SETTINGS, undo=FIELDS)
def archive_letterhead(*, actor: Actor, letterhead: int) -> Outcome[Letterhead]:
    """No longer offer a paper; letters that wait keep it. Refuses the default one (`is_default`)."""
    rows = lock(Letterhead, [letterhead])
    if rows[0].is_default:
        text = _("This is the default letterhead. Make another one the default first.")
        raise Refused("is_default", text)
    return Outcome(change(rows, archived_at=clock.now()))


@operation("messaging.restore_letterhead", needs=SETTINGS, undo=FIELDS)
def restore_letterhead(*, actor: Actor, letterhead: int) -> Outcome[Letterhead]:
    """Offer a paper again. Needs `messaging.settings`."""
    return Outcome(change(lock(Letterhead, [letterhead]), archived_at=None))
