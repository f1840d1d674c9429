"""Pages about participants: tab, form, list, palette, labels by profile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.undo import undo
from stammkunde.people import operations
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer, CustomerSettings, Participant
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def dogs():
    with building():
        CustomerSettings.objects.update_or_create(pk=1, defaults={"profile": "dogs"})


def added(home, **values):
    item = {"customer": home.pk, **({"first_name": "Lea"} | values)}
    return operations.add_participants(actor=cast.owner(), participants=[item]).done[0]


def tab(home):
    return reverse("people:participants", args=[home.pk])


def edit(row):
    return reverse("people:participant_edit", args=[row.pk])


def listed(page, **query):
    return Listing(parse(page, cast.owner(), query))


def names(page, **query):
    return [row.name for row in listed(page, **query).rows]


def test_the_tab_counts_who_takes_part_and_says_what_to_do_when_nobody_does():
    home = cast.customer(last_name="Blume")
    client = cast.logged_in()
    body = client.get(tab(home)).content.decode()
    assert "Teilnehmer (0)" in body
    assert "Noch niemand, der mitmacht. Ohne Teilnehmer kannst du nicht buchen." in body
    assert "Kunde nimmt selbst teil" in body
    added(home)
    assert "Teilnehmer (1)" in client.get(reverse("people:record", args=[home.pk])).content.decode()


def test_a_participant_is_added_in_the_tab_and_what_is_wrong_stands_at_its_field():
    home = cast.customer(last_name="Blume")
    client = cast.logged_in()
    answer = client.post(tab(home), {"first_name": "Lea", "birth_date": "gestern"})
    assert answer.status_code == 422
    assert 'value="Lea"' in answer.content.decode()
    answer = client.post(tab(home), {"first_name": "Lea", "birth_date": "04.05.2019"})
    lea = Participant.objects.get()
    assert answer.headers["Location"] == f"{tab(home)}#p-{lea.pk}"
    assert lea.last_name == "Blume"
    assert "04.05.2019" in client.get(tab(home)).content.decode()


def test_the_customer_takes_part_with_one_click_and_only_once():
    home = cast.customer(first_name="Kathrin", last_name="Blume")
    client = cast.logged_in()
    url = reverse("people:take_part", args=[home.pk])
    assert client.post(url).status_code == 302
    assert Participant.objects.get().is_self
    assert "Kunde nimmt selbst teil" not in client.get(tab(home)).content.decode()
    assert "nimmt schon teil" in client.post(url, follow=True).content.decode()


def test_a_participant_is_edited_in_place_and_without_script():
    lea = added(cast.customer())
    rest = cast.logged_in(htmx=True)
    assert b"<html" not in rest.get(edit(lea)).content
    answer = rest.post(edit(lea), {"first_name": "Lena", "expected.first_name": "Lea"})
    assert "Lena" in answer.content.decode()
    assert b"<html" not in answer.content
    plain = cast.logged_in()
    assert b"<html" in plain.get(edit(lea)).content
    answer = plain.post(edit(lea), {"first_name": "Lotta", "expected.first_name": "Lena"})
    assert answer.headers["Location"].endswith(f"#p-{lea.pk}")
    lea.refresh_from_db()
    assert lea.first_name == "Lotta"


def test_whoever_is_late_on_the_same_field_sees_both_values():
    lea = added(cast.customer(), birth_date="04.05.2019")
    client = cast.logged_in(htmx=True)
    body = {"first_name": "Lea", "birth_date": "05.05.2019", "expected.birth_date": "03.05.2019"}
    answer = client.post(edit(lea), body)
    assert answer.status_code == 409
    assert "04.05.2019" in answer.content.decode()
    body["expected.birth_date"] = "04.05.2019"
    assert client.post(edit(lea), body).status_code == 200


def test_a_dog_keeps_what_was_ticked_and_nobody_gets_a_sex_by_accident(dogs):
    home = cast.customer()
    client = cast.logged_in()
    client.post(tab(home), {"first_name": "Balu", "breed": "Labrador", "neutered": "on"})
    balu = Participant.objects.get()
    assert (balu.kind, balu.breed, balu.neutered, balu.sex) == ("animal", "Labrador", True, "")
    expected = {"expected.neutered": "True", "first_name": "Balu", "breed": "Labrador"}
    client.post(edit(balu), expected)
    balu.refresh_from_db()
    assert not balu.neutered


def test_archiving_and_restoring_lead_back_to_the_tab():
    lea = added(cast.customer())
    client = cast.logged_in()
    for name in ("people:participant_archive", "people:participant_restore"):
        answer = client.post(reverse(name, args=[lea.pk]), follow=True)
        assert answer.status_code == 200
    lea.refresh_from_db()
    assert lea.archived_at is None


def test_a_mother_and_two_children_are_one_form_and_one_undo():
    client = cast.logged_in()
    body = {
        "kind": "person", "first_name": "Kathrin", "last_name": "Blume", "rows": "3",
        "p0-first_name": "Lea", "p0-birth_date": "04.05.2019",
        "p1-first_name": "Tom", "p1-last_name": "Vogel",
    }  # fmt: skip
    answer = client.post(reverse("people:new"), body)
    assert answer.status_code == 302
    assert [(row.first_name, row.last_name) for row in Participant.objects.order_by("pk")] == [
        ("Lea", "Blume"), ("Tom", "Vogel"),
    ]  # fmt: skip
    home = Customer.objects.get()
    page = client.get(reverse("people:record", args=[home.pk]))
    entry = page.content.decode().split('action="/undo/')[1].split("/")[0]
    undo(actor=cast.owner(), entry=int(entry))
    assert not Customer.objects.exists()
    assert not Participant.objects.exists()


def test_a_wrong_date_of_a_child_keeps_the_whole_form_open():
    body = {"kind": "person", "last_name": "Blume", "rows": "3", "p1-birth_date": "32.1.2019"}
    answer = cast.logged_in().post(reverse("people:new"), body)
    assert answer.status_code == 422
    assert "32.1.2019" in answer.content.decode()
    body |= {"p1-birth_date": "31.1.2019"}
    answer = cast.logged_in().post(reverse("people:new"), body)
    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_the_customer_list_shows_filters_and_finds_by_participants():
    home = cast.customer(last_name="Blume", city="Balingen")
    cast.customer(last_name="Zander", city="Balingen")
    added(home, kind="animal", first_name="Balu")
    added(home, first_name="Lea")
    shown = listed(CustomerList)
    at = [col.key for col in shown.columns].index("participants")
    assert [shown.columns[at].cell(row.row).text for row in shown.rows] == ["Balu, Lea", ""]
    assert len(names(CustomerList, **{"f.participants": "1"})) == 1
    assert names(CustomerList, **{"f.participants": "0"}) == names(
        CustomerList, lens="without_participants"
    )
    found = listed(CustomerList, q="bal")
    assert [row.heading for row in found.rows] == ["Treffer beim Kind · 1", "Treffer im Ort · 1"]


def test_the_list_of_dogs_knows_what_runs_out(dogs):
    today = clock.today()
    home = cast.customer(last_name="Blume")
    for name, vaccinated, liable in (
        ("Akki", today + timedelta(days=30), today),
        ("Bello", today - timedelta(days=1), None),
        ("Cora", today + timedelta(days=31), today - timedelta(days=1)),
    ):
        added(home, kind="animal", first_name=name, vaccinated_until=vaccinated,
              liability_until=liable)  # fmt: skip
    gone = added(home, kind="animal", first_name="Dino", vaccinated_until=today)
    operations.archive_participants(actor=cast.owner(), participants=[gone.pk])
    assert names(ParticipantList) == ["Akki", "Bello", "Cora"]
    assert names(ParticipantList, lens="vaccination_soon") == ["Akki"]
    assert names(ParticipantList, lens="vaccination_over") == ["Bello"]
    assert names(ParticipantList, lens="liability_missing") == ["Bello", "Cora"]
    assert names(ParticipantList, lens="archive") == ["Dino"]
    assert names(ParticipantList, sort="-vaccinated_until")[0] == "Cora"
    assert names(ParticipantList, q="cor") == ["Cora"]


def test_labels_follow_the_profile(dogs):
    body = cast.logged_in().get(reverse("people:participant_list")).content.decode()
    assert "Impfung läuft ab" in body
    assert ">Hunde<" in body
    with building():
        CustomerSettings.objects.update(profile="course")
    body = cast.logged_in().get(reverse("people:participant_list")).content.decode()
    assert "Impfung läuft ab" not in body
    assert "Teilnehmer" in body
    with building():
        CustomerSettings.objects.update(profile="care")
    assert "/participants/" not in cast.logged_in().get("/customers/").content.decode()


def test_the_palette_finds_a_dog_and_names_its_owner():
    home = cast.customer(first_name="Kathrin", last_name="Blume")
    added(home, kind="animal", first_name="Balu")
    [provider] = [
        one
        for one in slots.of("backoffice.palette", cast.owner())
        if one.key == "people.participants"
    ]
    [hit] = provider.search(cast.owner(), "balu", 5)
    assert (hit.label, hit.sub, hit.url) == ("Balu", "Kathrin Blume", f"/customers/{home.pk}/")


def test_who_takes_part_leaves_the_list_together_with_the_customer():
    home = cast.customer(last_name="Blume")
    added(home)
    operations.archive_customers(actor=cast.owner(), customers=[home.pk])
    assert names(ParticipantList) == []
    assert names(ParticipantList, lens="archive") == ["Blume, Lea"]
    operations.restore_customers(actor=cast.owner(), customers=[home.pk])
    assert names(ParticipantList) == ["Blume, Lea"]


def test_nobody_is_asked_for_the_breed_of_a_child(request):
    assert "Rasse" not in cast.logged_in().get("/participants/").content.decode()
    request.getfixturevalue("dogs")
    assert "Name, Rasse, Chipnummer" in cast.logged_in().get("/participants/").content.decode()
