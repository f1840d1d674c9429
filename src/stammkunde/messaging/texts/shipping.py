"""Texts that come with the product: declared in code, so that a new version or another form of
address changes them at once; the office may say them its own way (`MessageTemplate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from stammkunde.foundation import mail
from stammkunde.messaging.texts.own import Words
from stammkunde.messaging.texts.placeholders import GENERAL, Placeholder


@dataclass(frozen=True)
class Shipped:
    """A text that comes with the product.

    key: "<room>.<occasion>", also the purpose of its mail. label: its name in the list of
    templates. category: `messaging.models.Category`. subject, body: English msgids by
    `gettext_lazy`; German from the catalogue, the du form from `de_Informal`. placeholders: what it
    may insert beside the general ones. automatic: nobody presses a button for it.
    shown: False keeps it out of the list of templates (parts of other texts).
    """

    key: str
    label: Any
    category: str
    subject: Any
    body: Any
    placeholders: Sequence[Placeholder] = ()
    automatic: bool = False
    hint: Any = ""
    shown: bool = True

    @property
    def known(self) -> dict[str, Placeholder]:
        """All placeholders that it may insert, by name."""
        return {one.name: one for one in (*GENERAL, *self.placeholders)}

    def words(self, language: str) -> Words:
        """What the product says in a language."""
        with override(language):
            return Words(str(self.subject), str(self.body))


SHIPPED: dict[str, Shipped] = {}


def ship(text: Shipped) -> Shipped:
    """Declare a text that comes with the product, once, and its kind of mail."""
    if SHIPPED.get(text.key, text) != text:
        raise ValueError(f"two texts named {text.key}")
    SHIPPED[text.key] = text
    mail.purpose(text.key, text.label)
    return text
