"""Placeholders: a flat list of ready words, and nothing that a text could reach beyond it (D18)."""

from __future__ import annotations

import time

import pytest

from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.rules import texts as rules
from stammkunde.messaging.texts import Words, missing, placeholders, problems
from stammkunde.messaging.texts.markup import html_skeleton, text_skeleton
from stammkunde.messaging.texts.parsing import MOST_CHARACTERS, MOST_VALUE, Slot, pieces
from stammkunde.messaging.texts.placeholders import GENERAL, nearest

pytestmark = pytest.mark.pure
NAMES = {one.name for one in GENERAL}
VALUES = {
    "kunde.vorname": "Kathrin",
    "kunde.name": "Kathrin Berger",
    "kunde.anrede": "Hallo Kathrin",
    "kunde.nummer": "K-1",
}
ATTACKS = (
    "{{ settings }}",
    "{{ settings.SECRET_KEY }}",
    "{% load static %}",
    "{% include '/etc/passwd' %}",
    "{% debug %}",
    "{customer.__class__.__init__.__globals__}",
    "{0.__class__}",
    "{{ customer.user.password }}",
    "{{ customer.delete }}",
    "{{ kunde.vorname.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ kunde['vorname'] }}",
    "{{ kunde.vorname|add:1 }}{{ request }}",
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{{ range(10**9) }}",
    "{{ config.items() }}",
    "{{ self._TemplateReference__context }}",
    "${7*7}#{7*7}<%= 7*7 %>{{ 7*7 }}",
    "{# {{ settings }} #}",
)


def said(text: str, language: str = "de", values: dict[str, str] = VALUES) -> str:
    return text_skeleton(pieces(text, language)).filled(values, html=False)


def test_a_placeholder_becomes_its_value_whatever_its_spelling() -> None:
    text = "{{kunde.vorname}} {{ Kunde.Vorname }} {{  kunde.vorname  }}"
    assert said(text) == "Kathrin Kathrin Kathrin"
    assert pieces("{{ betrieb.straße }}", "de") == (Slot("betrieb.strasse"),)


def test_the_fall_back_speaks_where_nothing_is_known() -> None:
    assert said("Für {{ teilnehmer.name | dein Kind }}.") == "Für dein Kind."
    assert said("Für {{ kunde.vorname | dich }}.") == "Für Kathrin."


def test_nothing_is_left_behind_before_a_comma() -> None:
    assert said("Hallo {{ teilnehmer.name }}, schön!") == "Hallo, schön!"


def test_what_is_missing_is_named_once_and_a_fall_back_is_not_missing() -> None:
    text = "{{ teilnehmer.name }} {{ teilnehmer.name }} {{ kunde.firma | ihr }} {{ kunde.name }}"
    assert missing(Words("{{ heute }}", text), "de", VALUES) == ("heute", "teilnehmer.name")


@pytest.mark.parametrize(("language", "half"), [
    ("de-informal", "Bring Kathrin mit"), ("de", "Bringen Sie Kathrin Berger mit"),
    ("en", "Bringen Sie Kathrin Berger mit"),
])  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_the_switch_says_the_half_that_holds(language: str, half: str, turned: bool) -> None:
    du, sie = "du:Bring {{ kunde.vorname }} mit", "sie:Bringen Sie {{ kunde.name }} mit"
    assert said(f"{{{sie}|{du}}}!" if turned else f"{{{du}|{sie}}}!", language) == half + "!"


def test_a_fall_back_stands_inside_a_switch_too() -> None:
    text = "{du:Hallo {{ kunde.firma | du }}|sie:Guten Tag}"
    assert said(text, "de-informal") == "Hallo du"


