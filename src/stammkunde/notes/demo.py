"""Invented notes and follow-ups, so that pages are not empty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.notes import operations, queries
from stammkunde.notes.fields import EDIT
from stammkunde.notes.operations import NewNote
from stammkunde.people import queries as people

_ABOUT_CHILDREN = (
    "Ist am Anfang schüchtern, taut nach zehn Minuten auf.",
    "Darf allein nach Hause gehen, die Mutter hat unterschrieben.",
    "Kann schon mehr als die Gruppe: im Frühjahr höher einstufen.",
)
_ABOUT_DOGS = (
    "Verträgt sich nicht mit unkastrierten Rüden, bitte Abstand halten.",
    "Zieht stark, läuft am Brustgeschirr.",
    "Hat Angst vor Regenschirmen.",
)
# (title, text, source, days until it comes back, pinned)
_NOTES: tuple[tuple[str, str, str, int | None, bool], ...] = (
    ("Rückruf wegen Probezeit", "Möchte vor Ende der Probezeit noch einmal sprechen.", "call", -2,
     False),
    ("Nachweis Ermäßigung anfordern", "Die Bescheinigung läuft ab.", "own", 0, False),
    ("", "Ruft wegen der Rechnung an, bittet um Rückruf am Nachmittag.", "call", 1, False),
    ("Angebot nachfassen", "Hat sich nach einem zweiten Termin in der Woche erkundigt.", "email", 7,
     False),
    ("", "Bitte nur vormittags anrufen, arbeitet nachts.", "own", None, True),
    ("", "War sehr zufrieden und empfiehlt uns in der Nachbarschaft weiter.", "visit", None, False),
    ("Umzug", "Zieht im Frühjahr um, die neue Anschrift kommt per E-Mail.", "email", 30, False),
)  # fmt: skip


def load(actor: Actor, business: str) -> None:
    """Some notes, most with a day, some overdue; nothing without colleagues or customers."""
    words = accounts.words_by_user(one.id for one in queries.offered(actor))
    staff = sorted(pk for pk, some in words.items() if EDIT in some)
    known = list(people.customers(actor).order_by("pk").values_list("pk", flat=True)[:40])
    if not (staff and known) or queries.notes(actor).exists():
        return
    today = actor.today
    new = [
        NewNote(
            text=text,
            customer=known[(at * 3) % len(known)],
            title=title,
            origin=origin,
            pinned=pinned,
            due_on=None if days is None else today + timedelta(days=days),
            inform=[] if days is None else [staff[at % len(staff)]],
        )
        for at, (title, text, origin, days, pinned) in enumerate(_NOTES * 3)
    ]
    written = operations.write_notes(actor=actor, notes=new + _of_participants(actor, business))
    done = [row.pk for row in written.done[1:20:9]]
    operations.finish_follow_ups(actor=actor, notes=done)


def _of_participants(actor: Actor, business: str) -> list[NewNote]:
    rows: list[Any] = list(people.participants(actor).order_by("pk")[:6])
    texts = _ABOUT_DOGS if business == "dogs" else _ABOUT_CHILDREN
    return [NewNote(text=texts[at % len(texts)], participant=row.pk) for at, row in enumerate(rows)]
