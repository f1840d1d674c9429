"""What is right for further phone numbers and e-mail addresses (ADR 12). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.folding import fold_phone
from stammkunde.foundation.refusals import Refused
from stammkunde.people.fields import POINT, POINT_VALUES
from stammkunde.people.models import ContactPoint, Customer, PointKind
from stammkunde.people.rules.customers import folded_email

POINT_DERIVED = ("folded",)


def clean_point(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Without a kind, an @ makes the value an e-mail address.

    Refuses what a field cannot take (`invalid`), and an unknown kind.
    """
    said = dict(values)
    said["kind"] = said.get("kind") or kind_of(str(said.get("value") or ""))
    key = "kind"
    try:
        kind = POINT["kind"].parse(said["kind"])
        key = "value"
        value = POINT_VALUES[kind].parse(said.get("value", ""))
        key = "label"
        return {"kind": kind, "value": value, "label": POINT["label"].parse(said.get("label", ""))}
    except FieldProblem as problem:
        raise Refused("invalid", f"{problem.message} {problem.hint}".strip(), key) from problem


def kind_of(value: str) -> str:
    """What a value is that nobody gave a kind."""
    return PointKind.EMAIL.value if "@" in value else PointKind.PHONE.value


def folded_point(kind: str, value: str) -> str:
    """The form in which two numbers or addresses are the same."""
    return (fold_phone(value) if kind == PointKind.PHONE else folded_email(value))[:254]


def derive_point(point: ContactPoint) -> None:
    """Set the column that follows from the value."""
    point.folded = folded_point(point.kind, point.value)


def new_point(customer: Customer, there: Iterable[ContactPoint], values: Mapping[str, Any]) -> None:
    """Refuses (`point_taken`) what the customer has already, as the first one or as a further one."""
    kind, folded = values["kind"], folded_point(values["kind"], values["value"])
    first = folded_point(kind, getattr(customer, kind))
    if folded in {first, *(one.folded for one in there if one.kind == kind)}:
        text = _("“%(value)s” is there already.") % {"value": values["value"]}
        raise Refused("point_taken", text, "value")


def with_first(
    values: Mapping[str, Any], points: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[tuple[int, Mapping[str, Any]]]]:
    """(values of a new customer, further points, each with its position among `points`).

    The first phone and the first e-mail become the customer's own where it brings none. Empty
    points are no points; wrong ones stay further ones, so that they are refused in their place.
    """
    own = dict(values)
    further: list[tuple[int, Mapping[str, Any]]] = []
    for position, point in enumerate(points):
        if not str(point.get("value") or "").strip():
            continue
        try:
            cleaned = clean_point(point)
        except Refused:
            further.append((position, point))
            continue
        kind = cleaned["kind"]
        if str(own.get(kind) or "").strip():
            further.append((position, point))
        else:
            own |= {kind: cleaned["value"], f"{kind}_label": cleaned["label"]}
    return own, further
