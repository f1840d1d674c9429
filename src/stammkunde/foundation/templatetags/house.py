"""Tags and filters of the house, builtin in every template."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import FunctionType
from typing import Any
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import StaticNode
from django.templatetags.static import static as address_of
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from stammkunde.foundation import clock as clock_
from stammkunde.foundation import folding
from stammkunde.foundation.web import assets
from stammkunde.settings import ENV

register = template.Library()

SPRITE = assets.DIST + "icons.svg"
OWN_SPRITE = "stammkunde/icons.svg"  # hand-drawn, for machines without Node
DASH = mark_safe('<span class="none">–</span>')
SHORT = 24  # an address of so many letters fits into every field
TONES = ("g", "o", "b", "p", "y", "r")

register.tag("static", StaticNode.handle_token)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, decoration only: the words beside it speak. Names are Tabler's."""
    sprite = _sprite_once() if ENV.mode == "production" else _sprite()
    return _svg(name, f"i {classes}".strip(), sprite)


@lru_cache(maxsize=1_000)
def _svg(name: str, css: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name
    )


def _sprite() -> str:
    return address_of(SPRITE if assets.find(SPRITE) else OWN_SPRITE)


_sprite_once = lru_cache(maxsize=1)(_sprite)  # a page has some sixty icons


@register.simple_tag
def lasting(name: str, **context: Any) -> SafeString:
    """The piece `name`, written once for all that it says: it knows nothing but `context`, whose
    values are what they say (texts, numbers, frozen dataclasses, several of them), and the language.
    """
    known = tuple([(key, tuple(one) if type(one) is list else one) for key, one in context.items()])
    if ENV.mode == "development":
        return _written(name, known)
    return _lasting(name, get_language(), known)


@lru_cache(maxsize=500)
def _lasting(
    name: str, _language: str | None, context: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return _written(name, context)


def _written(name: str, context: tuple[tuple[str, Hashable], ...]) -> SafeString:
    for key, value in context:
        if not _says_itself(value):
            raise TypeError(f"{name}: {key} is not the same when it is equal: {type(value)}")
    return render_to_string(name, dict(context))


def _says_itself(value: Any) -> bool:
    """Whether two values that are equal write the same: rows, for example, are equal by their id."""
    if isinstance(value, tuple):
        return all(map(_says_itself, value))
    if is_dataclass(value) and value.__dataclass_params__.frozen:  # type: ignore[union-attr]
        return all(_says_itself(getattr(value, one.name)) for one in fields(value))
    return value is None or isinstance(value, (str, int, Promise, FunctionType))


@register.simple_tag
def mark(text: Any, terms: Iterable[str] = ()) -> SafeString:
    """The text with what the search found in `<mark>`; an empty text is a dash."""
    if text in (None, ""):
        return DASH
    pieces = folding.mark(str(text), list(terms or ()))
    shown = ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in pieces)
    return format_html_join("", "{}", shown)


@register.filter
def dash(value: Any) -> Any:
    """Empty is "–" everywhere."""
    return DASH if value is None or value == "" else value


@register.filter
def breaking(value: Any) -> SafeString:
    """A long e-mail address breaks behind its @ before it breaks inside a word."""
    text = conditional_escape(value)
    return mark_safe(text.replace("@", "@<wbr>")) if len(text) > SHORT else text  # noqa: S308


@register.filter
def money(cents: int | None) -> Any:
    """Cents as Euro: 120450 is 1.204,50 €. The sign stays with the figure."""
    if cents is None:
        return DASH
    euro = formats.number_format(Decimal(int(cents)) / 100, decimal_pos=2, force_grouping=True)
    return f"{euro} €"


@register.filter
def count(value: int | None) -> str:
    """A whole number with thousands: 1.284."""
    return "" if value is None else formats.number_format(value, force_grouping=True)


@register.filter
def day(value: date | datetime | None) -> Any:
    """21.11.2026, instants in the zone of the business."""
    return DASH if value is None else formats.date_format(_local(value), "SHORT_DATE_FORMAT")


@register.filter
def clock(value: datetime | None) -> Any:
    """14:05 in the zone of the business."""
    return DASH if value is None else formats.time_format(_local(value), "H:i")


@register.filter
def daytime(value: datetime | None) -> Any:
    """21.11.2026, 14:05."""
    return DASH if value is None else f"{day(value)}, {clock(value)}"


@register.filter
def longday(value: date | datetime | None) -> Any:
    """Saturday, 21 November, with "today" and "yesterday" in front of it; another year is named."""
    if value is None:
        return DASH
    local = _local(value)
    on = local.date() if isinstance(local, datetime) else local
    now = clock_.today()
    today, yesterday = pgettext("foundation", "Today"), pgettext("foundation", "Yesterday")
    pattern = pgettext("date format: weekday, day, month", "l, j F")
    text = formats.date_format(on, pattern if on.year == now.year else f"{pattern} Y")
    return {0: f"{today}, {text}", 1: f"{yesterday}, {text}"}.get((now - on).days, text)


_LEGAL_FORMS = frozenset("ag co e eg ek ev gbr ggmbh gmbh kg kgaa mbh ohg se ug v".split())


@register.filter
def initials(name: Any) -> str:
    """At most two letters for an avatar: Miriam Jansen is MJ, a lone word gives its first two.

    Legal forms stand at the end of most organisations and say nothing: Autohaus Berger KG is AB.
    """
    words = [word for word in str(name or "").replace(",", " ").split() if word[0].isalnum()]
    while len(words) > 1 and words[-1].replace(".", "").lower() in _LEGAL_FORMS:
        words.pop()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return words[0][:2].upper() if words else "?"


@register.filter
def tone(name: Any) -> str:
    """A tone (CSS class) that stays the same for the same name."""
    return TONES[crc32(str(name).encode()) % len(TONES)]


@register.filter
def undo_entry(tags: Any) -> str:
    """The journal entry's id out of a message's tags (`undo:17`), or ""."""
    for tag in str(tags or "").split():
        if tag.startswith("undo:") and tag[5:].isdigit():
            return tag[5:]
    return ""


@register.filter
def stop_path(tags: Any) -> str:
    """The address that stops what a message tells of, out of its tags (`stop:/a/b/`), or ""."""
    for tag in str(tags or "").split():
        if tag.startswith("stop:/") and not tag.startswith("stop://"):
            return tag[5:]
    return ""


def _local(value: Any) -> Any:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
