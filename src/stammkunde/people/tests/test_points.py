"""Further phones and e-mails: added, changed, made the first, found (ADR 12)."""

from __future__ import annotations

import pytest

from stammkunde.foundation import undo
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.people import operations, queries
from stammkunde.people.models import ContactPoint, Customer
from stammkunde.people.operations import CustomerChange
from tests import cast

pytestmark = pytest.mark.db
EMERGENCY = {"kind": "phone", "value": "0176 040690 17", "label": "Notfall: Helga Brandt"}
WORK = {"kind": "email", "value": "k.beispiel@werk.example", "label": "Arbeit"}


def add(customer, *points, actor=None):
    return operations.add_points(
        actor=actor or cast.owner(), customer=customer.pk, points=points or (EMERGENCY,)
    )


def first(customer, point, actor=None):
    return operations.make_first_point(
        actor=actor or cast.owner(), customer=customer.pk, point=point.pk
    )


def values(customer):
    return [(one.value, one.label) for one in queries.points_of(cast.owner(), customer.pk)]


def found(query):
    return {row.pk for row in queries.customers_matching(cast.owner(), query)}


def test_points_come_change_and_go():
    home = cast.customer()
    outcome = add(home, EMERGENCY, WORK)
    assert [value for value, _label in values(home)] == [EMERGENCY["value"], WORK["value"]]
    changed = operations.change_point(
        actor=cast.owner(),
        customer=home.pk,
        point=outcome.done[0].pk,
        values={"value": "0176 040690 18", "label": "Oma"},
        expected={"label": EMERGENCY["label"]},
    )
    assert values(home)[0] == ("0176 040690 18", "Oma")
    undo.undo(actor=cast.owner(), entry=changed.entry)
    assert values(home)[0] == (EMERGENCY["value"], EMERGENCY["label"])
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    assert values(home) == []
    (point,) = add(home).done
    operations.remove_points(actor=cast.owner(), customer=home.pk, points=[point.pk])
    assert values(home) == []


@pytest.mark.parametrize("query", ["04069017", "+49 176 04069017", "9017", "beispiel@werk"])
def test_every_number_and_address_is_found_until_it_goes(query):
    home = cast.customer()
    done = add(home, EMERGENCY, WORK).done
    assert home.pk in found(query)
    operations.remove_points(actor=cast.owner(), customer=home.pk, points=[one.pk for one in done])
    assert home.pk not in found(query)


def test_a_point_becomes_the_first_and_nothing_is_lost():
    home = cast.customer(phone="0171 5550001", phone_label="Mobil")
    (point,) = add(home).done
    outcome = first(home, point)
    home.refresh_from_db()
    assert (home.phone, home.phone_label) == (EMERGENCY["value"], EMERGENCY["label"])
    assert values(home) == [("0171 5550001", "Mobil")]
    assert home.pk in found("5550001")
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    home.refresh_from_db()
    assert (home.phone, home.phone_label) == ("0171 5550001", "Mobil")
    assert values(home) == [(EMERGENCY["value"], EMERGENCY["label"])]


def test_where_there_is_no_first_one_the_further_one_moves_up_and_no_undo_can_lose_it():
    home = cast.customer(phone="")
    (point,) = add(home).done
    outcome = first(home, point)
    home.refresh_from_db()
    assert home.phone == EMERGENCY["value"]
    assert values(home) == []
    with pytest.raises(Refused):
        undo.undo(actor=cast.owner(), entry=outcome.entry)
    (other,) = add(home, {"value": "030 23125 417"}).done
    with pytest.raises(Refused) as no:
        operations.move_point_up(actor=cast.owner(), customer=home.pk, point=other.pk)
    assert no.value.code == "first_there"


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ({"kind": "phone", "value": "nachts"}, "invalid"),
        ({"kind": "email", "value": "nachts"}, "invalid"),
        ({"kind": "fax", "value": "030 23125"}, "invalid"),
        ({"kind": "phone", "value": ""}, "invalid"),
        ({"kind": "phone", "value": "030 23125", "label": "x" * 61}, "invalid"),
        ({"kind": "phone", "value": "+49 171 5550001"}, "point_taken"),
        ({"kind": "phone", "value": "0176-04069017"}, "point_taken"),
    ],
)
def test_what_is_wrong_or_there_already_is_refused(point, code):
    home = cast.customer(phone="0171 5550001")
    (there,) = add(home).done
    with pytest.raises(Refused) as no:
        add(home, point)
    assert no.value.code == code
    (other,) = add(home, {"value": "089 99998 1"}).done
    with pytest.raises(Refused) as no:
        operations.change_point(
            actor=cast.owner(),
            customer=home.pk,
            point=other.pk,
            values=point | {"value": point["value"] if point.get("kind") != "fax" else "x"},
        )
    assert no.value.code in {code, "invalid"}
    assert len(values(home)) == 2
    assert there.folded == "017604069017"


