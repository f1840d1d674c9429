"""Fields: what people type, what is stored, what is shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation.fields import (
    _USUAL_EMAIL,
    BOOL,
    CHOICE,
    DATE,
    EMAIL,
    LONGTEXT,
    PHONE,
    POSTCODE,
    TEXT,
    Field,
    FieldProblem,
    FieldSet,
    clean_text,
    labels,
)

pytestmark = pytest.mark.pure

COLOURS = (("red", "Rot"), ("green", "Grün"))


def parse(kind, text, **more):
    """What a field of that kind makes of a text."""
    return Field("x", "X", kind=kind, **more).parse(text)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (TEXT, "  Anna  ", "Anna"),
        (TEXT, None, ""),
        (TEXT, "a\x00b\x07c", "abc"),
        (TEXT, "zwei\nZeilen", "zwei Zeilen"),
        (TEXT, "=1+1", "=1+1"),
        (LONGTEXT, " a\r\nb\rc\td ", "a\nb\nc\td"),
        (EMAIL, " a@example.de ", "a@example.de"),
        (EMAIL, "", ""),
        (PHONE, "+49 (0)171 / 234-567", "+49 (0)171 / 234-567"),
        (POSTCODE, "01067", "01067"),
        (POSTCODE, "1010", "1010"),
        (POSTCODE, "SW1A 1AA", "SW1A 1AA"),
        (DATE, "31.12.2026", date(2026, 12, 31)),
        (DATE, "2026-12-31", date(2026, 12, 31)),
        (DATE, "29.02.2028", date(2028, 2, 29)),
        (DATE, date(2026, 1, 2), date(2026, 1, 2)),
        (DATE, "", None),
        (BOOL, "ja", True),
        (BOOL, "Nein", False),
        (BOOL, "", False),
        (BOOL, None, False),
        (BOOL, True, True),
        (BOOL, False, False),
    ],
)
def test_what_people_type_becomes_a_value(kind, typed, stored) -> None:
    assert parse(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (EMAIL, "anna"),
        (EMAIL, "anna@"),
        (EMAIL, "a@b@c.de"),
        (PHONE, "ruf mich an"),
        (PHONE, "12"),
        (PHONE, "4.93E+11 und so"),
        (POSTCODE, "4.93171E+11"),
        (POSTCODE, "1"),
        (POSTCODE, "Dresden!"),
        (DATE, "31.02.2026"),
        (DATE, "44927"),
        (DATE, "3. Mai"),
        (BOOL, "vielleicht"),
        (CHOICE, "blau"),
    ],
)
def test_what_a_field_cannot_take_it_says(kind, typed) -> None:
    with pytest.raises(FieldProblem) as caught:
        parse(kind, typed, choices=COLOURS)
    assert caught.value.message


def test_a_choice_is_found_by_key_and_label_however_it_is_written() -> None:
    for typed in ("green", "Grün", "gruen", "GRÜN", " grun "):
        assert parse(CHOICE, typed, choices=COLOURS) == "green"


def test_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(FieldProblem) as caught:
        parse(TEXT, "x" * 11, max_length=10)
    assert "11" in caught.value.message
    assert "10" in caught.value.message
    assert parse(TEXT, "x" * 10, max_length=10) == "x" * 10


def test_what_is_required_must_be_there() -> None:
    with pytest.raises(FieldProblem):
        parse(TEXT, "  ", required=True)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (TEXT, "", "–"),
        (TEXT, None, "–"),
        (TEXT, "Anna", "Anna"),
        (DATE, date(2026, 3, 1), "01.03.2026"),
        (DATE, None, "–"),
        (CHOICE, "green", "Grün"),
        (CHOICE, "gone", "gone"),
        (BOOL, True, "ja"),
        (BOOL, False, "nein"),
    ],
)
def test_values_are_shown_to_people(kind, value, shown) -> None:
    assert Field("x", "X", kind=kind, choices=COLOURS).show(value).lower() == shown.lower()


def test_the_form_judges_like_every_other_door() -> None:
    field = Field("mail", "E-Mail", kind=EMAIL).form_field()
    assert field.clean(" a@example.de ") == "a@example.de"
    with pytest.raises(ValidationError):
        field.clean("anna")


@pytest.mark.parametrize("kind", [TEXT, LONGTEXT, EMAIL, PHONE, POSTCODE, DATE, CHOICE, BOOL])
def test_every_kind_has_a_form_field_that_draws_itself(kind) -> None:
    from django import forms

    class Form(forms.Form):
        x = Field("x", "Beschriftung", kind=kind, choices=COLOURS, hint="Hilfe").form_field()

    assert 'name="x"' in Form().as_p()


def test_headings_are_found_in_both_languages_and_however_they_are_written() -> None:
    fields = FieldSet(
        [
            Field("birth_date", "Geburtsdatum", headings=("Geburtsdatum", "birthday")),
            Field("b", "B"),
        ]
    )
    for heading in ("birth_date", "GEBURTSDATUM", " Geburts-Datum* ", "Birthday", "Birth date"):
        found = fields.by_heading(heading)
        assert found is not None, heading
        assert found.key == "birth_date"
    assert fields.by_heading("Todesdatum") is None
    assert fields.by_heading("") is None


def test_a_set_of_fields_keeps_order_and_knows_its_keys() -> None:
    fields = FieldSet([Field("b", "B"), Field("a", "A", secret=True)])
    assert fields.keys == ("b", "a")
    assert ("a" in fields, "c" in fields, len(fields)) == (True, False, 2)
    assert fields.secret() == {"a"}
    assert labels(fields) == {"b": "B", "a": "A"}
    with pytest.raises(ValueError, match="twice"):
        FieldSet([Field("a", "A"), Field("a", "A")])


@given(st.text(max_size=200))
def test_cleaned_text_holds_no_control_characters(text: str) -> None:
    cleaned = clean_text(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in cleaned)
    assert clean_text(cleaned) == cleaned


@given(st.text(max_size=100))
def test_parsing_what_was_parsed_changes_nothing(text: str) -> None:
    for kind in (TEXT, LONGTEXT, EMAIL, PHONE, POSTCODE, DATE):
        try:
            value = parse(kind, text)
        except FieldProblem:
            continue
        assert parse(kind, value) == value


@given(st.from_regex(_USUAL_EMAIL, fullmatch=True).filter(lambda text: len(text) <= 254))
def test_an_address_that_looks_usual_is_one_for_the_careful_check_too(text):
    if text.isascii():
        validate_email(text)
