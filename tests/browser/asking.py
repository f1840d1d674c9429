"""Enquiries for pages that are looked at."""

from __future__ import annotations

from collections.abc import Callable

from stammkunde.messaging import operations
from tests import cast
from tests.browser.conftest import Office


def asked(email: str = "hanna@arendt.example") -> int:
    """An enquiry by the website, which is in use from now on; the same one when asked again."""
    values = {"enabled": True, "wishes": "Klavier\nGesang", "newsletter": True}
    operations.change_website(actor=cast.system(), values=values)
    said = {
        "first_name": "Hanna",
        "last_name": "Arendt",
        "email": email,
        "phone": "0171 5550188",
        "wish": "Klavier",
        "text": "Geht bei Ihnen mittwochs nach 15 Uhr?",
        "participants": [{"kind": "person", "first_name": "Mila", "birth_date": "2019-05-04"}],
    }
    made = operations.receive_inquiry(actor=cast.visitor(), values=said, source="website").done
    return int(made[0].pk) if made else 0


PAGES: dict[str, Callable[[Office], str]] = {
    "inquiries": lambda office: f"/inquiries/?seen={asked()}",
    "inquiry": lambda office: f"/inquiries/{asked()}/",
    "take over": lambda office: f"/inquiries/{asked(office.one.email)}/take/",
    "attach": lambda office: f"/inquiries/{asked()}/attach/?customer={office.one.pk}",
    "attach to whom": lambda office: f"/inquiries/{asked()}/attach/?q=ber",
    "edit an inquiry": lambda office: f"/inquiries/{asked()}/edit/",
    "note a call": lambda office: "/inquiries/call/?phone=0171+5550199",
    "website form": lambda office: f"/settings/website-form/?seen={asked()}",
    "public form": lambda office: f"/public/register/?seen={asked()}",
    "public form that is off": lambda office: "/public/register/",
}
VISITOR = {"public form", "public form that is off"}
