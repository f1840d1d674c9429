"""Invented words of an office: templates of its own, one of them without Du, and a signature."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from stammkunde.messaging import operations, queries

_FAREWELL = "\n\nHerzliche Grüße\n{{ betrieb.name }}"
_SIGNATURE = """**{{ betrieb.name }}**
{{ betrieb.strasse }}, {{ betrieb.plz }} {{ betrieb.ort }}"""
_CALLED_OFF = {
    "subject": "Heute fällt der Termin aus",
    "body": """{{ kunde.anrede }},

leider müssen wir den Termin heute absagen. Wir melden uns mit einem neuen Vorschlag bei Ihnen."""
    + _FAREWELL,
    "subject_du": "Heute fällt der Termin aus",
    "body_du": """{{ kunde.anrede }},

leider müssen wir den Termin heute absagen. Wir melden uns mit einem neuen Vorschlag bei dir."""
    + _FAREWELL,
    "subject_en": "Today's appointment is cancelled",
    "body_en": """{{ kunde.anrede }},

unfortunately we have to cancel today's appointment. We will get back to you with another one.

Kind regards
{{ betrieb.name }}""",
}
_MOVED = {
    "subject": "Wir sind umgezogen",
    "body": """{{ kunde.anrede }},

ab sofort finden Sie uns hier:

{{ betrieb.strasse }}
{{ betrieb.plz }} {{ betrieb.ort }}"""
    + _FAREWELL,
}


def load(actor: Actor, business: str) -> None:
    """Two templates and the signature; nothing when the office has templates already."""
    _shipped, own, archive = queries.texts(actor)
    if own or archive:
        return
    for name, values in (("Termin fällt aus", _CALLED_OFF), ("Umzug", _MOVED)):
        operations.add_template(actor=actor, name=name, category="organisational", values=values)
    if not queries.signature(actor):
        operations.change_signature(actor=actor, text=_SIGNATURE)
