"""What can be done with many follow-ups at once: done, put off, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.lists import Bulk
from stammkunde.foundation.lists.asks import MANY, ONE, Ask, Params
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.refusals import Refused
from stammkunde.notes import operations, queries, rules
from stammkunde.notes.fields import EDIT

Ids = Sequence[int]


def _judged(actor: Actor, ids: Ids, rule: Callable[[Iterable[Any]], Any]) -> Outlook:
    fit, refused = rule(queries.follow_ups(actor, ids))
    return Outlook(len(fit), refused=refused)


def _look_done(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return _judged(actor, ids, rules.finishable)


def _done(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    return operations.finish_follow_ups(actor=actor, notes=ids)


def _said_done(count: int, params: Params) -> str:
    text = ngettext("%(n)s follow-up is done.", "%(n)s follow-ups are done.", count)
    return text % {"n": number_format(count, force_grouping=True)}


def _does(count: int, params: Params) -> str:
    text = ngettext("Mark %(n)s as done", "Mark %(n)s as done", count)
    return text % {"n": number_format(count, force_grouping=True)}


def _asks_day(actor: Actor) -> list[Ask]:
    options = [
        (day.isoformat(), f"{one.label} ({rules.said_day(day)})")
        for one, day in rules.snoozes(actor.today)
    ]
    return [Ask("until", pgettext_lazy("notes", "Until"), ONE, options, _("Which day?"))]


def _look_snooze(actor: Actor, ids: Ids, params: Params) -> Outlook:
    return _judged(actor, ids, rules.snoozable)


def _snooze(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    try:
        until = rules.parse_day(params["until"], actor.today)
    except FieldProblem as no:
        raise Refused("invalid", no.message) from no
    if until is None:
        raise Refused("missing", _("Which day?"))
    return operations.snooze_follow_ups(actor=actor, notes=ids, until=until)


def _said_snoozed(count: int, params: Params) -> str:
    text = ngettext("%(n)s follow-up is postponed.", "%(n)s follow-ups are postponed.", count)
    return text % {"n": number_format(count, force_grouping=True)}


def _snoozes(count: int, params: Params) -> str:
    text = ngettext("Postpone %(n)s", "Postpone %(n)s", count)
    return text % {"n": number_format(count, force_grouping=True)}


def _asks_who(actor: Actor) -> list[Ask]:
    options = [(one.id, one.name) for one in queries.offered(actor)]
    hint = _(
        "They replace whoever is told now. Nobody chosen: the author and the account managers."
    )
    return [Ask("who", pgettext_lazy("notes: informed", "For"), MANY, options, hint=hint)]


def _look_inform(actor: Actor, ids: Ids, params: Params) -> Outlook:
    same = queries.informed_alike(actor, ids, [int(one) for one in params["who"]])
    return Outlook(len(set(ids)) - same, same=same)


def _inform(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
    users = [int(one) for one in params["who"]]
    return operations.inform_of_notes(actor=actor, notes=ids, users=users)


def _said_informed(count: int, params: Params) -> str:
    text = ngettext("%(n)s follow-up has moved.", "%(n)s follow-ups have moved.", count)
    return text % {"n": number_format(count, force_grouping=True)}


def _informs(count: int, params: Params) -> str:
    text = ngettext("Pass on %(n)s", "Pass on %(n)s", count)
    return text % {"n": number_format(count, force_grouping=True)}


NOTES = [
    Bulk(
        "done",
        pgettext_lazy("notes: button", "Done"),
        _done,
        _look_done,
        _said_done,
        _does,
        icon="check",
        word=EDIT,
    ),
    Bulk(
        "snooze",
        pgettext_lazy("notes: button", "Postpone"),
        _snooze,
        _look_snooze,
        _said_snoozed,
        _snoozes,
        asks=_asks_day,
        icon="clock",
        word=EDIT,
    ),
    Bulk(
        "inform",
        pgettext_lazy("notes: button", "Pass on"),
        _inform,
        _look_inform,
        _said_informed,
        _informs,
        asks=_asks_who,
        icon="users",
        word=EDIT,
    ),
]
