"""Every form of the product with something to bring: what `test_posted_twice` and the race send.

An address that takes POST and stands neither here nor among the exempt fails the test. `say` gives
what an office would type; `other` what it types after going back; None where one cannot want another
one. A form that makes nothing new has no `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from stammkunde.accounts.models import User
from stammkunde.foundation.models import JournalEntry
from stammkunde.people import operations as people
from stammkunde.people.models import Customer, CustomerStatus
from tests import cast

Said = dict[str, Any]


@dataclass
class Desk:
    """What is there before a form is sent: one family, and ids for addresses."""

    ids: dict[str, Any]

    def path(self, name: str, /, **more: Any) -> str:
        """The address called `name`, about what is on this desk."""
        from_desk = {**self.ids, **more}
        return reverse(name, kwargs={key: from_desk[key] for key in CONVERTERS[name]})


@dataclass(frozen=True)
class Form:
    """One form: where it is sent, what is typed, and what is typed after going back.

    on: what must be there before. path: parts of the address that are not on the desk.
    """

    name: str
    say: Callable[[Desk], Said]
    other: Callable[[Desk], Said] | None = None
    path: tuple[tuple[str, Any], ...] = ()
    before: Callable[[Desk], Any] | None = None
    title: str = ""

    @property
    def makes(self) -> bool:
        """Whether something new comes of it."""
        return self.other is not None


# What may be sent twice, and why nothing comes of it that would be there twice.
EXEMPT = {
    "account_login": "writes a session and what is limited, nothing that is there twice",
    "account_logout": "ends a session, which can end once",
    "people:alike": "asks and writes nothing",
    "people:here": "a sign of life, one row per person and record",
    "foundation:look": "a cookie",
}
CONVERTERS: dict[str, list[str]] = {}


def picture(colour: int = 10) -> SimpleUploadedFile:
    """A small picture as a browser sends it."""
    out = BytesIO()
    Image.new("RGB", (20, 20), (colour, 90, 90)).save(out, "PNG")
    return SimpleUploadedFile("ich.png", out.getvalue(), "image/png")


def desk(user: User) -> Desk:
    """What is on the desk of `user`: a family with a child and a contact, and its entry."""
    home = cast.customer()
    entry = JournalEntry.objects.filter(operation="people.add_customers").latest("pk")
    ids = {
        "user": user.pk,
        "pk": home.pk,
        "participant": cast.participant(home).pk,
        "contact": cast.contact(home).pk,
        "entry": entry.pk,
    }
    return Desk(ids)


def typed(**said: Any) -> Callable[[Desk], Said]:
    """The same on every desk."""
    return lambda _desk: dict(said)


def new(last: str) -> Callable[[Desk], Said]:
    return typed(kind="person", first_name="Nora", last_name=last, phone="")


def forms() -> Iterator[Form]:
    """The forms of all rooms."""
    yield Form("people:new", new("Sommerfeld"), new("Winterfeld"))
    yield from _of_a_customer()
    yield from _of_participants_and_contacts()
    yield from _settings()
    yield from _of_lists()


def _of_a_customer() -> Iterator[Form]:
    street = {"street": "Weg 1", "postcode": "01067", "city": "Dresden", "label": "Lager"}
    yield Form("people:addresses", typed(**street), typed(**street | {"label": "Büro"}))
    yield Form(
        "people:bank",
        typed(iban="DE89 3704 0044 0532 0130 00", holder="K"),
        typed(iban="DE02 1203 0000 0000 2020 51", holder="K"),
    )
    wish = {"purpose": "photos", "channel": "any", "source": "paper", "given": "1"}
    wish |= {"on": "08.03.2021", "proof": "Bogen 7"}
    yield Form("people:consents", typed(**wish), typed(**wish | {"proof": "Bogen 8"}))
    yield Form(
        "people:contacts",
        typed(first_name="Petra", last_name="Roth", role="Büro"),
        typed(first_name="Paula", last_name="Roth", role="Büro"),
    )
    child = {"first_name": "Lea", "birth_date": "04.05.2019"}
    yield Form("people:participants", typed(**child), typed(**child | {"first_name": "Lina"}))
    yield Form("people:take_part", typed())
    yield Form(
        "people:points",
        typed(kind="phone", value="030 111111", label=""),
        typed(kind="phone", value="030 222222", label=""),
        before=_telephone,
    )
    yield Form(
        "people:labels", typed(do="tag", name="Stammtisch"), typed(do="tag", name="Sommerfest")
    )
    yield Form("people:picture", lambda _d: {"picture": picture()})
    yield Form("people:edit", typed(city="Bonn"), path=(("field", "city"),))
    yield Form("people:edit_all", lambda d: {"kind": "person", "last_name": "Anders"})
    yield Form("people:archive", typed())
    yield Form("people:restore", typed())
    yield Form("people:lock", typed(reason="zahlt nicht"))
    yield Form("people:unlock", typed())
    yield Form("people:deceased", typed(deceased_on="01.02.2026"))
    yield Form("people:status", typed(status="1"))
    yield Form("people:renumber", typed(number="4712", reason="Umstellung"), before=_number)
    yield Form("people:managers", lambda d: {"manager": [d.ids["user"]]})
    yield Form("people:prefs", typed(address_form="du", channel=""))
    yield Form("people:delete", typed(way="bin"))
    yield Form("foundation:undo", typed(next="/"))


def _of_participants_and_contacts() -> Iterator[Form]:
    for noun in ("participant", "contact"):
        yield Form(f"people:{noun}_edit", typed(first_name="Lena", last_name="Roth"))
        yield Form(f"people:{noun}_archive", typed())
        yield Form(f"people:{noun}_restore", typed())
        yield Form(f"people:{noun}_deceased", typed(deceased_on="01.02.2026"))
    yield Form("people:contact_move", typed(do="up"), before=_second_contact)
    yield Form("people:participant_note", typed(note="mag Äpfel"))
    yield Form("people:participant_picture", lambda _d: {"picture": picture()})
    yield Form(
        "people:guardians",
        lambda d: {"do": "add", "customer": d.ids["aunt"]},
        lambda d: {"do": "add", "customer": d.ids["uncle"]},
        before=_family,
    )


def _settings() -> Iterator[Form]:
    for name in (
        "people:settings_tags",
        "people:settings_groups",
        "people:settings_recipient_groups",
    ):
        yield Form(name, typed(do="add", name="Ferien"), typed(do="add", name="Herbst"))
    yield Form(
        "people:settings_statuses",
        typed(do="add", name="Probe", tone="y"),
        typed(do="add", name="Ruht", tone="y"),
    )
    yield Form(
        "people:settings_fields",
        typed(do="add", label="Größe", kind="text", of="customer"),
        typed(do="add", label="Gewicht", kind="text", of="customer"),
    )
    yield Form("people:settings_customers", typed(number_prefix="K-"))
    yield Form("messaging:settings_address", typed(formal="0"))
    yield Form("messaging:settings_signature", typed(signature="Wasserfloh"))
    yield Form("messaging:own_signature", typed(signature="Tina"))
    words = {"do": "save", "category": "advertising", "subject": "Neu", "body": "Ab Montag"}
    yield Form(
        "messaging:template_new",
        typed(name="Ferien", **words),
        typed(name="Herbst", **words),
    )
    yield Form(
        "messaging:template",
        typed(do="save", body="Bitte hier: {{ link.bestaetigen }}"),
        path=(("text", "messaging.consent"),),
    )
    yield Form("people:settings_merge_tags", lambda d: d.ids["tags"], before=_two_tags)


def _of_lists() -> Iterator[Form]:
    yield Form(
        "foundation:arrange", typed(cols=["city"], next="/"), path=(("list", "people.customers"),)
    )


def _number(desk: Desk) -> None:
    numbered = CustomerStatus.objects.filter(with_number=True).first()
    desk.ids["pk"] = cast.customer(status=numbered.pk).pk


def _telephone(desk: Desk) -> None:
    desk.ids["pk"] = cast.customer(phone="030 999999").pk


def _second_contact(desk: Desk) -> None:
    desk.ids["contact"] = cast.contact(Customer.objects.get(pk=desk.ids["pk"])).pk


def _family(desk: Desk) -> None:
    desk.ids["aunt"], desk.ids["uncle"] = cast.customer().pk, cast.customer().pk


def _two_tags(desk: Desk) -> None:
    one, two = people.add_tags(actor=cast.system(), names=["Eins", "Zwei"]).done
    desk.ids["tags"] = {"source": one.pk, "into": two.pk}
