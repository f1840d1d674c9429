"""A browser without a screen: one kept-alive connection, cookies, login by form."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

TOKEN = re.compile(rb"name=[\"']csrfmiddlewaretoken[\"'] value=[\"']([^\"']+)")
FRAGMENT = {"HX-Request": "true"}
PATIENCE = 60.0
IDLE = 3.0  # servers hang up on who says nothing for a while


class Unexpected(Exception):
    """An answer that is not what the work asks for: the measurement would be worth nothing."""


@dataclass(frozen=True)
class Answer:
    """One finished answer; `seconds` from the first byte sent to the last byte read."""

    status: int
    body: bytes
    seconds: float
    location: str = ""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def expect(self, *wanted: str, status: int = 200) -> Answer:
        """This answer, or `Unexpected` when the status or one of the texts is missing."""
        if self.status != status:
            raise Unexpected(f"{self.status} statt {status}: {self.body[:300]!r}")
        for text in wanted:
            if text not in self.text:
                raise Unexpected(f"Es fehlt {text!r} in {self.body[:300]!r}")
        return self


class Visitor:
    """Somebody with a session on 127.0.0.1:`port`."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.last = 0.0

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """GET a path that is already quoted."""
        return self._ask("GET", path, b"", headers or {})

    def post(
        self, path: str, data: dict[str, str], headers: dict[str, str] | None = None
    ) -> Answer:
        """POST a form with this session's CSRF token."""
        token = next((v for k, v in self.cookies.items() if k.endswith(("csrf", "csrftoken"))), "")
        body = urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        kind = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self._ask("POST", path, body, kind | (headers or {}))

    def log_in(self, path: str, **fields: str) -> Visitor:
        """Fill in a login form; raises `Unexpected` when it does not lead on."""
        page = self.get(path).expect()
        found = TOKEN.search(page.body)
        if not found:
            raise Unexpected(f"Kein Anmeldeformular unter {path}")
        self.post(path, {"csrfmiddlewaretoken": found[1].decode(), **fields}).expect(status=302)
        return self

    def again(self) -> Visitor:
        """The same session on a connection of its own."""
        return Visitor(self.port, self.cookies)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Language": "de", "Cookie": cookies, **headers}
        if time.perf_counter() - self.last > IDLE:
            self.connection.close()
            self.connection.connect()
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.last = time.perf_counter()
        seconds = self.last - start
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return Answer(answer.status, content, seconds, answer.headers.get("Location", ""))


def words(term: str) -> str:
    """A search term as part of a URL."""
    return quote(term, safe="")
