"""What a bulk edit asks before it is done: choices, texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

WAY, ONE, MANY, TEXT, AREA = "way", "one", "many", "text", "area"
LONGEST = 400

Params = Mapping[str, Any]  # key -> text, or for MANY a list of texts


@dataclass(frozen=True)
class Ask:
    """One question. kind: WAY (one of few, the first at first), ONE, MANY, TEXT, AREA.

    options: what can be chosen, as (value, label). needed: what to say where nothing was chosen or
    typed, "" where that is an answer, too. none: what stands there where there are no options.
    most: how long a text may be. tones: colours of options by value.
    """

    key: str
    label: Any
    kind: str = ONE
    options: Sequence[tuple[Any, Any]] = ()
    needed: Any = ""
    hint: Any = ""
    none: Any = ""
    most: int = 200
    tones: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"p.{self.key}"

    def read(self, said: QueryDict) -> Any:
        """The answer as it was sent; what is not offered is left out."""
        known = {str(value) for value, _label in self.options}
        if self.kind == MANY:
            return [one for one in dict.fromkeys(said.getlist(self.name)) if one in known]
        text = " ".join(said.get(self.name, "").replace("\x00", "").split())
        if self.kind in (TEXT, AREA):
            return text[: self.most]
        if self.kind == WAY and text not in known and self.options:
            return str(self.options[0][0])
        return text if text in known else ""


@dataclass(frozen=True)
class Answers:
    """What was answered, and what is missing by key."""

    params: dict[str, Any]
    missing: dict[str, Any]


def read(asks: Sequence[Ask], said: QueryDict) -> Answers:
    """The answers of a form. A choice that is gone by now counts as none."""
    params = {one.key: one.read(said) for one in asks}
    missing = {one.key: one.needed for one in asks if one.needed and not params[one.key]}
    return Answers(params, missing)


def gone(asks: Sequence[Ask], said: QueryDict) -> str:
    """What to say where something was chosen that is not offered (any more); "" otherwise."""
    for one in asks:
        known = {str(value) for value, _label in one.options}
        if one.kind in (WAY, ONE, MANY) and any(
            text and text not in known for text in said.getlist(one.name)
        ):
            return _("This choice is gone.")
    return ""
