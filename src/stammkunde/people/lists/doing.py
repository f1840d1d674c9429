"""What can be done with rows of the lists: menu of a row, selection bar (LST-13, LST-15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import ngettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold_phone
from stammkunde.foundation.lists import Bulk, Deed
from stammkunde.foundation.operations import Outcome
from stammkunde.people import operations
from stammkunde.people.models import LABELS

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


def _labels(kind: str) -> Callable[[], list[tuple[Any, str]]]:
    model: Any = LABELS[kind]
    return lambda: list(model.objects.filter(archived_at=None).values_list("pk", "name"))


def _tag(actor: Actor, ids: Sequence[int], choice: str) -> Outcome[Any]:
    return operations.tag_customers(actor=actor, customers=ids, tags=[int(choice)])


def _group(actor: Actor, ids: Sequence[int], choice: str) -> Outcome[Any]:
    return operations.put_into_groups(
        actor=actor, kind="group", customers=ids, groups=[int(choice)]
    )


def _archive(actor: Actor, ids: Sequence[int], choice: str) -> Outcome[Any]:
    return operations.archive_customers(actor=actor, customers=ids)


def _archive_participants(actor: Actor, ids: Sequence[int], choice: str) -> Outcome[Any]:
    return operations.archive_participants(actor=actor, participants=ids)


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


def _said_tagged(count: int) -> str:
    text = ngettext("%(n)s customer has the tag now.", "%(n)s customers have the tag now.", count)
    return text % {"n": _number(count)}


def _said_grouped(count: int) -> str:
    text = ngettext(
        "%(n)s customer is in the group now.", "%(n)s customers are in the group now.", count
    )
    return text % {"n": _number(count)}


def _said_archived(count: int) -> str:
    text = ngettext("%(n)s is in the archive now.", "%(n)s are in the archive now.", count)
    return text % {"n": _number(count)}


BULK = [
    Bulk(
        "tag",
        pgettext_lazy("people", "Tags"),
        _tag,
        _said_tagged,
        icon="note",
        word=EDIT,
        choices=_labels("tag"),
    ),
    Bulk(
        "group",
        pgettext_lazy("people: bulk", "Group"),
        _group,
        _said_grouped,
        icon="users",
        word=EDIT,
        choices=_labels("group"),
    ),
    Bulk(
        "archive",
        pgettext_lazy("people: deed", "Archive"),
        _archive,
        _said_archived,
        icon="archive",
        word=ARCHIVE,
    ),
]
PARTICIPANT_BULK = [
    Bulk(
        "archive",
        pgettext_lazy("people: deed", "Archive"),
        _archive_participants,
        _said_archived,
        icon="archive",
        word=EDIT,
    ),
]
