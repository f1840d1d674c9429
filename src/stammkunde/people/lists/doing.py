"""What can be done with one row of the lists: its menu (LST-13, LST-15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import pgettext_lazy

from stammkunde.foundation.folding import fold_phone
from stammkunde.foundation.lists import Deed

EDIT, ARCHIVE, LOCK = "people.edit", "people.archive", "people.lock"


def _call(customer: Any) -> str:
    return f"tel:{fold_phone(customer.phone)}" if customer.phone else ""


def _write(customer: Any) -> str:
    return f"mailto:{customer.email}" if customer.email else ""


def _reach(of: Callable[[Any], Any]) -> list[Deed]:
    """Call and write to the customer of a row; who died or is nobody any more is not written to."""
    return [
        Deed(
            "call",
            pgettext_lazy("people: deed", "Call"),
            "phone",
            lambda row: _call(of(row)),
            outward=True,
        ),
        Deed(
            "write",
            pgettext_lazy("people: deed", "Write"),
            "mail",
            lambda row: _write(of(row)),
            outward=True,
        ),
    ]


def _there(row: Any) -> bool:
    return row.archived_at is None


def _gone(row: Any) -> bool:
    return row.archived_at is not None and getattr(row, "erased_at", None) is None


CUSTOMERS = [
    *_reach(lambda row: row),
    Deed(
        "edit",
        pgettext_lazy("people: deed", "Edit"),
        "pencil",
        "people:edit_all",
        word=EDIT,
        edit=True,
    ),
    Deed(
        "unlock",
        pgettext_lazy("people: deed", "Unlock"),
        "lock",
        "people:unlock",
        when=lambda row: row.locked_at is not None,
        word=LOCK,
        post=True,
        cut=True,
    ),
    Deed(
        "lock",
        pgettext_lazy("people: deed", "Lock"),
        "lock",
        "people:lock",
        when=lambda row: row.locked_at is None,
        word=LOCK,
        cut=True,
        bad=True,
    ),
    Deed(
        "archive",
        pgettext_lazy("people: deed", "Archive"),
        "archive",
        "people:archive",
        when=_there,
        word=ARCHIVE,
    ),
    Deed(
        "restore",
        pgettext_lazy("people: deed", "Restore"),
        "archive-off",
        "people:restore",
        when=_gone,
        word=ARCHIVE,
        post=True,
    ),
]
PARTICIPANTS = [
    *_reach(lambda row: row.customer),
    Deed(
        "edit",
        pgettext_lazy("people: deed", "Edit"),
        "pencil",
        "people:participant_edit",
        word=EDIT,
        edit=True,
    ),
    Deed(
        "archive",
        pgettext_lazy("people: deed", "Archive"),
        "archive",
        "people:participant_archive",
        when=_there,
        word=EDIT,
        post=True,
        cut=True,
    ),
    Deed(
        "restore",
        pgettext_lazy("people: deed", "Restore"),
        "archive-off",
        "people:participant_restore",
        when=_gone,
        word=EDIT,
        post=True,
        cut=True,
    ),
]
