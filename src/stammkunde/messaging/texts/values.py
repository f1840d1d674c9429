"""What placeholders insert: ready words about one customer, made in the language that is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from stammkunde.foundation import clock
from stammkunde.foundation.business import Business
from stammkunde.messaging.texts.own import INFORMAL
from stammkunde.people.queries import Addressee

_ORGANISATION = "organisation"
_MS, _MR = "ms", "mr"


class Writer(Protocol):
    """Who writes: a user of the staff."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


def of(
    addressee: Addressee | None,
    business: Business,
    author: Writer | None = None,
    extra: Mapping[str, str] | None = None,
    *,
    language: str = "",
) -> dict[str, str]:
    """The general values for one addressee (None: a stranger), as `render` takes them.

    author: who writes; None for what nobody writes by hand. extra: what the occasion adds, ready
    words by placeholder name (`teilnehmer.name`, `link.abmelden`); it wins. language: otherwise the
    addressee's own.
    """
    speaks = language or (addressee.language if addressee else "de")
    with override(speaks):
        today = date_format(clock.today(), "DATE_FORMAT")
        greeting = salutation(addressee, speaks)
    values = {
        "kunde.anrede": greeting,
        "betrieb.name": str(business),
        "betrieb.inhaber": business.owner,
        "betrieb.strasse": business.street,
        "betrieb.plz": business.postcode,
        "betrieb.ort": business.city,
        "betrieb.telefon": business.phone,
        "betrieb.email": business.email,
        "betrieb.website": business.website,
        "ich.name": author.name if author else "",
        "ich.email": author.email if author else "",
        "heute": today,
        "jahr": str(clock.today().year),
    }
    if addressee:
        values |= {
            "kunde.name": addressee.name,
            "kunde.vorname": addressee.first_name,
            "kunde.nachname": addressee.last_name,
            "kunde.firma": addressee.organisation,
            "kunde.nummer": addressee.number,
            "kunde.email": addressee.email,
        }
    return values | dict(extra or {})


def salutation(addressee: Addressee | None, language: str) -> str:
    """How a message greets: "Hallo Kathrin", "Guten Tag Frau Berger", or without guessing
    "Guten Tag Kathrin Berger"; whoever writes in `language` is inside it already.

    It says Frau or Herr only where the customer's record does.
    """
    if addressee is None or addressee.kind == _ORGANISATION:
        return _("Hello there") if language == INFORMAL else _("Good day")
    if language == INFORMAL:
        first = addressee.first_name
        return _("Hello %(name)s") % {"name": first} if first else _("Hello there")
    if addressee.last_name and addressee.salutation in {_MS, _MR}:
        name = " ".join(part for part in (addressee.title, addressee.last_name) if part)
        said = (
            _("Good day Ms %(name)s") if addressee.salutation == _MS else _("Good day Mr %(name)s")
        )
        return said % {"name": name}
    return _("Good day %(name)s") % {"name": addressee.name} if addressee.name else _("Good day")
