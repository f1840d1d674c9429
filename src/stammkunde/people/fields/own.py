"""Own fields as ordinary fields with the key `custom.<slug>` (CUS-23; house.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation import fields as kinds
from stammkunde.foundation.fields import Field, FieldProblem, FieldSet
from stammkunde.foundation.folding import fold
from stammkunde.foundation.remember import forget, once
from stammkunde.people.fields.customer import EDIT, FIELDS
from stammkunde.people.fields.participant import PARTICIPANT
from stammkunde.people.models import CustomField, OwnKind, OwnOf

PREFIX = "custom."
KEY = "people.own_fields"
OWN_KINDS = OwnKind.choices
OWN_OF = OwnOf.choices
_DECLARED = {OwnOf.CUSTOMER.value: FIELDS, OwnOf.PARTICIPANT.value: PARTICIPANT}
_KINDS = {
    OwnKind.TEXT: kinds.TEXT,
    OwnKind.LONGTEXT: kinds.LONGTEXT,
    OwnKind.NUMBER: kinds.NUMBER,
    OwnKind.DATE: kinds.DATE,
    OwnKind.CHOICE: kinds.CHOICE,
    OwnKind.YES_NO: kinds.CHOICE,
}
_LONGEST = {OwnKind.LONGTEXT: 4000, OwnKind.NUMBER: 30, OwnKind.DATE: 10}
YES, NO = "yes", "no"
YES_NO = ((YES, pgettext_lazy("people: own field", "yes")),
          (NO, pgettext_lazy("people: own field", "no")))  # fmt: skip
_YES_OR_NO = Field("yes_no", "", kind=kinds.BOOL)


@dataclass(frozen=True)
class OwnField(Field):
    """A field that the business made itself. Nothing is None, whatever the kind.

    A choice is `#3`, the third one ever made; `choices` are those offered, `known` all of them.
    Yes or no is `yes`, `no`, or nothing when nobody knows.
    """

    id: int = 0
    own: str = OwnKind.TEXT.value
    known: tuple[tuple[str, Any], ...] = ()
    archived: bool = False

    def parse(self, text: Any) -> Any:
        """The value that `text` means; raises `FieldProblem`."""
        if self.own == OwnKind.YES_NO:
            said = kinds.clean_text(str(text if text is not None else ""))
            if not said or said == kinds.EMPTY:
                return None
            return YES if _YES_OR_NO.parse(said) else NO
        value = super().parse(text)
        return None if value == "" else value

    def show(self, value: Any) -> str:
        """The value for people."""
        if value is not None and self.own == OwnKind.CHOICE:
            return dict(self.known).get(value, kinds.EMPTY)
        return super().show(value)

    def written(self, value: Any) -> str:
        """The value in a file: the words of a choice, which `parse` reads again."""
        if value is None:
            return ""
        return self.show(value) if self.kind is kinds.CHOICE else self.typed(value)

    def for_value(self, value: Any) -> OwnField:
        """The field as a form offers it: a choice that is no longer offered stays where it is."""
        if self.own != OwnKind.CHOICE or value in {None, *dict(self.choices)}:
            return self
        return replace(self, choices=(*self.choices, (value, self.show(value))))

    def _choice(self, cleaned: str) -> str:
        for pairs in (self.choices, self.known):
            for value, label in pairs:
                if cleaned == value or fold(cleaned) == fold(str(label)):
                    return value
        names = ", ".join(str(label) for _value, label in self.choices)
        raise FieldProblem(
            pgettext("people: own field", "“%(value)s” is not one of the choices.")
            % {"value": cleaned[:60]},
            pgettext("people: own field", "Possible are: %(names)s") % {"names": names},
        )


def own_fields(of: str = "customer", *, archived: bool = False) -> Sequence[OwnField]:
    """The own fields of customers or participants in their order; read once per request."""
    found = once(KEY, _stored)[of]
    return found if archived else [one for one in found if not one.archived]


def declared_fields(of: str = "customer") -> FieldSet:
    """The fields that the program brings along."""
    return _DECLARED[of]


def known_fields(of: str = "customer", *, archived: bool = False) -> FieldSet:
    """Declared and own fields; archived own ones only when asked, for what is told of old times."""
    own = own_fields(of, archived=archived)
    return FieldSet([*_DECLARED[of], *own]) if own else _DECLARED[of]


def own_fields_changed() -> None:
    """The operations that change own fields say so."""
    forget(KEY)


def made(row: CustomField) -> OwnField:
    """The field that a row stands for."""
    choices = tuple((f"#{number}", label) for number, label, _offered in row.choices)
    offered = tuple(pair for pair, one in zip(choices, row.choices, strict=True) if one[2])
    return OwnField(
        PREFIX + row.slug,
        row.label,
        kind=_KINDS[OwnKind(row.kind)],
        personal=True,
        needs=EDIT,
        headings=(row.label,),
        max_length=_LONGEST.get(OwnKind(row.kind), 200),
        choices=YES_NO if row.kind == OwnKind.YES_NO else offered,
        autocomplete="off",
        id=row.pk,
        own=row.kind,
        known=YES_NO if row.kind == OwnKind.YES_NO else choices,
        archived=row.archived_at is not None,
    )


def _stored() -> dict[str, list[OwnField]]:
    found: dict[str, list[OwnField]] = {of: [] for of in OwnOf.values}
    for row in CustomField.objects.order_by("position", "pk"):
        found[row.of].append(made(row))
    return found
