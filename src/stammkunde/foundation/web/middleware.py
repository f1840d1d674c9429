"""What is true of every request: an id, a log line, the business's time zone, a calm no."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stammkunde.foundation import clock, steady
from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import errors
from stammkunde.foundation.web.logs import request_id

Handler = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("stammkunde.request")
HEADER = "X-Request-ID"
_READS = frozenset({"GET", "HEAD"})
_GOOD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,39}")


class QueryCount:
    """Counts statements; hang it into `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


class RequestLog:
    """Outermost: request id in and out, duration, number of statements, one log line.

    The line names the route, never the path or the query, which hold ids and search terms.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request.request_id = given if _GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.request_id)
        queries, start = QueryCount(), time.perf_counter()
        try:
            with (
                timezone.override(clock.business_zone()),
                connection.execute_wrapper(queries),
                remembering(),
                steady.reading() if request.method in _READS else nullcontext(),
            ):
                response = self.get_response(request)
            response.headers[HEADER] = request.request_id
            self._write(request, response, queries.count, time.perf_counter() - start)
        finally:
            request_id.reset(token)
        return response

    def _write(self, request: Any, response: HttpResponse, queries: int, seconds: float) -> None:
        match = request.resolver_match
        actor = getattr(request, "actor", None)
        fields = {
            "method": request.method,
            "route": match.route if match else "-",
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "queries": queries,
            "user": actor.id if actor else None,
            "fragment": request.headers.get("HX-Request") == "true",
        }
        level = logging.INFO if actor else logging.DEBUG  # static files never meet an actor
        log.log(level, "request", extra={"fields": fields})


class Refusals:
    """Innermost: the five ways of saying no, as a page or as a fragment."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return errors.only_sent(request, response.headers["Allow"])
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Refused 409 (invalid 422, too many 429), Forbidden 403, Missing 404; the rest is a bug."""
        if isinstance(problem, Forbidden):
            return errors.forbidden(request, problem)
        if isinstance(problem, Missing):
            return errors.not_found(request, problem)
        if not isinstance(problem, Refused):
            return None
        response = errors.refused(
            request, str(problem.message), status=status_of(problem), code=problem.code
        )
        if isinstance(problem, TooMany):
            response.headers["Retry-After"] = str(problem.wait)
        return response


def status_of(no: Refused) -> int:
    """The HTTP status of a refusal (house.md 1.5)."""
    return {"invalid": 422, "too_many": 429}.get(no.code, 409)
