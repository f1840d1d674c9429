"""The website's form obeys every setting for customers: a new one fails here until it is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stammkunde.foundation.remember import remembering
from stammkunde.messaging import operations
from stammkunde.messaging.models import Inquiry
from stammkunde.messaging.operations.taking import item_of
from stammkunde.messaging.views.registration import snippet
from stammkunde.people import operations as people
from stammkunde.people.models import Customer, Participant
from stammkunde.people.rules.settings import SETTINGS_KEYS
from tests import cast

pytestmark = pytest.mark.db
URL = "/public/register/"
SAID = {"last_name": "Arendt", "first_name": "Hanna", "email": "hanna@beispiel.example",
        "text": "Geht mittwochs?", "adult": "1"}  # fmt: skip


@pytest.fixture(autouse=True)
def door() -> None:
    """The form is in use."""
    operations.change_website(actor=cast.system(), values={"enabled": True})


def settle(**values: Any) -> None:
    people.change_settings(actor=cast.system(), values=values)


def forms() -> list[str]:
    """The page of ours and the form to copy: both ask the same."""
    with remembering():
        return [Client().get(URL).content.decode(), snippet("de")]


def ask(**said: Any) -> tuple[int, Inquiry | None]:
    answer = Client().post(URL, SAID | said)
    return answer.status_code, Inquiry.objects.order_by("-pk").first()


def take(row: Inquiry | None) -> Any:
    """Somebody of the office takes it over."""
    assert row is not None
    done = operations.take_over_inquiry(
        actor=cast.owner(), inquiry=row.pk, customer=item_of(row), seen=()
    )
    return done.customer or done.refused


def profile() -> None:
    """Children or dogs to name, a company's name where companies ask."""
    for value, there, missing in (
        ("course", 'name="p0-last_name"', 'name="p0-breed"'),
        ("dogs", 'name="p0-breed"', 'name="p0-last_name"'),
        ("care", 'name="organisation"', 'name="p0-first_name"'),
    ):
        settle(profile=value)
        for html in forms():
            assert there in html
            assert missing not in html
    _status, row = ask(**{"p0-first_name": "Balu"})
    assert row is not None
    assert "participants" not in row.said  # nobody asked for it


def title_shown() -> None:
    """The academic title is asked, or neither asked nor taken."""
    for shown in (True, False):
        settle(title_shown=shown)
        for html in forms():
            assert ('name="title"' in html) is shown
        _status, row = ask(title="Dr.", text=f"Frage {shown}")
        assert row is not None
        assert row.said.get("title") == ("Dr." if shown else None)


def adult_check() -> None:
    """Whoever asks confirms to be of age (BKG-09, POR-09), where the business wants to know."""
    settle(adult_check=True)
    assert all('name="adult"' in html for html in forms())
    assert ask(adult="")[0] == 422
    settle(adult_check=False)
    assert all('name="adult"' not in html for html in forms())
    assert ask(adult="")[0] == 200


def birth_dates_of_company_contacts() -> None:
    """The form asks nobody but participants for a birth date, whatever is set for companies."""
    for wanted in (True, False):
        settle(profile="care", birth_dates_of_company_contacts=wanted)
        assert all("birth_date" not in html for html in forms())


def formal() -> None:
    """Sie or Du, as the business speaks to everybody (C-24)."""
    for number, (way, mine, other) in enumerate(
        ((True, "Ihre Anfrage", "Deine Anfrage"), (False, "Deine Anfrage", "Ihre Anfrage"))
    ):
        settle(formal=way)
        said = Client().post(URL, SAID | {"text": f"Frage {number}"}).content.decode()
        assert mine in said
        assert other not in said


def name_order() -> None:
    """The list of enquiries writes names like every list."""
    ask()
    desk = cast.logged_in()
    for order, name in (("last_first", "Arendt, Hanna"), ("first_last", "Hanna Arendt")):
        settle(name_order=order)
        assert name in desk.get(reverse("messaging:inquiries")).content.decode()


def unique_email() -> None:
    """The door never says no; where two of an address are forbidden, taking over does."""
    cast.customer(email="hanna@beispiel.example")
    for number, (way, expected) in enumerate(
        (("forbid", "email_taken"), ("warn", "alike"), ("allow", ""))
    ):
        settle(unique_email=way)
        status, row = ask(text=f"Frage {number}")
        assert status == 200
        taken = take(row)
        assert (taken[0].code if isinstance(taken, list) else "") == expected


def auto_self() -> None:
    """Who names nobody takes part in person, where the business wants that."""
    for number, (way, wanted) in enumerate((("yes", 1), ("no", 0))):
        settle(auto_self=way)
        _status, row = ask(email=f"h{number}@beispiel.example", last_name=f"Arendt{number}")
        made = take(row)
        assert Participant.objects.filter(customer=made).count() == wanted


def number_mode() -> None:
    """A number comes from taking over, as for everybody; the door gives none away."""
    settle(number_mode="create", number_prefix="W-", number_digits=3, number_start=7)
    _status, row = ask()
    assert not Customer.objects.exists()
    assert take(row).number == "W-007"


DECIDED: dict[str, Callable[[], None]] = {
    "adult_check": adult_check,
    "auto_self": auto_self,
    "birth_dates_of_company_contacts": birth_dates_of_company_contacts,
    "formal": formal,
    "name_order": name_order,
    "number_digits": number_mode,
    "number_mode": number_mode,
    "number_prefix": number_mode,
    "number_start": number_mode,
    "profile": profile,
    "title_shown": title_shown,
    "unique_email": unique_email,
}


def test_somebody_has_decided_what_each_setting_means_for_the_form() -> None:
    assert set(DECIDED) == SETTINGS_KEYS


@pytest.mark.parametrize("key", sorted(SETTINGS_KEYS))
def test_the_form_obeys(key: str) -> None:
    DECIDED[key]()


def test_what_the_form_s_own_settings_ask_is_asked() -> None:
    values = {"wishes": "Klavier\nGesang", "wish_label": "Welcher Kurs?", "phone": "must",
              "address": "may", "newsletter": True}  # fmt: skip
    operations.change_website(actor=cast.system(), values=values)
    for html in forms():
        for piece in ("Welcher Kurs?", "Klavier", 'name="phone"', 'name="street"', "newsletter"):
            assert piece in html
    assert ask(phone="")[0] == 422
    assert ask(phone="0171 5550111", wish="Trompete")[0] == 422
    status, row = ask(phone="0171 5550111", wish="Gesang", text="")
    assert status == 200
    assert row is not None
    assert row.wish == "Gesang"


def test_english_is_spoken_to_whoever_asks_in_english() -> None:
    assert "Your enquiry" in Client().get(URL + "?lang=en").content.decode()


def test_lengths_are_numbers_that_a_browser_reads() -> None:
    for html in forms():
        assert 'maxlength="4000"' in html
