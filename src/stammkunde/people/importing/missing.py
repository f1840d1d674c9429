"""What a row knows of a customer who is there already, besides fields: only what is new (IMP-04).

Nothing is ever changed or removed by it; what differs is told. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stammkunde.foundation.folding import fold
from stammkunde.people import rules
from stammkunde.people.importing import words
from stammkunde.people.models import Customer, Kind

_LEFT = frozenset({"", None, False})


def settled(
    values: Mapping[str, Any], promoted: frozenset[str], found: Customer
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """(values, points) of a row for somebody who has a phone already: a "Mobil" that stood in for
    the missing phone of the row is one more number then."""
    kept, points = dict(values), []
    for kind in promoted:
        if getattr(found, kind):
            value, label = kept.pop(kind), kept.pop(f"{kind}_label", "")
            points.append({"kind": kind, "value": value, "label": label})
    return kept, points


def missing(
    given: Mapping[str, Any], there: Mapping[str, Any], found: Customer
) -> tuple[dict[str, Any], list[str]]:
    """(what of `given` the customer has not, names of those who are there and are told otherwise).

    given: as `Item.beside`; there: as `queries.beside_of`.
    """
    new: dict[str, Any] = {}
    differing: list[str] = []
    for noun, entries in given.items():
        if noun not in _KEYS or not entries:
            continue
        key = _KEYS[noun](found)
        known: dict[Any, list[Any]] = {}
        for one in there.get(noun, ()):
            known.setdefault(key(one), []).append(one)
        seen: Counter[Any] = Counter()
        for one in entries:
            same = known.get(key(one), [])
            seen[key(one)] += 1
            if seen[key(one)] > len(same):
                if noun != words.GIVEN or key(one) != _first(found, one["kind"]):
                    new.setdefault(noun, []).append(one)
            elif isinstance(one, dict) and _differs(one, same[seen[key(one)] - 1]):
                differing.append(_named(one))
    return new, differing


def _differs(said: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether a row says something of an entry that stands otherwise there; empty cells say nothing."""
    return any(
        value not in _LEFT and there.get(key) != value
        for key, value in said.items()
        if key not in {"label", "holder"}
    )


def _named(entry: Mapping[str, Any]) -> str:
    names = (entry.get(key) for key in ("first_name", "last_name"))
    said = " ".join(name for name in names if name)
    return said or str(entry.get("value") or entry.get("street") or entry.get("city") or "")


def _participant(found: Customer) -> Callable[[Any], Any]:
    surname = found.last_name if found.kind == Kind.PERSON else ""

    def key(entry: Mapping[str, Any]) -> Any:
        if entry.get("is_self"):
            return "self"
        last = entry.get("last_name") or ("" if entry["kind"] == "animal" else surname)
        return entry["kind"], fold(entry.get("first_name") or ""), fold(last)

    return key


def _contact(found: Customer) -> Callable[[Any], Any]:
    return lambda entry: (
        fold(entry.get("first_name") or ""),
        fold(entry.get("last_name") or ""),
    )


def _address(found: Customer) -> Callable[[Any], Any]:
    return lambda entry: tuple(fold(entry.get(key) or "") for key in ("street", "postcode", "city"))


def _point(found: Customer) -> Callable[[Any], Any]:
    return lambda entry: (entry["kind"], rules.folded_point(entry["kind"], entry["value"]))


def _first(found: Customer, kind: str) -> tuple[str, str]:
    return kind, rules.folded_point(kind, getattr(found, kind))


def _account(found: Customer) -> Callable[[Any], Any]:
    return lambda entry: entry["iban"]


_KEYS: dict[str, Callable[[Customer], Callable[[Any], Any]]] = {
    words.FAMILY: _participant,
    words.PEOPLE: _contact,
    words.ADDRESSES: _address,
    words.GIVEN: _point,
    words.BANK: _account,
    words.EXTERNAL_IDS: lambda _found: tuple,
    **dict.fromkeys(words.LABELS, lambda _found: rules.label_key),
}
NOUNS: Sequence[str] = tuple(_KEYS)
