"""Setting up a new business: first page, checklist, test mail, demo data, backup at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from stammkunde.backoffice.checklist import checklist
from stammkunde.backoffice.views.today import greeting
from stammkunde.foundation.business import business
from stammkunde.foundation.models import BusinessData, MailState, OutgoingMail
from stammkunde.people import lifecycle, profiles
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


def at(name: str) -> str:
    return reverse(f"backoffice:{name}")


def new_house(**roles: Any) -> Client:
    """Somebody logged in where nobody has set up anything yet."""
    client = cast.logged_in(**roles)
    BusinessData.objects.update(set_up_at=None)
    return client


def answers() -> dict[str, str]:
    return {
        "do": "save", "profile": "dogs", "formal": "0", "name": "Pfotenwerk", "street": "Weg 1",
        "postcode": "99423", "city": "Weimar", "tax_number": "162/555/01234",
    }  # fmt: skip


def test_into_a_new_house_one_comes_through_the_first_page() -> None:
    client = new_house()
    assert client.get(at("today"))["Location"] == at("setup")
    assert "Willkommen" in client.get(at("setup")).content.decode()


def test_who_may_not_set_up_comes_to_the_start_page_all_the_same() -> None:
    assert new_house(roles=("office",)).get(at("today")).status_code == 200


def test_the_first_page_sets_industry_address_form_and_business() -> None:
    client = new_house()
    assert client.post(at("setup"), answers())["Location"] == at("today")
    now = business()
    assert (now.name, now.city, now.is_set_up) == ("Pfotenwerk", "Weimar", True)
    assert profiles.industry() == "dogs"
    assert not lifecycle.business().formal
    page = client.get(at("today")).content.decode()
    assert "Pfotenwerk" in page
    assert "Hunde" in page


def test_a_first_page_without_a_name_comes_back_as_it_was_typed() -> None:
    answer = new_house().post(at("setup"), answers() | {"name": " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Wie heißt dein Betrieb?" in page
    assert 'value="162/555/01234"' in page
    assert not business().is_set_up


def test_the_first_page_can_be_skipped_and_comes_back_as_a_checklist() -> None:
    client = new_house()
    client.post(at("setup"), {"do": "later"})
    page = client.get(at("today")).content.decode()
    assert "Betrieb und Steuer" in page
    assert "0 von 7" in page
    assert business().name == ""


def test_each_step_gets_its_tick() -> None:
    client = cast.logged_in()
    owner = cast.owner()

    def done() -> set[str]:
        return {str(step.label) for step in checklist(owner).steps if step.done}

    assert done() == set()
    client.post(at("setup"), answers())
    assert done() == {"Betrieb und Steuer", "Ansprache: Du"}
    cast.customer()
    cast.user(roles=("office",))
    cast.live()
    row = OutgoingMail.objects.create(
        dedupe_key="a", message_id="a", envelope_from="", recipients="", mime=b"",
        state=MailState.ACCEPTED, not_before="2026-01-01T00:00Z", created_at="2026-01-01T00:00Z",
    )  # fmt: skip
    BusinessData.objects.update(test_mail=row.pk)
    assert done() >= {
        "Kunden sind da (1)",
        "Team eingeladen (1)",
        "E-Mail-Versand prüfen",
        "Echtbetrieb starten",
    }
    left = [str(step.label) for step in checklist(owner).steps if not step.done]
    assert left == ["Sicherung"]


def test_the_checklist_is_put_away_with_a_way_back() -> None:
    client = cast.logged_in()
    answer = client.post(at("setup"), {"do": "hide"}, follow=True).content.decode()
    assert "Ausgeblendet." in answer
    assert "/undo/" in answer
    assert 'id="setup"' not in answer
    client.post(at("setup"), {"do": "show"})
    assert 'id="setup"' in client.get(at("today")).content.decode()


def test_the_test_mail_goes_to_the_one_who_asks_and_to_nobody_else() -> None:
    made = cast.user(email="paula@klanghof.example")
    client = cast.logged_in(made)
    client.post(at("test_mail"), {"to": "somebody@else.example"})
    row = OutgoingMail.objects.get()
    assert (row.recipients, row.purpose) == ("paula@klanghof.example", "house")
    page = client.get(at("test_mail")).content.decode()
    assert "Die Testmail wartet." in page
    OutgoingMail.objects.update(state=MailState.FAILED, last_error="550 no such user")
    assert "550 no such user" in client.get(at("test_mail")).content.decode()


def test_demo_data_are_asked_for_once_however_often_one_clicks() -> None:
    client = cast.logged_in()
    for _click in range(2):
        client.post(at("demo"), {"do": "load"})
    assert DBTaskResult.objects.count() == 1
    assert "In Warteschlange" in client.get(at("setup")).content.decode()


def test_a_backup_is_asked_for_once() -> None:
    client = cast.logged_in()
    for _click in range(2):
        client.post(at("back_up"))
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "hour", "said"),
    [
        ("Paula Winter", 8, "Guten Morgen, Paula"),
        ("Dr. Paula Winter", 11, "Guten Tag, Paula"),
        ("Paula", 18, "Guten Abend, Paula"),
        ("", 3, "Guten Morgen"),
    ],
)
def test_the_greeting_follows_the_hour_and_the_first_name(name: str, hour: int, said: str) -> None:
    assert greeting(name, hour) == said


def test_what_was_opened_last_stands_on_the_start_page_by_name() -> None:
    one = cast.customer(first_name="Tobias", last_name="Lindner")
    client = cast.logged_in()
    address = reverse("backoffice:palette")
    said = {"card": "", "recent": f"{one.pk},999,x"}
    piece = client.get(address, said, headers={"HX-Request": "true"}).content.decode()
    assert "Lindner" in piece
    assert "<html" not in piece
    assert "Lindner" not in client.get(address, {"card": "", "recent": ""}).content.decode()
