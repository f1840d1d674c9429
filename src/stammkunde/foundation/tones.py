"""The twelve named tones that users choose from: classes of the stylesheet, never free colours."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

TONES: tuple[tuple[str, object], ...] = (
    ("n", pgettext_lazy("tone", "Grey")),
    ("g", pgettext_lazy("tone", "Green")),
    ("t", pgettext_lazy("tone", "Teal")),
    ("b", pgettext_lazy("tone", "Blue")),
    ("i", pgettext_lazy("tone", "Indigo")),
    ("p", pgettext_lazy("tone", "Plum")),
    ("k", pgettext_lazy("tone", "Pink")),
    ("r", pgettext_lazy("tone", "Red")),
    ("o", pgettext_lazy("tone", "Orange")),
    ("y", pgettext_lazy("tone", "Gold")),
    ("w", pgettext_lazy("tone", "Brown")),
    ("s", pgettext_lazy("tone", "Slate")),
)
KNOWN = frozenset(key for key, _label in TONES)
