"""Addresses out of a name and numbers: the pattern is looked for once, the numbers are put in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_resolver, get_script_prefix, get_urlconf, reverse

# Stands in for a number while the address is asked for; no name and no text has such digits.
_FIRST = 90_717_171_700


def link(name: Any, args: Sequence[Any], app: str | None = None) -> str | None:
    """As `reverse(name, args=args, current_app=app)`; None for whom `reverse` is to be asked.

    That is: for whatever is no whole number >= 0 and no plain text, and where there is no address.
    """
    numbers = []
    shape: list[str | None] = []
    for arg in args:
        if type(arg) is int and 0 <= arg < _FIRST:
            numbers.append(arg)
            shape.append(None)
        elif isinstance(arg, str) and str.isidentifier(arg):
            shape.append(str(arg))
        else:
            return None
    if not isinstance(name, str):
        return None
    resolver = get_resolver(get_urlconf())
    made = _pattern(str(name), tuple(shape), app, resolver, get_script_prefix())
    return made % tuple(numbers) if made is not None else None


@lru_cache(maxsize=2_000)
def _pattern(
    name: str, shape: tuple[str | None, ...], app: str | None, _resolver: Any, _prefix: str
) -> str | None:
    """The address with `%d` for each number; None where there is none, or it says more than those."""
    places = [_FIRST + at for at, text in enumerate(shape) if text is None]
    standing = iter(places)
    args = [next(standing) if text is None else text for text in shape]
    try:
        url = reverse(name, args=args, current_app=app)
    except NoReverseMatch:
        return None
    pattern, at = url.replace("%", "%%"), -1
    for place in places:
        found = pattern.find(str(place))
        if found <= at or pattern.count(str(place)) != 1:
            return None
        at = found
    for place in places:
        pattern = pattern.replace(str(place), "%d")
    return pattern