def test_a_point_of_somebody_else_is_missing_and_stays():
    home, other = cast.customer(), cast.customer()
    (point,) = add(home).done
    for step in (
        lambda: first(other, point),
        lambda: operations.move_point_up(actor=cast.owner(), customer=other.pk, point=point.pk),
        lambda: operations.change_point(
            actor=cast.owner(), customer=other.pk, point=point.pk, values=EMERGENCY
        ),
    ):
        with pytest.raises(Missing):
            step()
    operations.remove_points(actor=cast.owner(), customer=other.pk, points=[point.pk])
    assert len(values(home)) == 1


def test_a_label_that_moved_meanwhile_is_a_conflict():
    home = cast.customer()
    (point,) = add(home).done
    with pytest.raises(Stale):
        operations.change_point(
            actor=cast.owner(),
            customer=home.pk,
            point=point.pk,
            values=EMERGENCY | {"label": "Oma"},
            expected={"label": "Opa"},
        )


def test_only_who_edits_customers_writes_points():
    home = cast.customer()
    (point,) = add(home).done
    reader = cast.actor(queries.SEE)
    for step in (
        lambda: add(home, actor=reader),
        lambda: first(home, point, actor=reader),
        lambda: operations.move_point_up(actor=reader, customer=home.pk, point=point.pk),
        lambda: operations.change_point(actor=reader, customer=home.pk, point=point.pk, values={}),
        lambda: operations.remove_points(actor=reader, customer=home.pk, points=[point.pk]),
    ):
        with pytest.raises(Forbidden):
            step()
    with pytest.raises(Forbidden):
        queries.points_of(cast.nobody(), home.pk)


def test_a_new_customer_brings_several_phones_and_e_mails():
    item = cast.customer_values(phone="", email="eins@example.org") | {
        "points": [{"value": ""}, {"value": "0171 5550002", "label": "Mobil"}, EMERGENCY, WORK]
    }
    (made,) = operations.add_customers(actor=cast.owner(), customers=[item]).done
    assert (made.phone, made.phone_label) == ("0171 5550002", "Mobil")
    assert values(made) == [
        (EMERGENCY["value"], EMERGENCY["label"]),
        (WORK["value"], WORK["label"]),
    ]
    assert made.pk in found("04069017")


def test_a_wrong_number_of_a_new_customer_is_refused_in_its_place():
    item = cast.customer_values() | {"points": [EMERGENCY, {"value": "abc"}, EMERGENCY]}
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert [one.field for one in outcome.refused] == ["points.1.value", "points.2.value"]
    assert not ContactPoint.objects.exists()


def test_undoing_a_new_customer_takes_the_points_along():
    item = cast.customer_values() | {"points": [EMERGENCY]}
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    assert not ContactPoint.objects.exists()
    assert not Customer.objects.exists()


def test_the_timeline_tells_what_happened_to_phones_and_offers_the_undo():
    home = cast.customer(phone="0171 5550001")
    (point,) = add(home).done
    first(home, point)
    said = cast.logged_in().get(f"/customers/{home.pk}/").content.decode()
    lines = said.partition('id="timeline"')[2]
    assert "<s>0171 5550001</s> → 0176 040690 17" in lines
    assert "hat eine Telefonnummer oder E-Mail-Adresse angelegt" in lines
    assert lines.count("/undo/") == 3


