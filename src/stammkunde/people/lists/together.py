"""What can be done with many customers or participants at once (LST-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Bulk
from stammkunde.foundation.lists.asks import AREA, MANY, ONE, TEXT, Ask, Params
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.remember import once
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people.lists.doing import ARCHIVE, EDIT, LOCK
from stammkunde.people.lists.labelling import (
    GROUPS_OF_MANY,
    RECIPIENTS_OF_MANY,
    TAGS_OF_MANY,
    changed,
    changes,
    said_number,
)
from stammkunde.people.lists.managing import LABEL as MANAGER
from stammkunde.people.operations import CustomerChange
from stammkunde.people.queries import outlooks

Ids = Sequence[int]


# Status, managers, marker --------------------------------------------------------------------


def _asks_status(actor: Actor) -> list[Ask]:
    rows = list(lifecycle.statuses())
    options = [(row.pk, str(row)) for row in rows]
    tones = {str(row.pk): row.tone for row in rows}
    label = pgettext_lazy("people", "Status")
    return [Ask("status", label, ONE, options, gettext_lazy("Which status?"), tones=tones)]


def _look_status(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.stepping(actor, ids, int(params["status"]))


def _step(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    changes = [CustomerChange(pk, {"status": int(params["status"])}) for pk in ids]
    return operations.change_customers(actor=actor, changes=changes)


def _called_status(actor: Actor, params: Params) -> str:
    name = lifecycle.status_names().get(int(params.get("status") or 0), "")
    return ": ".join(part for part in (pgettext("people", "Status"), name) if part)


def _asks_managers(actor: Actor) -> list[Ask]:
    options = [(one.id, one.name) for one in queries.offered_managers(actor)]
    hint = gettext_lazy(
        "They replace whoever looks after these customers now. Nobody chosen: nobody."
    )
    return [Ask("who", MANAGER, MANY, options, hint=hint)]


def _look_managers(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.managed(actor, ids, [int(one) for one in params["who"]])


def _manage(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    managers = [int(one) for one in params["who"]]
    return operations.set_managers(actor=actor, customers=ids, managers=managers)


def _called_managers(actor: Actor, params: Params) -> str:
    if not params:
        return str(MANAGER)
    known = once(
        "people.bulk.managers", lambda: {one.id: one.name for one in queries.chosen_managers(actor)}
    )
    names = [known.get(int(one), "?") for one in params["who"]]
    return f"{MANAGER}: {', '.join(names) or pgettext('people: manager', 'nobody')}"


def _asks_marker(actor: Actor) -> list[Ask]:
    hint = gettext_lazy("One emoji before the name, e.g. ⭐ or 🎵. Left empty, it goes.")
    return [Ask("marker", pgettext_lazy("people", "Emoji"), TEXT, hint=hint, most=16)]


def _look_marker(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.marked(actor, ids, params["marker"])


def _mark(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    changes = [CustomerChange(pk, {"marker": params["marker"]}) for pk in ids]
    return operations.change_customers(actor=actor, changes=changes)


def _called_marker(actor: Actor, params: Params) -> str:
    given = params.get("marker", "") or pgettext("people: marker", "none")
    return f"{pgettext('people', 'Emoji')}: {given}" if params else pgettext("people", "Emoji")


# Lock, archive -------------------------------------------------------------------------------


def _asks_lock(actor: Actor) -> list[Ask]:
    return [
        Ask(
            "reason",
            pgettext_lazy("people", "Reason"),
            TEXT,
            needed=gettext_lazy("Locking needs a reason."),
            hint=gettext_lazy("Only the office reads this."),
        ),
        Ask(
            "message",
            gettext_lazy("What the customer reads"),
            AREA,
            hint=gettext_lazy(
                "In the portal and at the website's booking. Left empty: “This customer account is "
                "locked. Please contact us.”"
            ),
            most=400,
        ),
    ]


def _look_lock(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged(actor, ids, rules.lockable, "locked_at")


def _lock(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.lock_customers(actor=actor, customers=ids, **params)


def _look_unlock(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged(actor, ids, rules.unlockable, "locked_at")


def _unlock(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.unlock_customers(actor=actor, customers=ids)


def _look_archive(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged(actor, ids, rules.archivable, "archived_at")


def _archive(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.archive_customers(actor=actor, customers=ids)


def _look_restore(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged(actor, ids, rules.restorable, "archived_at")


def _restore(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.restore_customers(actor=actor, customers=ids)


def _look_leave(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged_participants(actor, ids, in_use=True)


def _leave(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.archive_participants(actor=actor, participants=ids)


def _look_return(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return outlooks.judged_participants(actor, ids, in_use=False)


def _return(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.restore_participants(actor=actor, participants=ids)


def _said_archived(count: int, params: Params) -> str:
    text = ngettext("%(n)s is in the archive now.", "%(n)s are in the archive now.", count)
    return text % {"n": said_number(count)}


def _said_restored(count: int, params: Params) -> str:
    text = ngettext("%(n)s is back from the archive.", "%(n)s are back from the archive.", count)
    return text % {"n": said_number(count)}


def _said_locked(count: int, params: Params) -> str:
    return ngettext("%(n)s is locked now.", "%(n)s are locked now.", count) % {
        "n": said_number(count)
    }


def _said_unlocked(count: int, params: Params) -> str:
    text = ngettext("%(n)s is not locked any more.", "%(n)s are not locked any more.", count)
    return text % {"n": said_number(count)}


def _archives(count: int, params: Params) -> str:
    return ngettext("Archive %(n)s", "Archive %(n)s", count) % {"n": said_number(count)}


def _restores(count: int, params: Params) -> str:
    return ngettext("Restore %(n)s", "Restore %(n)s", count) % {"n": said_number(count)}


def _locks(count: int, params: Params) -> str:
    return ngettext("Lock %(n)s", "Lock %(n)s", count) % {"n": said_number(count)}


def _unlocks(count: int, params: Params) -> str:
    return ngettext("Unlock %(n)s", "Unlock %(n)s", count) % {"n": said_number(count)}


_ARCHIVE = pgettext_lazy("people: deed", "Archive")
_RESTORE = pgettext_lazy("people: deed", "Restore")

CUSTOMERS = [
    TAGS_OF_MANY,
    GROUPS_OF_MANY,
    Bulk(
        "archive",
        _ARCHIVE,
        _archive,
        _look_archive,
        _said_archived,
        _archives,
        icon="archive",
        word=ARCHIVE,
        late=True,
    ),
    Bulk(
        "status",
        pgettext_lazy("people", "Status"),
        _step,
        _look_status,
        changed,
        changes,
        asks=_asks_status,
        called=_called_status,
        word=EDIT,
        more=True,
    ),
    Bulk(
        "managers",
        MANAGER,
        _manage,
        _look_managers,
        changed,
        changes,
        asks=_asks_managers,
        called=_called_managers,
        word=EDIT,
        more=True,
    ),
    RECIPIENTS_OF_MANY,
    Bulk(
        "marker",
        pgettext_lazy("people", "Emoji"),
        _mark,
        _look_marker,
        changed,
        changes,
        asks=_asks_marker,
        called=_called_marker,
        word=EDIT,
        more=True,
    ),
    Bulk(
        "lock",
        pgettext_lazy("people: deed", "Lock"),
        _lock,
        _look_lock,
        _said_locked,
        _locks,
        asks=_asks_lock,
        word=LOCK,
        more=True,
    ),
    Bulk(
        "unlock",
        pgettext_lazy("people: deed", "Unlock"),
        _unlock,
        _look_unlock,
        _said_unlocked,
        _unlocks,
        word=LOCK,
        more=True,
    ),
    Bulk(
        "restore",
        _RESTORE,
        _restore,
        _look_restore,
        _said_restored,
        _restores,
        word=ARCHIVE,
        more=True,
    ),
]
PARTICIPANTS = [
    Bulk(
        "archive",
        _ARCHIVE,
        _leave,
        _look_leave,
        _said_archived,
        _archives,
        icon="archive",
        word=EDIT,
        late=True,
    ),
    Bulk(
        "restore",
        _RESTORE,
        _return,
        _look_return,
        _said_restored,
        _restores,
        icon="archive-off",
        word=EDIT,
        late=True,
    ),
]
