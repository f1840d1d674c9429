"""Invented customers for demonstrations and measurements.

The same business and number give the same people every time. Names are put together by chance,
mail addresses end in .example, phone numbers come from the ranges kept free for films and books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from stammkunde.foundation.folding import fold
from stammkunde.people.models import Kind

FIRST = (
    "Alma Anna-Lena Ansgar Antje Ayşe Benno Bernadette Birgit Björn Carla Cem Claudia Dörte Elif "
    "Ellen Emil Enno Françoise Frieda Georg Greta Günther Hannes Heike Henrike Ida İlkay Imke "
    "Jakub Jana Jannis Jörg Jule Käthe Karim Kerstin Kjell Lea Linh Lotte Ludger Łukasz Malte "
    "Marek Marlene Mehmet Mia Miriam Nadja Nele Noor Olga Ömer Paula Petra Ronja Rolf Ruth Sanne "
    "Selin Silke Sören Tamara Thea Timo Tom Uwe Vera Wiebke Yannick Yusuf Zoë"
).split()
LAST = (
    "Abendroth|Ährlich|Aydın|Bäcker|Berger|Birnbaum|Blümchen|Borowski|Brügge|Çelik|Dachs|"
    "Demirtaş|Ehrlich|Eichhorn|Fährmann|Falkenried|Fröhlich|Gänsestein|Goldbach|Größer|Haberland|"
    "Hagedorn|Heidekamp|Hölderle|Immergrün|Jäger|Jasper|Kaltwasser|Kirschbaum|Köhler|Kowalczyk|"
    "Krähwinkel|Lauterbach|Lindqvist|Löwe|Mäurer|Meyer|Mönkeberg|Mueller|Müller|Nachtigall|Nguyễn|"
    "Nussbaum|Öztürk|O'Neal|Pfefferkorn|Quitte|Rabenstein|Rosenfurt|Rößler|Şahin|Sander|Schäfer|"
    "Schönthal|Schröder|Schulze-Kamp|Seidel|Sommerfeld|Sonnleitner|Strauß|Süßmilch|Teichmann|"
    "Thoma|Traubendorf|Uhlenbrock|van der Beek|Vogelsang|von der Wiese|Wächter|Weiß|Weiss|Wolff|"
    "Yılmaz|Zander|Ziegler|Zwetschke"
).split("|")
PLACES = (
    "01067 Dresden|04109 Leipzig|06108 Halle (Saale)|07743 Jena|10437 Berlin|10967 Berlin|"
    "12049 Berlin|13086 Berlin|14467 Potsdam|15344 Strausberg|16225 Eberswalde|16321 Bernau|"
    "18055 Rostock|20095 Hamburg|22765 Hamburg|24103 Kiel|28195 Bremen|30159 Hannover|"
    "33602 Bielefeld|38100 Braunschweig|40213 Düsseldorf|44135 Dortmund|48143 Münster|50667 Köln|"
    "53111 Bonn|60311 Frankfurt am Main|67433 Neustadt an der Weinstraße|70173 Stuttgart|"
    "79098 Freiburg im Breisgau|80331 München|86150 Augsburg|90402 Nürnberg|97070 Würzburg|"
    "99084 Erfurt"
).split("|")
PHONES = ("0171 39200{:02}", "+49 176 040690{:02}", "0152 288173{:02}", "030 23125 {:03}",
          "040 66969 {:03}", "(069) 90009-{:03}", "089/99998{:03}", "0221 4710{:03}")  # fmt: skip
MAILS = ("mail.example", "post.example", "brief.example", "heim.example", "netz.example")


@dataclass(frozen=True)
class Business:
    """A kind of business: how many of a hundred customers are organisations, and what they are."""

    organisations: int
    names: tuple[str, ...]


BUSINESSES = {
    "course": Business(
        6, ("Kita {}", "Grundschule am {}platz", "Förderverein {} e. V.", "Musikzug {}")
    ),
    "dogs": Business(4, ("Tierheim {}", "Hundefreunde {} e. V.", "Tierarztpraxis {}")),
    "care": Business(
        55,
        ("Hausverwaltung {} GmbH", "Praxis Dr. {}", "{} & Söhne KG", "WEG {}straße",
         "Kanzlei {}", "Seniorenstift {}", "Autohaus {} GmbH & Co. KG"),
    ),
}  # fmt: skip


def customers(business: str, count: int) -> Iterator[dict[str, Any]]:
    """`count` invented customers of a business, as values for `people.add_customers`."""
    chance = Random(f"stammkunde {business}")  # noqa: S311 - repeatable on purpose
    kind = BUSINESSES[business]
    for _number in range(count):
        if chance.randrange(100) < kind.organisations:
            yield _organisation(chance, kind)
        else:
            yield _person(chance)


def _person(chance: Random) -> dict[str, Any]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    return {
        "kind": Kind.PERSON.value,
        "first_name": first,
        "last_name": last,
        **_reached(chance, f"{first}.{last}"),
    }


def _organisation(chance: Random, business: Business) -> dict[str, Any]:
    last = chance.choice(LAST)
    contact = chance.randrange(3) == 0
    return {
        "kind": Kind.ORGANISATION.value,
        "first_name": chance.choice(FIRST) if contact else "",
        "last_name": chance.choice(LAST) if contact else "",
        "organisation": chance.choice(business.names).format(last),
        **_reached(chance, f"info.{last}"),
    }


def _reached(chance: Random, name: str) -> dict[str, str]:
    postcode, _, city = chance.choice(PLACES).partition(" ")
    local = "".join(
        letter for letter in fold(name) if (letter.isascii() and letter.isalnum()) or letter == "."
    )
    number = chance.randrange(1, 1_000)
    phone = chance.choice(PHONES)
    limit = 100 if ":02" in phone else 1_000
    return {
        "email": f"{local}{number}@{chance.choice(MAILS)}" if chance.randrange(8) else "",
        "phone": phone.format(chance.randrange(limit)) if chance.randrange(10) else "",
        "postcode": postcode,
        "city": city,
    }
