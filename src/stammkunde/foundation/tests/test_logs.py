"""Log lines tell what happened, and not to whom."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation.web.logs import JsonFormatter, request_id, scrub

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("sent to erika@beispiel.example", "erika"),
        ("GET /customers/?q=Musterfrau", "Musterfrau"),
        ("invalid literal for int() with base 10: 'Erika Musterfrau'", "Erika"),
        ('value "Erika" is too long', "Erika"),
        ("Kunde „Erika“ fehlt", "Erika"),
        ("called +49 171 5550123 twice", "5550123"),
        ("called 0171/5550123", "5550123"),
        ("DE89370400440532013000 is no account", "370400440532013000"),
        ("duplicate key\nDETAIL:  Key (email_folded)=(erika) already exists.", "erika"),
        ("Authorization: Bearer abc.def", "abc"),
        ("token=abcdefgh", "abcdefgh"),
        ("reset/MTIz-c8x2a1-0123456789abcdef0123456789abcdef/", "0123456789abcdef0123"),
    ],
)
def test_what_may_be_about_a_person_is_taken_out(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in scrub(text)


@pytest.mark.parametrize(
    "text", ["40 jobs done in 12.5 s", "worker started", "409 customers/<int:pk>/"]
)
def test_what_is_about_the_machine_stays(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=300))
def test_scrubbing_takes_any_text(text: str) -> None:
    assert len(scrub(text)) <= 500


def _line(record: logging.LogRecord) -> dict[str, Any]:
    told = json.loads(JsonFormatter().format(record))
    assert isinstance(told, dict)
    return told


def _record(text: str, *args: Any, **more: Any) -> logging.LogRecord:
    return logging.LogRecord("stammkunde.test", logging.ERROR, "x.py", 1, text, args, **more)


def test_a_line_is_one_json_object_with_the_number_of_the_request() -> None:
    token = request_id.set("abc12345")
    try:
        text = JsonFormatter().format(_record("done: %s\nsecond line", 7, exc_info=None))
    finally:
        request_id.reset(token)
    assert "\n" not in text
    line = json.loads(text)
    assert line["request_id"] == "abc12345"
    assert (line["level"], line["message"]) == ("error", "done: 7\nsecond line")


def test_an_error_is_told_by_type_and_place_and_cause() -> None:
    try:
        try:
            int("Erika Musterfrau")
        except ValueError as problem:
            raise RuntimeError("import of 'Erika' failed") from problem
    except RuntimeError:
        line = _line(_record("failed", exc_info=sys.exc_info()))
    assert line["error"]["type"] == "builtins.RuntimeError"
    assert line["error"]["cause"]["type"] == "builtins.ValueError"
    assert "test_logs.py" in line["error"]["frames"][-1]
    assert "Erika" not in json.dumps(line)
