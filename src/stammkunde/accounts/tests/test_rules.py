"""Roles and names, without a database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stammkunde.accounts.adapter import is_local
from stammkunde.accounts.limits import neighbourhood
from stammkunde.accounts.rules import SHIPPED, fold_email, handed_out, label_of, without_last_owner

pytestmark = pytest.mark.pure

WORDS = [
    "accounts.manage",
    "billing.cancel",
    "billing.export",
    "billing.see",
    "people.archive",
    "people.edit",
    "people.export",
    "people.import",
    "people.see",
]


@dataclass(frozen=True)
class Somebody:
    pk: int


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("owner", WORDS),
        ("office", [word for word in WORDS if not word.startswith("accounts.")]),
        ("field", ["people.see"]),
        ("accounting", ["billing.export", "billing.see", "people.export", "people.see"]),
        ("readonly", ["billing.see", "people.see"]),
    ],
)
def test_each_shipped_role_holds_the_words_of_its_work(role: str, words: list[str]) -> None:
    assert handed_out(role, (), (), WORDS) == words


def test_a_word_that_was_taken_away_is_not_handed_out_again() -> None:
    held = handed_out("office", ["people.see"], WORDS[:-1], WORDS)
    assert "people.edit" not in held
    assert "people.see" in held


def test_a_word_that_is_new_is_handed_out_once() -> None:
    assert "notes.see" in handed_out("readonly", ["people.see"], WORDS, [*WORDS, "notes.see"])


def test_the_owner_holds_every_word_whatever_was_taken_away() -> None:
    assert handed_out("owner", [], WORDS, WORDS) == WORDS


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Erika@Beispiel.Example ", "erika@beispiel.example"),
        ("ＥＲＩＫＡ@beispiel.example", "erika@beispiel.example"),
        ("Müller@beispiel.example", "müller@beispiel.example"),
    ],
)
def test_an_email_is_the_same_however_it_is_written(written: str, folded: str) -> None:
    assert fold_email(written) == folded
    assert fold_email(folded) == folded


def test_two_emails_that_only_look_alike_stay_two() -> None:
    assert fold_email("müller@beispiel.example") != fold_email("muller@beispiel.example")
    assert fold_email("straße@beispiel.example") != fold_email("strasse@beispiel.example")


def test_the_last_owner_stays_owner() -> None:
    owner, other = Somebody(1), Somebody(2)
    done, refused = without_last_owner([owner, other], [1])
    assert done == [other]
    assert [(no.row, no.code) for no in refused] == [(1, "last_owner")]


def test_an_owner_may_go_while_another_stays() -> None:
    assert without_last_owner([Somebody(1)], [1, 2]) == ([Somebody(1)], [])


def test_all_owners_together_may_not_go() -> None:
    done, refused = without_last_owner([Somebody(1), Somebody(2)], [1, 2])
    assert done == []
    assert len(refused) == 2


def test_a_role_is_called_by_its_own_name_or_by_the_translated_one() -> None:
    assert label_of("office", "Empfang") == "Empfang"
    assert label_of("office", "") == str(SHIPPED["office"].label)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.5", "203.0.113.5", True),
        ("203.0.113.5", "203.0.113.6", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:203.0.113.5", "203.0.113.5", True),
        ("nonsense", "", True),
    ],
)
def test_addresses_of_one_neighbourhood_share_a_limit(one: str, other: str, same: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is same


@pytest.mark.parametrize("url", ["/", "/customers/", "/customers/?q=b%20c&lens=all", "/a/#x"])
def test_a_path_of_this_server_is_a_place_to_go_on_to(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "//evil.example",
        "///evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "\\evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " /customers/",
        "javascript:alert(1)",
        "customers/",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_nothing_else_is_a_place_to_go_on_to(url: str | None) -> None:
    assert not is_local(url)
