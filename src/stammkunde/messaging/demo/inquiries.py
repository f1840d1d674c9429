"""Three invented enquiries, so that the page is not empty; nobody is written to because of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.messaging import operations
from stammkunde.messaging.models import InquirySource, InquiryState
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.people import queries as people

# By industry: choices of the form, then (wish, text) of a website, a call, an e-mail.
_ASKED = {
    "course": (
        ("Klavier für Anfänger", "Schnupperstunde Schlagzeug", "Gesang", "Musikalische Früherziehung"),
        ("Klavier für Anfänger", "Geht bei euch mittwochs nach 15 Uhr?"),
        "Schnupperstunde Schlagzeug für Jonah, elf Jahre. Bittet um Rückruf am Abend.",
        "Gutschein für fünf Stunden Gesang als Geschenk, bis Weihnachten.",
    ),
    "dogs": (
        ("Welpenkurs", "Grundkurs", "Einzelstunde"),
        ("Welpenkurs", "Ist samstags noch ein Platz frei?"),
        "Fragt nach einer Einzelstunde für einen Terrier. Bittet um Rückruf am Abend.",
        "Möchte eine Mehrfachkarte verschenken, bis Weihnachten.",
    ),
    "care": (
        ("Unterhaltsreinigung", "Fensterreinigung", "Haushaltshilfe"),
        ("Fensterreinigung", "Was kostet das für zwölf Fenster im zweiten Stock?"),
        "Sucht eine Haushaltshilfe für die Mutter. Bittet um Rückruf am Abend.",
        "Bittet um ein Angebot für das Treppenhaus, bis Jahresende.",
    ),
}  # fmt: skip
_CHILD = {"kind": "person", "first_name": "Mila"}
_DOG = {"kind": "animal", "first_name": "Balu", "breed": "Labrador"}


def load(actor: Actor, business: str) -> None:
    """One of the website, one call, one e-mail; the last two of customers who are there."""
    if queries.inquiries(actor).exists():
        return
    wishes, (wish, text), call, mail = _ASKED[business]
    operations.change_website(actor=actor, values={"enabled": True, "wishes": "\n".join(wishes)})
    today = actor.today
    known = list(people.in_use(actor).exclude(phone="").exclude(email="").order_by("pk")[:40])
    child = _CHILD | {"birth_date": today.replace(year=today.year - 7, day=1).isoformat()}
    joining = {"course": [child], "dogs": [_DOG]}.get(business, [])
    operations.receive_inquiry(
        actor=actor,
        source=InquirySource.WEBSITE,
        at=clock.now() - timedelta(minutes=40),
        values={
            "first_name": "Familie",
            "last_name": "Arendt",
            "phone": "03643 5550188",
            "wish": wish,
            "text": text,
            "participants": joining,
        },
    )
    yesterday = _at(today - timedelta(days=1), 17, 10)
    phone = known[3].phone if len(known) > 3 else "03643 5550177"
    called = operations.note_call(
        actor=actor, name="Familie Okafor", phone=phone, text=call, at=yesterday
    )
    operations.set_inquiry_state(
        actor=actor, inquiries=[row.pk for row in called.done], state=InquiryState.IN_PROGRESS
    )
    email = known[7].email if len(known) > 7 else "carla.voss@beispiel.example"
    operations.note_call(
        actor=actor,
        name="Carla Voss",
        email=email,
        text=mail,
        source=InquirySource.EMAIL,
        at=_at(today - timedelta(days=3), 9, 20),
    )


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.business_zone())
