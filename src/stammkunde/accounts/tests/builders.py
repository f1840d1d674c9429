"""Members of staff for the tests of this room; the whole cast is in tests/cast.py."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from stammkunde.accounts import queries, roles
from stammkunde.accounts.models import Role, User
from stammkunde.accounts.rules import fold_email
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import building

PASSWORD = "Kreide-Wolke-Fenster-7"
LOGIN = "/accounts/login/"
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


def log_in(browser: Client, person: User, password: str = PASSWORD, **more: Any) -> Any:
    """Try the login form."""
    return browser.post(LOGIN, {"login": person.email, "password": password, **more})


def inside(person: User) -> Client:
    """A browser in which `person` has logged in through the form."""
    browser = Client()
    assert log_in(browser, person).status_code == 302
    return browser


def same_for_all(answer: Any) -> str:
    """A page without what differs by right: the token and the e-mail that was typed."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'value="[^"]*@beispiel.example"', "", text)
    return text.replace(answer.headers.get("X-Request-ID", "-"), "")
