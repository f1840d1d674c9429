"""The three businesses that the house is built for, and the words each of them would use."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.people.models import Business as Profile


@dataclass(frozen=True)
class Business:
    """A kind of business.

    organisations: of a hundred customers. names: what they are called. tags: its own words, the
    usual ones first. groups: customer groups. markers: emoji before names. notes: internal ones.
    """

    organisations: int
    names: tuple[str, ...]
    tags: tuple[str, ...]
    groups: tuple[str, str, str]
    markers: tuple[str, ...]
    notes: tuple[str, ...]


BUSINESSES = {
    Profile.COURSE.value: Business(
        6,
        ("Kita {}", "Grundschule am {}platz", "Förderverein {} e. V.", "Musikzug {}"),
        ("Stammkundschaft", "Frühschwimmen", "Seepferdchen", "Ferienkurs", "Geschwister",
         "Probestunde", "Empfehlung", "Aquafitness"),
        ("Familien", "Vereinsmitglieder", "Kooperationen"),
        ("🐬", "⭐", "🎂", "🏊"),
        ("Ruft lieber an, als zu schreiben.", "Holt meist der Großvater ab.",
         "Möchte die Geschwister in derselben Gruppe.", "Nachmittags erst ab 16 Uhr.",
         "Fragt nach einem Platz im Frühjahr."),
    ),
    Profile.DOGS.value: Business(
        4,
        ("Tierheim {}", "Hundefreunde {} e. V.", "Tierarztpraxis {}"),
        ("Stammkundschaft", "Agility", "Welpengruppe", "Mantrailing", "Einzelstunden",
         "Rally Obedience", "Empfehlung", "Hundepension"),
        ("Zehnerkarte", "Vereinsmitglieder", "Partner"),
        ("🐾", "⭐", "🦴", "🎾"),
        ("Hund ist scheu, bitte Abstand halten.", "Trainiert lieber vormittags.",
         "Zweiter Hund ist geplant.", "Leckerli nur ohne Getreide.",
         "Kommt mit dem Rad, bei Regen absagen."),
    ),
    Profile.CARE.value: Business(
        55,
        ("Hausverwaltung {} GmbH", "Praxis Dr. {}", "{} & Söhne KG", "WEG {}straße",
         "Kanzlei {}", "Seniorenstift {}", "Autohaus {} GmbH & Co. KG"),
        ("Stammkundschaft", "Treppenhaus", "Glasreinigung", "Schlüssel bei uns", "Nur vormittags",
         "Haustier", "Empfehlung", "Grundreinigung"),
        ("Gewerbe", "Hausverwaltungen", "Privathaushalte"),
        ("🔑", "⭐", "🧹", "🌿"),
        ("Schlüssel liegt im Büro, Haken 12.", "Klingel ist defekt, bitte anrufen.",
         "Parken nur im Hof.", "Rechnung sammelt die Verwaltung am Monatsende.",
         "Keine scharfen Mittel auf dem Steinboden."),
    ),
}  # fmt: skip
