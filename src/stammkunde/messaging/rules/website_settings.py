"""What is right for the settings of the website's form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldProblem, clean_text
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.models import Wanted
from stammkunde.people.fields import FIELDS

MOST_ADDRESSES, MOST_WISHES, LONGEST_WISH = 10, 60, 200
DAYS = {"done_days": (30, 3650), "spam_days": (1, 365), "unconfirmed_days": (1, 365)}
SWITCHES = ("enabled", "confirms", "newsletter", "as_prospect")


def clean_website(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among `values` as they are stored.

    Refuses a website that is no address (`website_invalid`), somebody to tell who has no e-mail
    address (`notify_invalid`), more than ten of them or sixty wishes (`too_many`), a wish that is
    too long (`too_long`), what is none of the choices (`unknown`), days beyond their bounds
    (`days_invalid`).
    """
    wanted: dict[str, Any] = {key: bool(values[key]) for key in SWITCHES if key in values}
    if "website" in values:
        wanted["website"] = origin_of(str(values["website"]))
    if "notify" in values:
        wanted["notify"] = _addresses(str(values["notify"]))
    if "wishes" in values:
        wanted["wishes"] = _wishes(str(values["wishes"]))
    if "wish_label" in values:
        wanted["wish_label"] = clean_text(str(values["wish_label"]))[:60]
    for key in ("phone", "address"):
        if key in values:
            if values[key] not in Wanted.values:
                raise Refused("unknown", _("This is none of the choices."), key)
            wanted[key] = values[key]
    for key, (least, most) in DAYS.items():
        if key in values:
            if not least <= int(values[key]) <= most:
                text = _("Between %(least)s and %(most)s days.") % {"least": least, "most": most}
                raise Refused("days_invalid", text, key)
            wanted[key] = int(values[key])
    return wanted


def origin_of(typed: str) -> str:
    """What a browser calls the website in the header Origin: "https://www.klanghof.example"."""
    text = clean_text(typed)
    if not text:
        return ""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        name, port = "", None
    if parts.scheme not in {"http", "https"} or "." not in f"{name}." or not _is_host(name):
        text = _("This is not the address of a website. It looks like https://www.example.de.")
        raise Refused("website_invalid", text, "website")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != usual else "")


def _is_host(name: str) -> bool:
    return bool(name) and all(sign.isalnum() or sign in "-." for sign in name)


def _addresses(typed: str) -> str:
    found = []
    for text in typed.replace(",", " ").replace(";", " ").split():
        try:
            found.append(FIELDS["email"].parse(text))
        except FieldProblem as problem:
            raise Refused("notify_invalid", problem.message, "notify") from problem
    if len(found) > MOST_ADDRESSES:
        raise Refused("too_many", _("At most ten addresses."), "notify")
    return "\n".join(dict.fromkeys(found))


def _wishes(typed: str) -> str:
    lines = [clean_text(line) for line in typed.replace("\r", "\n").split("\n")]
    found = list(dict.fromkeys(line for line in lines if line))
    if len(found) > MOST_WISHES:
        raise Refused("too_many", _("At most sixty lines."), "wishes")
    if any(len(line) > LONGEST_WISH for line in found):
        raise Refused("too_long", _("At most 200 characters in a line."), "wishes")
    return "\n".join(found)
