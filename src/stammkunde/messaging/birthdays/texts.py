"""The greetings as they come with the product; the office may change each of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from stammkunde.messaging.models import Category
from stammkunde.messaging.texts import Placeholder, Shipped, ship

OWN, FOR = "messaging.birthday", "messaging.birthday_for"
OWN_LATE, FOR_LATE = "messaging.birthday_late", "messaging.birthday_for_late"
GIFT = "geschenk.text"
_GIFT = Placeholder(GIFT, gettext_lazy("What is said of an attached gift"))

ship(
    Shipped(
        key=OWN,
        label=pgettext_lazy("messaging", "Birthday"),
        category=Category.ORGANISATIONAL,
        subject=pgettext_lazy("to customers", "Happy birthday!"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\nwe wish you all the best on your birthday, health and many"
            " happy moments in your new year.\n\nKind regards\n{{ betrieb.name }}",
        ),
        placeholders=(_GIFT,),
        automatic=True,
        hint=gettext_lazy("Goes to customers in the morning of their birthday."),
    )
)
ship(
    Shipped(
        key=FOR,
        label=gettext_lazy("Birthday of somebody who takes part"),
        category=Category.ORGANISATIONAL,
        subject=pgettext_lazy("to customers", "Happy birthday, {{ teilnehmer.vorname }}!"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\ntoday is the birthday of {{ teilnehmer.vorname }}."
            " We congratulate and wish a wonderful day.\n\nKind regards\n{{ betrieb.name }}",
        ),
        placeholders=(_GIFT,),
        automatic=True,
        hint=gettext_lazy(
            "Goes to those who are responsible for a child, a participant, an animal."
        ),
    )
)
ship(
    Shipped(
        key=OWN_LATE,
        label=gettext_lazy("Birthday, belated"),
        category=Category.ORGANISATIONAL,
        subject=pgettext_lazy("to customers", "Belated happy birthday!"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\nbelatedly we wish you all the best on your birthday, health and"
            " many happy moments in your new year.\n\nKind regards\n{{ betrieb.name }}",
        ),
        placeholders=(_GIFT,),
        automatic=True,
        hint=gettext_lazy("Only after a pause of the server, where the settings allow it."),
    )
)
ship(
    Shipped(
        key=FOR_LATE,
        label=gettext_lazy("Birthday of somebody who takes part, belated"),
        category=Category.ORGANISATIONAL,
        subject=pgettext_lazy("to customers", "Belated happy birthday, {{ teilnehmer.vorname }}!"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\nbelatedly we congratulate {{ teilnehmer.vorname }} and hope it"
            " was a wonderful birthday.\n\nKind regards\n{{ betrieb.name }}",
        ),
        placeholders=(_GIFT,),
        automatic=True,
        hint=gettext_lazy("Only after a pause of the server, where the settings allow it."),
    )
)
