"""Main and further addresses."""

from __future__ import annotations

import pytest

from stammkunde.foundation import undo
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.people import operations, queries
from tests import cast

pytestmark = pytest.mark.db
PICK_UP = {"label": "Abholung", "street": "Oderberger Str. 40", "city": "Berlin"}


def add(customer, actor=None, **values):
    return operations.add_address(
        actor=actor or cast.owner(), customer=customer.pk, values=PICK_UP | values
    )


def change(customer, address, actor=None, expected=None, **values):
    return operations.change_address(
        actor=actor or cast.owner(),
        customer=customer.pk,
        address=address.pk,
        values=PICK_UP | values,
        expected=expected,
    )


def remove(customer, address, actor=None):
    return operations.remove_addresses(
        actor=actor or cast.owner(), customer=customer.pk, addresses=[address.pk]
    )


def cities(customer):
    return [one.city for one in queries.addresses_of(cast.owner(), customer.pk)]


def test_addresses_come_change_and_go():
    made = cast.customer()
    added = add(made)
    (address,) = added.done
    moved = change(made, address, city="Potsdam")
    assert cities(made) == ["Potsdam"]
    undo.undo(actor=cast.owner(), entry=moved.entry)
    assert cities(made) == ["Berlin"]
    remove(made, address)
    assert cities(made) == []
    undo.undo(actor=cast.owner(), entry=add(made).entry)
    assert cities(made) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"label": ""}, "invalid"),
        ({"postcode": "?"}, "invalid"),
        ({"street": "", "city": ""}, "address_empty"),
        ({"city": "x" * 121}, "invalid"),
    ],
)
def test_what_is_no_address_is_refused(values, code):
    made = cast.customer()
    (address,) = add(made).done
    for write in (lambda: add(made, **values), lambda: change(made, address, **values)):
        with pytest.raises(Refused) as no:
            write()
        assert no.value.code == code


def test_somebody_elses_address_stays_and_a_moved_one_is_a_conflict():
    one, other = cast.many_customers(2)
    (address,) = add(one).done
    assert not change(other, address, city="Ulm").done
    assert not remove(other, address).done
    assert cities(one) == ["Berlin"]
    with pytest.raises(Stale):
        change(one, address, city="Ulm", expected={"city": "Bonn"})
    remove(one, address)
    with pytest.raises(Missing):
        remove(one, address)


def test_without_the_word_no_address_is_written_or_read():
    made, reader = cast.customer(), cast.actor("people.see")
    (address,) = add(made).done
    for write in (
        lambda: add(made, reader),
        lambda: change(made, address, reader),
        lambda: remove(made, address, reader),
    ):
        with pytest.raises(Forbidden):
            write()
    with pytest.raises(Forbidden):
        queries.addresses_of(cast.nobody(), made.pk)


def test_the_record_shows_main_and_further_addresses():
    office, made = cast.logged_in(roles=("office",)), cast.customer(street="Kastanienallee 12")
    url = f"/customers/{made.pk}/addresses/"
    assert office.post(url, PICK_UP).status_code == 302
    assert office.post(url, PICK_UP | {"label": ""}).status_code == 422
    (address,) = queries.addresses_of(cast.owner(), made.pk)
    assert "Abholung" in office.get(url, {"address": address.pk}).content.decode()
    known = PICK_UP | {"address": str(address.pk)}
    assert office.post(url, known | {"expected.city": "Ulm", "city": "Bonn"}).status_code == 409
    assert office.post(url, known | {"expected.city": "Berlin", "city": "Bonn"}).status_code == 302
    text = office.get(f"/customers/{made.pk}/").content.decode()
    assert "Kastanienallee 12" in text
    assert "Bonn" in text
    assert office.get(url, {"address": "999999"}).status_code == 404
    assert office.post(url, {"remove": str(address.pk)}).status_code == 302
    assert cities(made) == []
