"""Templates: they compile, fit the strict CSP, stay short, and their words are translatable."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import django
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

SRC = Path(__file__).resolve().parents[1] / "src" / "stammkunde"
LONGEST = 150
FORBIDDEN = [
    (re.compile(r"\shx-on[:=-]", re.I), "hx-on braucht eval (CSP)"),
    (re.compile(r"""["']\s*(js|javascript):""", re.I), "js: und javascript: brauchen eval (CSP)"),
    (re.compile(r"""hx-trigger=["'][^"']*\["""), "Filter in hx-trigger brauchen eval (CSP)"),
    (re.compile(r"\shx-boost\b"), "kein hx-boost: jedes Formular geht ohne JavaScript"),
    (
        re.compile(r"\shx-(vars|headers)=", re.I),
        "hx-vars und hx-headers: nein (CSRF an einer Stelle)",
    ),
    (re.compile(r"<style\b", re.I), "kein <style>: die CSP verbietet es"),
    (re.compile(r"\sstyle=", re.I), "kein style=: die CSP verbietet es"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+=", re.I), "kein on…=: die CSP verbietet es"),
    (re.compile(r"\|\s*safe\b"), "|safe: Text bleibt Text"),
    (re.compile(r"{%\s*autoescape off"), "autoescape off: Text bleibt Text"),
    (
        re.compile(r"""(src|action|hx-get|hx-post)=["'](https?:)?//""", re.I),
        "nichts von fremden Servern",
    ),
    (re.compile(r"<link\b[^>]*https?://", re.I), "nichts von fremden Servern"),
]
SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
POST = re.compile(r"""<form\b[^>]*method=["']post["'].*?</form>""", re.I | re.S)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|<!--.*?-->", re.S)
BLOCKTRANS = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.S)
CLASSES = re.compile(r"{%\s*block \w*class\w*\s*%}.*?{%\s*endblock[^%]*%}", re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}
NAMES = {"Stammkunde", "Esc", "Strg", "Ctrl", "Enter", "px", "svg"}
FREE = {"styleguide.html", "styleguide"}  # the workshop page for developers and its pieces

NO_TOKEN = "POST-Formular ohne csrf_token"
# What comes from elsewhere brings no token of ours: the form of the business's own website.
STRANGERS = ("messaging/public/form.html", "messaging/public/snippet.html")


def templates(src: Path = SRC) -> list[Path]:
    """Every HTML template of the product."""
    return sorted(src.glob("*/templates/**/*.html"))


def problems(src: Path = SRC) -> list[str]:
    """One line per broken rule, with file and line."""
    found = []
    for path in templates(src):
        text = path.read_text("utf-8")
        name = path.relative_to(src)
        free = NO_TOKEN if name.as_posix().endswith(STRANGERS) else ""
        found += [f"{name}:{line}: {what}" for line, what in sorted(check(text)) if what != free]
        if not FREE.intersection(name.parts):
            found += [f"{name}:{line}: unübersetzt: {words}" for line, words in untranslated(text)]
    return found


def check(text: str) -> Iterator[tuple[int, str]]:
    """(line, rule) of everything that the CSP, the length or the token rule forbids."""
    if (lines := text.count("\n")) > LONGEST:
        yield lines, f"länger als {LONGEST} Zeilen: in Stücke teilen"
    text = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for pattern, why in FORBIDDEN:
        yield from ((_line(text, match.start()), why) for match in pattern.finditer(text))
    for match in SCRIPT.finditer(text):
        if "src=" not in match[1] and "application/json" not in match[1]:
            yield _line(text, match.start()), "kein Skript in der Seite: die CSP verbietet es"
    for match in POST.finditer(text):
        if "csrf_token" not in match[0]:
            yield _line(text, match.start()), NO_TOKEN


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def untranslated(text: str) -> list[tuple[int, str]]:
    """(line, words) of visible text that does not come from a catalogue."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    for pattern in (COMMENT, BLOCKTRANS, CLASSES, TAG):
        text = pattern.sub(blank, text)
    reader = _Reader()
    reader.feed(text)
    return reader.found


class _Reader(HTMLParser):
    """Collects words in text and in attributes that people hear or read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        for key, value in attrs:
            if key in SPOKEN:
                self._look(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._look(data)

    def _look(self, text: str) -> None:
        words = [match for match in WORD.finditer(text) if match[0] not in NAMES]
        if words:
            line = self.getpos()[0] + text.count("\n", 0, words[0].start())
            self.found.append((line, " ".join(match[0] for match in words)[:60]))


def uncompilable(src: Path = SRC) -> list[str]:
    """Templates that Django's engine refuses; needs configured settings."""
    django.setup()
    engine = engines["django"]
    found = []
    for path in templates(src):
        try:
            engine.from_string(path.read_text("utf-8"))
        except (TemplateSyntaxError, TemplateDoesNotExist) as problem:
            found.append(f"{path.relative_to(src)}: {problem}")
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stammkunde.settings")
    if found := problems() + uncompilable():
        sys.exit("\n".join(found))
