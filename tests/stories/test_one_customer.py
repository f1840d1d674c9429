"""One customer walks through every wall of the house, through the doors and without script."""

from __future__ import annotations

import pytest

from stammkunde.foundation.models import JournalEntry
from stammkunde.people.models import Customer
from tests import cast
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.db


def arrive(name: str, role: str = "office") -> Visitor:
    """Somebody logs in at the door."""
    made = cast.user(name=name, roles=(role,))
    person = Visitor().open("/customers/")
    assert person.url.startswith("/accounts/login/"), "strangers must log in first"
    person.send("login", login=made.email, password=cast.PASSWORD)
    assert person.url.startswith("/customers/"), person.page
    return person


@pytest.mark.slow
def test_a_customer_is_added_found_edited_by_two_undone_and_archived() -> None:
    rosa, tom = arrive("Rosa Reinhard"), arrive("Tom Tauber")

    # added
    rosa.open("/customers/new/")
    rosa.send("last_name", first_name="Käthe", last_name="Müller-Groß", phone="0171 5551234")
    kaethe = Customer.objects.get()
    assert rosa.url == f"/customers/{kaethe.pk}/"
    assert rosa.sees("Käthe Müller-Groß", "0171 5551234")

    # found, however it is typed
    for typed in ("mueller", "MÜLLER gross", "kathe", "5551234", "+49 171 555"):
        assert tom.open("/customers/", q=typed).sees(f'href="/customers/{kaethe.pk}/'), typed
    assert not tom.open("/customers/", q="schmidt").sees(f'href="/customers/{kaethe.pk}/')

    # edited by two: the same field is told, another one is not disturbed
    rosa.open(f"/customers/{kaethe.pk}/edit/phone/")
    tom.open(f"/customers/{kaethe.pk}/edit/phone/")
    assert tom.send("expected", phone="0172 2222").status == 200
    rosa.send("expected", phone="0173 3333")
    assert rosa.status == 409
    assert rosa.sees("Tom Tauber", "0172 2222", "0173 3333")
    rosa.open(f"/customers/{kaethe.pk}/edit/city/")
    tom.open(f"/customers/{kaethe.pk}/edit/postcode/").send("expected", postcode="10437")
    assert rosa.send("expected", city="Berlin").status == 200
    kaethe.refresh_from_db()
    assert (kaethe.phone, kaethe.postcode, kaethe.city) == ("0172 2222", "10437", "Berlin")

    # the whole form writes only what was changed on it
    rosa.open(f"/customers/{kaethe.pk}/edit/")
    tom.open(f"/customers/{kaethe.pk}/edit/city/").send("expected", city="Potsdam")
    assert rosa.send("last_name", email="kaethe@example.org").status == 200
    kaethe.refresh_from_db()
    assert (kaethe.city, kaethe.email) == ("Potsdam", "kaethe@example.org")

    # undone, once
    entry = JournalEntry.objects.filter(operation="people.change_customers").latest("pk")
    rosa.open(f"/customers/{kaethe.pk}/").send(f"/undo/{entry.pk}/")
    kaethe.refresh_from_db()
    assert kaethe.email == ""
    rosa.open(f"/customers/{kaethe.pk}/")
    with pytest.raises(AssertionError, match="no form"):
        rosa.form(f"/undo/{entry.pk}/")

    # archived, and back
    rosa.open(f"/customers/{kaethe.pk}/archive/").send("/archive/")
    assert not rosa.open("/customers/").sees(f'href="/customers/{kaethe.pk}/')
    assert rosa.open("/customers/", lens="archive").sees(f'href="/customers/{kaethe.pk}/')
    rosa.open(f"/customers/{kaethe.pk}/").send("/restore/")
    assert rosa.open("/customers/").sees(f'href="/customers/{kaethe.pk}/')


def test_who_may_only_read_is_shown_no_way_to_write() -> None:
    made = cast.customer(last_name="Nurlesen")
    reader = arrive("Lena Leserin", "readonly")
    reader.open(f"/customers/{made.pk}/")
    assert reader.status == 200
    assert reader.sees("Nurlesen")
    for word in ("/archive/", "/edit/", "/undo/"):
        assert not reader.sees(f"/customers/{made.pk}{word}"), word
    for page in ("edit/", "edit/city/", "archive/"):
        assert reader.open(f"/customers/{made.pk}/{page}").status == 403


def test_the_creation_is_undone_from_the_toast() -> None:
    rosa = arrive("Rosa Reinhard")
    rosa.open("/customers/new/").send("last_name", last_name="Versehen")
    made = Customer.objects.get()
    rosa.send("/undo/")
    assert not Customer.objects.exists()
    assert not rosa.open("/customers/", q="versehen").sees(f'href="/customers/{made.pk}/')


# The toy room, hung in from upstairs


def test_the_toy_room_stands_on_the_record_and_in_the_list() -> None:
    from tests.toyroom import operations as toyroom

    rich, poor = cast.customers({"last_name": "Reich"}, {"last_name": "Arm"})
    toyroom.give_points(actor=cast.owner(), customers=[rich.pk], points=41)
    rosa = arrive("Rosa Reinhard")
    rosa.open(f"/customers/{rich.pk}/")
    assert rosa.sees("Punkte", "41", f'href="/customers/{rich.pk}/points/', "Punktestand 41")
    assert rosa.open(f"/customers/{rich.pk}/points/").sees("41 Punkte")
    rosa.open("/customers/", sort="-toyroom.points")
    assert rosa.page.index("Reich") < rosa.page.index("Arm")
    rosa.open("/customers/", sort="toyroom.points")
    assert rosa.page.index("Arm") < rosa.page.index("Reich")
    for query in ({"lens": "toyroom.points"}, {"f.toyroom.points": "1"}):
        rosa.open("/customers/", **query)
        assert rosa.sees(f'href="/customers/{rich.pk}/'), query
        assert not rosa.sees(f'href="/customers/{poor.pk}/'), query
    assert rosa.open("/").sees("Punkte")


def test_the_toy_room_objects_when_a_customer_with_points_is_withdrawn() -> None:
    from tests.toyroom import operations as toyroom
    from tests.toyroom.models import ToyPoints

    rosa = arrive("Rosa Reinhard")
    rosa.open("/customers/new/").send("last_name", last_name="Bleibt")
    made = Customer.objects.get()
    assert ToyPoints.objects.get().pk == made.pk
    toyroom.give_points(actor=cast.owner(), customers=[made.pk], points=1)
    rosa.send("/undo/")
    assert Customer.objects.filter(pk=made.pk).exists()
    assert rosa.open(f"/customers/{made.pk}/").status == 200


def test_without_points_the_summary_row_goes_with_the_customer() -> None:
    from tests.toyroom.models import ToyPoints

    rosa = arrive("Rosa Reinhard")
    rosa.open("/customers/new/").send("last_name", last_name="Geht")
    rosa.send("/undo/")
    assert not Customer.objects.exists()
    assert not ToyPoints.objects.exists()


@pytest.mark.db(transaction=True)
def test_the_toy_room_greets_newcomers_in_a_job_of_its_own() -> None:
    from stammkunde.foundation.jobs import running
    from tests.toyroom.models import ToyPoints

    made = cast.customer()
    assert not ToyPoints.objects.get(pk=made.pk).greeted
    while held := running.claim("test"):
        running.perform(held)
    assert ToyPoints.objects.get(pk=made.pk).greeted
