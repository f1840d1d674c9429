"""The fold: one spelling for search and sort, whatever people type (F5, D48, datalayer 2)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation.folding import (
    fold,
    fold_phone,
    fold_pieces,
    mark,
    searchable,
    terms,
    words,
)

pytestmark = pytest.mark.pure

NAMES = (
    "Müller Möller Märker Jäger Größe Weiß Groß Strauß Über Öztürk Ägidius Aeneas Koehler Goethe "
    "Mayer Maier Bauer Neuer Feuerstein Poesie Dueker Trüb Häring Yılmaz Şahin Łukasz Øster "
    "Ærø Françoise Zoë Jürgen Günther Dörte Käthe Björn Müller-Lüdenscheidt O'Neal Dvořák Nguyễn"
).split()
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}


def spellings(name: str) -> set[str]:
    """The ways in which one name is written: ü, ue, u, with signs apart, small, big."""
    written_out, plain = name, name
    for umlaut, pair in UMLAUTS.items():
        written_out = written_out.replace(umlaut, pair)
        plain = plain.replace(umlaut, pair if umlaut == "ß" else pair[0])
    ways = {name, written_out, plain}
    ways |= {unicodedata.normalize("NFD", way) for way in ways}
    return ways | {way.lower() for way in ways} | {way.upper() for way in ways}


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"])
def test_one_name_in_all_spellings_is_one_word(spelling: str) -> None:
    assert fold(spelling) == "muller"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Weiß", "weiss"),
        ("WEISS", "weiss"),
        ("WEIẞ", "weiss"),
        ("Øster", "oster"),
        ("İlkay", "ilkay"),
        ("Yılmaz", "yilmaz"),
        ("Łukasz", "lukasz"),
        ("Ærø", "aro"),
        ("Dvořák", "dvorak"),
        ("O’Neal", "o'neal"),
        ("  Anna   Maria ", "anna maria"),
        ("Anna\u00a0Maria", "anna maria"),
        ("a\tb\nc", "a b c"),
        ("李", "李"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_table_of_letters(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("name", NAMES)
def test_every_typed_beginning_of_any_spelling_finds_the_name(name: str) -> None:
    whole = fold(name)
    for spelling in spellings(name):
        assert fold(spelling) == whole, spelling
        for end in range(len(spelling) + 1):
            typed = spelling[:end]
            assert whole.startswith(fold(typed)), (typed, whole)


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_beginnings_of_full_names_in_mixed_spellings_find_them(words, random) -> None:
    stored = " ".join(random.choice(sorted(spellings(word))) for word in words)
    typed = " ".join(random.choice(sorted(spellings(word))) for word in words)
    end = random.randint(0, len(typed))
    assert fold(stored).startswith(fold(typed[:end]))


@given(st.text(max_size=60), st.integers(0, 60))
def test_the_beginning_of_any_text_folds_to_the_beginning_of_its_fold(text: str, end: int) -> None:
    assert fold(text).startswith(fold(text[:end]))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_the_fold_has_no_outer_and_no_double_blanks(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    assert "  " not in folded
    assert folded.isprintable()


@pytest.mark.parametrize(
    "written",
    [
        "0171 2345678",
        "0171/234 56 78",
        "(0171) 2345678",
        "+49 171 2345678",
        "+49 (0)171 2345678",
        "0049 171 2345678",
        "0049-(0)171-2345678",
        "+49171/2345678",
    ],
)
def test_one_phone_number_in_all_spellings_is_one_number(written: str) -> None:
    assert fold_phone(written) == "01712345678"
    assert terms(written) == ["01712345678"]


@pytest.mark.parametrize(
    ("written", "digits"),
    [("+43 1 234567", "00431234567"), ("0043 1 234567", "00431234567"), ("", ""), ("kein", "")],
)
def test_foreign_numbers_keep_their_country(written: str, digits: str) -> None:
    assert fold_phone(written) == digits


def test_words_of_a_query_must_all_be_found() -> None:
    assert terms("  Müller  ANNA müller ") == ["muller", "anna"]
    assert terms("") == []
    assert terms("0171 234") == ["0171234"]
    assert terms("anna 0171") == ["anna", "0171"]
    assert terms("anna@praxis.de") == ["anna@praxis.de"]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Müller, Anna", "mueller", ["Müller"]),
        ("Müller, Anna", "an", ["An"]),
        ("Hermann Anna", "an", ["An"]),
        ("Hausverwaltung", "verwaltung", ["verwaltung"]),
        ("Weiß", "weiss", ["Weiß"]),
        ("Mu\u0308ller", "mul", ["Mu\u0308l"]),
        ("Anna", "bert", []),
        ("", "x", []),
    ],
)
def test_hits_are_marked_in_the_spelling_of_the_row(
    text: str, query: str, marked: list[str]
) -> None:
    pieces = mark(text, terms(query))
    assert [piece for piece, hit in pieces if hit] == marked
    assert "".join(piece for piece, _hit in pieces) == text


@given(st.text(max_size=40), st.text(max_size=10))
def test_marking_never_loses_a_letter(text: str, query: str) -> None:
    assert "".join(piece for piece, _hit in mark(text, terms(query))) == text


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Müller, Anna", ["muller", "anna"]),
        ("Anna-Lena", ["anna", "lena"]),
        ("Groß-", ["gross"]),
        ("O’Neal", ["oneal"]),
        ("K-1001", ["k-1001"]),
        ("e.V.", ["ev"]),
        ("Co. & Söhne", ["co", "sohne"]),
        ("&", ["&"]),
        ("müller 0171/23-45", ["muller", "01712345"]),
        ("müller +49 171 23 45 berlin", ["muller", "01712345", "berlin"]),
        ("anna-lena@praxis-beispiel.de", ["anna", "lena@praxis", "beispiel.de"]),
        ("--", []),
    ],
)
def test_words_are_asked_for_without_the_signs_around_and_between(
    typed: str, asked: list[str]
) -> None:
    assert terms(typed) == asked


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        ("Anna-Lena", "anna-lena annalena"),
        ("Michaela", "michala michaela"),
        ("Müller", "muller"),
        ("Sport e. V.", "sport e. v. ev e v"),
        ("Grün & Co.", "grun & co. und"),
        ("anna@praxis.de", "anna@praxis.de"),
    ],
)
def test_a_text_is_found_by_its_fold_and_by_what_else_people_write(
    text: str, found_by: str
) -> None:
    assert searchable(text) == found_by


@given(st.text(alphabet="aeou-'./ bß@1&", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_every_part_of_a_word_finds_its_text(text: str, start: int, end: int) -> None:
    stored = words(searchable(text))
    for word in text.split():
        typed = word[start:end].strip("-'./@&1")
        asked = terms(typed)
        if start == 0 or all(len(one) > 2 for one in asked):
            for one in asked:
                assert any(one in there for there in stored), (text, typed, one, stored)


@given(st.text(max_size=200))
def test_the_fold_is_made_of_the_pieces_that_hits_are_marked_by(text: str) -> None:
    assert fold(text) == "".join(letter for letter, _at in fold_pieces(text)).strip()


@pytest.mark.parametrize("text", ["Müller " * 40, "Aé ßẞ İıœ-ﬁ ´`’ \u200b\u00a0日本 Ω"])
def test_long_and_rare_texts_fold_by_the_same_rules(text: str) -> None:
    assert fold(text) == "".join(letter for letter, _at in fold_pieces(text)).strip()
