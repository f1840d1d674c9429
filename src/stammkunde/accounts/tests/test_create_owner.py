"""The command that makes the first account, as a script calls it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command

from stammkunde.accounts import queries
from stammkunde.accounts.models import User
from stammkunde.accounts.tests.builders import PASSWORD
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.rooms import WORDS

pytestmark = pytest.mark.db


def create_owner(
    monkeypatch: pytest.MonkeyPatch, password: str, *args: str
) -> tuple[int, str, str]:
    """Exit code, output, error output."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    code: Any = 0
    try:
        call_command("create_owner", *args, stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


def test_the_owner_is_created_and_may_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("--email", "olga@beispiel.example", "--password-stdin", "--name", "Olga Ostwald")
    code, out, _ = create_owner(monkeypatch, PASSWORD + "\n", *args)
    owner = User.objects.get()
    assert code == 0
    assert "olga@beispiel.example" in out
    assert (owner.name, owner.check_password(PASSWORD)) == ("Olga Ostwald", True)
    assert queries.words_of(owner.pk) == WORDS.keys()
    entry = JournalEntry.objects.get(operation="accounts.add_user")
    assert (entry.door, entry.actor_kind) == ("command", "system")


def test_running_it_again_says_so_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    create_owner(monkeypatch, PASSWORD, "--email", "olga@beispiel.example", "--password-stdin")
    before = User.objects.values().get()
    code, out, err = create_owner(
        monkeypatch, "Ein-anderes-Fenster-8", "--email", "OLGA@beispiel.example", "--password-stdin"
    )
    assert (code, out) == (1, "")
    assert "gibt es schon ein Konto" in err
    assert User.objects.values().get() == before


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("olga@beispiel.example", "kurz", "12 Zeichen"),
        ("olga@beispiel.example", "", "12 Zeichen"),
        ("olga", PASSWORD, "E-Mail"),
    ],
)
def test_what_cannot_be_is_said_in_german(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, said: str
) -> None:
    code, _, err = create_owner(monkeypatch, password, "--email", email, "--password-stdin")
    assert code == 1
    assert said in err
    assert "Traceback" not in err
    assert User.objects.count() == 0


def test_it_never_asks_but_says_how_to_hand_over_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _, err = create_owner(monkeypatch, "", "--email", "olga@beispiel.example")
    assert code == 2
    assert "--password-stdin" in err
