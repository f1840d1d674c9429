"""Own lenses of a list: kept, opened, changed, and what they survive (LST-09, N-05; ADR 27)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from stammkunde.accounts.models import User
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.own import OwnLens
from stammkunde.foundation.lists.picking import matching
from stammkunde.foundation.lists.saving import (
    change_lens,
    move_lens,
    remove_lens,
    store_lens,
)
from stammkunde.foundation.models import SavedLens
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.people.tests.lensing import (
    DRESDEN,
    LIST,
    anna,
    bert,
    keep,
    labels,
    page,
    some,
    state,
    undone,
)
from tests import cast

__all__ = ["anna", "bert"]  # fixtures

pytestmark = pytest.mark.db


# Keeping and opening ----------------------------------------------------------------------------


def test_a_lens_brings_back_filters_search_sort_and_columns(anna: User) -> None:
    some()
    lens = keep(anna, f"q=an&{DRESDEN}&sort=-postcode&cols=city,email", emoji="🎓", columns=True)
    opened = state(anna, f"lens=own.{lens.pk}")
    assert (opened.q, opened.ordered_by) == ("an", "-postcode")
    assert [one.words for one in opened.filters.values()] == ["enthält Dresden"]
    assert [col.key for col in opened.columns] == ["name", "city", "email"]
    assert (opened.as_saved, opened.changed) == (True, False)
    assert opened.query == f"?lens=own.{lens.pk}"
    listing = Listing(opened)
    assert [row.name for row in listing.rows] == ["Anders, " + listing.rows[0].row.first_name]
    assert labels(anna)[:3] == ["Alle", "🎓 Dresden", "Interessenten"]
    (link,) = [one for row in listing.lens_links for one in row if one.lens.key == opened.lens.key]
    assert (link.count, link.current, link.changed) == ("1", True, False)
    assert link.said == "1 „an“ · Ort enthält Dresden"


def test_without_its_own_columns_a_lens_leaves_everybody_theirs(anna: User) -> None:
    lens = keep(anna, f"{DRESDEN}&cols=city,email")
    assert state(anna, f"lens=own.{lens.pk}").columns == state(anna).columns


def test_the_lens_stands_on_a_shipped_one(anna: User) -> None:
    some()
    lens = keep(anna, f"lens=without_email&{DRESDEN}")
    assert Listing(state(anna, f"lens=own.{lens.pk}")).total == "1"


def test_a_changed_lens_has_a_dot_and_its_address_says_everything(anna: User) -> None:
    some()
    lens = keep(anna)
    key = f"lens=own.{lens.pk}"
    wider = state(anna, key).without("city")
    assert wider.query == f"?{key}&since=1"
    again = state(anna, wider.query[1:])
    assert (again.filters, again.changed, again.savable) == ({}, True, True)
    assert Listing(again).total == "3"
    assert state(anna, f"{key}&since=1&{DRESDEN}").query == f"?{key}"
    assert state(anna, f"{key}&sort=-name").changed
    assert state(anna, f"{key}&cols=city").changed
    assert not state(anna, f"{key}&after=x").changed


def test_a_link_laid_over_a_lens_keeps_what_it_does_not_name(anna: User) -> None:
    lens = keep(anna)
    over = state(anna, f"lens=own.{lens.pk}&q=an")
    assert (over.q, list(over.filters), over.changed) == ("an", ["city"], True)


def test_leaving_a_lens_takes_away_what_it_brought_and_nothing_that_was_typed(anna: User) -> None:
    lens = keep(anna)
    opened = state(anna, f"lens=own.{lens.pk}")
    everybody = opened.offered.lenses[0]
    assert opened.through(everybody).query == "?"
    assert opened.but(q="mei").through(everybody).query == "?q=mei"
    typed = state(anna, "q=mei").through(opened.lens)
    assert (typed.q, list(typed.filters)) == ("mei", ["city"])


def test_the_row_offers_saving_only_where_there_is_something_to_save(anna: User) -> None:
    some()
    lens, client = keep(anna), cast.logged_in(anna)
    assert 'id="list-save"' not in page(client)
    assert 'id="list-save"' not in page(client, f"lens=own.{lens.pk}")
    everybody = page(client, DRESDEN)
    assert "Als neue Linse" in everybody
    assert "Änderungen verwerfen" not in everybody
    changed = page(client, f"lens=own.{lens.pk}&sort=-name")
    assert changed.count(">Linse speichern") == 2  # the menu and its first line
    assert 'name="revision" value="1"' in changed
    assert "Änderungen verwerfen" in changed
    shipped = page(client, f"lens=new&{DRESDEN}")
    assert 'name="revision"' not in shipped
    assert "Als neue Linse speichern" in shipped


def test_the_first_lens_and_its_saved_ones_page_print_and_pick_the_same_rows(anna: User) -> None:
    some()
    lens, client = keep(anna, f"{DRESDEN}&cols=email", columns=True), cast.logged_in(anna)
    paper = page(client, f"lens=own.{lens.pk}&print=1")
    head = paper[paper.index("<thead>") : paper.index("</thead>")]
    assert re.findall(r">([^<>]+)</th>", head) == ["Name", "E-Mail"]
    assert "Kunden: Dresden" in paper
    assert "Ort enthält Dresden" in paper
    assert len(matching(state(anna, f"lens=own.{lens.pk}"))) == 2


def test_what_is_done_with_all_rows_means_those_that_the_page_showed(anna: User) -> None:
    some()
    lens = keep(anna, f"{DRESDEN}&sort=-name&cols=email", columns=True, audience="all")
    shown = page(cast.logged_in(anna), f"lens=own.{lens.pk}")
    (query,) = set(re.findall(r'name="query" value="\?([^"]*)"', shown))
    query = query.replace("&amp;", "&")
    meant = matching(state(anna, query))
    other = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Berlin&cols=city")
    store_lens(actor=cast.actor_of(anna), lens=lens.pk, query=other, revision=1)
    assert [*matching(state(anna, query))] == [*meant]
    assert len(meant) == 2
    assert [col.key for col in state(anna, query).columns] == ["name", "email"]
    assert [*matching(state(anna, f"lens=own.{lens.pk}"))] != [*meant]


def test_columns_chosen_on_a_lens_that_brings_its_own_change_the_lens(anna: User) -> None:
    lens, client = keep(anna, f"{DRESDEN}&cols=email", columns=True), cast.logged_in(anna)
    chooser = page(client, f"lens=own.{lens.pk}&open=columns", **{"HX-Request": "true"})
    assert 'name="in_lens"' in chooser
    assert 'name="in_lens"' not in page(client, "open=columns", **{"HX-Request": "true"})
    said = {"in_lens": "1", "cols": ["city", "email"], "next": f"/customers/?lens=own.{lens.pk}"}
    answer = client.post(f"/lists/{LIST}/arrange/", said)
    assert answer["Location"] == f"/customers/?lens=own.{lens.pk}&cols=city,email"
    moved = client.post(f"/lists/{LIST}/arrange/", said | {"move": "up:email"})
    assert moved["Location"].endswith("&cols=email,city")
    assert client.post(f"/lists/{LIST}/arrange/", said | {"reset": "1"})["Location"] == said["next"]
    assert state(anna).columns == state(cast.user()).columns


# Changing ---------------------------------------------------------------------------------------


def test_saving_over_a_lens_keeps_the_state_and_can_be_undone(anna: User) -> None:
    lens, actor = keep(anna), cast.actor_of(anna)
    query = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Berlin&sort=-name")
    store_lens(actor=actor, lens=lens.pk, query=query, revision=1)
    opened = state(anna, f"lens=own.{lens.pk}")
    assert opened.filters["city"].raw == ["Berlin"]
    assert opened.ordered_by == "-name"
    lens.refresh_from_db()
    assert lens.revision == 2
    undone(anna, "foundation.store_lens")
    lens.refresh_from_db()
    assert (lens.revision, lens.state["f"]) == (1, {"city": ["Dresden"]})


def test_two_changes_of_one_lens_meet_and_neither_is_lost_unseen(anna: User) -> None:
    some()
    lens = keep(anna, audience="all")
    carla = cast.user(roles=("office",))
    mine = f"lens=own.{lens.pk}&since=1&f.city=Berlin"
    other = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Bonn&sort=-name")
    store_lens(actor=cast.actor_of(carla), lens=lens.pk, query=other, revision=1)
    with pytest.raises(Stale):
        store_lens(actor=cast.actor_of(anna), lens=lens.pk, query=QueryDict(mine), revision=1)
    client = cast.logged_in(anna)
    # The page was loaded anew meanwhile: what it changes still stands on the first revision.
    shown = page(client, mine)
    assert 'name="revision" value="1"' in shown
    answer = client.post(f"/lenses/{lens.pk}/", {"query": f"?{mine}", "revision": "1"})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "enthält Bonn" in told
    assert "enthält Berlin" in told
    assert 'name="revision" value="2"' in told
    answer = client.post(f"/lenses/{lens.pk}/", {"query": f"?{mine}", "revision": "2"})
    assert answer["Location"] == f"/customers/?lens=own.{lens.pk}"
    assert state(carla, f"lens=own.{lens.pk}").filters["city"].raw == ["Berlin"]


def test_saving_what_is_there_already_is_no_conflict(anna: User) -> None:
    lens, actor = keep(anna), cast.actor_of(anna)
    query = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Berlin")
    store_lens(actor=actor, lens=lens.pk, query=query, revision=1)
    assert store_lens(actor=actor, lens=lens.pk, query=query, revision=1).entry is None


def test_renaming_says_what_somebody_else_has_written_meanwhile(anna: User) -> None:
    lens, actor = keep(anna), cast.actor_of(anna)
    change_lens(actor=actor, lens=lens.pk, values={"name": "Elbe"}, expected={"name": "Dresden"})
    with pytest.raises(Stale):
        change_lens(actor=actor, lens=lens.pk, values={"name": "Tal"}, expected={"name": "Dresden"})
    said = {"do": "change", "lens": lens.pk, "name": "Tal", "shown.name": "Dresden"}
    answer = cast.logged_in(anna).post(f"/lists/{LIST}/lenses/", said)
    assert answer.status_code == 409
    assert "Dort steht jetzt „Elbe“, von dir „Tal“." in answer.content.decode()


def test_name_sign_audience_and_deletion_come_back_with_undo(anna: User) -> None:
    lens, actor = keep(anna), cast.actor_of(anna)
    change_lens(
        actor=actor, lens=lens.pk, values={"name": "Elbe", "emoji": "🌊", "audience": "role:field"}
    )
    assert "🌊 Elbe" in labels(cast.user(roles=("field",)))
    undone(anna, "foundation.change_lens")
    assert "Dresden" in labels(anna)
    remove_lens(actor=actor, lens=lens.pk)
    assert "Dresden" not in labels(anna)
    with pytest.raises(Missing):
        remove_lens(actor=actor, lens=lens.pk)
    undone(anna, "foundation.remove_lens")
    assert "Dresden" in labels(anna)
    fresh = keep(anna, name="Neu")
    undone(anna, "foundation.save_lens")
    assert not SavedLens.objects.filter(pk=fresh.pk).exists()


def test_nobody_undoes_what_somebody_else_did_with_a_lens(anna: User) -> None:
    keep(anna)
    with pytest.raises(Missing):
        undone(cast.user(roles=("owner",)), "foundation.save_lens")
    assert "Dresden" in labels(anna)


def test_lenses_change_places_among_their_like(anna: User) -> None:
    actor = cast.actor_of(anna)
    first, second, shared = (
        keep(anna, name=name, audience=audience)
        for name, audience in (("Eins", "private"), ("Zwei", "private"), ("Alle lesen", "all"))
    )
    assert labels(anna)[1:4] == ["Alle lesen", "Eins", "Zwei"]
    move_lens(actor=actor, lens=second.pk, up=True)
    assert labels(anna)[1:4] == ["Alle lesen", "Zwei", "Eins"]
    undone(anna, "foundation.move_lens")
    assert labels(anna)[1:4] == ["Alle lesen", "Eins", "Zwei"]
    for lens, up in ((first, True), (second, False), (shared, True)):
        with pytest.raises(Refused) as no:
            move_lens(actor=actor, lens=lens.pk, up=up)
        assert no.value.code == "lens.no_neighbour"


# What it survives -------------------------------------------------------------------------------


def test_a_lens_survives_what_is_gone_and_says_so(anna: User) -> None:
    some()
    lens, client = (
        keep(anna, f"{DRESDEN}&sort=city&cols=email,city", columns=True),
        cast.logged_in(anna),
    )
    with building():
        kept = lens.state | {"lens": "gone", "sort": "-weg"}
        kept["f"] = {"city": ["Dresden"], "custom.size": ["XL"], "status": ["4711"]}
        kept["said"] |= {"lens": "Weg", "custom.size": "Größe", "weg": "Spalte W", "rasse": "Rasse"}
        SavedLens.objects.update(state=kept, columns="email,rasse")
    opened = state(anna, f"lens=own.{lens.pk}")
    assert isinstance(opened.lens, OwnLens)
    assert opened.lens.lost == ("Weg", "Größe", "Rasse", "Spalte W")
    assert [col.key for col in opened.columns] == ["name", "email"]
    text = page(client, f"lens=own.{lens.pk}")
    assert "„Größe“" in text
    assert "ist nicht mehr da oder nicht für dich" in text
    assert "4711" in text  # a bad value is a chip with its reason, as everywhere
    assert client.get(f"/lists/{LIST}/lenses/").status_code == 200
    with pytest.raises(Refused) as no:
        opened.but(filters={}).strict()
    assert no.value.code == "list.lens_lost"
    query = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Dresden")
    store_lens(actor=cast.actor_of(anna), lens=lens.pk, query=query, revision=1)
    assert state(anna, f"lens=own.{lens.pk}").strict().lens.lost == ()  # type: ignore[attr-defined]


def test_counts_of_own_lenses_come_with_those_of_the_others(anna: User) -> None:
    some()
    client = cast.logged_in(anna)
    keep(anna, name="Eine")
    page(client)
    with CaptureQueriesContext(connection) as one:
        page(client)
    for number in range(8):
        keep(anna, f"q=an&{DRESDEN}&lens=without_email", name=f"L{number}", audience="all")
    with CaptureQueriesContext(connection) as many:
        text = page(client)
    assert len(many) == len(one)
    assert text.count("Ort enthält Dresden") >= 9
