"""The start page says how old the last proven backup is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.backup import nightly
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def _today(role: str = "owner") -> str:
    return cast.logged_in(roles=(role,)).get(reverse("backoffice:today")).content.decode()


def test_without_a_backup_it_says_so() -> None:
    assert "Noch keine geprüfte Sicherung" in _today()


def test_a_fresh_one_is_told_with_its_time_and_an_old_one_is_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def last(hours: int, problem: str = "") -> None:
        proven = clock.now() - timedelta(hours=hours)
        monkeypatch.setattr(nightly, "age", lambda: nightly.Age(proven, problem))

    last(1)
    assert ": geprüft</b>" in _today()
    last(49, "Platte voll")
    page = _today()
    assert "zu alt" in page
    assert "Der letzte Versuch ist gescheitert: Platte voll" in page


def test_who_only_reads_is_not_bothered() -> None:
    assert "Sicherung" not in _today("readonly")


def test_the_main_action_is_adding_a_customer() -> None:
    page = _today()
    main = page[page.index('<header class="hello">') : page.index('<div class="today">')]
    assert main.count("btn pri") == 1
    assert f'btn pri" href="{reverse("people:new")}' in main
