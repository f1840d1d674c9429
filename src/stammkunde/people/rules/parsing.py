"""Texts from any door as the values of declared fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldProblem, FieldSet
from stammkunde.foundation.refusals import Refusal


class Parsed(dict[str, Any]):
    """An item whose values have come out of `Field.parse` already; it is not asked again."""


def clean_by(fields: FieldSet, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """The values as they are stored, and a refusal for each that its field cannot take (`invalid`).

    Refuses keys that are none of `fields` (`unknown_field`).
    """
    cleaned: dict[str, Any] = {}
    refused: list[Refusal] = []
    for key, text in values.items():
        if key not in fields:
            said = _("There is no field “%(key)s”.") % {"key": key}
            refused.append(Refusal(None, "unknown_field", said, key))
            continue
        try:
            cleaned[key] = fields[key].parse(text)
        except FieldProblem as problem:
            message = f"{problem.message} {problem.hint}".strip()
            refused.append(Refusal(None, "invalid", message, key))
    return cleaned, refused
