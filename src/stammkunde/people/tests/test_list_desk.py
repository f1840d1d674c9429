"""Working with the list: columns, names, row menu, picked rows, paper (LST-05, 13, 15, 17)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from stammkunde.foundation.lists import printing
from stammkunde.foundation.lists.arranging import arrange_list
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.models import ListLayout
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer, CustomerSettings
from tests import cast

pytestmark = pytest.mark.db
LIST = "people.customers"


@pytest.fixture
def two() -> list[Customer]:
    return cast.customers(
        {"first_name": "Anna", "last_name": "Berg", "phone": "0171 5550123"},
        {"first_name": "Bert", "last_name": "Cohn", "phone": "", "email": ""},
    )


def heads(text: str) -> list[str]:
    row = text.split("<thead>")[1].split("</tr>")[0]
    cells = re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", row, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells][1:-1]


def text_of(answer: Any) -> str:
    return answer.content.decode()


def arrange(browser: Client, **data: Any) -> Any:
    return browser.post(f"/lists/{LIST}/arrange/", {"next": "/customers/", **data})


# Columns and names


def test_columns_keep_their_order_for_this_person_only(two: list[Customer]) -> None:
    mine, other = cast.logged_in(), cast.logged_in()
    answer = arrange(mine, cols=["city", "email"])
    assert answer.url == "/customers/"
    assert heads(text_of(mine.get("/customers/"))) == ["Name", "Ort", "E-Mail"]
    assert heads(text_of(other.get("/customers/"))) != ["Name", "Ort", "E-Mail"]
    arrange(mine, cols=["city", "email"], reset="1")
    assert heads(text_of(mine.get("/customers/"))) == heads(text_of(other.get("/customers/")))


def test_a_column_moves_without_script() -> None:
    browser = cast.logged_in()
    arrange(browser, cols=["city", "email", "phone"], move="up:phone")
    assert heads(text_of(browser.get("/customers/"))) == ["Name", "Ort", "Telefon", "E-Mail"]
    arrange(browser, cols=["city", "phone"], move="down:city")
    assert heads(text_of(browser.get("/customers/"))) == ["Name", "Telefon", "Ort"]


def test_a_layout_refuses_what_the_list_does_not_have() -> None:
    actor = cast.actor_of(cast.user())
    with pytest.raises(Refused) as no:
        arrange_list(actor=actor, list=LIST, columns=["nonsense"])
    assert no.value.code == "list.unknown_column"
    with pytest.raises(Refused) as no:
        arrange_list(actor=actor, list=LIST, variant="backwards")
    assert no.value.code == "list.unknown_variant"
    with pytest.raises(Missing):
        arrange_list(actor=actor, list="people.nothing", columns=[])
    with pytest.raises(Forbidden):
        arrange_list(actor=cast.actor_of(cast.user(roles=())), list=LIST, columns=[])
    assert not ListLayout.objects.exists()


def test_a_column_that_went_leaves_the_layout_working() -> None:
    person = cast.user()
    with building():
        ListLayout.objects.create(owner=person, list=LIST, columns="gone,city")
    assert heads(text_of(cast.logged_in(person).get("/customers/"))) == ["Name", "Ort"]


def test_first_names_come_first_when_the_person_or_the_business_says_so(
    two: list[Customer],
) -> None:
    browser = cast.logged_in()

    def first() -> str:
        found = re.search(
            r'<th scope="row">.*?<a [^>]*>(.*?)</a>', text_of(browser.get("/customers/"))
        )
        assert found is not None
        return found[1]

    assert first() == "Berg, Anna"
    with building():
        CustomerSettings.objects.update_or_create(pk=1, defaults={"name_order": "first_last"})
    assert first() == "Anna Berg"
    arrange(browser, variant="last_first")
    assert first() == "Berg, Anna"


# The menu of a row


def menu(browser: Client, pk: int, *, of: str = "/customers/", state: str = "") -> str:
    """The menu as the button of the row fetches it."""
    opener = rf'<button [^>]*form="list-open" name="open" value="{pk}"'
    assert re.search(opener, text_of(browser.get(of + state)))
    address = f"{of}{state or '?'}&open={pk}"
    return text_of(browser.get(address, headers={"HX-Request": "true"}))


def test_the_menu_of_a_row_offers_what_the_person_may(two: list[Customer]) -> None:
    anna, bert = two
    office, reader = (
        menu(cast.logged_in(), anna.pk),
        menu(cast.logged_in(roles=("readonly",)), anna.pk),
    )
    for there in (office, reader):
        assert 'href="tel:01715550123"' in there
        assert "mailto:" not in there
    assert f"/communication/write/?to={anna.pk}" in office
    assert "/communication/write/" not in reader
    for address in ("edit", "lock", "archive"):
        assert f"/customers/{anna.pk}/{address}/" in office
        assert f"/customers/{anna.pk}/{address}/" not in reader
    without = menu(cast.logged_in(), bert.pk)
    assert "tel:" not in without


def test_who_is_locked_can_be_unlocked_and_who_is_archived_restored(two: list[Customer]) -> None:
    anna, bert = two
    operations.lock_customers(actor=cast.owner(), customers=[anna.pk], reason="Zahlt nicht")
    operations.archive_customers(actor=cast.owner(), customers=[bert.pk])
    browser = cast.logged_in()
    assert f'formaction="/customers/{anna.pk}/unlock/"' in menu(browser, anna.pk)
    archived = menu(browser, bert.pk, state="?lens=archive")
    assert f'formaction="/customers/{bert.pk}/restore/' in archived
    answer = browser.post(f"/customers/{anna.pk}/unlock/", {"next": "/customers/"})
    assert answer.url == "/customers/"


# Picked rows


def pick(browser: Client, do: str, *, count: int = 1, **data: Any) -> Any:
    said = {"do": do, "query": "", "step": "run", "count": str(count), **data}
    return browser.post("/customers/", said, follow=True)


def test_picked_customers_are_archived_and_it_can_be_undone(two: list[Customer]) -> None:
    browser = cast.logged_in()
    answer = pick(browser, "archive", pick=[two[0].pk], query="?sort=-name")
    assert answer.redirect_chain[0][0] == "/customers/?sort=-name"
    assert "1 ist jetzt im Archiv." in text_of(answer)
    assert "/undo/" in text_of(answer)
    assert Customer.objects.filter(archived_at=None).get() == two[1]


def test_all_that_match_are_asked_again_on_the_server(two: list[Customer]) -> None:
    pick(cast.logged_in(), "archive", all="1", pick=[two[1].pk], query="?f.name=berg")
    assert Customer.objects.filter(archived_at=None).get() == two[1]
    pick(cast.logged_in(), "archive", all="1", query="?q=cohn")
    assert not Customer.objects.filter(archived_at=None).exists()


@pytest.mark.parametrize(
    ("do", "data", "said"),
    [
        ("archive", {}, "Nichts ausgewählt."),
        ("archive", {"pick": ["x", "-1", "999999999999999"]}, "Nichts ausgewählt."),
        ("nonsense", {"all": "1"}, "Das kann diese Liste nicht."),
        ("tag", {"all": "1", "count": "2", "p.which": "4711"}, "Diese Auswahl gibt es nicht mehr."),
        ("archive", {"all": "1", "query": "?f.nonsense=1"}, "f.nonsense"),
        ("archive", {"all": "1", "query": "?f.created_at=gestern"}, "ist kein Datum"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_happens(
    two: list[Customer], do: str, data: dict[str, Any], said: str
) -> None:
    assert said in text_of(pick(cast.logged_in(), do, **data))
    assert Customer.objects.filter(archived_at=None).count() == 2


def test_more_than_ten_thousand_at_once_are_refused(
    two: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stammkunde.foundation.lists.picking.CAP", 1)
    assert "mehr als 10.000" in text_of(pick(cast.logged_in(), "archive", all="1"))
    assert Customer.objects.filter(archived_at=None).count() == 2


def test_who_may_not_archive_is_not_offered_it_and_is_refused(two: list[Customer]) -> None:
    reader = cast.logged_in(roles=("readonly",))
    assert 'value="archive"' not in text_of(reader.get("/customers/"))
    assert pick(reader, "archive", all="1").status_code == 403
    assert Customer.objects.filter(archived_at=None).count() == 2


# Paper


def printed(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><span class="who">(.*?)</span></th>', text)


def test_the_sheet_shows_what_is_filtered_in_the_columns_that_are_shown(
    two: list[Customer],
) -> None:
    text = text_of(cast.logged_in().get("/customers/?f.name=berg&cols=city&print=1"))
    assert printed(text) == ["Berg, Anna"]
    assert "Kunden: Alle" in text
    assert "Name enthält berg" in text
    assert "1 Zeile" in text
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text) == ["Name", "Ort"]
    assert '<aside class="side"' not in text
    assert "mailto:" not in text


def test_the_sheet_of_picked_rows_keeps_the_order_of_the_list(two: list[Customer]) -> None:
    third = cast.customer(last_name="Dau", first_name="Cora")
    answer = cast.logged_in().post(
        "/customers/",
        {"do": "print", "query": "?sort=-name", "pick": [two[0].pk, third.pk]},
    )
    assert printed(text_of(answer)) == ["Dau, Cora", "Berg, Anna"]
    assert "Nur die ausgewählten Zeilen." in text_of(answer)


def test_a_sheet_that_would_be_too_long_says_so(
    two: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST", 1)
    text = text_of(cast.logged_in().get("/customers/?print=1"))
    assert printed(text) == ["Berg, Anna"]
    assert "nur die ersten 1 Zeilen" in text


# Lenses


def test_the_row_of_lenses_is_short_and_the_current_one_stands_in_it() -> None:
    listing = Listing(parse(CustomerList, cast.owner(), {"lens": "archive"}))
    row, rest = listing.lens_links
    assert len(row) == 7
    assert row[-1].current
    assert row[-1].lens.key == "archive"
    assert {link.lens.key for link in [*row, *rest]} == {
        lens.key for lens in CustomerList.lenses_for(cast.owner())
    }
    assert str(row[-1].said).startswith("0 ")


# Participants


def test_participants_are_archived_from_their_list_and_one_stays_there(two: list[Customer]) -> None:
    lea, tom = cast.participants(two[0], {"first_name": "Lea"}, {"first_name": "Tom"})
    browser = cast.logged_in()
    text = menu(browser, lea.pk, of="/participants/")
    assert f'formaction="/participants/{lea.pk}/archive/' in text
    assert 'href="tel:01715550123"' in text
    answer = browser.post(f"/participants/{lea.pk}/archive/", {"next": "/participants/"})
    assert answer.url == "/participants/"
    data = {"do": "archive", "query": "", "pick": [tom.pk], "step": "run", "count": "1"}
    assert "1 ist jetzt im Archiv." in text_of(browser.post("/participants/", data, follow=True))
    assert browser.post("/participants/", {**data, "do": "tag"}, follow=True).status_code == 200
    assert "Teilnehmer: Alle" in text_of(browser.get("/participants/?print=1"))
