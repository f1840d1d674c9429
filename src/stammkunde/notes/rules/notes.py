"""What a note must be. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused
from stammkunde.notes.fields import NOTE
from stammkunde.notes.rules.mentions import plain

_HEADLINE = 90


def check_note(title: str, text: str) -> None:
    """Refuse (`empty`) a note that says nothing, and (`too_long`) one that never ends."""
    if not title.strip() and not text.strip():
        raise Refused("empty", _("A note needs a text or a title."), "text")
    for key, said in (("text", text), ("title", title)):
        if len(said) > NOTE[key].max_length:
            raise Refused("too_long", _("This is too long."), key)


def headline(title: str, text: str) -> str:
    """A note in one line: its title, else the beginning of its text."""
    said = plain(title) or plain(text)
    return said if len(said) <= _HEADLINE else said[: _HEADLINE - 1].rstrip() + "…"
