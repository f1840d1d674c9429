"""Lenses for many: who has them, with which a list begins, and their pages (LST-15, N-05; ADR 27)."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from stammkunde.accounts import operations as accounts
from stammkunde.accounts.models import User
from stammkunde.foundation.lists.beginning import begin_list
from stammkunde.foundation.lists.saving import (
    MOST,
    change_lens,
    move_lens,
    remove_lens,
    save_lens,
    store_lens,
)
from stammkunde.foundation.models import ListDefault, SavedLens
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people.tests.lensing import (
    DRESDEN,
    LIST,
    anna,
    begin,
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


# Who has it -------------------------------------------------------------------------------------


def test_a_private_lens_is_nobody_elses(anna: User, bert: User) -> None:
    lens = keep(anna)
    assert "Dresden" in labels(anna)
    assert "Dresden" not in labels(bert)
    with pytest.raises(Refused) as no:
        state(bert, f"lens=own.{lens.pk}")
    assert no.value.code == "list.unknown_lens"
    answer = cast.logged_in(bert).get(f"/customers/?lens=own.{lens.pk}")
    assert answer.status_code == 400
    assert "Diese Linse ist weg, oder sie ist nicht für dich." in answer.content.decode()
    for deed in (
        lambda actor: remove_lens(actor=actor, lens=lens.pk),
        lambda actor: move_lens(actor=actor, lens=lens.pk, up=True),
        lambda actor: change_lens(actor=actor, lens=lens.pk, values={"name": "Meins"}),
        lambda actor: store_lens(actor=actor, lens=lens.pk, query={}, revision=1),
    ):
        with pytest.raises(Missing):
            deed(cast.actor_of(cast.user(roles=("owner",))))


def test_a_shared_lens_is_everybodys_and_changing_it_needs_the_word(anna: User, bert: User) -> None:
    lens = keep(anna, audience="all")
    assert "Dresden" in labels(bert)
    with pytest.raises(Forbidden):
        remove_lens(actor=cast.actor_of(bert), lens=lens.pk)
    with pytest.raises(Forbidden):
        save_lens(actor=cast.actor_of(bert), list=LIST, name="X", query=QueryDict(), audience="all")
    with pytest.raises(Forbidden):
        own = keep(bert, name="Eigene")
        change_lens(actor=cast.actor_of(bert), lens=own.pk, values={"audience": "all"})
    changed = page(cast.logged_in(bert), f"lens=own.{lens.pk}&sort=-name")
    assert 'name="revision"' not in changed
    assert "Als neue Linse speichern" in changed


def test_a_lens_for_a_role_is_for_those_who_have_it(anna: User, bert: User) -> None:
    keep(anna, audience="role:readonly")
    assert "Dresden" in labels(bert)
    assert "Dresden" in labels(anna)  # who has made it
    assert "Dresden" not in labels(cast.user(roles=("field",)))


def test_what_the_house_says_no_to(anna: User) -> None:
    actor, said = cast.actor_of(anna), QueryDict(DRESDEN)
    keep(anna, name="Da")
    for values, code in (
        ({"name": "  "}, "lens.name_missing"),
        ({"name": "da"}, "lens.name_taken"),
        ({"name": "X", "emoji": "abc"}, "lens.no_emoji"),
        ({"name": "X", "audience": "role:nobody"}, "lens.unknown_audience"),
        ({"name": "X", "query": QueryDict("f.created_at=quatsch")}, "list.bad_value"),
        ({"name": "X", "query": QueryDict("f.nothing=1")}, "list.unknown_filter"),
    ):
        with pytest.raises(Refused) as no:
            save_lens(actor=actor, **{"list": LIST, "query": said} | values)
        assert no.value.code == code
    with pytest.raises(Missing):
        save_lens(actor=actor, list="people.nothing", name="X", query=said)
    for stranger in (cast.actor(), cast.actor(id=anna.pk), cast.visitor()):
        with pytest.raises(Forbidden):
            save_lens(actor=stranger, list=LIST, name="X", query=said)
    for number in range(MOST - 1):
        keep(anna, name=f"Linse {number}")
    with pytest.raises(Refused) as no:
        keep(anna, name="Eine zu viel")
    assert no.value.code == "lens.too_many"
    keep(anna, name="Für alle", audience="all")


def test_giving_a_lens_to_others_needs_a_place_among_theirs(anna: User) -> None:
    mine = keep(anna, name="Nur meine")
    for number in range(MOST):
        keep(anna, name=f"Linse {number}", audience="all")
    with pytest.raises(Refused) as no:
        change_lens(actor=cast.actor_of(anna), lens=mine.pk, values={"audience": "all"})
    assert no.value.code == "lens.too_many"
    full = SavedLens.objects.get(name="Linse 3").pk
    change_lens(actor=cast.actor_of(anna), lens=full, values={"audience": "role:office"})
    change_lens(actor=cast.actor_of(anna), lens=full, values={"audience": "private"})
    change_lens(actor=cast.actor_of(anna), lens=mine.pk, values={"audience": "all"})


def test_a_lens_for_a_role_that_is_gone_keeps_it_until_somebody_chooses_another(anna: User) -> None:
    role = accounts.add_role(actor=cast.owner(), name="Springer", words=frozenset()).done[0]
    lens = keep(anna, audience=f"role:{role.key}")
    accounts.archive_roles(actor=cast.owner(), roles=[role.pk])
    client, url = cast.logged_in(anna), f"/lists/{LIST}/lenses/"
    gone = f'<option value="role:{role.key}" selected>'
    assert gone in client.get(url).content.decode()
    kept = {"audience": f"role:{role.key}", "emoji": ""}
    said = kept | {"name": "Elbe"} | {f"shown.{key}": value for key, value in kept.items()}
    answer = client.post(url, said | {"do": "change", "lens": lens.pk, "shown.name": "Dresden"})
    assert answer.status_code == 302
    lens.refresh_from_db()
    assert (lens.name, lens.visibility, lens.role) == ("Elbe", "role", role.key)


# Beginning --------------------------------------------------------------------------------------


def test_a_list_begins_with_ones_own_choice_then_the_roles_then_the_houses(anna: User) -> None:
    chief = cast.user(roles=("owner",))
    house, role = keep(chief, name="Haus", audience="all"), "role:office"
    begin(chief, f"own.{house.pk}", "all")
    assert str(state(anna, begin=True).lens.label) == "Haus"
    begin(chief, "new", role)
    assert state(anna, begin=True).lens.key == "new"
    assert str(state(chief, begin=True).lens.label) == "Haus"
    begin(anna, "without_email")
    assert state(anna, begin=True).lens.key == "without_email"
    undone(anna, "foundation.begin_list")
    assert state(anna, begin=True).lens.key == "new"
    begin(chief, "", role)
    remove_lens(actor=cast.actor_of(chief), lens=house.pk)
    assert state(anna, begin=True).lens.key == "all"


def test_only_the_bare_address_begins_and_everybody_stays_reachable(anna: User) -> None:
    some()
    lens, client = keep(anna), cast.logged_in(anna)
    begin(anna, f"own.{lens.pk}")
    assert page(client).count('<th scope="row">') == 2
    assert "enthält Dresden" in page(client)
    assert 'href="/customers/?lens=all"' in page(client)
    assert page(client, "lens=all").count('<th scope="row">') == 3
    assert state(anna, "q=con", begin=True).lens.key == "all"
    assert state(anna, "lens=all&q=&f.city=", begin=True).query == "?lens=all"
    assert state(anna).lens.key == "all"  # what a form sends is never guessed
    form = page(client, "lens=all")
    form = form[form.index('id="list-form"') :]
    assert '<input type="hidden" name="lens" value="all">' in form[: form.index("</form>")]


def test_whom_a_list_may_begin_for(anna: User) -> None:
    lens, chief = keep(anna), cast.user(roles=("owner",))
    shared = keep(anna, name="Team", audience="role:office")
    for whose, key, whom, no in (
        (anna, "new", "all", Forbidden),
        (anna, "own.4711", "me", Refused),
        (anna, "own.x", "me", Refused),
        (chief, f"own.{lens.pk}", "me", Refused),
        (chief, f"own.{lens.pk}", "all", Refused),
        (chief, f"own.{shared.pk}", "all", Refused),
        (chief, f"own.{shared.pk}", "role:field", Refused),
        (chief, "new", "role:nobody", Refused),
        (chief, "new", "private", Refused),
    ):
        with pytest.raises(no):
            begin_list(actor=cast.actor_of(whose), list=LIST, lens=key, whom=whom)
    begin(chief, f"own.{shared.pk}", "role:office")
    assert ListDefault.objects.get().role == "office"


# Pages ------------------------------------------------------------------------------------------


def test_a_lens_is_made_shared_and_begun_with_on_one_page() -> None:
    some()
    chief = cast.user(roles=("owner",))
    client = cast.logged_in(chief)
    url = f"/lists/{LIST}/lenses/new/?state=f.city%3DDresden%26cols%3Dcity%2Cemail"
    form = client.get(url).content.decode()
    assert re.search(r'name="columns" value="1" checked', form)
    assert 'value="role:office"' in form
    piece = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert piece.lstrip().startswith("<dialog")
    said = {"name": "Elbe", "emoji": "🌊", "audience": "all", "columns": "1", "begin": "all"}
    assert client.post(url, said | {"name": ""}).status_code == 422
    answer = client.post(url, said)
    lens = SavedLens.objects.get()
    assert answer["Location"] == f"/customers/?lens=own.{lens.pk}"
    other = cast.logged_in(cast.user(roles=("readonly",)))
    shown = page(other)
    assert "🌊 Elbe" in shown
    assert shown.count('<th scope="row">') == 2
    found = other.get("/palette/?q=elbe").content.decode()
    assert f"/customers/?lens=own.{lens.pk}" in found


def test_the_page_of_all_lenses_does_everything_without_script(anna: User) -> None:
    client, url = cast.logged_in(anna), f"/lists/{LIST}/lenses/"
    assert "Noch niemand hat eine Linse gespeichert." in client.get(url).content.decode()
    one, two = keep(anna), keep(anna, name="Zwei", audience="all")
    text = client.get(url).content.decode()
    assert "Ort enthält Dresden" in text
    assert "von Anna Amt" in text
    for said in (
        {"do": "change", "lens": one.pk, "name": "Eins", "emoji": "", "audience": "private"},
        {"do": "begin", "whom": "me", "lens": f"own.{one.pk}"},
        {"do": "remove", "lens": two.pk},
    ):
        assert client.post(url, said).status_code == 302
    assert labels(anna)[1] == "Eins"
    for said, status in (
        ({"do": "up", "lens": one.pk}, 422),
        ({"do": "nothing", "lens": one.pk}, 404),
        ({"do": "remove"}, 404),
        ({"do": "begin", "whom": "all", "lens": "new"}, 403),
    ):
        assert client.post(url, said).status_code == status, said


def test_the_page_of_all_lenses_shows_colleagues_what_they_may_not_change(
    bert: User, anna: User
) -> None:
    keep(anna, audience="all")
    text = cast.logged_in(bert).get(f"/lists/{LIST}/lenses/").content.decode()
    assert "Dresden" in text
    assert 'value="remove"' not in text
