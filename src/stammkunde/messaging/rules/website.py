"""The form for strangers: what it asks in this business, and what is right in it. Pure (IMP-11).

The settings for customers decide (title, age, industry), the form's own settings the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation.fields import BOOL, LONGTEXT, Field, FieldProblem
from stammkunde.messaging.models import Wanted
from stammkunde.people.fields import FIELDS, PARTICIPANT

HONEYPOT, STARTED, LANGUAGE = "homepage_url", "started", "lang"
MOST_PARTICIPANTS, LONGEST = 6, 4000
PARTICIPANTS, PREFIX = "participants", "p"
_KEYS = {
    "person": ("first_name", "last_name", "birth_date"),
    "animal": ("first_name", "breed", "birth_date"),
}
# What hides or turns around text, and halves of signs that no database takes.
_HIDDEN = re.compile(
    "[\x00\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True)
class Form:
    """What decides about the form. participant: "person", "animal" or "" where nobody takes part.

    firms: whether organisations ask, too. wishes: what can be chosen, under `wish_label`.
    """

    participant: str = ""
    firms: bool = False
    title_shown: bool = True
    adult_check: bool = True
    wishes: tuple[str, ...] = ()
    wish_label: str = ""
    phone: str = Wanted.MAY
    address: str = Wanted.NO
    newsletter: bool = False

    @property
    def fields(self) -> list[Field]:
        """The fields in the order of the form."""
        wanted = [_asked("organisation")] if self.firms else []
        wanted += [_asked("title")] if self.title_shown else []
        wanted += [_asked("first_name"), _asked("last_name", required=not self.firms)]
        wanted += [_asked("email", required=self.phone == Wanted.NO)]
        if self.phone != Wanted.NO:
            wanted.append(_asked("phone", required=self.phone == Wanted.MUST))
        if self.address != Wanted.NO:
            must = self.address == Wanted.MUST
            wanted += [_asked(key, required=must) for key in ("street", "postcode", "city")]
        if self.wishes:
            label = self.wish_label or _WISH
            wanted.append(Field("wish", label, max_length=200))
        text = Field("text", _TEXT, kind=LONGTEXT, max_length=LONGEST, required=not self.wishes)
        wanted.append(text)
        if self.adult_check:
            wanted.append(Field("adult", _ADULT, kind=BOOL))
        if self.newsletter:
            wanted.append(Field("newsletter", _NEWSLETTER, kind=BOOL))
        return wanted

    @property
    def rows(self) -> list[list[Field]]:
        """The fields of each who is to take part."""
        keys = _KEYS.get(self.participant, ())
        fields = [replace(PARTICIPANT[key], required=False, hint="") for key in keys]
        if self.participant == "animal":
            fields[0] = replace(fields[0], label=pgettext_lazy("people", "Call name"))
        return [
            [replace(one, key=f"{PREFIX}{at}-{one.key}") for one in fields]
            for at in range(MOST_PARTICIPANTS if fields else 0)
        ]


_WISH = pgettext_lazy("to customers", "What is it about?")
_TEXT = pgettext_lazy("to customers", "Message")
_ADULT = pgettext_lazy("to customers", "I am at least 18 years old.")
_NEWSLETTER = pgettext_lazy(
    "to customers", "Yes, send me the newsletter by e-mail. I can unsubscribe at any time."
)
_PLACES = {
    "first_name": "given-name", "last_name": "family-name", "organisation": "organization",
    "title": "honorific-prefix", "email": "email", "phone": "tel", "street": "street-address",
    "postcode": "postal-code", "city": "address-level2",
}  # fmt: skip


@dataclass
class Said:
    """What came in: values as they are kept, and what is wrong, by field."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read(form: Form, typed: Mapping[str, Any]) -> Said:
    """The values among what was typed; what the form does not ask is not looked at.

    Wrong are a missing name, neither e-mail nor phone, what a field cannot take, a wish that is
    none of those offered, and, where age is asked, that nobody has confirmed it.
    """
    said = Said()
    for one in form.fields:
        _parse(one, typed, said)
    values, problems = said.values, said.problems
    if form.firms and not (values.get("last_name") or values.get("organisation")):
        problems.setdefault("last_name", pgettext("to customers", "Something is missing here."))
    if (
        not (values.get("email") or values.get("phone"))
        and not {"email", "phone"} & problems.keys()
    ):
        problems["email"] = pgettext(
            "to customers", "Please give an e-mail address or a phone number."
        )
    if values.get("wish") and values["wish"] not in form.wishes:
        problems["wish"] = pgettext("to customers", "This is none of the choices.")
    if form.wishes and not (values.get("wish") or values.get("text")):
        problems.setdefault("text", pgettext("to customers", "Something is missing here."))
    if form.adult_check and not values.get("adult"):
        problems.setdefault(
            "adult",
            pgettext("to customers", "Please confirm this; otherwise somebody of age has to ask."),
        )
    if form.newsletter and values.get("newsletter") and not values.get("email"):
        problems.setdefault(
            "email", pgettext("to customers", "The newsletter needs an e-mail address.")
        )
    people = []
    for row in form.rows:
        member = _participant(row, typed, said)
        if member:
            people.append(member | {"kind": form.participant})
    if people:
        values[PARTICIPANTS] = people
    return said


def harmless(value: Any, *, lines: bool = False) -> str:
    """A text without what hides, turns around or breaks: control characters, halves of signs."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text[: 4 * LONGEST]))
    if lines:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split())


def flat(said: Any) -> dict[str, Any] | None:
    """What a script sends as JSON, in the names of the form; None for what is no such thing."""
    if not isinstance(said, Mapping):
        return None
    typed = {str(key): value for key, value in said.items() if isinstance(value, str | bool | int)}
    people = said.get(PARTICIPANTS)
    if isinstance(people, list):
        for at, one in enumerate(people[:MOST_PARTICIPANTS]):
            if isinstance(one, Mapping):
                pairs = {f"{PREFIX}{at}-{key}": value for key, value in one.items()}
                typed |= {key: value for key, value in pairs.items() if isinstance(value, str)}
    return typed


def _asked(key: str, *, required: bool = False) -> Field:
    declared = FIELDS[key]
    place = _PLACES.get(key, "")
    return replace(declared, required=required, hint="", needs="", autocomplete=place)


def _parse(one: Field, typed: Mapping[str, Any], said: Said) -> None:
    text = harmless(typed.get(one.key), lines=one.kind is LONGTEXT)
    if one.kind is BOOL:
        said.values[one.key] = text.lower() in {"1", "on", "true", "ja", "yes"}
        return
    try:
        value = one.parse(text)
    except FieldProblem as problem:
        said.problems[one.key] = str(problem.message)  # its hint addresses the staff
    else:
        if value:
            said.values[one.key] = value


def _participant(row: list[Field], typed: Mapping[str, Any], said: Said) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in row:
        mine = Said()
        _parse(one, typed, mine)
        said.problems |= mine.problems
        for value in mine.values.values():
            key = one.key.partition("-")[2]
            found[key] = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return found
