"""How invented customers are reached and billed beyond the first phone, and their logos."""

from __future__ import annotations

from random import Random
from typing import Any

from PIL import Image, ImageDraw

from stammkunde.foundation import uploads
from stammkunde.people import pictures
from stammkunde.people.demo.names import FIRST, PHONES
from stammkunde.people.models import Business, Kind, Origin, PointKind

INSURERS = (
    "Pflegekasse Musterland",
    "BKK Beispielwerke",
    "Gesundkasse Nordlicht",
    "Seekasse Beispiel",
)
ORIGINS = (
    (Origin.HAND, 38), (Origin.IMPORT, 25), (Origin.PHONE, 14), (Origin.BOOKING, 12),
    (Origin.CONTACT, 5), (Origin.INFO, 3), (Origin.NEWSLETTER, 2), (Origin.CALLBACK, 1),
)  # fmt: skip
_NAMES, _WEIGHTS = zip(*((origin.value, weight) for origin, weight in ORIGINS), strict=True)
_INKS = ("#1f5f58", "#25406b", "#8a4b12", "#6b2f5b", "#7a1f2b")
_PAPERS = ("#d9efe9", "#dbe7fb", "#fbe6d0", "#f1def0", "#f8dede")


def reach(chance: Random, business: str, values: dict[str, Any]) -> dict[str, Any]:
    """Labels, further phones and e-mails, company data or insurer, origin."""
    more: dict[str, Any] = {"origin": chance.choices(_NAMES, _WEIGHTS)[0]}
    if values["kind"] == Kind.ORGANISATION:
        more |= _company(chance)
    elif business == Business.CARE and chance.randrange(10) < 7:
        more |= {"insurer": chance.choice(INSURERS), "insurance_number": _kvnr(chance)}
    phone = values["phone"]
    if phone and chance.randrange(3) == 0:
        more["phone_label"] = "Mobil" if phone.startswith(("017", "015", "+49 17")) else "Büro"
    points = []
    if phone and chance.randrange(4) == 0:
        label = chance.choice(("Privat", "Büro", f"Notfall: {chance.choice(FIRST)}"))
        number = chance.choice(PHONES[3:]).format(chance.randrange(1_000))
        if number != phone:
            points.append({"kind": PointKind.PHONE.value, "value": number, "label": label})
    if values["email"] and chance.randrange(12) == 0:
        local, _at, host = values["email"].partition("@")
        address = f"rechnung.{local}@{host}"
        points.append({"kind": PointKind.EMAIL.value, "value": address, "label": "Rechnungen"})
    return more | {"points": points} if points else more


def logo(place: int) -> uploads.Checked:
    """A logo of plain shapes, another one for each place."""
    image = Image.new("RGB", (256, 256), _PAPERS[place % len(_PAPERS)])
    draw, ink = ImageDraw.Draw(image), _INKS[place % len(_INKS)]
    shape = place % 4
    if shape == 0:
        draw.ellipse((60, 60, 196, 196), outline=ink, width=34)
    elif shape == 1:
        draw.polygon(((128, 44), (212, 196), (44, 196)), fill=ink)
    elif shape == 2:
        draw.rounded_rectangle((56, 56, 128, 200), 26, fill=ink)
        draw.ellipse((140, 128, 212, 200), fill=ink)
    else:
        draw.pieslice((40, 40, 216, 216), 200, 70, fill=ink)
    return pictures.drawn(image)


def _company(chance: Random) -> dict[str, str]:
    more = {"vat_id": _vat_id(chance)} if chance.randrange(10) < 6 else {}
    if chance.randrange(8) == 0:
        more["buyer_reference"] = f"Bestellung {chance.randrange(1_000, 9_999)}"
    return more


def _vat_id(chance: Random) -> str:
    digits = f"{chance.randrange(10_000_000, 99_999_999)}"
    product = 10
    for digit in digits:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return f"DE{digits}{(11 - product) % 10}"


def _kvnr(chance: Random) -> str:
    letter, digits = chance.randrange(26), f"{chance.randrange(10**8):08}"
    products = [int(d) * (1 + at % 2) for at, d in enumerate(f"{letter + 1:02}{digits}")]
    return f"{chr(65 + letter)}{digits}{sum(p // 10 + p % 10 for p in products) % 10}"
