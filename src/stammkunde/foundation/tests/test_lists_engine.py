"""The list engine on a laboratory list: what its test kit promises, and the corners beside it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.signing import dumps
from django.http import QueryDict
from django.test import override_settings

from stammkunde.foundation import actors, folding, operations
from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists import export, sets, testkit
from stammkunde.foundation.lists.emptiness import explain
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tests.listlab.lists import SEARCH, GuestList, texts
from stammkunde.foundation.tests.listlab.models import Guest, Tab

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]

CLERK = actors.system()
NAMES = ("Müller, Anna", "Mueller, Bernadette", "Berg, Anna-Lena", "Haberland, Uwe", "Öz, Aylin")
PLACES = ("Berlin", "Bernau", "Köln", "Potsdam")
NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def add(*names: str, **values: Any) -> list[Guest]:
    """Guests with these names; other values are the same for all."""
    with operations.building():
        owed = values.pop("open", 0)
        rows = [
            Guest(
                **{
                    "name": name,
                    "sort_name": fold(name),
                    "arrived_on": dt.date(2026, 11, 21),
                    "created_at": NOON,
                    **values,
                }
            )
            for name in names
        ]
        made = Guest.objects.bulk_create(rows)
        Tab.objects.bulk_create([Tab(guest=row, open=owed) for row in made])
        SEARCH.write(made)
    return made


def make_rows(count: int) -> None:
    """Guests that differ in some columns and agree in others."""
    for number in range(count):
        add(
            NAMES[number % len(NAMES)],
            kind=("person", "company")[number % 3 == 0],
            email=f"gast{number}@example.org" if number % 4 else "",
            phone=f"0171 23{number:05}",
            postcode=str(10115 + number % 7 * 1000),
            city=PLACES[number % len(PLACES)],
            arrived_on=dt.date(2026, 1, 1) + dt.timedelta(days=number % 9),
            created_at=NOON + dt.timedelta(minutes=number % 5),
            archived_at=NOON if number % 6 == 5 else None,
            open=number % 3,
        )


def state(query: str = "", actor: actors.Actor = CLERK) -> State:
    return parse(GuestList, actor, QueryDict(query))


def names(query: str = "") -> list[str]:
    return [row.name for row in Source(state(query)).walk()]


@pytest.mark.slow
def test_the_laboratory_list_holds() -> None:
    testkit.assert_list_holds(
        GuestList,
        CLERK,
        make_rows,
        searches=(
            "ber",
            "mu",
            "m",
            "mueller",
            "anna ber",
            "0171 23",
            "2300",
            "example.org",
            "10115",
        ),
    )


@pytest.mark.slow
def test_broad_searches_follow_the_order_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(40)
    queries = [{"q": q} for q in ("a", "ber", "17", "anna ber")]
    queries += [{"q": "ber", "sort": "-arrived_on"}, {"q": "ber", "sort": "postcode"}]
    before = [testkit.walked(GuestList, CLERK, query) for query in queries]
    for many in (0, 3):
        monkeypatch.setattr(sets, "MANY", many)
        assert [testkit.walked(GuestList, CLERK, query) for query in queries] == before
        for query in queries:
            testkit.assert_same_everywhere(GuestList, CLERK, query)


def test_a_search_finds_parts_of_words_and_short_terms_only_word_beginnings() -> None:
    add("Hausverwaltung Nord GmbH", "Öztürk, Mü", "Schmu, Karl", "Aumüller, Eva")
    assert names("q=verwalt") == ["Hausverwaltung Nord GmbH"]
    assert names("q=m%C3%BC") == ["Öztürk, Mü"]
    assert names("q=k") == ["Schmu, Karl"]
    assert names("q=mull") == ["Aumüller, Eva"]
    assert names("q=mueller") == ["Aumüller, Eva"]
    assert names("q=eva+aumull") == ["Aumüller, Eva"]


@pytest.mark.parametrize(
    "typed",
    ['"', '""', "%", "_", "\\", "'", "a\x00b", '" OR name:*', "NOT", "*", "(", "{name}:x", "–"],
)
def test_signs_in_a_search_are_letters_like_any_other(typed: str) -> None:
    add(f"Zeichen {typed.replace(chr(0), '')} Ende", "Ganz Anders")
    found = [row.name for row in Source(parse(GuestList, CLERK, {"q": f"Zeichen {typed}"})).walk()]
    assert "Ganz Anders" not in found
    assert len(found) <= 1
    if "\x00" not in typed:
        assert len(found) == 1
    Source(parse(GuestList, CLERK, {"q": typed})).count()


def test_percent_and_underscore_are_no_wildcards() -> None:
    add("100%ig GmbH", "100xig GmbH", "a_b_c Verein", "axbxc Verein")
    assert names("q=100%25ig") == ["100%ig GmbH"]
    assert names("q=a_b_c") == ["a_b_c Verein"]


def test_a_phone_number_is_found_however_it_is_typed() -> None:
    add("Anruf, Anna", phone="+49 171 2345678")
    add("Ausland, Otto", phone="0043 1 2345")
    for typed in ("0171 234", "0171/2345678", "+49 171 23", "5678", "+49 (0)171 2345678"):
        assert [r.name for r in Source(parse(GuestList, CLERK, {"q": typed})).walk()] == [
            "Anruf, Anna"
        ]


def test_hits_stand_in_groups_name_before_place() -> None:
    add("Zander, Ber", "Adler, Uwe", city="Köln")
    add("Fuchs, Eva", city="Berlin")
    add("Bergmann, Ida", email="ber@example.org", city="Bernau")
    listing = Listing(state("q=ber"))
    assert [row.name for row in listing.slice.rows] == [
        "Bergmann, Ida",
        "Zander, Ber",
        "Fuchs, Eva",
    ]
    headings = [row.heading for row in listing.rows]
    assert headings == ["Hits in the name · 2", "", "Hits in the place · 1"]
    assert names("q=ber&sort=name") == ["Bergmann, Ida", "Fuchs, Eva", "Zander, Ber"]


def test_terms_may_lie_in_different_groups() -> None:
    add("Berg, Anna", city="Köln")
    add("Wolf, Anna", city="Berlin")
    listing = Listing(state("q=anna+berl"))
    assert [row.heading for row in listing.rows] == ["Hits in the place · 1"]
    assert [row.name for row in listing.slice.rows] == ["Wolf, Anna"]


def test_written_texts_are_found_and_removed_ones_are_not() -> None:
    (row,) = add("Vorher, Anna")
    with operations.building():
        Guest.objects.filter(pk=row.pk).update(name="Nachher, Anna")
        row.refresh_from_db()
        assert SEARCH.drift([row]) == [row.pk]
        SEARCH.write([row])
        assert SEARCH.drift([row]) == []
    assert names("q=vorher") == []
    assert names("q=nachher") == ["Nachher, Anna"]
    with operations.building():
        SEARCH.remove([row.pk])
    assert names("q=nachher") == []


def test_writing_what_did_not_change_writes_nothing(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    rows = add("Anna", "Bert")
    with operations.building(), django_assert_num_queries(1):
        SEARCH.write(rows)


def test_umlauts_capitals_and_accents_sort_by_their_fold() -> None:
    add("zebra", "Ähre", "Azur", "Öl", "Über", "Ufer", "Æther", "ähnlich", "Ad")
    order = ["Ad", "Æther", "ähnlich", "Ähre", "Azur", "Öl", "Über", "Ufer", "zebra"]
    assert sorted(names(), key=fold) == names()
    assert set(names()) == set(order)


def test_a_prefix_is_a_range_and_an_empty_one_is_none() -> None:
    for postcode in ("1", "10115", "10999", "11", "2", ""):
        add(f"Plz {postcode}", postcode=postcode)
    assert names("f.postcode=10") == ["Plz 10115", "Plz 10999"]
    assert len(names("f.postcode=")) == 6
    assert names("f.name=PLZ+11") == ["Plz 11"]


def test_days_are_days_of_the_business_and_empties_never_pass() -> None:
    add("Silvester", created_at=dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC))
    add("Neujahr", created_at=dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC))
    assert names("f.created_at=2027-01-01..2027-01-01") == ["Neujahr"]
    assert names("f.created_at=..2026-12-31") == ["Silvester"]
    assert names("f.created_at=31.12.2026&f.created_at=31.12.2026") == ["Silvester"]
    assert len(names("f.arrived_on=2026-11-21..")) == 2


@pytest.mark.parametrize(
    "query",
    ["f.unknown=1", "nonsense=1", "lens=none", "sort=city", "sort=nothing", "sort=--name", "f.=1"],
)
def test_what_the_list_does_not_know_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        state(query)


@pytest.mark.parametrize(
    "query",
    [
        "f.kind=alien",
        "f.arrived_on=2026-13-01..",
        "f.arrived_on=2026-02-01..2026-01-01",
        "f.mail=2",
    ],
)
def test_a_bad_value_is_shown_with_its_reason_and_no_export_swallows_it(query: str) -> None:
    add("Anna")
    listing = Listing(state(query))
    assert [chip.problem != "" for chip in listing.chips] == [True]
    assert len(listing.rows) == 1
    with pytest.raises(Refused):
        list(export.rows(GuestList, CLERK, QueryDict(query)))


def test_a_column_filter_or_lens_that_needs_a_word_does_not_exist_without_it() -> None:
    poor = actors.Actor("staff", 1, "Poor", frozenset({"listlab.see"}))
    assert "tab.open" not in [col.key for col in state(actor=poor).columns]
    for query in ("f.tab.owes=1", "sort=tab.open", "lens=owing"):
        assert state(query)
        with pytest.raises(Refused):
            state(query, poor)
    assert state("cols=email,tab.open", poor).cols == ("email",)


def test_the_parts_of_the_state_are_independent() -> None:
    full = "q=ber&lens=all&sort=-name&f.kind=person&f.postcode=10&cols=email,phone"
    now = state(full)
    assert now.query == "?" + full
    assert now.but(q="x").query == "?" + full.replace("q=ber", "q=x")
    assert now.without("kind").query == "?" + full.replace("&f.kind=person", "")
    assert state("after=abc&q=x").but(cols=("email",)).query == "?q=x&cols=email"
    assert state("").query == "?"
    assert state("f.kind=&f.postcode=&q=&cols=").query == "?"


def test_a_cursor_of_another_set_leads_to_the_beginning() -> None:
    make_rows(8)
    first = Source(state())
    cursor = first.cursors(first.page(3))[1]
    assert not Source(state(f"after={cursor}")).page(3).lost
    foreign = dumps(["x", 0, 0, "a", 1], salt="another")
    for query in (
        f"q=ber&after={cursor}",
        f"sort=-name&after={cursor}",
        f"after={foreign}",
        "before=x",
    ):
        slice_ = Source(state(query)).page(3)
        assert slice_.lost
        assert slice_.first == 0


def test_a_page_whose_rows_are_gone_leads_to_the_beginning() -> None:
    rows = add("A", "B", "C")
    first = Source(state())
    cursor = first.cursors(first.page(2))[1]
    with operations.building():
        Tab.objects.filter(guest=rows[2].pk).delete()
        Guest.objects.filter(pk=rows[2].pk).delete()
    slice_ = Source(state(f"after={cursor}")).page(2)
    assert slice_.lost
    assert [row.name for row in slice_.rows] == ["A", "B"]


def test_counts_stop_at_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("counts", "sets"):
        monkeypatch.setattr(f"stammkunde.foundation.lists.{module}.CAP", 5)
    monkeypatch.setattr(sets, "MANY", 3)
    make_rows(12)
    with override_settings(LANGUAGE_CODE="de"):
        assert Listing(state()).total == "5+"
        assert Listing(state("q=a")).hits.startswith("5+ ")
    assert Source(state("q=a")).count() == 6


def test_an_export_is_what_is_filtered_and_runs_no_formula() -> None:
    add("=cmd()", "@x", "+49 171", "-1", "-A1+2", "Anna")
    lines = "".join(export.lines(GuestList, CLERK, {"cols": "phone"})).splitlines()
    said = {line.split(";")[0] for line in lines[1:]}
    assert said == {"'=cmd()", "'@x", "+49 171", "-1", "'-A1+2", "Anna"}
    assert lines[0].startswith("Name;Phone")


def test_an_empty_search_offers_the_other_lens_and_the_main_action() -> None:
    add("Berg", archived_at=NOON)
    listing = Listing(state("q=berg"))
    why = listing.emptiness
    assert why is not None
    assert (why.name, [way.query for way in why.ways]) == ("Active", ["?q=berg&lens=all"])
    assert "berg" in why.before
    assert [action.url_name for action in why.actions] == ["guest-add"]


def test_an_empty_filter_names_the_strictest_one() -> None:
    add("Anna", "Berta", kind="person", postcode="10115")
    add("Firma", kind="company", postcode="10115")
    why = explain(Source(state("f.kind=company&f.arrived_on=2030-01-01..&f.postcode=10")), [])
    assert why.name == "Arrived"
    assert why.ways[0].query == "?f.kind=company&f.postcode=10"
    assert why.ways[1].query == "?"
    why = explain(Source(state("q=anna&f.kind=company")), [])
    assert why.name == "Kind"
    why = explain(Source(state("q=nobody&f.kind=company")), [])
    assert why.name == "Active"


def test_an_empty_lens_and_an_empty_list_say_so() -> None:
    assert explain(Source(state()), []).ways[0].query == "?lens=all"
    nothing = explain(Source(state("lens=all")), list(GuestList.actions))
    assert nothing.ways == ()
    assert len(nothing.actions) == 1


def test_lists_of_the_rooms_are_frozen_after_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stammkunde.foundation.lists.declare._frozen", {GuestList.key})
    with pytest.raises(RuntimeError):
        GuestList.add(GuestList.columns[0])


def meant(texts: tuple[str, ...], wanted: list[str]) -> int | None:
    """The group of a row as the rules say it, without any index; None when it is not found."""
    for upto in range(1, len(texts) + 1):
        words = [word for text in texts[:upto] for word in folding.words(text)]
        if all(
            any(term in word if len(term) > 2 else word.startswith(term) for word in words)
            for term in wanted
        ):
            return upto - 1
    return None


@pytest.mark.slow
def test_searches_find_exactly_what_the_rules_say() -> None:
    dice = random.Random(2026)
    letters = "abenr-ü'\" %_.ß"
    made = [
        add(
            "".join(dice.choices(letters, k=dice.randint(1, 9))) + " x",
            email="".join(dice.choices("ab@.", k=dice.randint(0, 6))),
            phone="".join(dice.choices("0174 /+", k=dice.randint(0, 9))),
            city="".join(dice.choices(letters, k=dice.randint(0, 5))),
        )[0]
        for _number in range(60)
    ]
    said = {row.pk: text for row, text in zip(made, texts(made), strict=True)}
    for _number in range(120):
        typed = "".join(dice.choices(letters + "01", k=dice.randint(1, 5)))
        wanted = SEARCH.terms(typed)
        if not wanted:
            continue
        expected = {
            pk: group for pk, text in said.items() if (group := meant(text, wanted)) is not None
        }
        found = Source(parse(GuestList, CLERK, {"q": typed}))
        found.look()
        slice_ = found.page(100)
        got = {row.pk: group for row, group in zip(slice_.rows, slice_.groups, strict=True)}
        assert got == expected, typed
        assert found.count(found.groups()) == len(expected), typed
        for group in found.groups():
            assert found.sizes[group] == list(expected.values()).count(group), typed
