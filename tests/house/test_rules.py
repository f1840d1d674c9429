"""The rules that a machine can read out of files: the house keeps them, the bad packages do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.checks import code, floors, words
from tests.plugin import home_problem, is_here, kind_problem
from tools import check_catalogues, check_locks, check_templates, check_webless

pytestmark = [pytest.mark.pure, pytest.mark.house]

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "stammkunde"
BAD = Path(__file__).parent / "bad"
ORDER = [room.rpartition(".")[2] for room in settings.ROOMS]


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> set[str]:
    """Every name that `{% url %}` can say."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(f"{namespace}{pattern.name}")
    return found


@dataclass(frozen=True)
class Rule:
    """A checker over a folder, and what it must find in the bad package of its name."""

    name: str
    check: Callable[[Path], list[str]]
    breaches: tuple[str, ...]
    good: Path = SRC


WRITE_CALLS = (
    "save create bulk_create bulk_update get_or_create update_or_create update delete raw execute "
    "executemany"
).split()

RULES = [
    Rule(
        "sizes",
        code.sizes,
        ("long_file.py: 402", "engine.py: 252", "endless has 61", "long.html: 151"),
    ),
    Rule(
        "foreign_writes",
        code.foreign_writes,
        tuple(f"people/operations.py:{{line}}: .{call}()" for call in WRITE_CALLS),
    ),
    Rule(
        "hidden_logic",
        code.hidden_logic,
        (
            "listeners.py:3: a signal",
            "listeners.py:7: a signal",
            "desk.py:3: contrib.admin",
            "Customer.save()",
            "Customer.clean()",
            "a model imports stammkunde.people.operations",
        ),
    ),
    Rule("hidden_names", code.hidden_names, ("views.py:5: trial belongs to the shell",)),
    Rule("silent_errors", code.silent_errors, ("views.py:7:", "views.py:14:")),
    Rule("open_ends", code.open_ends, ("rules.py:3:", "rules.py:4:")),
    Rule("nameless_queries", code.nameless_queries, ("customers does not", "customer does not")),
    Rule(
        "stairs",
        lambda src: floors.stairs(src, ORDER),
        (
            "foundation names people/base.html",
            "foundation names people/_card.html",
            "foundation names people:list",
            "accounts names backoffice:today",
            "accounts names people/base.html",
        ),
    ),
    Rule(
        "unknown_addresses",
        lambda src: floors.unknown_addresses(src, addresses()),
        ("people:nowhere",),
    ),
    Rule(
        "templates",
        check_templates.problems,
        (
            "hx-on",
            "js: und",
            "hx-trigger",
            "kein Skript",
            "<style>",
            "style=",
            "on…=",
            "fremden Servern",
            "csrf_token",
            "|safe",
            "hx-boost",
            "unübersetzt",
        ),
    ),
    Rule("webless", check_webless.problems, ("django.http", "django.shortcuts", "django.urls")),
    Rule(
        "catalogues",
        check_catalogues.problems,
        (
            "nicht sortiert",
            "Zeilen im Quelltext",
            "fuzzy",
            "Platzhalter",
            "ohne deutschen Text: 'Nobody has",
            "ohne deutschen Text: 'This one",
            "unbenutzt",
        ),
    ),
    Rule("bare_words", words.bare_words, ("'Open' needs", "'Save' needs")),
    Rule(
        "address",
        words.address,
        (
            "people/de: Sie for the staff",
            "portal/de: du for customers",
            "portal/de_Informal: Sie in the du catalogue",
            "people: a rule addresses somebody: 'Gib bitte deinen",
            "messaging/de: du for customers: 'Bring deinen",
            "messaging/de: du for customers: 'Wir haben deine",
            "messaging/de: du for customers: 'Du bist dabei",
            "messaging/de: Sie for the staff: 'Wählen Sie",
            "messaging/de: one text for staff and customers addresses one of them: 'Ihre Antwort",
            "messaging/de_Informal: Sie in the du catalogue: 'Wir freuen uns",
            "messaging/de_Informal: a du text that no customer reads: 'Schreib es auf, du",
        ),
    ),
    Rule(
        "without_du",
        words.without_du,
        (
            "'Your booking is confirmed.'",
            "'All the best to you.'",
            "'For you'",
            "'You may close this page.'",
            "'Your day'",
        ),
    ),
    Rule("locks", check_locks.problems, ("--index-url", "ohne Hash: naked", "resolved"), ROOT),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    found = rule.check(rule.good)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_checker_finds_every_breach_and_nothing_else(rule: Rule) -> None:
    found = rule.check(BAD / rule.name)
    breaches = [breach.partition("{line}: ")[2] or breach for breach in rule.breaches]
    for breach in breaches:
        assert any(breach in line for line in found), f"not found: {breach}\n" + "\n".join(found)
    for line in found:
        assert any(breach in line for breach in breaches), f"found without reason: {line}"


@pytest.mark.parametrize(
    ("name", "check"), [("WRITERS", code.foreign_writes), ("PIPES", code.silent_errors)]
)
def test_every_exemption_is_still_needed(
    name: str, check: Callable[[Path], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    exempt = getattr(code, name)
    monkeypatch.setattr(code, name, ())
    found = check(SRC)
    assert [one for one in exempt if not any(line.startswith(one) for line in found)] == []


@pytest.mark.parametrize("folder", ["src", "tests", "tools", "docs", "frontend/js"])
def test_nobody_leaves_open_ends(folder: str) -> None:
    if (ROOT / folder).is_dir():
        assert code.open_ends(ROOT / folder) == []


@pytest.mark.parametrize("folder", ["tests", "tools", "benchmarks"])
def test_tests_and_tools_stay_as_small_as_the_product(folder: str) -> None:
    found = [line for line in code.sizes(ROOT / folder) if "house/bad/" not in line]
    assert not found, "\n".join(found)


def test_people_know_nothing_of_the_toy_room() -> None:
    for path in sorted(SRC.rglob("*")):
        if path.suffix in {".py", ".html"} and "tests" not in path.relative_to(SRC).parts:
            assert "toyroom" not in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    ("marks", "problem"),
    [
        ({"pure"}, ""),
        ({"db", "races", "slow"}, ""),
        ({"browser"}, ""),
        ({"house"}, "marked neither pure nor db nor browser"),
        ({"pure", "db"}, "marked db and pure"),
    ],
)
def test_every_test_says_what_it_needs_once(marks: set[str], problem: str) -> None:
    assert kind_problem(marks) == problem


@pytest.mark.parametrize(
    ("marks", "path", "problem"),
    [
        ({"db"}, "src/stammkunde/people/tests/test_a.py", ""),
        ({"db"}, "tests/stories/test_a.py", ""),
        ({"db", "races"}, "tests/races/test_a.py", ""),
        ({"db"}, "tests/races/test_a.py", "lies in tests/races without the mark races"),
        ({"pure", "house"}, "tests/dev/test_a.py", "marked house, but not in tests/house"),
        ({"browser"}, "src/browser/test_a.py", "marked browser, but not in tests/browser"),
    ],
)
def test_every_test_lies_where_its_run_looks_for_it(
    marks: set[str], path: str, problem: str
) -> None:
    assert home_problem(marks, ROOT / path) == problem


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "app.localhost", "127.8.8.8"])
def test_this_machine_is_here(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["example.org", "10.0.0.1", "8.8.8.8", "fe80::1", "localhost.de"])
def test_everything_else_is_not(host: str) -> None:
    import socket

    assert not is_here(host)
    with pytest.raises(OSError, match="never leave this machine"):
        socket.create_connection((host, 80), timeout=0.1)