def test_the_list_has_a_column_for_the_further_ones():
    home = cast.customer()
    add(home, EMERGENCY, WORK)
    said = cast.logged_in().get("/customers/", {"cols": "name,points"}).content.decode()
    assert "0176 040690 17 (Notfall: Helga Brandt), k.beispiel@werk.example (Arbeit)" in said


# The page


def page(home):
    return f"/customers/{home.pk}/phones/"


def test_the_record_shows_all_phones_and_e_mails_with_their_labels():
    home = cast.customer(phone="0171 5550001", phone_label="Mobil")
    add(home, EMERGENCY, WORK)
    said = cast.logged_in().get(f"/customers/{home.pk}/").content.decode()
    for text in ("Mobil", EMERGENCY["value"], EMERGENCY["label"], WORK["value"]):
        assert text in said
    reading = cast.logged_in(cast.user(roles=("readonly",))).get(f"/customers/{home.pk}/")
    assert EMERGENCY["value"] in reading.content.decode()
    assert page(home) not in reading.content.decode()


def test_a_point_is_added_changed_and_removed_without_script():
    home, browser = cast.customer(), cast.logged_in()
    assert browser.get(page(home)).status_code == 200
    assert browser.post(page(home), EMERGENCY).status_code == 302
    (point,) = queries.points_of(cast.owner(), home.pk)
    assert point.value in browser.get(page(home), {"point": point.pk}).content.decode()
    changed = {"point": point.pk, "value": "0176 1", "label": "Oma"}
    assert browser.post(page(home), changed).status_code == 422 or values(home)
    changed["value"] = "0176 12345"
    assert browser.post(page(home), changed).status_code == 302
    assert values(home) == [("0176 12345", "Oma")]
    assert browser.post(page(home), {"point": point.pk, "do": "first"}).status_code == 302
    (left,) = queries.points_of(cast.owner(), home.pk)
    assert left.value == home.phone
    assert browser.post(page(home), {"point": left.pk, "do": "remove"}).status_code == 302
    assert values(home) == []


def test_in_place_the_group_comes_back_and_what_is_wrong_stands_at_the_field():
    home, browser = cast.customer(), cast.logged_in(htmx=True)
    asked = browser.get(page(home), {"kind": "email", "add": "1"}).content.decode()
    assert 'id="points-email"' in asked
    assert "<form" in asked
    wrong = browser.post(page(home), WORK | {"value": "nix"})
    assert wrong.status_code == 422
    assert "nix" in wrong.content.decode()
    right = browser.post(page(home), WORK).content.decode()
    assert WORK["value"] in right
    assert "<form class" not in right.partition('id="timeline"')[0]


def test_the_first_number_of_somebody_without_one_stands_on_the_customer():
    home, browser = cast.customer(phone=""), cast.logged_in(htmx=True)
    answer = browser.post(page(home), EMERGENCY)
    assert answer["HX-Redirect"].startswith(f"/customers/{home.pk}/")
    home.refresh_from_db()
    assert (home.phone, home.phone_label) == (EMERGENCY["value"], EMERGENCY["label"])
    assert values(home) == []


def test_a_number_that_somebody_else_just_wrote_is_not_written_over():
    home = cast.customer(phone="")
    actor = cast.owner()
    change = CustomerChange(home.pk, {"phone": "030 23125"})
    operations.change_customers(actor=actor, changes=[change])
    cast.logged_in().post(page(home), EMERGENCY)
    home.refresh_from_db()
    assert home.phone == "030 23125"
    assert values(home) == [(EMERGENCY["value"], EMERGENCY["label"])]


def test_the_first_number_gets_its_label_in_place_and_shows_it():
    home, browser = cast.customer(phone="0171 5550001"), cast.logged_in(htmx=True)
    url = f"/customers/{home.pk}/edit"
    assert f"{url}/phone_label/" in browser.get(f"{url}/phone/").content.decode()
    said = {"phone_label": "Mobil", "expected": ""}
    saved = browser.post(f"{url}/phone_label/", said).content.decode()
    for shown in (saved, browser.get(f"/customers/{home.pk}/value/phone_label/").content.decode()):
        assert 'id="f-phone"' in shown
        assert "<small>Mobil</small>" in shown
    assert f"{url}/phone_label/" not in browser.get(f"{url}/city/").content.decode()
