"""The second factor cannot be gone around: every way in asks for it, each code counts once (D38)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from stammkunde.accounts import operations, totp
from stammkunde.accounts.models import SecurityEvent, StaffSession
from stammkunde.accounts.tests.builders import (
    LOGIN,
    PASSWORD,
    SECOND,
    actor_of,
    at_second_step,
    inside,
    log_in,
    question,
    required,
    user,
    with_app,
    with_passkey,
)
from stammkunde.accounts.tests.softkey import PRESENT, SoftKey
from stammkunde.foundation import clock
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import building

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
PASSKEY = "/accounts/passkey/"


def who(browser: Client) -> str:
    answer = browser.get("/")
    return str(answer.json()["kind"]) if answer.status_code == 200 else "visitor"


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_the_password_alone_opens_nothing_for_whom_there_is_a_factor() -> None:
    person = user()
    with_app(person)
    browser = at_second_step(person)
    assert who(browser) == "visitor"
    assert browser.get("/account/").status_code == 302
    assert not StaffSession.objects.filter(user=person).exists()
    assert "device" not in browser.cookies, "or each password would bring new tries at the code"


def test_a_code_of_the_app_opens_and_leads_on() -> None:
    person = user()
    phone, _codes = with_app(person)
    browser = Client()
    log_in(browser, person, next="/customers/?q=berg")
    before = browser.session.session_key
    answer = browser.post(SECOND, {"second_code": f" {phone.code()[:3]} {phone.code()[3:]} "})
    assert answer["Location"] == "/customers/?q=berg"
    assert who(browser) == "staff"
    assert browser.session.session_key != before
    assert StaffSession.objects.get(user=person).factor == "totp"
    assert "device" in browser.cookies


def test_a_code_counts_once_and_no_older_one_after_it() -> None:
    person = user()
    phone, _codes = with_app(person)
    code, older = phone.code(), phone.code(-1)
    assert at_second_step(person).post(SECOND, {"second_code": code}).status_code == 302
    for used in (code, older):
        again = at_second_step(person).post(SECOND, {"second_code": used})
        assert again.status_code == 200
        assert "schon benutzt" in again.content.decode()


def test_the_code_with_which_the_app_was_set_up_opens_nothing() -> None:
    person = user()
    phone, _codes = with_app(person)
    browser = at_second_step(person)
    assert browser.post(SECOND, {"second_code": phone.code(-1)}).status_code == 200
    assert who(browser) == "visitor"


def test_codes_of_other_times_and_other_people_are_wrong() -> None:
    person, other = user(), user()
    phone, _codes = with_app(person)
    foreign, _more = with_app(other)
    browser = at_second_step(person)
    for code in (
        phone.code(-2),
        phone.code(2),
        foreign.code(1),
        "",
        "000000 000000",
        "１２３４５６",
    ):
        assert browser.post(SECOND, {"second_code": code}).status_code in {200, 429}
    assert who(browser) == "visitor"


def test_the_password_is_no_second_factor() -> None:
    person = user()
    with_app(person)
    browser = at_second_step(person)
    for field in ("second_password", "_confirm_password", "second_code"):
        browser.post(SECOND, {field: PASSWORD, "_confirm": "any"})
    assert who(browser) == "visitor"


def test_a_recovery_code_opens_once_and_is_mailed_about() -> None:
    person = user()
    _phone, codes = with_app(person)
    assert len(set(codes)) == 10
    browser = at_second_step(person)
    assert browser.post(SECOND, {"second_code": codes[3].lower()}).status_code == 302
    assert who(browser) == "staff"
    assert at_second_step(person).post(SECOND, {"second_code": codes[3]}).status_code == 200
    assert at_second_step(person).post(SECOND, {"second_code": codes[4]}).status_code == 302
    assert kinds().count("code_used") == 2
    mail = OutgoingMail.objects.latest("pk")
    assert mail.recipients == person.email
    assert "Notfallcode" in bytes(mail.mime).decode()


def test_a_login_that_waits_ends_when_the_password_changes_or_the_account_closes() -> None:
    for end in ("password", "closed"):
        person = user()
        phone, _codes = with_app(person)
        browser = at_second_step(person)
        with building():
            if end == "password":
                person.set_password("Anderes-Fenster-99")
            else:
                person.is_active = False
            person.save()
        answer = browser.post(SECOND, {"second_code": phone.code()})
        assert answer["Location"] == LOGIN
        assert who(browser) == "visitor"


def test_who_is_not_in_the_middle_of_a_login_has_no_second_step() -> None:
    assert Client().get(SECOND)["Location"] == LOGIN
    assert Client().post(SECOND, {"second_code": "123456"})["Location"] == LOGIN
    assert inside(user()).get(SECOND)["Location"] == "/"


def test_another_person_can_log_in_instead() -> None:
    first, second = user(), user()
    with_app(first)
    browser = at_second_step(first)
    assert browser.get(LOGIN)["Location"] == SECOND
    assert browser.post(SECOND, {"cancel": "1"})["Location"] == LOGIN
    assert log_in(browser, second)["Location"] == "/"
    assert browser.get("/").json()["id"] == second.pk


def test_a_passkey_alone_opens() -> None:
    person = user()
    key = with_passkey(inside(person))
    browser = Client()
    answer = browser.post(PASSKEY, {"passkey": key.show(question(browser)), "next": "/x/"})
    assert answer["Location"] == "/x/"
    assert browser.get("/").json()["id"] == person.pk
    assert StaffSession.objects.latest("pk").factor == "webauthn"


def test_a_passkey_is_the_second_step_too_but_only_ones_own() -> None:
    person, other = user(), user()
    with_app(person)
    foreign = with_passkey(inside(other))
    browser = at_second_step(person)
    shown = foreign.show(question(browser))
    assert browser.post(SECOND, {"second_passkey": shown}).status_code == 200
    assert who(browser) == "visitor"
    own = with_passkey(_after_both(person))
    waiting = at_second_step(person)
    answer = waiting.post(SECOND, {"second_passkey": own.show(question(waiting))})
    assert (answer.status_code, who(waiting)) == (302, "staff")


def _after_both(person: Any) -> Client:
    """A browser of somebody with an app who came in with a recovery code."""
    codes = operations.renew_codes(actor=actor_of(person)).codes
    browser = at_second_step(person)
    assert browser.post(SECOND, {"second_code": codes[0]}).status_code == 302
    return browser


def test_a_passkey_whose_counter_goes_back_is_refused_and_told() -> None:
    person = user()
    key = with_passkey(inside(person))
    browser = Client()
    assert browser.post(PASSKEY, {"passkey": key.show(question(browser))}).status_code == 302
    key.count -= 1  # the copy says what the other one has said already
    thief = Client()
    assert thief.post(PASSKEY, {"passkey": key.show(question(thief))}).status_code == 422
    assert who(thief) == "visitor"
    assert "copied_key" in kinds()
    assert "kopiert" in bytes(OutgoingMail.objects.latest("pk").mime).decode()


def test_a_passkey_that_counts_nothing_opens_again_and_again() -> None:
    key = SoftKey()
    key.count = 0
    with_passkey(inside(user()), key)
    for _ in range(2):
        key.count = -1
        browser = Client()
        assert browser.post(PASSKEY, {"passkey": key.show(question(browser))}).status_code == 302


def test_an_answer_opens_once_and_only_for_its_own_question() -> None:
    key = with_passkey(inside(user()))
    browser = Client()
    shown = key.show(question(browser))
    elsewhere = Client()
    question(elsewhere)
    assert elsewhere.post(PASSKEY, {"passkey": shown}).status_code == 422
    assert browser.post(PASSKEY, {"passkey": shown}).status_code == 302
    browser.post("/accounts/logout/")
    assert browser.post(PASSKEY, {"passkey": shown}).status_code == 422


def test_a_passkey_that_asked_for_no_finger_or_comes_from_elsewhere_is_refused() -> None:
    key = with_passkey(inside(user()))
    browser = Client()
    for spoil in ({"flags": PRESENT}, {"origin": "https://evil.example"}, {"host": "evil.example"}):
        kept = {name: getattr(key, name) for name in spoil}
        vars(key).update(spoil)
        assert browser.post(PASSKEY, {"passkey": key.show(question(browser))}).status_code == 422
        vars(key).update(kept)
    other = SoftKey()
    other.id, other.user = key.id, key.user  # knows which one, but not how to sign
    assert browser.post(PASSKEY, {"passkey": other.show(question(browser))}).status_code == 422
    assert browser.post(PASSKEY, {"passkey": key.show(question(browser))}).status_code == 302


def test_the_passkey_of_a_closed_account_opens_nothing() -> None:
    person = user()
    key = with_passkey(inside(person))
    with building():
        person.is_active = False
        person.save()
    browser = Client()
    assert browser.post(PASSKEY, {"passkey": key.show(question(browser))}).status_code == 422


@pytest.mark.parametrize(
    "rubbish", ["", "{", "[]", "null", '{"id": 5}', '{"rawId": "x", "id": "x"}', "[" * 30_000]
)
def test_rubbish_instead_of_a_passkey_is_a_calm_no(rubbish: str) -> None:
    browser = Client()
    question(browser)
    answer = browser.post(PASSKEY, {"passkey": rubbish})
    assert answer.status_code == 422
    person = user()
    with_app(person)
    waiting = at_second_step(person)
    question(waiting)
    assert waiting.post(SECOND, {"second_passkey": rubbish}).status_code == 200


def test_the_question_for_a_passkey_tells_nobody_who_has_one() -> None:
    with_passkey(inside(user()))
    asked = question(Client())["publicKey"]
    assert set(asked) <= {"challenge", "rpId", "userVerification", "allowCredentials", "timeout"}
    assert not asked.get("allowCredentials")


def test_where_a_factor_is_required_a_session_without_one_leads_to_its_set_up() -> None:
    browser = inside(user("owner"))
    assert who(browser) == "staff"
    required()
    answer = browser.get("/no/refused/?q=x")
    assert answer["Location"] == "/account/secure/?next=%2Fno%2Frefused%2F%3Fq%3Dx"
    assert browser.post("/post/", {"a": "1"})["Location"] == "/account/secure/"
    fragment = browser.get("/no/refused/", headers={"HX-Request": "true"})
    assert (fragment.content, fragment["HX-Redirect"]) == (b"", "/account/secure/")
    scripted = browser.get("/", headers={"Accept": "application/json"})
    assert (scripted.status_code, scripted.content) == (302, b"")
    for page in ("/account/", "/account/password/", "/account/codes/", "/account/email/"):
        assert browser.get(page)["Location"].startswith("/account/secure/")
    assert browser.get("/account/secure/").status_code == 200


def test_setting_up_a_factor_opens_the_house_at_once() -> None:
    browser = inside(user())
    required()
    with_passkey(browser)
    assert who(browser) == "staff"
    assert browser.get("/account/secure/")["Location"] == "/"


def test_an_app_secret_is_sealed_and_opens_under_a_former_key_only_when_it_is_named(
    settings: Any,
) -> None:
    person = user()
    phone, _codes = with_app(person)
    row = Authenticator.objects.get(user=person, type="totp")
    assert phone.secret not in str(row.data)
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key of fifty signs, as long as it has to be"
    assert _opens(person, phone.code()) is False
    settings.SECRET_KEY_FALLBACKS = [former]
    assert _opens(person, phone.code(1)) is True


def _opens(person: Any, code: str) -> bool:
    return bool(at_second_step(person).post(SECOND, {"second_code": code}).status_code == 302)


def test_recovery_codes_open_even_when_the_secret_key_was_lost(settings: Any) -> None:
    person = user()
    _phone, codes = with_app(person)
    settings.SECRET_KEY = "another key of fifty signs, as long as it has to be"
    assert _opens(person, codes[0])


def test_two_tries_with_one_code_at_the_same_moment_are_one(monkeypatch: Any) -> None:
    """The twin with real processes is in tests/races."""
    person = user()
    phone, _codes = with_app(person)
    first, second = at_second_step(person), at_second_step(person)
    said = {first.post(SECOND, {"second_code": phone.code()}).status_code}
    said.add(second.post(SECOND, {"second_code": phone.code()}).status_code)
    assert said == {302, 200}


def test_a_window_later_the_next_code_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    person = user()
    phone, _codes = with_app(person)
    assert _opens(person, phone.code())
    later = clock.now() + timedelta(seconds=totp.WINDOW)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert _opens(person, phone.code())
    assert settings.SESSION_COOKIE_AGE == 12 * 3600
