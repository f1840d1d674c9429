"""The pages about colleagues and roles, and the one behind the link, through the doors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stammkunde.accounts import letters, operations, queries
from stammkunde.accounts.models import Invitation, Role, SecurityEvent, User
from stammkunde.accounts.tests import builders
from stammkunde.foundation import actors
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.rooms import WORDS
from tests import cast

pytestmark = pytest.mark.db
COMMAND = actors.system(door="command", label="test")
PASSWORD = builders.PASSWORD
ABOUT_ONE = [
    "colleague", "colleague_roles", "colleague_link", "colleague_renew", "colleague_withdraw",
    "colleague_deactivate", "colleague_restore", "colleague_reset", "colleague_sessions",
    "colleague_factors", "role", "role_reset", "role_archive", "role_restore", "role_remove",
]  # fmt: skip


def at(name: str, *args: Any) -> str:
    return reverse(f"accounts:{name}", args=args)


def form(**more: Any) -> dict[str, Any]:
    wanted = {"email": "ida@praxis-beispiel.de", "name": "Ida Immergrün", "roles": ["office"]}
    return {**wanted, **more}


def invite(browser: Client, **more: Any) -> User:
    answer = browser.post(at("invite"), form(**more))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return User.objects.get(waiting=True)


def join(browser: Client, token: str, **more: Any) -> Any:
    said = {"name": "Ida Immergrün", "password": PASSWORD, "again": PASSWORD}
    return browser.post(at("join", token), {**said, **more})


def token_of(person: User) -> str:
    return letters.token_of(Invitation.objects.get(user=person).seed)


def test_a_colleague_is_invited_takes_the_link_and_works() -> None:
    chief = cast.logged_in()
    person = invite(chief)
    page = chief.get(at("colleague_link", person.pk)).content.decode()
    token = token_of(person)
    assert f"/join/{token}/" in page
    stranger = Client()
    assert "ida@praxis-beispiel.de" in stranger.get(at("join", token)).content.decode()
    answer = join(stranger, token)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert stranger.get(reverse("people:list")).status_code == 200
    assert stranger.get(at("team")).status_code == 403
    assert list(SecurityEvent.objects.filter(kind="login", user_id=person.pk).values_list("kind"))
    assert chief.get(at("colleague_link", person.pk)).status_code == 404


def test_a_refused_invitation_keeps_what_was_typed() -> None:
    chief = cast.logged_in()
    answer = chief.post(at("invite"), form(email="keine", roles=["field"]))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ida Immergrün" in text
    assert 'value="field" checked' in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_links_that_do_not_hold_look_all_alike(method: str) -> None:
    chief = cast.logged_in()
    used, withdrawn = invite(chief), None
    token = token_of(used)
    join(Client(), token)
    withdrawn = invite(chief, email="noch@praxis-beispiel.de")
    dead = [token, token_of(withdrawn), "A" * 43, "kurz", "ä"]
    chief.post(at("colleague_withdraw", withdrawn.pk))
    told = set()
    for one in dead:
        said = {"name": "N", "password": PASSWORD, "again": PASSWORD}
        answer = getattr(Client(), method)(at("join", one), said if method == "post" else None)
        text = answer.content.decode().replace(answer["X-Request-ID"], "")
        told.add((answer.status_code, text, answer["Cache-Control"]))
    assert len(told) == 1
    assert next(iter(told))[0] == 404


def test_the_page_behind_the_link_is_kept_by_no_cache_and_names_no_colleague() -> None:
    chief = cast.user(name="Olga Ohnesorg")
    person = invite(cast.logged_in(chief))
    answer = Client().get(at("join", token_of(person)))
    assert "no-store" in answer["Cache-Control"]
    assert "Ohnesorg" not in answer.content.decode()


def test_two_passwords_that_differ_leave_the_link_as_it_is() -> None:
    person = invite(cast.logged_in())
    token = token_of(person)
    answer = join(Client(), token, again="ein ganz anderes Kennwort")
    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()
    assert join(Client(), token).status_code == 302


def test_whoever_tries_many_links_has_to_wait() -> None:
    stranger = Client()
    codes = [join(stranger, f"{number}" * 40).status_code for number in range(31)]
    assert codes == [404] * 30 + [429]
    assert Client().get(at("join", "x")).status_code == 404


def test_a_get_of_the_link_writes_nothing(django_assert_num_queries: Any) -> None:
    person = invite(cast.logged_in())
    before = JournalEntry.objects.count(), SecurityEvent.objects.count()
    Client().get(at("join", token_of(person)))
    assert (JournalEntry.objects.count(), SecurityEvent.objects.count()) == before
    assert User.objects.get(pk=person.pk).waiting


# Mass assignment (D33): every field of the models, posted along, changes nothing


EXTRA = {
    "is_staff": "1", "is_superuser": "1", "is_active": "1", "owner": "1", "id": "1", "pk": "1",
    "waiting": "0", "user": "1", "role": "owner", "roles_id": "1", "version": "99", "key": "owner",
    "known": "[]", "archived_at": "2026-01-01", "email_folded": "x@y.example", "password": "x",
    "last_login": "2026-01-01", "created_at": "2020-01-01", "token_hash": "x", "seed": "x",
    "until": "2099-01-01", "words": [*WORDS], "customer": "1", "balance": "1", "number": "1",
    "paid_at": "2026-01-01",
}  # fmt: skip


def test_an_invited_colleague_gets_the_roles_of_the_form_and_nothing_that_was_slipped_in() -> None:
    person = invite(cast.logged_in(), **{key: EXTRA[key] for key in EXTRA if key != "role"})
    assert (person.waiting, person.is_active, person.version) == (True, False, 1)
    assert [role.key for role in person.roles.all()] == ["office"]
    assert not person.check_password("x")
    assert person.created_at.year > 2020


def test_whoever_takes_the_link_gets_no_role_and_no_address_that_they_slipped_in() -> None:
    person = invite(cast.logged_in(), roles=["field"])
    slipped = {key: value for key, value in EXTRA.items() if key != "password"}
    join(Client(), token_of(person), **slipped, roles=["owner"], email="fremd@beispiel.example")
    person.refresh_from_db()
    assert (person.email, person.is_active) == ("ida@praxis-beispiel.de", True)
    assert [role.key for role in person.roles.all()] == ["field"]
    assert queries.words_of(person.pk) == builders.words_of_field()


@pytest.mark.parametrize("role", ["office", "field", "accounting", "readonly"])
def test_nobody_gives_themselves_a_role_by_any_page(role: str) -> None:
    me = cast.user(roles=(role,))
    before = queries.words_of(me.pk)
    browser = cast.logged_in(me)
    own = Role.objects.get(key=role)
    pages = [
        at("colleague_roles", me.pk), at("invite"), at("role", own.pk), at("role_new"),
        at("role_reset", own.pk), at("security"), "/foundation/look/",
    ]  # fmt: skip
    for page in pages:
        browser.post(page, {**EXTRA, **form(roles=["owner"]), "words": [*WORDS]})
    assert queries.words_of(me.pk) == before
    assert User.objects.count() == 1


def test_a_manager_changes_neither_the_own_access_nor_that_of_somebody_who_may_more() -> None:
    me = User.objects.get(pk=builders.small_manager().id)
    chief, browser = cast.user(), cast.logged_in(me)
    for target in (me, chief):
        answer = browser.post(at("colleague_roles", target.pk), {"roles": []})
        assert answer.status_code == 422
        for deed in ("deactivate", "restore", "sessions", "factors"):
            browser.post(at(f"colleague_{deed}", target.pk))
    small = Role.objects.get(key="small")
    answer = browser.post(
        at("role", small.pk), {"name": "X", "words": [*WORDS], "version": small.version}
    )
    assert answer.status_code == 422
    assert queries.words_of(me.pk) == {"accounts.manage", *builders.words_of_field()}
    assert queries.active_owners() == [chief.pk]
    assert cast.logged_in(chief).get(at("team")).status_code == 200


def test_a_manager_does_not_see_the_link_of_somebody_who_will_may_more() -> None:
    person = invite(cast.logged_in(), roles=["owner"])
    browser = cast.logged_in(User.objects.get(pk=builders.small_manager().id))
    assert browser.get(at("colleague_link", person.pk)).status_code == 404
    browser.post(at("colleague_renew", person.pk))
    assert token_of(person) not in browser.get(at("colleague", person.pk)).content.decode()


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_what_is_not_there_is_missing(name: str) -> None:
    browser = cast.logged_in()
    for method in (browser.get, browser.post):
        assert method(at(name, 10**9)).status_code in {404, 405}
    assert browser.post(at(name, 10**9)).status_code in {404, 405}


# Dead at once


def test_a_deactivated_colleague_is_out_with_the_next_click_and_stays_out() -> None:
    person = cast.user(roles=("office",))
    theirs, chief = cast.logged_in(person), cast.logged_in()
    assert theirs.get("/").status_code == 200
    chief.post(at("colleague_deactivate", person.pk))
    assert theirs.get("/").status_code == 302
    fragment = theirs.get("/", headers={"HX-Request": "true"})
    assert "/accounts/login/" in fragment["HX-Redirect"]
    assert builders.log_in(Client(), person, cast.PASSWORD).status_code == 200
    chief.post(at("colleague_restore", person.pk))
    assert theirs.get("/").status_code == 302, "the old session came to life again"
    assert builders.log_in(Client(), person, cast.PASSWORD).status_code == 302


def test_ended_sessions_are_over_and_the_colleague_may_log_in_again() -> None:
    person = cast.user(roles=("office",))
    theirs, chief = cast.logged_in(person), cast.logged_in()
    chief.post(at("colleague_sessions", person.pk))
    assert theirs.get("/").status_code == 302
    assert builders.log_in(Client(), person, cast.PASSWORD).status_code == 302


def test_changed_roles_hold_from_the_next_click_on() -> None:
    person = cast.user(roles=("office",))
    theirs, chief = cast.logged_in(person), cast.logged_in()
    assert theirs.get(reverse("people:new")).status_code == 200
    chief.post(at("colleague_roles", person.pk), {"roles": ["readonly"]})
    assert theirs.get(reverse("people:new")).status_code == 403


# Step-up: what gives power asks who is there


@pytest.mark.parametrize(
    "name",
    ["invite", "role_new", "colleague_roles", "colleague_renew", "colleague_restore",
     "colleague_link", "colleague_factors", "role", "role_reset", "role_remove", "security"],
)  # fmt: skip
def test_what_gives_power_asks_once_more_who_is_there(name: str) -> None:
    user, role, _token = cast.invited()
    args = {"c": [user], "r": [role]}.get(name[0], []) if name != "role_new" else []
    browser = cast.logged_in()
    cast.stale(browser)
    before = JournalEntry.objects.count()
    method = browser.get if name == "colleague_link" else browser.post
    answer = method(at(name, *args), form(words=["people.see"], factor_required="0"))
    assert 'type="password"' in answer.content.decode()
    assert JournalEntry.objects.count() == before


# The role editor


def test_a_role_is_made_changed_copied_and_reset_in_the_editor() -> None:
    chief = cast.logged_in()
    chief.post(at("role_new"), {"name": "Empfang", "words": ["people.see"]})
    role = Role.objects.get(name="Empfang")
    assert role.words == ["people.see"]
    copied = chief.get(at("role_new"), {"copy": role.pk}).content.decode()
    assert 'value="people.see" checked' in copied
    said = {"name": "Theke", "words": ["people.see", "people.edit"], "version": role.version}
    assert chief.post(at("role", role.pk), said).status_code == 302
    assert chief.post(at("role", role.pk), said).status_code == 409
    role.refresh_from_db()
    assert (role.name, role.words) == ("Theke", ["people.edit", "people.see"])
    office = Role.objects.get(key="office")
    chief.post(at("role", office.pk), {"name": "Büro", "words": [], "version": office.version})
    chief.post(at("role_reset", office.pk))
    assert "people.edit" in Role.objects.get(key="office").words


def test_what_a_manager_does_not_hold_stays_in_the_role_that_they_change() -> None:
    role = operations.add_role(
        actor=COMMAND, name="Theke", words=["people.see", "people.erase"]
    ).done[0]
    browser = cast.logged_in(User.objects.get(pk=builders.small_manager().id))
    page = browser.get(at("role", role.pk)).content.decode()
    assert 'value="people.erase" checked disabled' in page
    browser.post(at("role", role.pk), {"name": "Theke", "words": [], "version": role.version})
    role.refresh_from_db()
    assert role.words == ["people.erase"]


def test_every_permission_is_offered_with_its_german_label() -> None:
    page = cast.logged_in().get(at("role_new")).content.decode()
    for word, label in WORDS.items():
        assert f'value="{word}"' in page
        assert str(label) in page


def test_the_security_journal_shows_no_address_and_filters_by_colleague() -> None:
    person = cast.user(roles=("office",), name="Frieda Früh")
    builders.log_in(Client(REMOTE_ADDR="203.0.113.77"), person, cast.PASSWORD)
    cast.user(name="Gustav Gans")
    chief = cast.logged_in()
    page = chief.get(at("events")).content.decode()
    assert "Frieda Früh" in page
    assert "203.0.113.77" not in page
    one = chief.get(at("events"), {"f.user": person.pk, "f.kind": "login"}).content.decode()
    assert one.count('<th scope="row">') == 1
