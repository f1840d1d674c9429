"""The form that adds a customer: one page, everything that is known on the phone (R3, CUS-18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.fields import Field, FieldSet
from stammkunde.foundation.refusals import Refusal
from stammkunde.people import lifecycle, profiles, queries
from stammkunde.people.fields import CONTACT, FIELDS, POINT
from stammkunde.people.forms.customer import CustomerForm
from stammkunde.people.forms.participant import participant_rows
from stammkunde.people.forms.rows import RowForm, Rows, rows_of
from stammkunde.people.models import NumberMode

CONTACT_KEYS = ("first_name", "last_name", "role", "phone", "email")
POINT_KEYS = ("value", "label")
GROUPS, RECIPIENTS, TAGS = "groups", "recipient_groups", "tags"
ORIGINS = frozenset({"phone"})  # what a page may say about how a customer came to be
_BANK = FieldSet(
    [
        Field("iban", pgettext_lazy("people", "IBAN"), personal=True, secret=True, max_length=42),
        Field("holder", _("Account holder"), personal=True, max_length=120),
    ]
)


class NewCustomer:
    """All parts of the form. `start`: what is known before anybody types (a caller's number).

    Errors stand at their fields and nothing typed is lost: whoever mistypes a date of a child and
    an e-mail address sees both at once.
    """

    def __init__(
        self,
        actor: Actor,
        data: QueryDict | None = None,
        *,
        start: Mapping[str, str] | None = None,
    ) -> None:
        self.actor, self.data, self.start = actor, data, dict(start or {})
        self.profile = profiles.current()
        initial = {"kind": "person", **{k: v for k, v in self.start.items() if k in FIELDS}}
        self.form = CustomerForm(data, initial=initial, without=hidden_fields())
        if data is None:
            first = "organisation" if initial["kind"] == "organisation" else "first_name"
            self.form.fields[first].widget.attrs["autofocus"] = True
        none = Rows("participants", [], None)
        self.family = (
            participant_rows(self.profile.participant, data) if self.profile.shown else none
        )
        self.points = rows_of("points", "t", data, _point, empty=2)
        self.contacts = rows_of("contacts", "c", data, _contact, empty=1)
        self.bank = RowForm(_BANK, _BANK.keys if self.may_bank else (), data, "bank")

    # What it offers ----------------------------------------------------------------------------

    @property
    def may_bank(self) -> bool:
        """Whether bank accounts are for this actor."""
        return self.actor.may(queries.BANK)

    @property
    def takes_part_alone(self) -> bool:
        """Whether a person who names nobody takes part in person (C-07)."""
        return lifecycle.business().auto_self_participant

    @cached_property
    def statuses(self) -> list[tuple[Any, bool, bool]]:
        """(status, asks for a number, is chosen) of those that can be chosen (CUS-12, CLS-09)."""
        rows = list(lifecycle.statuses())
        default = next((row.pk for row in rows if row.is_default), 0)
        said = whole(self._said("status"))
        chosen = default if said is None else said
        always = lifecycle.business().number_mode == NumberMode.ON_CREATE
        return [(row, row.with_number or always, row.pk == chosen) for row in rows]

    @cached_property
    def proposal(self) -> str:
        """The number that would be given now (CUS-12)."""
        return lifecycle.next_number(lifecycle.business())

    @property
    def number(self) -> str:
        """The number that stands in the field: the typed one, else the proposal."""
        return self._said("number").strip() if self.data is not None else self.proposal

    @cached_property
    def labels(self) -> list[tuple[str, Any, list[tuple[Any, bool]]]]:
        """(name of the field, label, (group or tag, is chosen)) of what can be given (CUS-05)."""
        kinds = ((GROUPS, "group", _("Customer groups")),
                 (RECIPIENTS, "recipient_group", _("Recipient groups")),
                 (TAGS, "tag", pgettext_lazy("people", "Tags")))  # fmt: skip
        offered = []
        for name, kind, label in kinds:
            held = set(self._ids(name))
            rows = queries.offered_labels(self.actor, kind)
            offered.append((name, label, [(row, row.pk in held) for row in rows]))
        return [one for one in offered if one[2]]

    @property
    def labels_open(self) -> bool:
        """Whether a group or tag is chosen."""
        return any(chosen for _name, _label, rows in self.labels for _row, chosen in rows)

    @property
    def status_open(self) -> bool:
        """Whether the status must be seen: another one than usual, or a number refused."""
        usual = all(chosen == row.is_default for row, _number, chosen in self.statuses)
        return not usual or bool(self.number_problems)

    @property
    def origin(self) -> str:
        """How the customer came to be, if the page knows (CUS-20)."""
        said = self._said("origin") or self.start.get("origin", "")
        return said if said in ORIGINS else ""

    # What was said -----------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether every part can be read."""
        parts = (self.form, self.family, self.points, self.contacts, self.bank)
        said = [part.is_valid() for part in parts]  # no short cut
        return all(said)

    @property
    def wrong(self) -> bool:
        """Whether something stands wrong somewhere."""
        rows = [*self.family, *self.points, *self.contacts, self.bank]
        wrong = self.form.errors or self.form.beside
        return bool(wrong) or any(row.errors for row in rows)

    def item(self) -> dict[str, Any]:
        """The customer as `add_customers` takes it; only of a valid form."""
        item = {**self.form.cleaned_data, **self._life()}
        item |= {rows.noun: rows.items() for rows in (self.family, self.points, self.contacts)}
        item |= {name: ids for name in (GROUPS, RECIPIENTS, TAGS) if (ids := self._ids(name))}
        if self.bank.filled:
            item["bank"] = self.bank.values()
        if self.origin:
            item["origin"] = self.origin
        return item

    def typed(self) -> dict[str, Any]:
        """What tells whether the customer is there already, however unfinished."""
        said = {key: self.form[key].value() or "" for key in self.form.fields}
        rows = (self.family, self.points, self.contacts)
        return {**said, **{one.noun: one.typed() for one in rows}}

    @property
    def seen(self) -> list[int]:
        """Customers whom somebody has looked at and does not mean."""
        return self._ids("seen") if self._said("do") == "anyway" else []

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields."""
        left = list(refused)
        for rows in (self.family, self.points, self.contacts):
            left = rows.refuse(left)
        bank = [one for one in left if (one.field or "").removeprefix("bank.") in _BANK]
        self.bank.refuse([_without(one, "bank.") for one in bank] if self.bank.fields else ())
        self.form.refuse([one for one in left if one not in bank])

    @property
    def number_problems(self) -> list[str]:
        """What is wrong with the number."""
        return self.form.beside.get("number", [])

    def _life(self) -> dict[str, Any]:
        """Status and number; a number that is only the proposal is no wish (2.1 a)."""
        said, typed = whole(self._said("status")), self._said("number").strip()
        life: dict[str, Any] = {} if said is None else {"status": said}
        chosen = next((one for one in self.statuses if one[2]), None)
        by_hand = lifecycle.business().number_mode == NumberMode.MANUAL
        wish = typed != self._said("proposed").strip() or (by_hand and chosen and chosen[1])
        return {**life, "number": typed} if typed and wish else life

    def _ids(self, name: str) -> list[int]:
        said = self.data.getlist(name) if self.data is not None else []
        return wholes(one for text in said for one in text.split(","))

    def _said(self, name: str) -> str:
        return self.data.get(name, "") if self.data is not None else ""


def hidden_fields() -> set[str]:
    """Fields that the business has switched off (CUS-06) or that its industry does not know."""
    hidden = set() if lifecycle.business().title_shown else {"title"}
    return hidden | (set() if profiles.current().insured else {"insurer", "insurance_number"})


def _point(data: QueryDict | None, prefix: str) -> RowForm:
    return RowForm(POINT, POINT_KEYS, data, prefix)


def _contact(data: QueryDict | None, prefix: str) -> RowForm:
    return RowForm(CONTACT, CONTACT_KEYS, data, prefix)


def _without(one: Refusal, prefix: str) -> Refusal:
    return Refusal(one.row, one.code, one.message, (one.field or "").removeprefix(prefix))
