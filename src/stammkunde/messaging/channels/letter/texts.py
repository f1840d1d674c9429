"""The few words that a letter has of its own; they are read by customers."""

from __future__ import annotations

from django.utils.translation import pgettext

from stammkunde.messaging.texts import speaking


def info_labels(language: str) -> dict[str, str]:
    """The labels of the information block, in the language of the letter."""
    with speaking(language):
        return {
            "number": pgettext("to customers", "Customer number"),
            "author": pgettext("to customers", "Written by"),
            "phone": pgettext("to customers", "Phone"),
            "email": pgettext("to customers", "E-mail"),
            "date": pgettext("to customers", "Date"),
        }


def page_words(language: str) -> str:
    """“Page 2 of 3”, with {n} and {m}."""
    with speaking(language):
        return pgettext("to customers", "Page {n} of {m}")
