"""What people may do to their own account, what others may, and what is refused (ADR 28)."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from stammkunde.accounts import operations, queries, totp
from stammkunde.accounts.models import AccountSettings, SecurityEvent, User
from stammkunde.accounts.passkeys import Key
from stammkunde.accounts.tests.builders import (
    Phone,
    actor,
    actor_of,
    inside,
    required,
    user,
    with_app,
    with_passkey,
)
from stammkunde.accounts.tests.softkey import SoftKey
from stammkunde.foundation import actors
from stammkunde.foundation.models import JournalChange, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
KEY = Key("aWQ=", "cHVibGlj", 0)


def refused(does: Callable[..., Any], **said: Any) -> str:
    """The code with which an operation refuses."""
    with pytest.raises(Refused) as no:
        does(**said)
    return no.value.code


def mails() -> list[str]:
    return [bytes(one.mime).decode() for one in OutgoingMail.objects.order_by("pk")]


def test_setting_up_an_app_is_refused_for_a_wrong_code_and_a_second_app() -> None:
    me, secret = actor(), totp.new_secret()
    code = Phone(secret).code()
    assert refused(operations.add_app, actor=me, secret=secret, code="000000") == "wrong_code"
    assert refused(operations.add_app, actor=me, secret="%%%", code=code) == "wrong_code"
    operations.add_app(actor=me, secret=secret, code=code)
    assert refused(operations.add_app, actor=me, secret=secret, code=code) == "app_there"
    visitor = actors.visitor()
    assert refused(operations.add_app, actor=visitor, secret=secret, code=code) == "no_account"


def test_a_passkey_is_refused_twice_and_the_eleventh() -> None:
    me = actor()
    operations.add_passkey(actor=me, key=KEY, name="Laptop")
    assert refused(operations.add_passkey, actor=me, key=KEY, name="x") == "key_there"
    assert refused(operations.add_passkey, actor=actor(), key=KEY, name="x") == "key_there"
    for number in range(9):
        operations.add_passkey(actor=me, key=Key(f"id{number}", "", 0), name="")
    eleventh = Key("id11", "", 0)
    assert refused(operations.add_passkey, actor=me, key=eleventh, name="") == "too_many_keys"


def test_a_passkey_gets_another_name_but_none_that_is_empty_or_not_ones_own() -> None:
    person = user()
    me = actor_of(person)
    row = operations.add_passkey(actor=me, key=KEY, name="Laptop").done[0]
    operations.rename_passkey(actor=me, factor=row.pk, name=" Büro\x00-PC ")
    assert queries.factors(person.pk)[0].data["name"] == "Büro -PC"
    assert refused(operations.rename_passkey, actor=me, factor=row.pk, name=" ") == "invalid"
    with pytest.raises(Missing):
        operations.rename_passkey(actor=actor(), factor=row.pk, name="meiner")


def test_the_last_factor_takes_the_recovery_codes_along() -> None:
    person = user()
    me = actor_of(person)
    with_app(person)
    key = operations.add_passkey(actor=me, key=KEY, name="Laptop")
    assert key.codes == [], "the first factor brought them"
    app = next(row for row in queries.factors(person.pk) if row.type == "totp")
    with pytest.raises(Missing):
        operations.remove_factor(actor=actor(), factor=app.pk)
    operations.remove_factor(actor=me, factor=app.pk)
    assert [row.type for row in queries.factors(person.pk)] == ["recovery_codes", "webauthn"]
    operations.remove_factor(actor=me, factor=key.done[0].pk)
    assert queries.factors(person.pk) == []
    assert refused(operations.renew_codes, actor=me) == "no_factor"


def test_new_recovery_codes_make_the_old_ones_void() -> None:
    person = user()
    _phone, old = with_app(person)
    fresh = operations.renew_codes(actor=actor_of(person)).codes
    assert len(fresh) == 10
    assert not set(old) & set(fresh)
    kept = Authenticator.objects.get(user=person, type="recovery_codes").data
    assert not any(code in str(kept) or code.replace("-", "") in str(kept) for code in fresh)


def test_what_is_secret_of_a_factor_never_reaches_the_journal() -> None:
    person = user()
    phone, codes = with_app(person)
    operations.reset_factors(actor=actor("owner"), users=[person.pk])
    told = str(list(JournalChange.objects.values()))
    assert "mfa.authenticator" in told
    for secret in (phone.secret, *codes, "prints", "secret"):
        assert secret not in told


def test_name_and_email_are_refused_like_everywhere() -> None:
    other, me = user(), actor()
    assert refused(operations.rename_oneself, actor=me, name=" ") == "invalid"
    assert refused(operations.change_own_email, actor=me, email="x") == "invalid"
    taken = other.email.upper()
    assert refused(operations.change_own_email, actor=me, email=taken) == "email_taken"
    weak = refused(operations.change_own_password, actor=me, password="kurz")
    assert weak == "weak_password"
    fields: dict[str, Any] = {"user": other.pk, "token": "x", "password": "Ein-gutes-Fenster-5"}
    assert refused(operations.reset_password, actor=me, **fields) == "link_over"
    assert refused(operations.end_own_sessions, actor=actors.system()) == "no_account"


def test_others_factors_sessions_and_links_need_the_right_and_stay_within_reach() -> None:
    boss, person = user("owner"), user()
    colleague = actor_of(user())
    for does in (operations.reset_factors, operations.end_sessions, operations.send_reset):
        with pytest.raises(Forbidden):
            does(actor=colleague, users=[person.pk])
        mine = does(actor=actor_of(boss), users=[boss.pk])
        assert [one.code for one in mine.refused] == ["own_account"]
        manager = actors.Actor("staff", person.pk, "M", frozenset({"accounts.manage"}))
        beyond = does(actor=manager, users=[boss.pk])
        assert [one.code for one in beyond.refused] == ["beyond_own"]
    closed = user(is_active=False)
    outcome = operations.send_reset(actor=actor_of(boss), users=[closed.pk])
    assert [one.code for one in outcome.refused] == ["not_active"]


def test_the_setting_needs_the_right_and_knows_nothing_else() -> None:
    boss = actor("owner")
    off = {"factor_required": False}
    with pytest.raises(Forbidden):
        operations.change_settings(actor=actor(), values=off)
    for values in ({}, {"other": True}, {"factor_required": "no"}, {**off, "x": 1}):
        assert refused(operations.change_settings, actor=boss, values=values) == "invalid"
    operations.change_settings(actor=boss, values={"factor_required": True})
    assert AccountSettings.objects.get().factor_required is True
    assert SecurityEvent.objects.filter(kind="settings_changed", actor_id=boss.id).count() == 1


def test_a_new_installation_requires_a_second_factor() -> None:
    assert AccountSettings().factor_required is True
    person = user()
    with building():
        AccountSettings.objects.all().delete()
    assert Client().get("/").status_code == 302
    assert inside(person).get("/")["Location"].startswith("/account/secure/")


def test_every_change_of_a_factor_is_mailed_and_written_down() -> None:
    person = user()
    browser = inside(person)
    with_passkey(browser)
    rows = queries.factors(person.pk)
    key = next(row for row in rows if row.type == "webauthn")
    browser.post("/account/codes/")
    browser.post(f"/account/factors/{key.pk}/", {"do": "remove"})
    for text, mail in zip(("hinzugefügt", "Notfallcodes", "entfernt"), mails(), strict=True):
        assert text in mail
        assert "http" not in mail, "a notice holds no link"
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["login", "factor_added", "codes_made", "factor_removed"]


def test_the_account_page_shows_and_changes_the_own_name() -> None:
    person = user()
    browser = inside(person)
    assert person.email in browser.get("/account/").content.decode()
    assert browser.post("/account/", {"name": " Ada  Neu "}).status_code == 302
    assert User.objects.get(pk=person.pk).name == "Ada Neu"
    assert browser.post("/account/", {"name": ""}).status_code == 422


def test_the_app_page_shows_a_picture_and_a_key_of_the_same_secret() -> None:
    browser = inside(user())
    page = browser.get("/account/app/").content.decode()
    svg = b64decode(page.partition("data:image/svg+xml;base64,")[2].partition('"')[0])
    assert svg.startswith(b"<?xml")
    assert b"style=" not in svg
    assert b"<script" not in svg
    key = page.partition('<code class="key">')[2].partition("<")[0].replace(" ", "")
    sealed = page.partition('name="sealed" value="')[2].partition('"')[0]
    shown = browser.post("/account/app/", {"sealed": sealed, "code": Phone(key).code()})
    assert shown.content.decode().count("<li><code>") == 10
    assert "no-store" in shown["Cache-Control"]
    assert browser.get("/account/app/").status_code == 302, "there is one now"


def test_the_sealed_secret_of_somebody_else_is_not_taken() -> None:
    page = inside(user()).get("/account/app/").content.decode()
    key = page.partition('<code class="key">')[2].partition("<")[0].replace(" ", "")
    sealed = page.partition('name="sealed" value="')[2].partition('"')[0]
    victim = user()
    for said in (sealed, "", "x"):
        answer = inside(victim).post("/account/app/", {"sealed": said, "code": Phone(key).code()})
        assert answer.status_code == 422
    assert queries.factors(victim.pk) == []


def test_a_passkey_for_another_place_is_not_registered() -> None:
    browser = inside(user())
    for key in (SoftKey(origin="https://evil.example"), SoftKey(host="evil.example")):
        asked = browser.post("/account/passkey/make/").json()
        answer = browser.post("/account/passkey/", {"passkey": key.make(asked), "name": "x"})
        assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_over_https_the_place_is_the_house_whatever_the_request_says(settings: Any) -> None:
    settings.BASE_URL, settings.HTTPS = "https://kunden.lindenhof.example", True
    browser = inside(user())
    asked = browser.post("/account/passkey/make/").json()["publicKey"]
    assert asked["rp"]["id"] == "kunden.lindenhof.example"


def test_the_operator_takes_the_factors_of_an_account_away() -> None:
    person = user()
    with_app(person)
    out = io.StringIO()
    call_command("reset_factors", email=person.email.upper(), stdout=out)
    assert "keinen zweiten Faktor" in out.getvalue()
    assert queries.factors(person.pk) == []
    with pytest.raises(SystemExit):
        call_command("reset_factors", email="niemand@beispiel.example", stderr=io.StringIO())


def test_a_colleague_without_a_factor_is_told_apart() -> None:
    with_one, without = user(), user()
    with_app(with_one)
    required(False)
    assert queries.with_factor([with_one.pk, without.pk]) == {with_one.pk}
