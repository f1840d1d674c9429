"""What a list remembers between requests is never older than what somebody wrote, wherever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from stammkunde.accounts import operations as accounts
from stammkunde.foundation.lists import members
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.people import operations
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import CustomerStatus
from stammkunde.people.tests import own
from tests import cast

pytestmark = [pytest.mark.db(transaction=True), pytest.mark.slow]


def elsewhere(work: Callable[[], Any]) -> None:
    """On a connection of its own, like another process."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def shown(browser: Any, address: str = "/customers/", language: str = "de") -> str:
    """The page, asked for twice: the second answer may come from memory."""
    headers = {"Accept-Language": language}
    browser.get(address, headers=headers)
    return browser.get(address, headers=headers).content.decode()


def test_a_status_renamed_elsewhere_has_its_new_name_in_rows_and_filter() -> None:
    (berg,) = cast.customers({"last_name": "Berg"})
    browser = cast.logged_in()
    old = CustomerStatus.objects.get(pk=berg.status_id)
    assert f">{old}</span>" in shown(browser)

    def rename() -> None:
        with building():
            CustomerStatus.objects.filter(pk=old.pk).update(name="Stammgast")

    elsewhere(rename)
    text = shown(browser)
    assert ">Stammgast</span>" in text
    assert "Stammgast</label>" in text


def test_a_group_added_elsewhere_is_offered_with_the_next_click() -> None:
    cast.customers({"last_name": "Berg"})
    browser = cast.logged_in()
    assert "Seepferdchen" not in shown(browser)

    def give() -> None:
        operations.add_labels(actor=cast.owner(), kind="group", names=["Seepferdchen"])

    elsewhere(give)
    text = shown(browser)
    assert "Seepferdchen</label>" in text
    dialog = browser.post("/customers/", {"do": "group", "query": "", "all": "1"})
    assert "<span>Seepferdchen</span></label>" in dialog.content.decode()


def test_a_customer_added_elsewhere_is_counted_in_lens_and_filter() -> None:
    cast.customers({"last_name": "Berg", "postcode": "10115"})
    browser = cast.logged_in()
    assert 'id="list-c-all">1<' in shown(browser)
    assert "1–1 von 1" in shown(browser, "/customers/?f.postcode=10")
    elsewhere(lambda: cast.customers({"last_name": "Cohn", "postcode": "10117"}))
    assert 'id="list-c-all">2<' in shown(browser)
    assert "1–2 von 2" in shown(browser, "/customers/?f.postcode=10")


def test_rights_taken_away_elsewhere_hold_with_the_next_click() -> None:
    made = cast.customers({"last_name": "Berg"})[0]
    person = cast.user(roles=("office",))
    browser = cast.logged_in(person)
    opened = f"/customers/?open={made.pk}"
    assert 'value="archive"' in shown(browser)
    assert f"/customers/{made.pk}/archive/" in shown(browser, opened)

    owner = cast.owner()
    elsewhere(lambda: accounts.change_roles(actor=owner, users=[person.pk], roles=["readonly"]))
    assert 'value="archive"' not in shown(browser)
    assert f"/customers/{made.pk}/archive/" not in shown(browser, opened)


def test_two_people_of_other_rights_and_languages_never_share_a_piece() -> None:
    cast.customers({"last_name": "Berg"})
    office, reader = cast.logged_in(), cast.logged_in(roles=("readonly",))
    for _turn in range(2):
        mine = shown(office)
        other = shown(reader, language="en")
        assert "Status filtern" in mine
        assert "Filter Status" in other
        assert 'name="do" value="archive"' in mine
        assert 'name="do" value="archive"' not in other


def test_an_own_field_renamed_elsewhere_is_called_anew() -> None:
    cast.customers({"last_name": "Berg"})
    owner = cast.owner()
    field = own.own("Chip")
    browser = cast.logged_in()
    address = f"/customers/?cols={own.key(field)}"
    assert "Chip filtern" in shown(browser, address)
    label = {"label": "Marke"}
    elsewhere(lambda: operations.change_own_field(actor=owner, field=field.pk, values=label))
    text = shown(browser, address)
    assert "Marke filtern" in text
    assert "Chip filtern" not in text


@pytest.mark.parametrize("prefix", ["1", "101", "9"])
def test_many_and_few_members_beside_another_filter_are_the_same_rows(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = cast.customers(*[{"postcode": f"1{number % 3}115"} for number in range(9)])
    owner = cast.owner()
    one, two = operations.add_labels(actor=owner, kind="group", names=["Eins", "Zwei"]).done
    for group, some in ((one, rows[:6]), (two, rows[4:])):
        operations.put_into_groups(
            actor=owner, kind="group", customers=[row.pk for row in some], groups=[group.pk]
        )
    query = {"f.postcode": prefix, "f.groups": [str(one.pk), str(two.pk)]}
    few = [row.pk for row in Source(parse(CustomerList, owner, query)).walk()]
    monkeypatch.setattr(members, "MANY", 0)
    many = [row.pk for row in Source(parse(CustomerList, owner, query)).walk()]
    assert many == few == sorted(set(few), key=few.index)
    assert len(few) == sum(row.postcode.startswith(prefix) for row in rows)
