"""Log lines as JSON, without names, addresses or tokens (house.md 8)."""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "…"
_LONGEST = 500
_SCRUBBED = (
    # What a database says about the row that offended it.
    re.compile(r"\b(?:DETAIL|CONTEXT|PARAMETERS|QUERY):.*", re.DOTALL),
    re.compile(r"\S+@\S+"),
    re.compile(r"\?\S+"),
    re.compile(r"(?i)\b(?:bearer|token|password|secret|key)\b\s*[=:]?\s*\S+"),
    # Anything quoted is data until somebody proves the opposite.
    re.compile(r"'[^']*'|\"[^\"]*\"|„[^“]*“|«[^»]*»"),
    re.compile(r"\b[0-9A-Za-z_-]{24,}\b"),
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]){11,30}\b"),
    re.compile(r"(?:\+|\b)\d(?:[\d /.-]{3,})\d\b"),
)


def scrub(text: str) -> str:
    """`text` without what might be about a person: e-mails, quoted values, long numbers, tokens.

    >>> scrub("invalid literal for int(): 'Erika Muster'")
    'invalid literal for int(): …'
    """
    for pattern in _SCRUBBED:
        text = pattern.sub(HIDDEN, text)
    return text[:_LONGEST]


class JsonFormatter(logging.Formatter):
    """One line per record. `extra={"fields": {...}}` is taken over as it is: put no data there."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "fields", {}),
        }
        # Django writes its own lines about a request after the request is over.
        current = request_id.get() or getattr(getattr(record, "request", None), "request_id", "")
        if current:
            line.setdefault("request_id", current)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _error(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("django.request"):
        # Django puts the path here; the route says the same without anybody's id or search term.
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        return f"{getattr(record, 'status_code', '')} {match.route if match else '-'}".strip()
    return scrub(record.getMessage())


def _error(problem: BaseException, where: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(where)
    told: dict[str, Any] = {
        "type": f"{type(problem).__module__}.{type(problem).__qualname__}",
        "message": scrub(str(problem)),
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
    if problem.__cause__ is not None:
        told["cause"] = _error(problem.__cause__, problem.__cause__.__traceback__)
    return told
