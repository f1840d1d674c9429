"""What somebody chose as recipients, as a notice keeps it: several ways, joined."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from django.http import QueryDict

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists.state import parse
from stammkunde.people.lists import CustomerList

KINDS = ("group", "recipient_group", "tag")  # of labels, as `people.queries.labels` calls them


@dataclass(frozen=True)
class ListOf:
    """A state of the list of customers: its query, frozen, and how it is called."""

    query: str
    label: str


@dataclass(frozen=True)
class Wanted:
    """What was chosen. lists: states of the list; labels: ids by kind; picked: single customers."""

    lists: tuple[ListOf, ...] = ()
    labels: dict[str, list[int]] = field(default_factory=dict)
    picked: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists or self.picked or any(self.labels.values()))


def list_of(actor: Actor, query: str) -> ListOf:
    """The list of customers as `query` shows it, with all that a saved lens brings written out.

    Refuses what nobody can read, and a lens that has lost a part of itself.
    """
    state = parse(CustomerList, actor, QueryDict(query.lstrip("?"))).strict().but()
    said = [str(state.lens.label)]
    said += [f"„{state.q}“"] if state.q else []
    said += [f"{one.filter.label} {one.words}" for one in state.applied] if state.changed else []
    return ListOf(state.explicit.lstrip("?"), " · ".join(said))


def kept(wanted: Wanted) -> str:
    """As `Notice.recipients` holds it, "" for nobody."""
    return json.dumps(asdict(wanted), ensure_ascii=False) if wanted else ""


def read(said: str) -> Wanted:
    """What `kept` wrote."""
    if not said:
        return Wanted()
    found = json.loads(said)
    return Wanted(
        lists=tuple(ListOf(one["query"], one["label"]) for one in found.get("lists", ())),
        labels={kind: wholes(found.get("labels", {}).get(kind, ())) for kind in KINDS},
        picked=tuple(wholes(found.get("picked", ()))),
    )
