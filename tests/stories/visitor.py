"""Somebody at a browser without script: opens pages, fills in the forms that are really there."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client


class Form:
    """One form of a page: where it goes and what it sends."""

    def __init__(self, attrs: dict[str, str | None]) -> None:
        self.action = attrs.get("action") or ""
        self.method = (attrs.get("method") or "get").lower()
        self.values: dict[str, str] = {}


class _Reader(HTMLParser):
    """Collects the forms of a page with the values that a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = dict(pairs)
        if tag == "form":
            self._open = Form(attrs)
            self.forms.append(self._open)
        if self._open is None:
            return
        name, value = attrs.get("name") or "", attrs.get("value") or ""
        if tag == "input" and name:
            silent = attrs.get("type") in {"radio", "checkbox"} and "checked" not in attrs
            if not silent:
                self._open.values[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self._open.values or "selected" in attrs):
            self._open.values[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Visitor:
    """A person with a browser of their own; CSRF is checked as in the product."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.url = "/"
        self.page = ""
        self.status = 0

    def open(self, url: str, **query: Any) -> Visitor:
        """Go to a page, follow where it leads."""
        return self._see(self.client.get(urljoin(self.url, url), query, follow=True))

    def send(self, to: str, **values: str) -> Visitor:
        """Fill in and send `form(to)`; fields that are not named stay as they are shown."""
        form = self.form(to)
        filled = form.values | values
        unknown = set(values) - set(form.values)
        assert not unknown, f"the form has no {unknown}"
        url = urljoin(self.url, form.action or self.url)
        if form.method == "get":
            return self._see(self.client.get(url, filled, follow=True))
        return self._see(self.client.post(url, filled, follow=True))

    def form(self, to: str) -> Form:
        """The first form whose address contains `to`, or that has a field of that name."""
        for form in _Reader(self.page).forms:
            if to in (form.action or self.url) or to in form.values:
                return form
        raise AssertionError(f"no form for {to} on {self.url}")

    def sees(self, *texts: str) -> bool:
        """Whether all these texts stand on the page."""
        return all(text in self.page for text in texts)

    def _see(self, response: HttpResponse) -> Visitor:
        chain = getattr(response, "redirect_chain", [])
        self.url = chain[-1][0] if chain else response.request["PATH_INFO"]  # type: ignore[attr-defined]
        self.page, self.status = response.content.decode(), response.status_code
        return self
