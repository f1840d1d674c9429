"""Who is meant by what was chosen, at this moment."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.lists.picking import matching
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.recipients.chosen import Wanted
from stammkunde.people import queries as people
from stammkunde.people.lists import CustomerList

MOST = 50_000
_PATH = {"group": "groups", "recipient_group": "recipient_groups", "tag": "tags"}


def members(actor: Actor, wanted: Wanted) -> list[int]:
    """The customers that are meant, each once, by id; a query per list and one per kind of label.

    Needs `people.see`. Refuses a list that is not there any more (`list.unknown_lens` and alike),
    and more than `MOST` (`too_many_recipients`).
    """
    there = people.customers(actor).order_by()
    found = set(there.filter(Among("pk", wanted.picked)).values_list("pk", flat=True))
    for one in wanted.lists:
        state = parse(CustomerList, actor, QueryDict(one.query)).strict()
        found.update(matching(state))
    for kind, ids in wanted.labels.items():
        if ids:
            members_of = there.filter(**{f"{_PATH[kind]}__in": ids})
            found.update(members_of.values_list("pk", flat=True))
    if len(found) > MOST:
        text = _("That is more than 50,000 customers. Choose fewer at once.")
        raise Refused("too_many_recipients", text, "recipients")
    return sorted(found)
