"""Tags and groups for many customers at once: put on, take off (LST-12, CLS-10, CLS-11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Bulk
from stammkunde.foundation.lists.asks import MANY, WAY, Ask, Params
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.remember import once
from stammkunde.people import operations, queries
from stammkunde.people.lists.belonging import RECIPIENTS, TAGS
from stammkunde.people.lists.doing import EDIT
from stammkunde.people.queries import outlooks

GIVE, TAKE = "give", "take"
Ids = Sequence[int]


def said_number(count: int) -> str:
    """A count as people write it."""
    return number_format(count, force_grouping=True)


def changes(count: int, params: Params) -> str:
    """The button of an edit that has no better word."""
    return ngettext("Change %(n)s", "Change %(n)s", count) % {"n": said_number(count)}


def changed(count: int, params: Params) -> str:
    """The toast of an edit that has no better words."""
    text = ngettext("%(n)s customer was changed.", "%(n)s customers were changed.", count)
    return text % {"n": said_number(count)}


def _ids(params: Params) -> list[int]:
    return [int(one) for one in params["which"]]


def _asks_labels(kind: str, needed: Any) -> Callable[[Actor], list[Ask]]:
    ways = (
        (GIVE, pgettext_lazy("people: bulk", "put on") if kind == "tag" else _put_in),
        (TAKE, pgettext_lazy("people: bulk", "take off") if kind == "tag" else _take_out),
    )

    def asks(actor: Actor) -> list[Ask]:
        offered = list(queries.offered_labels(actor, kind).values_list("pk", "name"))
        none = gettext_lazy("None yet; they are made in the settings.")
        return [
            Ask("way", pgettext_lazy("people: bulk", "What shall happen"), WAY, ways),
            Ask("which", pgettext_lazy("people: bulk", "Which"), MANY, offered, needed, none=none),
        ]

    return asks


_put_in, _take_out = (
    pgettext_lazy("people: bulk", "put in"),
    pgettext_lazy("people: bulk", "take out"),
)


def _look_labels(kind: str) -> Callable[[Actor, Ids, Params], Outlook]:
    def look(actor: Actor, ids: Ids, params: Params) -> Outlook:
        return outlooks.members(actor, kind, ids, _ids(params), give=params["way"] == GIVE)

    return look


def _move(kind: str) -> Callable[[Actor, Ids, Params], Outcome[Any]]:
    def move(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
        give, wanted = params["way"] == GIVE, _ids(params)
        some = outlooks.to_move(actor, kind, ids, wanted, give=give)
        if kind == "tag":
            tag = operations.tag_customers if give else operations.untag_customers
            return tag(actor=actor, customers=some, tags=wanted)
        put = operations.put_into_groups if give else operations.take_out_of_groups
        return put(actor=actor, kind=kind, customers=some, groups=wanted)

    return move


def _called_labels(kind: str, head: Any) -> Callable[[Actor, Params], str]:
    signs = {GIVE: "+", TAKE: "−"}

    def called(actor: Actor, params: Params) -> str:
        if not params:
            return str(head)
        rows = queries.labels(actor, kind).values_list("pk", "name")
        known = once(f"people.bulk.{kind}", lambda: dict(rows))
        sign, names = signs.get(params["way"], ""), [known.get(one, "?") for one in _ids(params)]
        return f"{head}: " + ", ".join(f"{sign} {name}" for name in names)

    return called


def _said_tags(count: int, params: Params) -> str:
    if params["way"] == TAKE:
        return changed(count, params)
    text = ngettext("%(n)s customer has the tag now.", "%(n)s customers have the tag now.", count)
    return text % {"n": said_number(count)}


def _said_groups(count: int, params: Params) -> str:
    if params["way"] == TAKE:
        text = ngettext(
            "%(n)s customer is out of the group now.",
            "%(n)s customers are out of the group now.",
            count,
        )
    else:
        text = ngettext(
            "%(n)s customer is in the group now.", "%(n)s customers are in the group now.", count
        )
    return text % {"n": said_number(count)}


def _labels(kind: str, label: Any, said: Any, needed: Any, **more: Any) -> Bulk:
    return Bulk(
        kind,
        label,
        _move(kind),
        _look_labels(kind),
        said,
        changes,
        asks=_asks_labels(kind, needed),
        called=_called_labels(kind, label),
        word=EDIT,
        **more,
    )


TAGS_OF_MANY = _labels("tag", TAGS, _said_tags, gettext_lazy("Choose a tag."), icon="note")
GROUPS_OF_MANY = _labels(
    "group",
    pgettext_lazy("people: bulk", "Group"),
    _said_groups,
    gettext_lazy("Choose a group."),
    icon="users",
)
RECIPIENTS_OF_MANY = _labels(
    "recipient_group", RECIPIENTS, _said_groups, gettext_lazy("Choose a group."), more=True
)
