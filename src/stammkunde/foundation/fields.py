"""One field, declared once (house.md 5).

Form, inline edit, import mapping, list column, journal label and privacy derive from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from stammkunde.foundation.folding import fold

EMPTY = "–"


class FieldKind(Enum):
    """What a field holds; decides parsing, showing, widget and sort order."""

    TEXT = "text"
    LONGTEXT = "longtext"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    CHOICE = "choice"
    DATE = "date"
    BOOL = "bool"
    NUMBER = "number"


TEXT, LONGTEXT, EMAIL, PHONE = FieldKind.TEXT, FieldKind.LONGTEXT, FieldKind.EMAIL, FieldKind.PHONE
POSTCODE, CHOICE, DATE, BOOL, NUMBER = (
    FieldKind.POSTCODE,
    FieldKind.CHOICE,
    FieldKind.DATE,
    FieldKind.BOOL,
    FieldKind.NUMBER,
)
PLACES, MOST = 4, Decimal(10**12)  # of a number: decimal places, and what it stays below


class FieldProblem(ValueError):
    """A value that a field cannot take: `message` says what is wrong, `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Field:
    """A field of a record. `key` is also the model attribute and the journal's field name.

    check: what a filled field must be beyond its kind; returns the text as it is stored, or raises
    `FieldProblem`.
    """

    key: str
    label: Any
    kind: FieldKind = TEXT
    personal: bool = False
    secret: bool = False
    needs: str = ""
    headings: tuple[str, ...] = ()
    sort: bool = False
    max_length: int = 200
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = False
    autocomplete: str = ""
    hint: Any = ""
    check: Callable[[str], str] | None = None

    def parse(self, text: Any) -> Any:
        """The value that `text` (from a form, a file, an API) means; raises `FieldProblem`."""
        if self.kind is DATE:
            return _parse_date(text)
        if self.kind is BOOL:
            return _parse_bool(text)
        if self.kind is NUMBER:
            return parse_number(text)
        if text == "" and not self.required:  # most cells of most lists
            return ""
        cleaned = clean_text(str(text if text is not None else ""), self.kind is LONGTEXT)
        if len(cleaned) > self.max_length:
            raise FieldProblem(
                _("Too long: %(count)s of at most %(limit)s characters.")
                % {"count": len(cleaned), "limit": self.max_length},
                _("Shorten the text."),
            )
        if not cleaned:
            if self.required:
                raise FieldProblem(_("Something is missing here."), _("Fill in this field."))
            return ""
        judge = _CHECKS.get(self.kind)
        if judge is not None:
            judge(cleaned)
        if self.check is not None:
            cleaned = self.check(cleaned)
        return self._choice(cleaned) if self.kind is CHOICE else cleaned

    def show(self, value: Any) -> str:
        """The value for people; nothing is "–" everywhere (users.md 2)."""
        if value is None or value == "":
            return EMPTY
        if self.kind is CHOICE:
            return str(dict(self.choices).get(value, value))
        if self.kind is DATE:
            return date_format(value, "SHORT_DATE_FORMAT")
        if self.kind is BOOL:
            return pgettext("field", "yes") if value else pgettext("field", "no")
        if self.kind is NUMBER:
            return number_format(plain_number(value), force_grouping=True)
        return str(value)

    def typed(self, value: Any) -> str:
        """The value as somebody types it into a form or reads it in an export; `parse` reads it."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{plain_number(value):f}".replace(".", ",")
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)

    def shown(self, text: Any) -> Any:
        """The value that a page showed as `text`; what cannot be read stays as it is."""
        try:
            return self.parse(text)
        except FieldProblem:
            return text

    def form_field(self) -> forms.Field:
        """The form field; its `clean` is `parse`, so that all doors judge alike."""
        return _FormField(self)

    def all_headings(self) -> set[str]:
        """Folded headings under which a list may carry this field."""
        return {heading_key(name) for name in (self.key, *self.headings)}

    def _choice(self, cleaned: str) -> str:
        if any(cleaned == value for value, _label in self.choices):
            return cleaned
        wanted = fold(cleaned)
        for value, label in self.choices:
            if wanted in {fold(value), fold(str(label))}:
                return value
        names = ", ".join(str(label) for _value, label in self.choices)
        raise FieldProblem(
            _("“%(value)s” is not one of the choices.") % {"value": cleaned},
            _("Possible are: %(names)s") % {"names": names},
        )


class FieldSet:
    """The fields of one kind of record, in the order of form and export."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = {field.key: field for field in fields}
        if len(self._fields) != len(fields):
            raise ValueError("a field key is declared twice")

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def __getitem__(self, key: str) -> Field:
        return self._fields[key]

    def __contains__(self, key: object) -> bool:
        return key in self._fields

    def __len__(self) -> int:
        return len(self._fields)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(self._fields)

    def by_heading(self, heading: str) -> Field | None:
        """The field that a column heading of a list means, German or English."""
        wanted = heading_key(heading)
        return next((field for field in self if wanted in field.all_headings()), None)

    def secret(self) -> frozenset[str]:
        """Keys whose values the journal never stores."""
        return frozenset(field.key for field in self if field.secret)


class _FormField(forms.Field):
    """A Django form field around a `Field`."""

    def __init__(self, declared: Field) -> None:
        self.declared = declared
        widget: forms.Widget = forms.TextInput(attrs=_attributes(declared))
        if declared.kind is CHOICE:
            nothing = [] if declared.required else [("", EMPTY)]
            widget = forms.Select(choices=[*nothing, *declared.choices])
        elif declared.kind is LONGTEXT:
            widget = forms.Textarea(attrs={"rows": 4, "maxlength": declared.max_length})
        elif declared.kind is BOOL:
            widget = forms.CheckboxInput()
        super().__init__(
            required=False, label=declared.label, widget=widget, help_text=declared.hint
        )

    def clean(self, value: Any) -> Any:
        try:
            return self.declared.parse(value)
        except FieldProblem as problem:
            text = f"{problem.message} {problem.hint}".strip()
            raise ValidationError(text, code="invalid") from problem


def _attributes(field: Field) -> dict[str, str]:
    attributes = {"maxlength": str(field.max_length), "autocomplete": field.autocomplete or "off"}
    modes = {EMAIL: ("email", "email"), PHONE: ("tel", "tel"), POSTCODE: ("text", "numeric"),
             NUMBER: ("text", "decimal")}  # fmt: skip
    if field.kind in modes:
        attributes["type"], attributes["inputmode"] = modes[field.kind]
    if field.kind is DATE:
        attributes["placeholder"] = str(gettext_lazy("dd.mm.yyyy"))
    if field.kind is EMAIL:
        # The browser's own e-mail check knows fewer addresses than ours and speaks over it.
        attributes["type"] = "text"
    return attributes


def heading_key(text: str) -> str:
    """A column heading without case, umlauts, stars, blanks and signs."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def clean_text(text: str, many_lines: bool = False) -> str:
    """Without control characters, NUL and outer blanks; line ends only where lines make sense."""
    if text.isprintable():
        return text.strip()
    if many_lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in text if c == "\n" or c == "\t" or not _is_control(c)).strip()
    return "".join(" " if c in "\t\r\n" else c for c in text if not _is_control(c)).strip()


def _is_control(char: str) -> bool:
    return (ord(char) < 32 and char not in "\t\r\n") or 127 <= ord(char) < 160


# Most addresses, each of which `validate_email` takes, too.
_USUAL_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.I
)


def _check_email(text: str) -> None:
    if len(text) <= 254 and text.isascii() and _USUAL_EMAIL.fullmatch(text):
        return
    try:
        validate_email(text)
    except ValidationError as problem:
        raise FieldProblem(
            _("“%(value)s” is not an e-mail address.") % {"value": text},
            _("It looks like name@example.de."),
        ) from problem


def _check_phone(text: str) -> None:
    if len(re.sub(r"\D", "", text)) < 3 or not re.match(r"^[\d\s+()/.,\-–#*xX]+$", text):
        raise FieldProblem(
            _("“%(value)s” is not a phone number.") % {"value": text},
            _("Digits, blanks and + / - ( ) are allowed."),
        )


def _check_postcode(text: str) -> None:
    if not re.match(r"^[A-Za-z0-9][A-Za-z0-9 \-]{1,9}$", text):
        raise FieldProblem(
            _("“%(value)s” is not a postcode.") % {"value": text},
            _("In Germany it has five digits, e.g. 01067."),
        )


_CHECKS: dict[FieldKind, Callable[[str], None]] = {
    EMAIL: _check_email, PHONE: _check_phone, POSTCODE: _check_postcode,
}  # fmt: skip


def _parse_date(text: Any) -> date | None:
    if text is None or isinstance(text, date):
        return text
    cleaned = clean_text(str(text))
    if not cleaned:
        return None
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(cleaned, pattern).date()  # noqa: DTZ007 - a civil date
        except ValueError:
            continue
    raise FieldProblem(
        _("“%(value)s” is not a date.") % {"value": cleaned}, _("Write it as 31.12.2026.")
    )


def parse_number(text: Any) -> Decimal | None:
    """The number that `text` means, German (1.234,5) or with a point (1234.5); None for nothing."""
    if text is None or isinstance(text, Decimal):
        return text
    cleaned = clean_text(str(text)).replace(" ", "").replace("\u00a0", "")
    if not cleaned:
        return None
    said = cleaned
    if "," in said or re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", said):
        said = said.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", said):
        raise FieldProblem(
            _("“%(value)s” is not a number.") % {"value": cleaned[:40]}, _("Write it as 1234,5.")
        )
    number = Decimal(said)
    if abs(number) >= MOST or number != number.quantize(Decimal(1).scaleb(-PLACES)):
        raise FieldProblem(
            _("“%(value)s” is too large or too exact.") % {"value": cleaned[:40]},
            _("At most 12 digits before and 4 behind the comma."),
        )
    return number


def plain_number(value: Decimal) -> Decimal:
    """The number without zeros at the end, never written with an exponent."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


_YES = {"1", "ja", "yes", "true", "wahr", "x", "on", "j", "y"}
_NO = {"", "0", "nein", "no", "false", "falsch", "off", "n"}


def _parse_bool(text: Any) -> bool:
    wanted = clean_text(str(text if text is not None else "")).lower()
    if wanted in _YES or wanted in _NO:
        return wanted in _YES
    raise FieldProblem(_("“%(value)s” is neither yes nor no.") % {"value": wanted}, "")


def labels(fields: Iterable[Field]) -> dict[str, Any]:
    """Labels by key, for tables of changes."""
    return {field.key: field.label for field in fields}