def test_what_a_value_brings_is_never_read_again() -> None:
    sly = {"kunde.name": "{{ kunde.nummer }} {du:a|sie:b}", "kunde.nummer": "K-1"}
    assert said("{{ kunde.name }}", values=sly) == "{{ kunde.nummer }} {du:a|sie:b}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_reported_on_saving(attack: str) -> None:
    assert problems(attack, NAMES), attack
    with pytest.raises(Refused) as no:
        rules.clean_words({"body": attack})
    assert no.value.code in {"placeholder_unknown", "placeholder_broken"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_that_was_never_saved_does_nothing(attack: str) -> None:
    """As it may stand in a text that came from elsewhere: it stays words, or becomes nothing."""
    shown = html_skeleton([pieces(attack, "de")]).filled(VALUES, html=True)
    for secret in ("root:", "SECRET", "sqlite", "__globals__': ", "49", "<class"):
        assert secret not in shown.replace("{customer.__class__.__init__.__globals__}", "")
    assert len(shown) < 500


def test_an_unknown_name_is_reported_with_the_nearest_one() -> None:
    (found,) = problems("{{ kunde.vornahme }} {{ kunde.vornahme }}", NAMES)
    assert (found.code, found.said, found.near) == ("unknown", "kunde.vornahme", "kunde.vorname")
    assert nearest("Vorname", NAMES) in {"kunde.vorname", "teilnehmer.vorname"}
    assert nearest("kunde.straße", NAMES) in {"betrieb.strasse", "kunde.name"}
    assert nearest("xyzzy", NAMES) == ""
    with pytest.raises(Refused) as no:
        rules.clean_words({"subject": "Für {{ kunde.vornahme }}"})
    assert "kunde.vorname" in str(no.value.message)
    assert no.value.field == "subject"


def test_a_name_with_an_odd_sign_is_no_placeholder() -> None:
    assert [one.code for one in problems("{{ kunde.vorname! }}", NAMES)] == ["broken"]
    assert [one.code for one in problems("{{ kunde.vorname", NAMES)] == ["broken"]
    assert problems("Kosten: 5 } oder {6}, a{b", NAMES) == []


def test_a_switch_that_is_not_whole_is_reported() -> None:
    assert [one.code for one in problems("{du:Bring|sie Bringen}", NAMES)] == ["broken"]
    assert problems("{du:Bring|sie:Bringen}", NAMES) == []


@pytest.mark.parametrize("text", [
    "{{" * 10_000, "{{ a " * 4_000, "{du:" * 5_000, "{du:" + "{{ a }}" * 2_500, "**" * 10_000,
    "*a" * 10_000, "[" * 20_000, "[a](" * 5_000, "\n- a" * 5_000, "[a](https://a" + "a" * 19_000,
    "{{ kunde.vorname }}" * 1_000, "{du:a|sie:b}" * 1_600, "http://" * 2_800,
])  # fmt: skip
def test_no_text_takes_long_or_grows_without_bounds(text: str) -> None:
    begun = time.process_time()
    problems(text, NAMES)
    large = {"kunde.vorname": "x" * 10_000_000}
    html = html_skeleton([pieces(text, "de")]).filled(large, html=True)
    assert time.process_time() - begun < 2
    assert len(html) < 800 * MOST_VALUE + 10 * MOST_CHARACTERS


def test_a_text_that_is_too_long_or_has_too_many_placeholders_is_refused() -> None:
    for text, code in (("x" * 20_001, "too_long"), ("{{ heute }}" * 201, "too_many")):
        with pytest.raises(Refused) as no:
            rules.clean_words({"body": text})
        assert no.value.code == code
    with pytest.raises(Refused):
        rules.clean_words({"subject": "x" * 201})


def test_a_signature_knows_the_business_and_nobody_else() -> None:
    assert rules.clean_signature("{{ betrieb.name }} {{ ich.name }}")
    with pytest.raises(Refused):
        rules.clean_signature("{{ kunde.nummer }}")


def test_the_chooser_shows_each_name_once_in_its_group() -> None:
    shown = [one.name for group in placeholders() for one in group.placeholders]
    assert len(shown) == len(set(shown)) == len(GENERAL)
    assert {"kunde.anrede", "kunde.vorname", "teilnehmer.name", "betrieb.telefon", "ich.name",
            "heute"} <= set(shown)  # fmt: skip
