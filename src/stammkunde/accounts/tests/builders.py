"""Members of staff for the tests of this room; the whole cast is in tests/cast.py."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from stammkunde.accounts import operations, queries, roles, totp
from stammkunde.accounts.models import AccountSettings, Role, User
from stammkunde.accounts.rules import fold_email
from stammkunde.accounts.tests.softkey import SoftKey
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import building

PASSWORD = "Kreide-Wolke-Fenster-7"
LOGIN = "/accounts/login/"
SECOND = "/accounts/second/"
_numbers = itertools.count(1)


def user(role: str | None = "office", *, password: str = PASSWORD, **values: Any) -> User:
    """A member of staff with one shipped role; None is somebody without any."""
    number = next(_numbers)
    wanted = {
        "name": f"Robin Rolle {number}",
        "email": f"robin{number}@beispiel.example",
        "created_at": clock.now(),
        **values,
    }
    with building():
        AccountSettings.objects.update_or_create(pk=1, defaults={"factor_required": False})
        if role is not None and not Role.objects.filter(key=role).exists():
            roles.ship()
        person = User(**wanted)
        person.email_folded = fold_email(person.email)
        person.password = make_password(password)
        person.save()
        if role is not None:
            person.roles.add(Role.objects.get(key=role))
    return person


def actor_of(person: User) -> Actor:
    """The actor that this person is at the office door."""
    return Actor("staff", person.pk, person.name, queries.words_of(person.pk))


def actor(role: str | None = "office") -> Actor:
    """An actor with the words of a shipped role."""
    return actor_of(user(role))


def words_of_field() -> set[str]:
    """What trainers may."""
    return set(queries.words_of_roles(Role.objects.filter(key="field")))


def small_manager() -> Actor:
    """Somebody who may manage accounts and what a trainer may, and no more."""
    person = user("readonly")
    with building():
        words = ["accounts.manage", *words_of_field()]
        role = Role.objects.create(key="small", name="Kleine Verwaltung", words=words)
        person.roles.set([role])
    return actor_of(person)


def log_in(browser: Client, person: User, password: str = PASSWORD, **more: Any) -> Any:
    """Try the login form."""
    return browser.post(LOGIN, {"login": person.email, "password": password, **more})


def inside(person: User) -> Client:
    """A browser in which `person` has logged in through the form."""
    browser = Client()
    assert log_in(browser, person).status_code == 302
    return browser


def required(wanted: bool = True) -> None:
    """Whether everybody needs a second factor."""
    with building():
        AccountSettings.objects.update_or_create(pk=1, defaults={"factor_required": wanted})


class Phone:
    """Somebody's authenticator app."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, later: int = 0) -> str:
        """The code of the window that is `later` windows after now."""
        return totp.code_at(self.secret, int(clock.now().timestamp()) // totp.WINDOW + later)


def with_app(person: User) -> tuple[Phone, list[str]]:
    """Give somebody an app, which has just been used once, and recovery codes."""
    phone = Phone(totp.new_secret())
    made = operations.add_app(actor=actor_of(person), secret=phone.secret, code=phone.code(-1))
    return phone, made.codes


def with_passkey(browser: Client, key: Any = None, name: str = "Laptop") -> Any:
    """Add a passkey in the browser of somebody who is logged in."""
    key = key or SoftKey()
    asked = browser.post("/account/passkey/make/").json()
    answer = browser.post("/account/passkey/", {"passkey": key.make(asked), "name": name})
    assert answer.status_code in {200, 302}, answer.content.decode()
    return key


def question(browser: Client) -> Any:
    """The question for a passkey."""
    return browser.post("/accounts/passkey/ask/").json()


def at_second_step(person: User, password: str = PASSWORD, **browser: Any) -> Client:
    """A browser in which the password was right."""
    waiting = Client(**browser)
    answer = log_in(waiting, person, password)
    assert answer["Location"] == SECOND, answer
    return waiting


def same_for_all(answer: Any) -> str:
    """A page without what differs by right: the token and the e-mail that was typed."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'value="[^"]*@beispiel.example"', "", text)
    return text.replace(answer.headers.get("X-Request-ID", "-"), "")
