"""Invented customers of German offices, the same ones for the same number and seed.

Names follow a Zipf-like law (a few Müllers, many rare names), phones come in the spellings that
people type, every thirtieth field is empty. E-mail addresses end in `.example` and reach nobody.
"""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

Row = dict[str, str]
KEYS = ("kind", "first_name", "last_name", "organisation", "email", "phone", "postcode", "city")
HEADINGS = ("Art", "Vorname", "Nachname", "Firma", "E-Mail", "Telefon", "PLZ", "Ort")
PERSON, ORGANISATION = "Privatperson", "Organisation"
SEED = 20261121

FORMS = ("GmbH", "e.V.", "GbR", "GmbH & Co. KG", "e.K.", "AG", "mbH", "OHG")
MOBILE = "151 152 157 160 162 170 171 172 175 176 179"
LANDLINE = "30 40 89 221 69 711 341 351 911 251 421 3581"
HOSTS = ("post.example", "mail.example", "brief.example", "buero.example", "heim.example")
PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"}
    | dict(zip("ışłóéèëïùễćáç", "isloeeeiuecac", strict=True))
)


def _sections() -> list[list[str]]:
    """The lists of invented.txt, each a list of lines."""
    text = (Path(__file__).parent / "invented.txt").read_text("utf-8")
    return [part.splitlines()[1:] for part in text.split("# ")[1:]]


FIRST, LAST, FRONT, BACK, WORDS = (" ".join(lines).split() for lines in _sections()[:5])
CITIES = [tuple(line.split(";")) for line in _sections()[5]]


def customers(count: int, seed: int = SEED, encoding: str = "utf-8") -> Iterator[Row]:
    """Give `count` customers; names that `encoding` cannot write are left to other lists."""
    dice = random.Random(seed)
    first = Zipf([name for name in FIRST if _fits(name, encoding)], 0.7)
    rare = [front + back for front, back in itertools.product(FRONT, BACK)]
    dice.shuffle(rare)
    last = Zipf([name for name in LAST if _fits(name, encoding)] + rare[:1900], 0.85)
    towns = Zipf(CITIES, 0.8)
    for number in range(count):
        yield _customer(dice, number, first, last, towns)


def write_csv(
    path: Path,
    rows: Iterable[Row],
    *,
    encoding: str = "utf-8",
    delimiter: str = ";",
    headings: Sequence[str] = HEADINGS,
) -> Path:
    """Write rows as a list with one heading line; returns `path`."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(headings)
        writer.writerows([row[key] for key in KEYS] for row in rows)
    return path


class Zipf:
    """Picks from a list so that the n-th is drawn with a weight of 1 / n ** slope."""

    def __init__(self, values: Sequence, slope: float) -> None:
        self.values = values
        weights = (1 / (rank + 1) ** slope for rank in range(len(values)))
        self.sums = list(itertools.accumulate(weights))

    def pick(self, dice: random.Random):
        """One of the values."""
        return dice.choices(self.values, cum_weights=self.sums)[0]


def _customer(dice: random.Random, number: int, first: Zipf, last: Zipf, towns: Zipf) -> Row:
    town, region = towns.pick(dice)
    given, family = first.pick(dice), last.pick(dice)
    firm = dice.random() < 0.12
    name = f"{dice.choice(WORDS)} {family} {dice.choice(FORMS)}" if firm else ""
    contact = not firm or dice.random() < 0.4
    box = f"{given}.{family}" if not firm else f"info.{family}"
    email = f"{box}{number}@{dice.choice(HOSTS)}".lower().translate(PLAIN)
    reachable = dice.random() < 0.85
    return {
        "kind": ORGANISATION if firm else PERSON,
        "first_name": given if contact else "",
        "last_name": family if contact else "",
        "organisation": name,
        "email": email if reachable else "",
        "phone": _phone(dice) if dice.random() < 0.88 or not reachable else "",
        "postcode": f"{region}{dice.randrange(1, 1000):03d}" if dice.random() < 0.97 else "",
        "city": town if dice.random() < 0.97 else "",
    }


def _phone(dice: random.Random) -> str:
    """One number in one of the spellings that people use."""
    if dice.random() < 0.6:
        area = dice.choice(MOBILE.split())
    else:
        area = dice.choice(LANDLINE.split())
    line = str(dice.randrange(1_000_000, 99_999_999))
    return dice.choice(
        (
            f"0{area} {line}",
            f"0{area}/{line[:3]} {line[3:]}",
            f"+49 {area} {line}",
            f"(0{area}) {line}",
            f"+49 (0){area} {line[:4]} {line[4:]}",
            f"0{area}{line}",
            f"0{area}-{line}",
        )
    )


def _fits(name: str, encoding: str) -> bool:
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
